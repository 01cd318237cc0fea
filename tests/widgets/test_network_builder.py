"""The network builder: the browser counts as torch does, over any network, and what it writes is read back."""

import io
import json
import math
import re
from contextlib import redirect_stdout

import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from torch import nn
from torch.utils.flop_counter import FlopCounterMode
from traitlets import TraitError

from d2lmini import models
from d2lmini.models import Add, Concat, summary
from d2lmini.widgets import NetworkBuilder
from d2lmini.widgets.network_builder.kinds import KINDS, LIMITS
from d2lmini.widgets.network_builder.modules import layers_of, on_meta
from d2lmini.widgets.network_builder.presets import presets
from d2lmini.widgets.network_builder.tree import complete
from tests.widgets.harness import node, run_copied

# Parameters and multiply-adds, and the field of the last map that is not pooled globally or read by a dense layer.
PUBLISHED = {
    "LeNet": (61_706, 416_520, {"8": "32"}),
    "LeNet-5 (1998)": (60_000, 326_520, {"8": "32"}),
    "AlexNet": (61_100_840, 714_188_480, {"12": "195"}),
    "AlexNet (2012)": (60_965_224, 724_406_816, {"14": "195"}),
    "VGG-16": (138_357_544, 15_470_264_320, {"30": "212"}),
    "NiN": (7_595_176, 1_100_188_800, {"22": "195"}),
    # Szegedy et al. (2014), table 1, inception (3a): 159K (of 1,024) without biases, 128M.
    "GoogLeNet's block": (159 * 1024 + 512 + 368, 128_049_152, {"0": "5"}),
    # Two convolutions of 9·64·64 and two normalisations of 2·64; the first block of torchvision's ResNet-18.
    "ResNet's block": (73_984, 231_211_008, {"0": "5"}),
    "ResNet's block, halving": (230_144, 179_830_784, {"0": "7"}),
    "ResNet-18": (11_689_512, 1_814_073_344, {"19": "435"}),
    "MobileNetV2's block": (8_832, 25_740_288, {"0": "3"}),
}

WALK = """
import { everyRow, networkOf, costRows } from "WIDGETS/network_builder/network.js";
const walk = ({ net, shape }) => {
  const { rows, failing, totals } = networkOf(net, shape);
  const named = costRows(rows).map(({ path, layer, output, parameters, products, bytes, fields }) =>
    [path.join("."), layer.layer, output, parameters, products, bytes, fields && fields.map(({ size }) => size)]);
  return { rows: named, totals, failing: failing && { path: failing.path.join("."), ...failing.misfit } };
};
"""


def walked(networks: list[dict]) -> list[dict]:
    return node(WALK + "const result = data.map(walk);", networks)


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


# -- any network ---------------------------------------------------------------------------------------------

small = st.integers(1, 4)


def lengths(least: int = 1, most: int = 3) -> st.SearchStrategy:
    one = st.integers(least, most)
    return one | st.lists(one, min_size=2, max_size=2).filter(lambda pair: pair[0] != pair[1])


def kind(name: str, **settings: st.SearchStrategy) -> st.SearchStrategy:
    return st.fixed_dictionaries({"layer": st.just(name)}, optional=settings).map(_required)


def _required(layer: dict) -> dict:
    """Give what has no usual value the value of a new layer."""
    specs = KINDS[layer["layer"]]["settings"]
    new = {
        name: spec["new"] for name, spec in specs.items() if spec["type"] != "reads" and "usual" not in spec
    }
    return new | layer


LAYERS = st.one_of(
    kind(
        "Conv2d",
        out_channels=st.sampled_from([2, 4, 6]),
        kernel_size=lengths(),
        stride=lengths(most=2),
        padding=lengths(0, 2),
        dilation=lengths(most=2),
        groups=st.sampled_from([1, 1, 2, 3]),
        bias=st.booleans(),
        in_channels=st.sampled_from([None, None, None, 4]),
    ),
    kind(
        "MaxPool2d",
        kernel_size=lengths(),
        stride=st.none() | lengths(),
        padding=lengths(0, 1),
        dilation=lengths(most=2),
        ceil_mode=st.booleans(),
    ),
    kind(
        "AvgPool2d",
        kernel_size=lengths(),
        stride=st.none() | lengths(),
        padding=lengths(0, 1),
        ceil_mode=st.booleans(),
    ),
    kind("AdaptiveAvgPool2d", output_size=lengths(most=5)),
    kind("AdaptiveMaxPool2d", output_size=lengths(most=5)),
    kind("BatchNorm2d", affine=st.booleans()),
    kind("LocalResponseNorm", size=small),
    kind("Subsample"),
    kind("Dropout", p=st.sampled_from([0, 0.25])),
    st.sampled_from(
        ["ReLU", "ReLU6", "LeakyReLU", "SiLU", "GELU", "Sigmoid", "Tanh", "Softmax", "Identity"]
    ).flatmap(kind),
)
ENDS = st.one_of(
    kind("Flatten"),
    kind(
        "Linear",
        out_features=st.integers(1, 9),
        bias=st.booleans(),
        in_features=st.sampled_from([None, None, 9]),
    ),
    kind("RBF", classes=small),
    kind("ReLU"),
)


