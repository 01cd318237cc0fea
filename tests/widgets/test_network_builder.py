"""The network builder: its presets, what it holds and refuses, its changes, and what it says."""

import json
import re

import pytest
import torch
from torch import nn
from traitlets import TraitError

from d2lmini import models
from d2lmini.models import Add, Concat
from d2lmini.widgets import NetworkBuilder
from d2lmini.widgets.network.kinds import KINDS, LIMITS
from d2lmini.widgets.network.modules import layers_of
from d2lmini.widgets.network.tree import complete
from d2lmini.widgets.network_builder.presets import presets
from tests.widgets.harness import node, run_copied
from tests.widgets.networks import WALK, walked

# Parameters and multiply-adds, and the field of the last map before the end.
PUBLISHED = {
    "LeNet": (61_706, 416_520, {"8": "32"}),
    "LeNet-5 (1998)": (60_000, 326_520, {"8": "32"}),
    "AlexNet": (61_100_840, 714_188_480, {"12": "195"}),
    "AlexNet (2012)": (60_965_224, 724_406_816, {"14": "195"}),
    "ZF Net": (62_357_608, 1_168_032_896, {"14": "171"}),
    "VGG-16": (138_357_544, 15_470_264_320, {"30": "212"}),
    "NiN": (7_595_176, 1_100_188_800, {"22": "195"}),
    # Szegedy et al. (2014), table 1, inception (3a): 159K (of 1,024) without biases, 128M.
    "GoogLeNet's block": (159 * 1024 + 512 + 368, 128_049_152, {"0": "5"}),
    # Two convolutions of 9·64·64 and two normalisations of 2·64; the first block of torchvision's ResNet-18.
    "ResNet's block": (73_984, 231_211_008, {"0": "5"}),
    "ResNet's block, halving": (230_144, 179_830_784, {"0": "7"}),
    "ResNet-18": (11_689_512, 1_814_073_344, {"19": "435"}),
    "MobileNet": (4_231_976, 568_740_352, {"80": "315"}),
    "MobileNetV2's block": (8_832, 25_740_288, {"0": "3"}),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_presets_hit_the_published_numbers_in_the_browser_and_in_python(name: str) -> None:
    parameters, multiply_adds, fields = PUBLISHED[name]
    preset = presets()[name]
    (told,) = walked([preset])
    assert told["failing"] is None
    assert (told["totals"]["parameters"], told["totals"]["products"]) == (parameters, multiply_adds)
    rows = {row[0]: row for row in told["rows"]}
    assert {path: str(rows[path][-1][0]) for path in fields} == fields
    builder = NetworkBuilder(**preset, at=())
    table = builder.summary
    assert (table.parameters, table.multiply_adds) == (parameters, multiply_adds)
    assert table.activation_bytes == told["totals"]["bytes"]


def test_the_presets_are_those_of_the_books_models() -> None:
    assert set(presets()) == set(PUBLISHED)
    assert NetworkBuilder().net == presets()["LeNet"]["net"] == layers_of(models.lenet())


CONV = {"layer": "Conv2d", "out_channels": 4, "kernel_size": 3}


def deep(count: int) -> dict:
    """Return blocks that stand in each other's branches."""
    return {"layer": "Add", "branches": [[deep(count - 1)] if count > 1 else []]}


REFUSALS = [
    CONV | {"kernel_size": 0},
    CONV | {"kernel_size": [3, 65]},
    CONV | {"padding": -1},
    CONV | {"out_channels": 4097},
    CONV | {"out_channels": 2.5},
    CONV | {"bias": 1},
    {"layer": "Dropout", "p": 1.5},
    {"layer": "Linear", "out_features": 0},
    {"layer": "Add", "branches": []},
    {"layer": "Add", "branches": [[]] * 9},
    {"layer": "Add", "branches": [[], [CONV | {"groups": 0}]]},
    deep(4),
]


def test_both_sides_refuse_the_same_layers_in_the_same_words() -> None:
    good = complete([CONV])[0]

    def filled(layer: dict) -> dict:
        if "branches" in layer:
            return layer | {"branches": [[filled(each) for each in branch] for branch in layer["branches"]]}
        specs = KINDS[layer["layer"]]["settings"]
        return {"layer": layer["layer"]} | {
            name: layer.get(name, good.get(name, spec["new"])) for name, spec in specs.items()
        }

    nets = [[good, filled(layer)] for layer in REFUSALS] + [[good] * 121]
    program = """
    import { networkRefusal } from "WIDGETS/network_builder/check.js";
    const result = data.nets.map((net) => networkRefusal({ net, shape: [1, 28, 28] }, data));
    """
    told = node(program, {"nets": nets, "kinds": KINDS, "limits": LIMITS})
    for net, said in zip(nets, told, strict=True):
        with pytest.raises(ValueError) as refused:  # noqa: PT011
            complete(net)
        assert said.replace("true", "True") == str(refused.value)


def test_the_browser_refuses_an_input_as_python_does() -> None:
    shapes = [[0, 28, 28], [1, 1025, 28], [1, 28, 0], [4097, 1, 1], [1, 2, 3]]
    program = """
    import { networkRefusal } from "WIDGETS/network_builder/check.js";
    const result = data.shapes.map((shape) => networkRefusal({ net: [], shape }, data));
    """
    *refused, fitting = node(program, {"shapes": shapes, "kinds": KINDS, "limits": LIMITS})
    assert fitting is None
    for shape, said in zip(shapes, refused, strict=False):
        with pytest.raises(TraitError, match=re.escape(said)):
            NetworkBuilder(net=[], shape=shape, at=())


STATES = [
    {
        "net": presets()["ResNet's block"]["net"],
        "shape": (64, 56, 56),
        "at": (0, 1),
        "measure": "memory",
        "flops": True,
    },
    {"net": [CONV | {"kernel_size": 40}], "at": ()},
]
REFUSED = [
    ({"net": 3}, "net must be a list of layers, got 3"),
    ({"net": [{"layer": "Conv3d"}]}, "layer 0 must be one of Conv2d, .*; got 'Conv3d'"),
    ({"net": [CONV | {"kernel": 3}]}, "layer 0, Conv2d has no setting 'kernel'; it has in_channels"),
    ({"net": [{"layer": "Conv2d"}]}, "layer 0, Conv2d: out_channels is missing"),
    ({"net": [CONV | {"stride": 0}]}, "layer 0, Conv2d: stride must be a whole number from 1 to 64, got 0"),
    ({"net": nn.Sequential(nn.Conv3d(1, 1, 1))}, "Conv3d cannot be shown; the layers that can are Conv2d"),
    (
        {"net": nn.Sequential(nn.Conv2d(1, 1, 3, padding_mode="circular"))},
        "Conv2d can be shown with padding_mode='zeros' alone, got 'circular'",
    ),
    ({"shape": (1, 28)}, r"shape must be \(channels, height, width\), got \(1, 28\)"),
    ({"shape": (1, 28, 2000)}, "width of the input must be a whole number from 1 to 1024, got 2000"),
    ({"at": (99,)}, r"at must lead to a layer of the network, got \(99,\)"),
    ({"at": 3}, "at must be a tuple of places counted from 0, got 3"),
    ({"measure": "time"}, "measure must be 'parameters' or .*, got 'time'"),
    ({"flops": 1}, "flops must be True or False, got 1"),
]


EDITS = """
import { addedAfter, branchAdded, found, kept } from "SHARED/maths/layer_tree.js";
import { moved, patched, removed } from "SHARED/maths/layer_tree.js";
const names = (net) => net.map(({ layer, branches }) => (branches ? [layer, ...branches.map(names)] : layer));
const [net] = [data.net];
const relu = { layer: "ReLU" };
const result = {
  end: names(addedAfter(net, [], relu)[0]),
  after: addedAfter(net, [1, 0, 0], relu).map((part, index) => (index ? part : names(part))),
  inBranch: addedAfter(net, [1, 1], relu).map((part, index) => (index ? part : names(part))),
  moved: moved(net, [1, 0, 0], 1).map((part, index) => (index ? part : names(part))),
  movedBranch: names(moved(net, [1, 0], 1)[0]),
  removed: names(removed(net, [1, 0, 1])),
  removedBranch: names(removed(net, [1, 1])),
  branched: names(branchAdded(net, [1])),
  patched: found(patched(net, [1, 0, 0], { layer: "Tanh" }), [1, 0, 0]).layer,
  same: patched(net, [1, 0, 0], { layer: "Tanh" })[0] === net[0],
  kept: [[5], [1, 5], [1, 0, 7], [0, 0], [1, 1, 0]].map((path) => kept(net, path)),
};
"""


def test_layers_are_added_moved_and_taken_out_in_branches_too() -> None:
    net = [{"layer": "Conv2d"}, {"layer": "Add", "branches": [[{"layer": "Sigmoid"}, {"layer": "GELU"}], []]}]
    assert node(EDITS, {"net": net}) == {
        "end": ["Conv2d", ["Add", ["Sigmoid", "GELU"], []], "ReLU"],
        "after": [["Conv2d", ["Add", ["Sigmoid", "ReLU", "GELU"], []]], [1, 0, 1]],
        "inBranch": [["Conv2d", ["Add", ["Sigmoid", "GELU"], ["ReLU"]]], [1, 1, 0]],
        "moved": [["Conv2d", ["Add", ["GELU", "Sigmoid"], []]], [1, 0, 1]],
        "movedBranch": ["Conv2d", ["Add", [], ["Sigmoid", "GELU"]]],
        "removed": ["Conv2d", ["Add", ["Sigmoid"], []]],
        "removedBranch": ["Conv2d", ["Add", ["Sigmoid", "GELU"]]],
        "branched": ["Conv2d", ["Add", ["Sigmoid", "GELU"], [], []]],
        "patched": "Tanh",
        "same": True,
        "kept": [[1], [1, 1], [1, 0, 1], [0], [1, 1]],
    }


def test_what_a_layer_reads_follows_a_change_before_it_unless_it_was_written_wrongly() -> None:
    program = """
    import { settled } from "WIDGETS/network_builder/edit.js";
    import { patched } from "SHARED/maths/layer_tree.js";
    const wide = patched(settled(data.net, data.shape), [0], { out_channels: 9 });
    const { failing, totals } = networkOf(wide, data.shape);
    const wrong = networkOf(patched(data.net, [3], { in_channels: 5 }), data.shape).failing;
    const ways = wrong.misfit.fixes.map(({ words }) => words);
    const result = [failing, totals.parameters, wrong.path, wrong.misfit.why, ways];
    """
    failing, parameters, path, why, ways = node(WALK + program, presets()["LeNet"])
    assert failing is None
    assert parameters == 61_706 + 3 * 26 + 3 * 25 * 16
    assert (path, why) == ([3], "in_channels=5 is written, and 6 channels arrive")
    assert ways == ["set in_channels=6"]
    (told,) = walked([{"net": complete([CONV | {"in_channels": 3}]), "shape": [1, 28, 28]}])
    words = [fix["words"] for fix in told["failing"]["fixes"]]
    assert words == ["set in_channels=1", "give the input 3 channels"]


WORDS = """
import { policyWords, totalSum, totalText, verdict } from "WIDGETS/network_builder/words.js";
import { settingsWords } from "SHARED/network/words.js";
const result = data.map((state) => {
  const network = networkOf(state.net, state.shape);
  const text = totalText(network, state.measure, state.flops);
  return [verdict({ network, ...state }), text, totalSum(network, state), policyWords(state)];
});
"""


def said(**state: object) -> list[str]:
    return node(WALK + WORDS, [presets()["LeNet"] | {"measure": "parameters", "flops": False} | state])[0]


def test_totals_are_told_with_what_is_to_be_noticed() -> None:
    verdict, text, total, policy = said()
    assert verdict == (
        "Convolutions hold 4\u00a0% of the parameters, dense layers 96\u00a0%. "
        "The largest share, 78\u00a0%, is that of layer 7, Linear."
    )
    assert (text, total) == ("61,706", "156 + 2,416 + 48,120 + 10,164 + 850 = 61,706")
    verdict, text, total, policy = said(measure="multiply-adds")
    assert verdict.startswith("Convolutions do 86\u00a0% of the multiply-adds, dense layers 14\u00a0%.")
    assert total == "117,600 + 240,000 + 48,000 + 10,080 + 840 = 416,520"
    assert "not counted are biases, normalisation, activations, pooling and additions" in policy
    _, text, total, policy = said(measure="multiply-adds", flops=True)
    assert text == "833,040"
    assert total.endswith("= 833,040")
    assert policy.startswith("Two floating-point operations for each multiply-add.")
    verdict, text, total, _ = said(measure="memory")
    assert (text, total[-14:]) == ("58.4 kB", "= 58,408 bytes")
    verdict, text, total, _ = said(measure="receptive field")
    assert (text, total) == ("32", "1 → 5 → 6 → 14 → 16 → 32")
    assert (
        "From layer 7, Linear, on, every unit’s field is as large as the 28×28 input, or larger." in verdict
    )


def test_a_stack_that_does_not_fit_names_the_layer_and_nothing_is_clamped() -> None:
    net = [layer for layer in presets()["LeNet"]["net"] if layer["layer"] != "Flatten"]
    verdict, text, total, _ = said(net=net)
    assert verdict == "The stack stops at layer 6, Linear: it reads a vector, and 16 channels of 5×5 arrive."
    assert (text, total) == ("—", "")
    (told,) = walked([{"net": net, "shape": [1, 28, 28]}])
    assert told["failing"]["fixes"] == [{"words": "put a Flatten before it", "insert": {"layer": "Flatten"}}]
    assert [row[2] for row in told["rows"][6:]] == [None] * 5


WINDOWS = [
    (
        {"kernel_size": 40},
        "kernel 40×40 is larger than the input 28×28",
        ["set kernel_size=28", "set padding=6"],
    ),
    (
        {"kernel_size": [3, 40], "dilation": 2},
        "kernel 3×40 with dilation 2 spans 5×79: larger than the input 28×28",
        ["set kernel_size=(3, 14)", "set padding=(0, 26)"],
    ),
    ({"groups": 3}, "groups=3 must divide the 1 channel that arrive and out_channels=4", ["set groups=1"]),
]


@pytest.mark.parametrize(("settings_", "why", "ways"), WINDOWS)
def test_why_a_convolution_does_not_fit_and_the_nearest_ways_out(
    settings_: dict, why: str, ways: list
) -> None:
    (told,) = walked([{"net": complete([CONV | settings_]), "shape": [1, 28, 28]}])
    assert told["failing"]["why"] == why
    assert [fix["words"] for fix in told["failing"]["fixes"]] == ways


def test_branches_that_do_not_agree_get_resnets_projection_or_another_padding() -> None:
    def ways(layer: dict, shape: list[int]) -> list[str]:
        (told,) = walked([{"net": complete([layer]), "shape": shape}])
        return [fix["words"] for fix in told["failing"]["fixes"]]

    halving = {"layer": "Add", "branches": [[CONV | {"stride": 2, "padding": 1, "out_channels": 8}], []]}
    assert ways(halving, [4, 14, 14])[0] == "put a 1×1 convolution with 8 channels and stride=2 on branch 1"
    narrower = {"layer": "Concat", "branches": [[CONV | {"padding": 1}], [CONV | {"kernel_size": 5}]]}
    assert ways(narrower, [4, 14, 14]) == ["set padding=2 on branch 1", "take branch 1 out"]
    channels = {
        "layer": "Add",
        "branches": [[CONV | {"padding": 1}], [CONV | {"padding": 1, "out_channels": 5}]],
    }
    assert ways(channels, [4, 14, 14])[0] == "set out_channels=4 on branch 1"


def test_a_module_goes_in_and_comes_out() -> None:
    net = nn.Sequential(
        nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), nn.ReLU()),
        Add([nn.Sequential(nn.Conv2d(4, 4, (3, 1), padding=(1, 0))), nn.Identity()]),
        Concat([nn.Sequential(nn.AvgPool2d(2)), nn.Sequential(nn.MaxPool2d(2, ceil_mode=True))]),
        nn.Flatten(),
        nn.Linear(128, 2),
    )
    builder = NetworkBuilder(net, shape=(3, 8, 8), at=(2, 0, 0))
    assert [layer["layer"] for layer in builder.net] == [
        "Conv2d",
        "ReLU",
        "Add",
        "Concat",
        "Flatten",
        "Linear",
    ]
    again = builder.network()
    again.load_state_dict(dict(zip(again.state_dict(), net.state_dict().values(), strict=True)))
    X = torch.rand(2, 3, 8, 8)
    torch.testing.assert_close(again(X), net(X))
    assert NetworkBuilder(again, shape=(3, 8, 8), at=()).net == builder.net


