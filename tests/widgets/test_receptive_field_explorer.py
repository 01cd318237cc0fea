"""The receptive field explorer: its presets, what it holds and refuses, and what it says."""

import random
import re

import pytest
import torch
from torch import nn
from traitlets import TraitError

from d2lmini import models
from d2lmini.receptive import receptive_field
from d2lmini.widgets import ReceptiveFieldExplorer
from d2lmini.widgets.receptive_field_explorer import stack
from d2lmini.widgets.receptive_field_explorer.fit import misfit
from d2lmini.widgets.receptive_field_explorer.presets import presets
from tests.widgets.harness import called, node, run_copied
from tests.widgets.stacks import random_layers, states

FOLDER = "receptive_field_explorer"


@pytest.mark.parametrize("name", presets())
def test_presets_give_the_published_fields(name: str) -> None:
    preset = presets()[name]
    last = (len(preset["layers"]) - 1,)
    explorer = ReceptiveFieldExplorer(preset["layers"], preset["size"], preset["picture"], last, preset["at"])
    if preset["published"]:
        assert (explorer.field.size, explorer.field.jump) == tuple(preset["published"][:2])
    rows = {
        "LeNet": (16, 4),
        "AlexNet": (195, 32),
        "VGG-16": (212, 32),
        "NiN": (195, 32),
        "ResNet-18": (435, 32),
        "ResNet-34": (899, 32),
        "ResNet-50": (427, 32),
        "MobileNet": (315, 32),
        "Twenty 3×3": (41, 1),
        "Dilations 1, 2, 4, 8": (31, 1),
        "Dilations 3, 3, 3": (19, 1),
    }
    if name in rows:
        assert (explorer.field.size, explorer.field.jump) == rows[name]


STATES = [
    {
        "layers": [(5, 2, 2), {"kind": "add", "branches": [[(3, 1, 1)], []]}],
        "size": 32,
        "picture": "flower",
        "layer": (1, 0, 0),
        "at": (3, 4),
        "weights": "equal",
        "seed": 3,
        "inside": True,
    },
    {"layers": [((3, 1), 1, 0, (2, 1))], "size": 16, "picture": "digit", "layer": (), "at": (15, 15)},
]
REFUSED = [
    ({"layers": 3}, r"layers must be a list of \(kernel, stride, padding\) or a network, got 3"),
    ({"layers": [3]}, r"layer 0 must be \(kernel, stride, padding\), with the dilation .*, or a dict, got 3"),
    ({"layers": [{"kind": "dense"}]}, "kind of layer 0 must be one of conv, pool, add, concat; got 'dense'"),
    ({"layers": [{"size": 3}]}, "layer 0, conv has no setting 'size'; it has kernel, stride"),
    ({"layers": [{"stride": 3}]}, "layer 0, conv: kernel is missing"),
    ({"layers": [(0, 1, 0)]}, "layer 0, conv: kernel must be a whole number from 1 to 15, got 0"),
    ({"layers": [(3, 1, 1), ((3, 16), 1, 0)]}, "layer 1, conv: kernel must be .* from 1 to 15, got 16"),
    ({"layers": [((3, 3, 3), 1, 0)]}, r"kernel must be a whole number or a pair \(height, width\)"),
    ({"layers": [{"kind": "add", "branches": []}]}, "layer 0, add: branches must be from 1 to 6 lists"),
    ({"layers": [(3, 1, 1)] * 121}, "layers has 121 layers; at most 120 can be shown"),
    (
        {"layers": [{"kind": "pool", "kernel": 2, "padding": 2}]},
        "layer 0, pool: padding 2×2 is more than half of the window 2×2; use at most 1×1, or a larger window",
    ),
    (
        {"layers": [{"kind": "pool", "kernel": 2, "dilation": 2}]},
        "layer 0, pool: a dilation of pooling cannot be shown",
    ),
    (
        {"layers": [(8, 8, 0), (8, 8, 0), (5, 1, 0)]},
        "layer 2, conv: kernel 5×5 is larger than the map 3×3; add padding or use a smaller kernel",
    ),
    (
        {"layers": [{"kind": "add", "branches": [[(3, 1, 0)], []]}]},
        "layer 0, add: its branches make maps of 222×222 and 224×224; to be joined, they must have one size",
    ),
    (
        {"layers": [{"kind": "add", "branches": [[(1, 2, 112)], []]}]},
        "padding must be a whole number from 0 to 30, got 112",
    ),
    ({"layers": nn.Sequential(nn.Upsample())}, r"Upsample cannot be shown; put \(kernel, stride, padding\)"),
    ({"layers": nn.Conv2d(1, 1, 3, padding="same")}, "padding 'same' cannot be shown; write the number"),
    ({"size": 257}, "size must be a whole number from 1 to 256, got 257"),
    ({"size": 20}, "layer 4, conv: kernel 3×3 is larger than|layer .*is larger than the"),
    ({"picture": "dog"}, "picture must be 'china' or 'flower' or 'digit', got 'dog'"),
    ({"layer": (8,)}, r"layer must lead to one of the layers, got \(8,\)"),
    ({"layer": 3}, "layer must be a tuple of places counted from 0, got 3"),
    ({"at": (6, 0)}, r"at must be a position in the 6×6 map, got \(6, 0\)"),
    ({"weights": "trained"}, "weights must be 'random' or 'equal', got 'trained'"),
    ({"seed": 1000}, "seed must be a whole number from 0 to 999, got 1000"),
    ({"inside": 1}, "inside must be True or False, got 1"),
]


