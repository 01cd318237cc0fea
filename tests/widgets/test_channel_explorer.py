"""ChannelExplorer: what it holds and refuses, and what its page computes, against torch."""

import random

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from d2lmini.widgets import ChannelExplorer
from d2lmini.widgets.channel_explorer.filters import PHOTO_FILTERS
from d2lmini.widgets.channel_explorer.shapes import LIMITS, numbers_refusal
from tests.widgets.harness import called, node, run_copied


def random_layer(whole: bool, rng: random.Random) -> dict:
    """Draw channels and filters whose kernels fit."""

    def draw(*shape: int) -> list:
        if not shape:
            return rng.randint(-9, 9) if whole else rng.uniform(-9, 9)
        return [draw(*shape[1:]) for _ in range(shape[0])]

    channels, filters, kernel = rng.randint(1, 4), rng.randint(1, 4), [rng.randint(1, 3) for _ in range(2)]
    size = [rng.randint(k, 5) for k in kernel]
    shapes = {"input": (channels, *size), "weight": (filters, channels, *kernel), "bias": (filters,)}
    at = [rng.randint(0, n - k) for n, k in zip(size, kernel, strict=True)]
    layer = {name: draw(*shape) for name, shape in shapes.items()}
    return layer | {"filter": rng.randrange(filters), "at": at}