def blocks(inner: st.SearchStrategy) -> st.SearchStrategy:
    branches = st.lists(st.lists(inner, max_size=2), min_size=1, max_size=3)
    return st.fixed_dictionaries({"layer": st.sampled_from(["Add", "Concat"]), "branches": branches})


SAME = kind("Conv2d", out_channels=st.just(4), kernel_size=st.just(3), padding=st.just(1)) | kind("ReLU")
ANY = LAYERS | blocks(SAME) | blocks(LAYERS | blocks(SAME))


@st.composite
def networks(draw: st.DrawFn) -> dict:
    """Draw a stack, whether or not it fits."""
    layers = draw(st.lists(ANY, min_size=1, max_size=5)) + draw(st.lists(ENDS, max_size=3))
    shape = [draw(st.sampled_from([1, 2, 4])), draw(st.integers(3, 14)), draw(st.integers(3, 14))]
    return {"net": complete(layers), "shape": shape}


def any_networks(examples: int) -> object:
    """Try each example on many networks at once: Node takes longer to start than to count."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example, HealthCheck.filter_too_much]
    many = given(st.lists(networks(), min_size=10, max_size=10))
    tried = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=slow,
        report_multiple_bugs=False,
    )
    return lambda test: tried(many(test))


def torch_rows(network: dict) -> tuple[dict | None, str]:
    """Return torch's rows by place, or None and what does not fit."""
    try:
        table = summary(on_meta(network["net"], network["shape"]), network["shape"])
    except ValueError as error:
        return None, str(error)
    return {layer.name.removesuffix(".add").removesuffix(".cat"): layer for layer in table}, ""


@any_networks(25)
def test_any_network_counts_as_torch_does(drawn: list[dict]) -> None:
    for network, told in zip(drawn, walked(drawn), strict=True):
        rows, problem = torch_rows(network)
        if rows is None:
            assert told["failing"] is not None, problem
            assert f"layer {told['failing']['path']}, " in problem
            continue
        assert told["failing"] is None, told["failing"]
        for path, name, output, parameters, products, bytes_, field in told["rows"]:
            layer = rows.get(path)
            if layer is None:  # an addition of one branch, or a branch that does nothing
                assert bytes_ == parameters == products == 0
                continue
            assert name == layer.kind or layer.kind in {"add", "cat"}
            assert tuple(output) == layer.shape
            assert (parameters, products, bytes_) == layer[3:6], (path, network)
            assert tuple(field) == layer.receptive_field, json.dumps([path, network])


@any_networks(6)
def test_multiply_adds_are_half_of_what_torchs_counter_tells(drawn: list[dict]) -> None:
    for network, told in zip(drawn, walked(drawn), strict=True):
        if told["failing"]:
            continue
        net = on_meta(network["net"], network["shape"]).eval()
        with FlopCounterMode(display=False) as counter:
            net(torch.zeros(1, *network["shape"], device="meta"))
        assert told["totals"]["products"] == counter.get_total_flops() // 2
        assert told["totals"]["parameters"] == sum(p.numel() for p in net.parameters())


FIX = """
import { mended, settled } from "WIDGETS/network_builder/edit.js";
const result = data.map((state) => {
  const { failing } = networkOf(state.net, state.shape);
  return failing && failing.misfit.fixes.map((fix) => {
    const next = { ...state, ...mended({ ...state, net: settled(state.net, state.shape) }, failing.path, fix) };
    const after = networkOf(next.net, next.shape).failing;
    return [fix.words, after && [after.path.join("."), after.misfit.why].join(": "), [failing.path.join("."), failing.misfit.why].join(": ")];
  });
});
"""