def test_both_sides_refuse_the_same_layers_in_the_same_words() -> None:
    rng = random.Random(33)
    drawn = [{"layers": stack.complete(random_layers(rng)), "size": rng.randint(1, 12)} for _ in range(200)]
    deep = [{"kind": "add", "branches": [[]]}]
    for _ in range(3):
        deep = [{"kind": "add", "branches": [deep]}]
    good = {"kind": "conv", "kernel": 3, "stride": 1, "padding": 1, "dilation": 1}
    strided = {"kind": "add", "branches": [[good | {"kernel": 1, "stride": 2, "padding": 0}], []]}
    drawn += [{"layers": [strided], "size": 1}]
    limits = stack.LIMITS
    said = called(f"{FOLDER}/check.js", "stackRefusal", [[state, limits] for state in drawn])
    assert said == [misfit(layers=state["layers"], side=state["size"]) for state in drawn]
    assert 20 < said.count(None) < 190
    assert "branches’ units lie 2×2 and 1×1 pixels apart" in said[-1]
    bad = [[good | {"kernel": 16}], [good | {"stride": 0}], [good | {"padding": [0, 31]}], [good] * 121]
    bad += [[good | {"kind": "pool", "dilation": 2}], deep]
    bad += [[{"kind": "add", "branches": [[good | {"dilation": 0}]]}]]
    given = [[{"layers": layers, "size": 9}, limits] for layers in bad]
    said = called(f"{FOLDER}/check.js", "stackRefusal", given)
    for layers, reason in zip(bad, said, strict=True):
        with pytest.raises(TraitError, match=re.escape(reason)):
            ReceptiveFieldExplorer(layers, 9, layer=())


def test_networks_are_taken_up_to_their_last_map() -> None:
    explorer = ReceptiveFieldExplorer(models.lenet(), 28, "digit", (3,), (2, 2))
    assert [layer["kind"] for layer in explorer.layers] == ["conv", "pool"] * 2
    assert explorer.field == receptive_field(models.lenet())[-1]
    assert explorer.pixels == ((6, 21), (6, 21))
    with torch.device("meta"):
        explorer = ReceptiveFieldExplorer(models.resnet18(), layer=(9,), at=(3, 3))
    assert explorer.field == (435, 32, -217)
    explorer.layer = (9, 0, 0)
    assert (explorer.field.size, explorer.at) == (371, (3, 3))
    with pytest.raises(TraitError, match="writing into it would not be seen"):
        explorer.layers[0]["kernel"] = 3


def test_layer_and_unit_stay_inside() -> None:
    explorer = ReceptiveFieldExplorer(layer=(7,), at=(5, 5))
    explorer.layers = [(3, 2, 1), {"kind": "add", "branches": [[(3, 1, 1)], []]}]
    assert (explorer.layer, explorer.at) == ((1,), (5, 5))
    explorer.layer = (1, 0, 0)
    explorer.layers = [(3, 2, 1), {"kind": "add", "branches": [[], []]}]
    assert explorer.layer == (1,)
    explorer.size = 4
    assert explorer.at == (1, 1)
    explorer.layers = []
    assert (explorer.layer, explorer.field) == ((), (1, 1, 0))


