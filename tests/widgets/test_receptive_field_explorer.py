"""The receptive field explorer: what it holds and refuses, and that the browser counts what torch does."""

import random
import re
from functools import cache

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from traitlets import TraitError

from d2lmini import models
from d2lmini.receptive import ReceptiveField, measured_receptive_field, receptive_field
from d2lmini.receptive.measured import with_every_path
from d2lmini.widgets import ReceptiveFieldExplorer
from d2lmini.widgets.receptive_field_explorer import stack
from d2lmini.widgets.receptive_field_explorer.pictures import PICTURES, picture_bytes, picture_of
from d2lmini.widgets.receptive_field_explorer.presets import presets
from d2lmini.widgets.receptive_field_explorer.thin import effective_field, hashed, way_to
from tests.widgets.harness import called, node, run_copied

FOLDER = "receptive_field_explorer"


# -- random states -------------------------------------------------------------------------------------------


def random_window(rng: random.Random, branch: bool) -> dict:
    """Draw a convolution or a pool; in a branch one that keeps the size."""

    def lengths(least: int, most: int) -> int | list[int]:
        one, other = rng.randint(least, most), rng.randint(least, most)
        return one if one == other or rng.random() < 0.5 else [one, other]

    if branch:
        kernel, dilation = rng.choice([1, 3, 3, 5]), rng.randint(1, 2)
        if rng.random() < 0.2:
            return {"kind": "pool", "kernel": 3, "stride": 1, "padding": 1}
        padding = dilation * (kernel - 1) // 2
        return {"kernel": kernel, "padding": padding, "dilation": dilation}
    if rng.random() < 0.3:
        pool = {"kind": "pool", "kernel": lengths(2, 3), "stride": lengths(1, 3)}
        return pool | {"padding": rng.randint(0, 1), "ceil": rng.random() < 0.5}
    sizes = {"kernel": lengths(1, 4), "stride": lengths(1, 2), "padding": lengths(0, 3)}
    return sizes | {"dilation": lengths(1, 3)}


def random_layers(rng: random.Random, depth: int = 0) -> list[dict]:
    layers = []
    for _ in range(rng.randint(0 if depth else 1, 3)):
        if depth < 2 and rng.random() < 0.3:
            branches = [random_layers(rng, depth + 1) for _ in range(rng.randint(1, 3))]
            layers.append({"kind": rng.choice(["add", "concat"]), "branches": branches})
        else:
            layers.append(random_window(rng, depth > 0))
    return layers


def paths_in(layers: list[dict], path: tuple = ()) -> list[tuple[int, ...]]:
    found = []
    for index, layer in enumerate(layers):
        found.append((*path, index))
        for at, branch in enumerate(layer.get("branches", ())):
            found += paths_in(branch, (*path, index, at))
    return found


def random_state(rng: random.Random) -> dict:
    """Draw layers that fit, and one of their units."""
    while True:
        layers, size = stack.complete(random_layers(rng)), rng.randint(6, 20)
        if stack.misfit(layers, size) is None:
            break
    layer = rng.choice([*paths_in(layers), ()])
    at = [rng.randrange(length) for length in stack.map_size(layers, size, layer)]
    seen = {"layers": layers, "size": size, "layer": list(layer), "at": at}
    return seen | {
        "picture": rng.choice(PICTURES),
        "weights": rng.choice(["random", "equal"]),
        "seed": rng.randint(0, 999),
        "inside": False,
    }


@cache
def states(count: int, seed: int = 31) -> list[dict]:
    rng = random.Random(seed)
    return [random_state(rng) for _ in range(count)]


# -- the browser against torch -------------------------------------------------------------------------------

SEEN = f"""
import {{ graphOf, intervalOf, nodeAt }} from "WIDGETS/{FOLDER}/graph.js";
import {{ boxesBack, pathsBack, reachOf }} from "WIDGETS/{FOLDER}/paths.js";
import {{ sharesOf }} from "WIDGETS/{FOLDER}/parity.js";
const whole = (region, [rows, columns]) => {{
  const map = Array.from({{ length: rows }}, () => new Array(columns).fill(0));
  for (let at = 0; at < (region?.data.length ?? 0); at += 1) {{
    map[region.top + Math.floor(at / region.columns)][region.left + (at % region.columns)] = region.data[at];
  }}
  return map;
}};
const result = data.map(([state, picture]) => {{
  const {{ nodes, reason }} = graphOf(state.layers, state.size);
  const {{ index, fields, size }} = nodeAt(nodes, state.layer);
  const [boxes, back] = [boxesBack(nodes, index, state.at), pathsBack(nodes, index, state.at)];
  const reach = reachOf(nodes, index, state.at);
  const interval = fields.map((field, axis) => intervalOf(field, state.at[axis]));
  const shares = Array.from(sharesOf(state, Float64Array.from(picture)));
  const maps = nodes.map((node, at) => [node.path, whole(back[at], node.size), whole(reach[at], node.size)]);
  return {{ reason, fields, size, interval, box: boxes[0], shares, maps }};
}});
"""