def torch_layer(state: dict) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the output, and what each channel adds to that of the filter in view."""
    X, W, b = (torch.tensor(state[name], dtype=torch.float64) for name in ("input", "weight", "bias"))
    pairs = zip(X, W[state["filter"]], strict=True)
    partials = [F.conv2d(x[None, None], k[None, None])[0, 0] for x, k in pairs]
    return F.conv2d(X[None], W, b)[0], torch.stack(partials)


@pytest.mark.parametrize(("whole", "tolerance"), [(True, 0), (False, 1e-12)])
def test_browser_numbers_equal_torch(whole: bool, tolerance: float) -> None:
    program = """
    import { channelTerms, numberLayer } from "WIDGETS/channel_explorer/arithmetic.js";
    import { sumOf } from "SHARED/maths/convolution.js";
    // One layer for all: what it remembers of a state must not stand in the next.
    const layer = numberLayer(data.limits);
    const result = data.states.map(({ input, weight, bias, filter, at }) => {
      const filters = layer(input, weight, bias);
      return {
        partials: filters[filter].partials,
        output: filters.map(({ output }) => output),
        sums: input.map((channel, index) => sumOf(channelTerms(channel, weight[filter][index], at))),
      };
    });
    """
    rng = random.Random(14)
    states = [random_layer(whole, rng) for _ in range(150)]
    for state, result in zip(states, node(program, {"states": states, "limits": LIMITS}), strict=True):
        (output, partials), (i, j) = torch_layer(state), state["at"]
        expected = {"output": output, "partials": partials, "sums": partials[:, i, j]}
        for name, numbers in expected.items():
            got = torch.tensor(result[name], dtype=torch.float64)
            torch.testing.assert_close(got, numbers, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("whole", [True, False])
def test_python_numbers_equal_torch(whole: bool) -> None:
    rng = random.Random(18)
    for state in [random_layer(whole, rng) for _ in range(8)]:
        explorer = ChannelExplorer(**state)
        for got, expected in zip((explorer.output, explorer.partials), torch_layer(state), strict=True):
            torch.testing.assert_close(got.double(), expected)


def test_photo_arithmetic_equals_torch_at_every_pixel() -> None:
    rng = np.random.default_rng(15)
    X, W, b = rng.integers(0, 256, (3, 9, 14)), rng.normal(size=(4, 3, 3, 3)), rng.normal(size=4)
    program = """
    import { pixelLayer, tinted } from "WIDGETS/channel_explorer/arithmetic.js";
    import { bordered } from "SHARED/maths/image_filter.js";
    const planes = data.planes.map((plane) => Uint8Array.from(plane));
    const padded = planes.map((plane) => bordered(plane, data.size));
    const filters = pixelLayer(data.size, data.limits)(padded, data.weight, data.bias);
    const plain = ({ output, partials }) => ({ output: [...output], partials: partials.map((X) => [...X]) });
    const maps = filters.map(plain);
    const result = { maps, tints: planes.map((plane, channel) => [...tinted(plane, channel)]) };
    """
    planes = X.reshape(3, -1).tolist()
    data = {"planes": planes, "size": [9, 14], "weight": W.tolist(), "bias": b.tolist(), "limits": LIMITS}
    result = node(program, data)
    X, W, b = map(torch.tensor, (X.astype(float), W, b))
    output = F.conv2d(X[None], W, b, padding=1)[0]
    for f, numbers in enumerate(result["maps"]):
        partials = F.conv2d(X[None], W[f][:, None], padding=1, groups=3)[0]
        torch.testing.assert_close(torch.tensor(numbers["output"]).double(), output[f].ravel())
        torch.testing.assert_close(torch.tensor(numbers["partials"]).double(), partials.flatten(1))
    for channel, tint in enumerate(np.array(result["tints"]).reshape(3, 3, -1)):
        expected = np.outer([1 if colour == channel else 0.7 for colour in range(3)], planes[channel])
        np.testing.assert_allclose(tint, expected)


def test_both_sides_refuse_the_same_shapes_in_the_same_words() -> None:
    rng = random.Random(16)
    shapes = [
        {"channels": rng.randint(0, 5), "filters": rng.randint(0, 5)}
        | {name: [rng.randint(0, 6), rng.randint(1, 4)] for name in ("plane", "kernel")}
        for _ in range(1000)
    ]
    said = called("channel_explorer/shapes.js", "shapesReason", [(shape, LIMITS) for shape in shapes])
    for shape, reason in zip(shapes, said, strict=True):
        channels, filters, plane, kernel = shape.values()
        assert reason == numbers_refusal((channels, *plane), (filters, channels, *kernel), (filters,))
    assert said.count(None) > 10
    assert len(set(said)) > 50


def test_a_new_channel_or_filter_goes_on_as_the_worked_example_does() -> None:
    state = ChannelExplorer().get_state(["input", "weight", "bias"])
    program = """
    import { reshaped } from "WIDGETS/channel_explorer/shapes.js";
    import { shapesOf } from "SHARED/maths/layer_shapes.js";
    const result = data.changes.map((change) => reshaped(data.state, { ...shapesOf(data.state), ...change }));
    """
    wider = {"channels": 3, "filters": 4}
    narrower = {"channels": 1, "filters": 1, "plane": [2, 4], "kernel": [1, 3]}
    same, more, fewer = node(program, {"state": state, "changes": [{}, wider, narrower]})
    assert same == {name: state[name] for name in same}
    assert more["input"][2] == [[2, 3, 4], [5, 6, 7], [8, 9, 10]]
    assert more["weight"][3] == [[[k, k + 1], [k + 2, k + 3]] for k in (3, 4, 5)]
    assert more["bias"] == [0] * 4
    assert fewer == {"input": [[[0, 1, 2, 0], [3, 4, 5, 0]]], "weight": [[[[0, 1, 0]]]], "bias": [0]}


@pytest.mark.parametrize("whole", [True, False])
def test_the_copied_code_prints_the_number_in_view(whole: bool) -> None:
    rng = random.Random(17)
    states = [random_layer(whole, rng) for _ in range(8)]
    programs = called("channel_explorer/code.js", "channelCode", [({**s, "place": s["at"]},) for s in states])
    for state, program in zip(states, programs, strict=True):
        names, (printed,) = run_copied(program)
        expected = ChannelExplorer(**state).output
        assert torch.equal(names["Y"], expected)
        assert torch.equal(printed, expected[state["filter"]][tuple(state["at"])])


def test_the_copied_photo_code_prints_the_pixel_in_view() -> None:
    explorer = ChannelExplorer(view="photograph", photo="flower", filter=3, pixel=(3, 5))
    state = explorer.get_state("_initial")["_initial"] | {"place": (3, 5), "sizes": {"input": [3, 110, 165]}}
    _, (printed,) = run_copied(*called("channel_explorer/code.js", "photoChannelsCode", [(state,)]))
    torch.testing.assert_close(printed, explorer.output[3, 3, 5])


STATES = [{"filter": 1, "bias": [1, 2, 3]}, {"view": "photograph", "photo": "flower"}]
REFUSED = [
    ({"weight": torch.ones(3, 3, 2, 2)}, r"has 2, weight \(3, 3, 2, 2\) has 3; give .* shape \(3, 2, 2, 2\)"),
    ({"input": torch.ones(5, 3, 3)}, "input channels must be from 1 to 4, got 5"),
    ({"weight": torch.ones(5, 2, 2, 2)}, "filters must be from 1 to 4, got 5"),
    ({"input": [[[1, 2], [3]]]}, "input must be numbers, got .* give nested lists of equal lengths"),
    ({"input": torch.full((2, 3, 3), 1e9)}, "input holds a number outside −1000000 to 1000000"),
    ({"input": torch.ones(2, 6, 3)}, "input must be between 1×1 and 5×5, got 6×3"),
    ({"input": torch.ones(2, 1, 3)}, "kernel 2×2 is larger than the input 1×3; use a smaller kernel"),
    ({"weight": torch.ones(3, 2, 4, 1)}, "kernel must be between 1×1 and 3×3, got 4×1"),
    ({"bias": [1, 2]}, r"bias needs one number for each of the 3 filters, got shape \(2,\); give 3"),
    (
        {"photo_weight": torch.ones(2, 2, 3, 3)},
        r"photo_weight must have shape \(out, 3, 3, 3\), got \(2, 2, 3, 3\)",
    ),
    ({"photo_bias": [1]}, "photo_bias needs one number for each of the 4 filters"),
    ({"filter": 3}, "filter must be from 0 to 2, got 3; there are 3 filters"),
    ({"filter": -1}, "filter must be from 0 to 2, got -1; there are 3 filters"),
    ({"at": (2, 0)}, r"at must be a position in the 2×2 output, got \(2, 0\)"),
    ({"pixel": (0, 165)}, r"pixel must be a position in the 110×165 photograph, got \(0, 165\)"),
    ({"view": "photo"}, "view must be 'numbers' or 'photograph', got 'photo'"),
]


def test_several_change_together_and_what_is_in_view_stays_inside() -> None:
    explorer = ChannelExplorer(filter=2, at=(1, 1))
    with explorer.hold_trait_notifications():
        explorer.weight, explorer.bias = torch.ones(1, 2, 3, 3), [5]
    assert explorer.output.tolist() == [[[36 + 45 + 5]]]
    assert (explorer.filter, explorer.at) == (0, (0, 0))
    explorer.view = "photograph"
    explorer.filter = 3
    explorer.view = "numbers"
    assert explorer.filter == 0


def test_the_sentence_tells_shapes_and_numbers() -> None:
    first, *_, last = ChannelExplorer().sentence().splitlines()
    shapes = "input (2, 3, 3), weight (3, 2, 2, 2), output (3, 2, 2)"
    assert first == f"ChannelExplorer (numbers): {shapes}; filter 0 in view."
    assert last == "output: [[[56, 72], [104, 120]], [[76, 100], [148, 172]], [[96, 128], [192, 224]]]"


def test_the_photograph_keeps_its_size() -> None:
    explorer = ChannelExplorer(view="photograph")
    assert explorer.output.shape == (4, 110, 165)
    total = explorer.partials.sum(0) + explorer.photo_bias[0]
    torch.testing.assert_close(total, explorer.output[0], rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", PHOTO_FILTERS)
def test_every_preset_fits_a_photograph(name: str) -> None:
    weight, bias, _ = PHOTO_FILTERS[name].values()
    explorer = ChannelExplorer(view="photograph", photo_weight=[weight], photo_bias=[bias])
    assert explorer.output.abs().max() > 50
