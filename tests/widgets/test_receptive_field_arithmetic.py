"""The receptive field explorer over any layers, against torch: fields, paths, gradients and formulas."""

import random
from functools import cache

import pytest
import torch
import torch.nn.functional as F

from d2lmini.receptive import ReceptiveField, measured_receptive_field, receptive_field
from d2lmini.receptive.measured import with_every_path
from d2lmini.widgets.receptive_field_explorer import stack
from d2lmini.widgets.receptive_field_explorer.fit import map_size
from d2lmini.widgets.receptive_field_explorer.pictures import picture_bytes, picture_of
from d2lmini.widgets.receptive_field_explorer.thin import CHANNELS, effective_field, hashed, network_to
from tests.widgets.harness import node
from tests.widgets.stacks import states

FOLDER = "receptive_field_explorer"


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
        fields = receptive_field(network_to(state["layers"], state["layer"]))
        field = fields[-1] if fields else ReceptiveField(1, 1, 0)
        for part in ("size", "jump", "start"):
            value = getattr(field, part)
            assert tuple(axis[part] for axis in told["fields"]) == (
                value if isinstance(value, tuple) else (value, value)
            )
        assert tuple(told["size"]) == map_size(state["layers"], state["size"], state["layer"])
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
            behind = network_to(layers, layer)[len(network_to(layers, path)) :]
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
            net = network_to(state["layers"], path).double()
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
        count = CHANNELS * channels * 6
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