@cache
def seen(count: int) -> list[tuple[dict, dict]]:
    drawn = states(count)
    data = [[state, picture_of(state["picture"], state["size"]).flatten().tolist()] for state in drawn]
    return list(zip(drawn, node(SEEN, data), strict=True))


def test_the_fields_of_any_layers_are_those_of_the_book() -> None:
    for state, told in seen(150):
        assert told["reason"] is None
        fields = receptive_field(way_to(state["layers"], state["layer"]))
        field = fields[-1] if fields else ReceptiveField(1, 1, 0)
        for part in ("size", "jump", "start"):
            value = getattr(field, part)
            assert tuple(axis[part] for axis in told["fields"]) == (
                value if isinstance(value, tuple) else (value, value)
            )
        assert tuple(told["size"]) == stack.map_size(state["layers"], state["size"], state["layer"])
        expected = [list(interval) for interval in field.pixels(tuple(state["at"]))]
        assert told["interval"] == told["box"] == expected


def test_gradients_and_paths_equal_torch() -> None:
    checked = 0
    for state, told in seen(150):
        X = picture_of(state["picture"], state["size"])
        seed = state["seed"] if state["weights"] == "random" else None
        expected = effective_field(state["layers"], state["layer"], tuple(state["at"]), X, seed)
        shares = torch.tensor(told["shares"], dtype=torch.float64).view_as(expected)
        largest = expected.max()
        torch.testing.assert_close(shares * (largest or 1), expected, rtol=1e-10, atol=1e-12)
        checked += bool(largest)
    assert checked > 100


def test_what_is_read_in_every_earlier_layer_is_where_the_gradient_reaches() -> None:
    """A map on the way is a picture for the layers behind it."""
    checked = 0
    for state, told in seen(150):
        layers, layer = state["layers"], state["layer"]
        if len(layer) != 1:
            continue
        for path, back, _ in told["maps"]:
            if len(path) > 1 or (path and path[0] >= layer[0]):
                continue
            behind = way_to(layers, layer)[len(way_to(layers, path)) :]
            X = torch.zeros(1, 1, *torch.tensor(back).shape)
            shares = measured_receptive_field(behind, X, tuple(state["at"]), every_path=True)
            assert ((torch.tensor(back) > 0) == (shares > 0)).all(), (state, path)
            checked += 1
    assert checked > 60


def test_a_pixel_reaches_the_units_that_it_changes() -> None:
    """Among zeros, one positive pixel makes positive what depends on it, where all layers average."""
    checked = 0
    rng = random.Random(32)
    drawn = [state | {"layer": [], "at": [rng.randrange(state["size"])] * 2} for state in states(60)]
    data = [[state, [0] * state["size"] ** 2] for state in drawn]
    for state, told in zip(drawn, node(SEEN, data), strict=True):
        X = torch.zeros(1, 1, state["size"], state["size"], dtype=torch.float64)
        X[(0, 0, *state["at"])] = 1
        for path, _, reach in told["maps"]:
            if not path:
                continue
            net = way_to(state["layers"], path).double()
            Y = with_every_path(net)(X)[0].sum(0)
            assert (torch.tensor(reach) > 0).tolist() == (Y > 0).tolist(), (state, path)
            checked += 1
    assert checked > 100