@any_networks(15)
def test_every_way_out_leads_out(drawn: list[dict]) -> None:
    for network, fixes in zip(drawn, node(WALK + FIX, drawn), strict=True):
        if fixes is None:
            continue
        assert fixes, network
        for words, after, before in fixes:
            # What stands behind a layer that is taken out may not fit for the same reason.
            assert after != before or words.startswith("take"), (words, network)


TEXTS = """
import { networkProgram, networkText } from "WIDGETS/network_builder/code.js";
import { settled } from "WIDGETS/network_builder/edit.js";
import { parseNetwork } from "WIDGETS/network_builder/parse.js";
const result = data.networks.map(({ net, shape }) => {
  const network = networkOf(net, shape);
  const text = networkText(network.rows, shape, data.kinds);
  const program = networkProgram(network, shape, data.kinds, network.failing && "a layer does not fit");
  const read = [text, program].map((each) => parseNetwork(each, data.kinds));
  return { text, program, plain: settled(net, shape), failing: network.failing && network.failing.path[0],
    read: read.map((each) => (each.net ? { net: settled(each.net, each.shape), shape: each.shape } : each)), totals: network.totals };
});
"""


def texts_of(drawn: list[dict]) -> list[dict]:
    return node(WALK + TEXTS, {"networks": drawn, "kinds": KINDS})


@any_networks(15)
def test_what_is_written_is_read_back(drawn: list[dict]) -> None:
    for network, told in zip(drawn, texts_of(drawn), strict=True):
        expected = {"net": told["plain"], "shape": network["shape"]}
        assert told["read"][0] == expected, told["text"]
        if told["failing"] is None:
            assert told["read"][1] == expected, told["program"]
        else:
            assert told["read"][1]["net"] == told["plain"][: told["failing"]], told["program"]


def printed_by(program: str) -> tuple[dict, list[str]]:
    printed, names = io.StringIO(), {}
    with redirect_stdout(printed):
        exec(program, names)
    return names, printed.getvalue().splitlines()


@any_networks(4)
def test_the_copied_program_runs_and_prints_the_same(drawn: list[dict]) -> None:
    for network, told, rows in zip(drawn, texts_of(drawn), walked(drawn), strict=True):
        names, lines = printed_by(told["program"])
        top = {row[0]: row for row in rows["rows"] if "." not in row[0] and row[2]}
        count = len(network["net"]) if told["failing"] is None else told["failing"]
        assert lines[:-2] == [f"{i} {top[str(i)][1]} {tuple(top[str(i)][2])}" for i in range(count)]
        if told["totals"]:
            assert lines[-2:] == [
                f"{told['totals']['parameters']} parameters",
                f"{told['totals']['products']} multiply-adds",
            ]
        assert isinstance(names["net"], nn.Sequential)


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_text_of_each_preset_is_read_back_and_runs(name: str) -> None:
    (told,) = texts_of([presets()[name]])
    assert told["read"][0] == {"net": told["plain"], "shape": presets()[name]["shape"]}
    names, lines = printed_by(
        f"import torch\nwith torch.device('meta'):\n    exec({told['program']!r}, globals())"
    )
    parameters, multiply_adds, _ = PUBLISHED[name]
    assert lines[-2:] == [f"{parameters} parameters", f"{multiply_adds} multiply-adds"]


def as_printed(layers: list[dict]) -> list[dict]:
    """Write out the stride of pools, and leave out what Python does not print of AvgPool2d."""
    printed = []
    for layer in layers:
        if "branches" in layer:
            layer = layer | {"branches": [as_printed(branch) for branch in layer["branches"]]}
        elif layer["layer"].endswith("gPool2d") and "kernel_size" in layer:
            layer = layer | {"ceil_mode": False}
        if layer.get("stride", 0) is None:
            layer = layer | {"stride": layer["kernel_size"]}
        printed.append(layer)
    return printed


@any_networks(6)
def test_a_network_that_python_prints_is_read(drawn: list[dict]) -> None:
    nets = [on_meta(network["net"], network["shape"]) for network in drawn if torch_rows(network)[0]]
    # Python gathers branches that are equal; and these two tell their settings in other words.
    texts = {repr(net): net for net in nets if not re.search(r"\(\d+-\d+\)|Subsample|RBF", repr(net))}
    program = """
    import { parseNetwork } from "WIDGETS/network_builder/parse.js";
    const result = data.texts.map((text) => parseNetwork(text, data.kinds));
    """
    for text, told in zip(texts, node(program, {"texts": list(texts), "kinds": KINDS}), strict=True):
        assert told.get("net") == as_printed(layers_of(texts[text])), text