def test_what_it_holds_is_not_written_into_and_the_place_stays_inside() -> None:
    builder = NetworkBuilder()
    with pytest.raises(TraitError, match="net is a copy of what the explorable holds"):
        builder.net[0]["out_channels"] = 7
    with pytest.raises(TraitError, match="net is a copy of what the explorable holds"):
        builder.net.append({"layer": "ReLU"})
    builder.at = (11,)
    builder.net = builder.net[:5]
    assert builder.at == (4,)
    builder.net = []
    assert builder.at == ()
    assert "0 layers read 1 × 28 × 28 and give 1 × 28 × 28: 0 parameters" in builder.sentence()


def test_a_stack_that_does_not_fit_is_told_in_python_and_cannot_be_built() -> None:
    builder = NetworkBuilder([CONV, {"layer": "Linear"} | {"out_features": 2}], at=())
    reason = (
        r"layer 1, Linear, cannot read \(4, 26, 26\): a dense layer reads a vector; put a Flatten before it"
    )
    assert re.search(reason, builder.sentence())
    with pytest.raises(ValueError, match=reason):
        builder.network()
    with pytest.raises(ValueError, match=reason):
        _ = builder.summary
    assert builder.still().axes[0].texts[-1].get_text().startswith("layer 1, Linear")


def test_the_still_picture_has_each_layers_share() -> None:
    left, right = NetworkBuilder().still().axes
    assert [round(bar.get_width()) for bar in left.patches] == [0, 4, 78, 16, 1]
    assert [round(bar.get_width()) for bar in right.patches] == [28, 58, 12, 2, 0]


def test_the_state_is_plain_data() -> None:
    builder = NetworkBuilder(models.lenet5(), shape=(1, 32, 32))
    assert json.loads(json.dumps(builder.get_state("net")["net"])) == builder.net
    assert run_copied(f"net = {builder.net!r}")[0]["net"] == builder.net