def test_weights_by_chance_are_the_same_on_both_sides() -> None:
    cases = [
        (seed, number, channels, [3, 2]) for seed in (0, 1, 999) for number in (0, 7) for channels in (1, 4)
    ]
    program = f'import {{ weightsOf }} from "WIDGETS/{FOLDER}/thin.js";'
    drawn = node(f"{program}\nconst result = data.map((given) => Array.from(weightsOf(...given)));", cases)
    for (seed, number, channels, _), weights in zip(cases, drawn, strict=True):
        count = 4 * channels * 6
        expected = hashed(seed, number * 65536, count) * (6 / (channels * 6)) ** 0.5
        torch.testing.assert_close(torch.tensor(weights, dtype=torch.float64), expected, rtol=1e-15, atol=0)
    many = hashed(5, 0, 100_000)
    assert abs(many.mean()) < 0.01
    assert many.std().item() == pytest.approx(3**-0.5, abs=0.01)
    assert abs(torch.corrcoef(torch.stack([many[:-1], many[1:]]))[0, 1]) < 0.01


def test_pictures_and_averages_equal_torch() -> None:
    sides = [1, 5, 28, 100, 224, 240]
    program = f"""
    import {{ averagesOf, pictureOf }} from "WIDGETS/{FOLDER}/maps.js";
    import {{ graphOf }} from "WIDGETS/{FOLDER}/graph.js";
    const source = ({{ side, bytes }}) => ({{ side, pixels: new DataView(Uint8Array.from(bytes).buffer) }});
    const pictures = data.sides.map((length) => Array.from(pictureOf(source(data), length)));
    const {{ nodes }} = graphOf(data.layers, 28);
    const maps = averagesOf(nodes, pictureOf(source(data), 28));
    const result = {{ pictures, last: Array.from(maps.at(-1)) }};
    """
    layers = stack.complete(
        [(5, 1, 2), {"kind": "pool", "kernel": 3, "stride": 2, "ceil": True}, (3, 1, 0, 2)]
    )
    X = picture_bytes("china")
    told = node(program, {"side": 224, "bytes": X.flatten().tolist(), "sides": sides, "layers": layers})
    for side, pixels in zip(sides, told["pictures"], strict=True):
        expected = picture_of("china", side)
        torch.testing.assert_close(torch.tensor(pixels, dtype=torch.float64).view_as(expected), expected)
    Y = F.conv2d(picture_of("china", 28)[None, None], torch.ones(1, 1, 5, 5).double() / 25, padding=2)
    Y = F.avg_pool2d(Y, 3, 2, ceil_mode=True, divisor_override=9)
    Y = F.conv2d(Y, torch.ones(1, 1, 3, 3).double() / 9, dilation=2)
    torch.testing.assert_close(torch.tensor(told["last"], dtype=torch.float64), Y.flatten())


# -- presets and formulas ------------------------------------------------------------------------------------


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


FORMULAS = f"""
import {{ graphOf, nodeAt }} from "WIDGETS/{FOLDER}/graph.js";
import {{ recursionOf }} from "WIDGETS/{FOLDER}/recursion.js";
const result = data.map((state) => {{
  const {{ nodes }} = graphOf(state.layers, state.size);
  const node = nodeAt(nodes, state.layer);
  return [0, 1].map((axis) => [recursionOf(nodes, node, state.at, axis), node.fields[axis]]);
}});
"""


def test_every_formula_comes_to_the_number_that_it_explains() -> None:
    drawn = [state for state in states(150) if state["layer"]]
    for state, axes in zip(drawn, node(FORMULAS, drawn), strict=True):
        for axis, (formulas, field) in enumerate(axes):
            first = field["start"] + state["at"][axis] * field["jump"]
            values = {"size": field["size"], "jump": field["jump"], "start": field["start"], "first": first}
            values |= {"last": first + field["size"] - 1, "centre": first + (field["size"] - 1) / 2}
            values["all"] = field["size"]
            for name, formula in formulas.items():
                if not formula or "as in every" in formula:
                    continue
                left, _, right = formula.replace("−", "-").replace("·", "*").rpartition(" = ")
                assert eval(left, {"max": maximum, "min": minimum}) == float(right) == values[name], formula


def maximum(*numbers: float) -> float:
    return max(numbers)


def minimum(*numbers: float) -> float:
    return min(numbers)


# -- what Python holds ---------------------------------------------------------------------------------------

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
    assert said == [stack.misfit(layers=state["layers"], side=state["size"]) for state in drawn]
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
        "Published for the last map: field 195, jump 32 (Araujo, Norris, Sim (2019)). "
        "Here pool 3 has 195 and 32: the same."
    )
    assert re.fullmatch(
        r"Nine tenths of the gradient lie on 12,\d{3} of 37,442 pixels \(3\d %\), .*", first[4]
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