SPELT = """
import { spelt } from "WIDGETS/network_builder/spell.js";
const result = data.map(({ net, shape }) => everyRow(networkOf(net, shape).rows).flatMap((row) =>
  [false, true].flatMap((flops) => spelt(row, { shape, flops }).map(({ measure, parts }) => [measure, parts.map((part) => [part].flat()[0]).join(""), row, flops]))));
"""
ARITHMETIC = re.compile(r"^[\d,.·+−/()⌊⌋⌈⌉ ]+ = [\d,]+")


def computed(formula: str) -> float:
    for sign, operation in {
        "·": "*",
        "−": "-",
        ",": "",
        "⌊": "floor(",
        "⌈": "ceil(",
        "⌋": ")",
        "⌉": ")",
    }.items():
        formula = formula.replace(sign, operation)
    return eval(formula, {"floor": math.floor, "ceil": math.ceil})


@any_networks(8)
def test_every_formula_comes_to_the_number_that_it_explains(drawn: list[dict]) -> None:
    checked = 0
    for lines in node(WALK + SPELT, drawn):
        for measure, text, row, flops in lines:
            found = ARITHMETIC.match(text)
            if not found:
                assert "=" not in text or measure in {"output", "receptive field"}, text
                continue
            formula, _, result = found[0].partition(" = ")
            assert computed(formula) == int(result.replace(",", "")), text
            numbers = {"parameters": "parameters", "multiply-adds": "products", "memory": "bytes"}
            if measure in numbers:
                assert int(result.replace(",", "")) == row[numbers[measure]] * (
                    2 if flops and measure == "multiply-adds" else 1
                )
            checked += 1
    assert checked > 10


# -- reading -------------------------------------------------------------------------------------------------


def read(text: str) -> dict:
    program = 'import { parseNetwork } from "WIDGETS/network_builder/parse.js";\n'
    return node(
        f"{program}const result = parseNetwork(data.text, data.kinds);", {"text": text, "kinds": KINDS}
    )


PASTED = """
import torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        self.body = torch.nn.Sequential(  # a comment, with (brackets
            nn.Conv2d(in_channels=3, out_channels=8, kernel_size=(3, 3), padding=(1, 1), bias=False),
            nn.BatchNorm2d(8), nn.ReLU(inplace=True),
            nn.Sequential(nn.MaxPool2d(2, 2), nn.Dropout2d(p=.25)),
            nn.Flatten(),
            nn.Linear(8 * (16 // 1) * 16, 1_00, device="cpu"),
        )
    def example(self):
        return self.body(torch.randn(4, 3, 32, 32))
"""


def test_a_pasted_sequential_is_read_as_people_write_it() -> None:
    expected = nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2, 2), nn.Dropout2d(0.25),
        nn.Flatten(), nn.Linear(2048, 100),
    )  # fmt: skip
    layers = layers_of(expected)
    layers[3]["stride"] = 2  # as written
    assert read(PASTED) == {"net": layers, "shape": [3, 32, 32]}