def test_the_effective_field_lies_in_the_theoretical_one() -> None:
    explorer = ReceptiveFieldExplorer()
    (top, bottom), (left, right) = explorer.pixels
    outside = explorer.effective
    assert outside.max() > 0
    outside[max(0, top) : bottom + 1, left : right + 1] = 0
    assert not outside.any()


def test_the_copied_code_prints_the_numbers_in_view() -> None:
    drawn = states(40, seed=34)
    given = [[state | {"node": {"path": state["layer"]}}] for state in drawn]
    programs = called(f"{FOLDER}/code.js", "fieldCode", given)
    for state, program in zip(drawn, programs, strict=True):
        names, printed = run_copied(program)
        explorer = ReceptiveFieldExplorer(**state)
        torch.testing.assert_close(names["gradient"], explorer.effective, rtol=1e-10, atol=1e-12)
        if state["layer"]:
            assert names["field"] == explorer.field
            assert explorer.pixels in printed
    assert {state["weights"] for state in drawn} == {"random", "equal"}


def test_the_check_of_the_page_can_be_run_again() -> None:
    explorer = ReceptiveFieldExplorer()
    state = {name: value for name, value in explorer._compared[0].items() if name != "shares"}
    shares = torch.frombuffer(bytearray(explorer._compared[0]["shares"]), dtype=torch.float64)
    (program,) = called(f"{FOLDER}/parity.js", "parityCode", [[state, shares.tolist()]])
    _, printed = run_copied(program)
    assert printed[-1] < 1e-12


WORDS = f"""
import {{ deriveView }} from "WIDGETS/{FOLDER}/view.js";
import * as words from "WIDGETS/{FOLDER}/words.js";
const bytes = {{ side: 1, pixels: new DataView(Uint8Array.of(128).buffer) }};
const given = {{ pictures: {{ china: bytes, flower: bytes, digit: bytes }}, presets: data.presets }};
const result = data.states.map((state) => {{
  const now = {{ ...state, ...deriveView({{ given: (name) => given[name] }})(state) }};
  const {{ fieldWords, reachWords, sizeWords, publishedWords, effectiveWords }} = words;
  const published = publishedWords(now, data.presets);
  return [fieldWords(now), reachWords(now), sizeWords(now), published, effectiveWords(now)];
}});
"""


def said(*states: dict) -> list[list[str]]:
    usual = {"picture": "china", "weights": "equal", "seed": 0}
    given = [usual | {"layer": [len(state["layers"]) - 1]} | state for state in states]
    return node(WORDS, {"presets": presets(), "states": given})


def test_a_unit_is_told_in_words() -> None:
    def preset(name: str, **state: object) -> dict:
        return {part: presets()[name][part] for part in ("layers", "size", "at")} | state

    first, pixel, large, dilated = said(
        preset("AlexNet", at=[2, 3]),
        preset("AlexNet", layer=[], at=[100, 100]),
        preset("ResNet-18"),
        preset("Dilations 3, 3, 3"),
    )
    assert first[0] == (
        "Unit (2, 3) of pool 3 sees rows −2 to 192 and columns 30 to 224: 195×195, "
        "of which 2 rows above and 1 column right are padding."
    )
    assert first[1:3] == ["", ""]
    assert first[3] == (
        "Published for the last map: field 195, jump 32 (Araujo, Norris, Sim, 2019). "
        "Here pool 3 has 195 and 32: the same."
    )
    assert re.fullmatch(
        r"Nine tenths of the gradient lie on 12,\d{3} of 37,442 pixels \(3\d\s%\), .*", first[4]
    )
    assert (
        pixel[0] == "The picture’s pixel (100, 100) is in view: it is seen by the units that are green below."
    )
    assert pixel[1] == "It reaches 36 of the 36 units of pool 3, the last layer."
    assert large[2].startswith("The field, 435×435, is larger than the picture, 224×224")
    assert dilated[2] == "Of these, 312 pixels in between are left out: the unit does not depend on them."


def test_browser_and_python_start_alike() -> None:
    explorer = ReceptiveFieldExplorer()
    assert (explorer.layers, explorer.layer, explorer.at) == (presets()["AlexNet"]["layers"], (7,), (2, 3))
    first = explorer.sentence().splitlines()[0]
    assert first == (
        "ReceptiveFieldExplorer: unit (2, 3) of layer 7, of 8 layers on 224×224 pixels of 'china', "
        "sees rows -2 to 192 and columns 30 to 224."
    )