UNREADABLE = {
    "x = 3": (1, r"no nn.Sequential\(…\) is found here; paste one with its layers"),
    "nn.Sequential(\n  nn.Conv3d(1, 2, 3),\n)": (
        2,
        "nn.Conv3d is not among the layers that can be read: Conv2d,",
    ),
    "nn.Sequential(\n\n  *layers)": (3, "a list that is unpacked cannot be read; write its layers out"),
    "nn.Sequential(\n  nn.Conv2d(1, 2, kernel=3))": (
        2,
        "Conv2d has no argument kernel; it has in_channels, out_channels",
    ),
    "nn.Sequential(nn.Conv2d(1, 2))": (1, "Conv2d: kernel_size is missing"),
    "nn.Sequential(\nnn.Conv2d(1, 2, 3, padding='same', dilation=2))": (
        2,
        "padding='same' cannot be read; write a number, such as padding=2",
    ),
    "nn.Sequential(nn.Conv2d(1, n, 3))": (1, "out_channels: n cannot be read; write the number"),
    "nn.Sequential(nn.Conv2d(1, 2, 3, padding_mode='circular'))": (
        1,
        "Conv2d can be read with padding_mode=zeros alone",
    ),
    "nn.Sequential(nn.Conv2d(1, 2, 99))": (
        1,
        "Conv2d: kernel_size must be a whole number from 1 to 64, got 99",
    ),
    "nn.Sequential(nn.Conv2d(1, 2, 3, 1, 0, 1, 1, True, 'zeros', None, None, 5))": (
        1,
        "Conv2d takes no more than 11 arguments",
    ),
    "nn.Sequential(nn.Conv2d(1, 2, (3, 3, 3)))": (1, "Conv2d: kernel_size must be one number or two"),
    "nn.Sequential(\nnn.ReLU()\nnn.ReLU())": (3, r"a comma or \) is expected, and nn.ReLU stands here"),
    "nn.Sequential(\nnn.ReLU(),\n": (3, r"\) is missing"),
    "nn.Sequential(nn.ReLU)": (1, "nn.ReLU cannot be read; write the layer with its brackets"),
    "nn.Sequential(nn.ReLU())\nnn.Sequential(nn.ReLU())": (
        2,
        "a second nn.Sequential begins; put both into one",
    ),
    "nn.Sequential(OrderedDict([('a', nn.ReLU())]))": (1, "OrderedDict is not among the layers"),
    "nn.Sequential(3)": (1, "a layer is expected, and 3 stands here"),
    "nn.Sequential(nn.Dropout(2))": (1, "Dropout: p must be a number from 0 to 1, got 2"),
    "nn.Sequential(nn.Linear((1, 2) * 3, 4))": (1, "in_features cannot be computed here; write the number"),
}


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_cannot_be_read_is_named_with_its_line(text: str) -> None:
    line, reason = UNREADABLE[text]
    told = read(text)
    assert told.get("line") == line
    assert re.search(reason, told["reason"])


# -- what cannot be ------------------------------------------------------------------------------------------

CONV = {"layer": "Conv2d", "out_channels": 4, "kernel_size": 3}
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
    {
        "layer": "Add",
        "branches": [
            [
                {
                    "layer": "Add",
                    "branches": [[{"layer": "Add", "branches": [[{"layer": "Add", "branches": [[]]}]]}]],
                }
            ]
        ],
    },
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
    told = node(program, {"shapes": shapes, "kinds": KINDS, "limits": LIMITS})
    for shape, said in zip(shapes, told, strict=True):
        try:
            NetworkBuilder(net=[], shape=shape, at=())
        except TraitError as error:
            assert said == str(error)
        else:
            assert said is None


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


# -- changes -------------------------------------------------------------------------------------------------

EDITS = """
import { addedAfter, branchAdded, found, kept, moved, patched, removed, settled } from "WIDGETS/network_builder/edit.js";
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
    import { patched, settled } from "WIDGETS/network_builder/edit.js";
    const wide = patched(settled(data.net, data.shape), [0], { out_channels: 9 });
    const { failing, totals } = networkOf(wide, data.shape);
    const wrong = networkOf(patched(data.net, [3], { in_channels: 5 }), data.shape).failing;
    const result = [failing, totals.parameters, wrong.path, wrong.misfit.why, wrong.misfit.fixes.map(({ words }) => words)];
    """
    failing, parameters, path, why, ways = node(WALK + program, presets()["LeNet"])
    assert failing is None
    assert parameters == 61_706 + 3 * 26 + 3 * 25 * 16
    assert (path, why) == ([3], "in_channels=5 is written, and 6 channels arrive")
    assert ways == ["set in_channels=6", "give the input 5 channels"]


# -- what is said --------------------------------------------------------------------------------------------

WORDS = """
import { policyWords, settingsWords, totalSum, totalText, verdict } from "WIDGETS/network_builder/words.js";
const result = data.map((state) => {
  const network = networkOf(state.net, state.shape);
  return [verdict({ network, ...state }), totalText(network, state.measure, state.flops), totalSum(network, state), policyWords(state)];
});
"""


def said(**state: object) -> list[str]:
    return node(WALK + WORDS, [presets()["LeNet"] | {"measure": "parameters", "flops": False} | state])[0]


def test_totals_are_told_with_what_is_to_be_noticed() -> None:
    verdict, text, total, policy = said()
    assert (
        verdict
        == "Convolutions hold 4 % of the parameters, dense layers 96 %. The largest share, 78 %, is that of layer 7, Linear."
    )
    assert (text, total) == ("61,706", "156 + 2,416 + 48,120 + 10,164 + 850 = 61,706")
    verdict, text, total, policy = said(measure="multiply-adds")
    assert verdict.startswith("Convolutions do 86 % of the multiply-adds, dense layers 14 %.")
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


# -- Python's side -------------------------------------------------------------------------------------------


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
