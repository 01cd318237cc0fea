"""The backprop explorer: what it holds and refuses, and that the browser computes what autograd does."""

import random

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor
from traitlets import TraitError

from d2lmini.fast_conv import conv2d_backward, max_pool2d_backward
from d2lmini.widgets import BackpropExplorer
from d2lmini.widgets.backprop_explorer.shapes import LIMITS, error_shape, geometry_reason
from d2lmini.widgets.sliding import pair
from tests.widgets.harness import called, node, run_copied

MODES = ("dX", "dW", "max", "avg")
CLOSE = {"rtol": 1e-11, "atol": 1e-11}


def random_state(whole: bool, rng: random.Random, modes: tuple[str, ...] = MODES) -> dict:
    """Draw a state that can be shown, rectangular as often as not."""

    def block(*shape: int) -> list | float:
        if shape:
            return [block(*shape[1:]) for _ in range(shape[0])]
        # Few whole numbers, so that windows hold equal ones.
        return rng.randint(-3, 3) if whole else rng.uniform(-5, 5)

    while True:
        mode = rng.choice(modes)
        channels, filters = rng.randint(1, 3), rng.randint(1, 3)
        size, kernel = ([rng.randint(1, most) for _ in range(2)] for most in (6, 3))
        settings = {
            "stride": [rng.randint(1, 3), rng.randint(1, 3)],
            "padding": [rng.randint(0, 2), rng.randint(0, 2)],
            "dilation": 1 if mode == "avg" else rng.choice([1, 2, [1, 3]]),
        }
        if geometry_reason(mode, size, kernel, *map(pair, settings.values())) is None:
            X, K = (channels, *size), (filters, channels, *kernel)
            shape = error_shape(mode, X, K, *map(pair, settings.values()))
            return settings | {
                "mode": mode,
                "X": block(*X),
                "K": block(*K),
                "dY": block(*shape),
                "channel": rng.randrange(channels),
                "filter": rng.randrange(filters),
                "at": [rng.randrange(length) for length in shape[1:]],
                "pixel": [rng.randrange(length) for length in size],
                "weight": [rng.randrange(length) for length in kernel],
                "step": rng.choice([1, 0.1, 0.01]),
                "so_far": rng.random() < 0.5,
            }


def autograd(state: dict) -> dict[str, Tensor]:
    """Return output, loss and gradients as PyTorch computes them."""
    X, K, dY = (torch.tensor(state[name], dtype=torch.float64) for name in ("X", "K", "dY"))
    X.requires_grad_()
    K.requires_grad_()
    sizes = (state["stride"], state["padding"])
    if state["mode"] == "max":
        Y = F.max_pool2d(X[None], tuple(K.shape[2:]), *sizes, state["dilation"])[0]
    elif state["mode"] == "avg":
        Y = F.avg_pool2d(X[None], tuple(K.shape[2:]), *sizes)[0]
    else:
        Y = F.conv2d(X[None], K, None, *sizes, state["dilation"])[0]
    Y.backward(dY)
    dW = torch.zeros_like(K) if K.grad is None else K.grad
    loss = (Y * dY).sum().detach()
    return {"Y": Y.detach(), "loss": loss, "dX": X.grad, "dW": dW, "db": dY.sum((1, 2))}


def as_double(value: object) -> Tensor:
    return torch.tensor(value, dtype=torch.float64)


PARITY = """
import { gradientsOf, isPooling, layerOf, lossOf, outputOf, pixelTerms, weightTerms }
  from "WIDGETS/backprop_explorer/backward.js";
import { byCorrelation, columnsOf, folded } from "WIDGETS/backprop_explorer/ways.js";
import { deriveView } from "WIDGETS/backprop_explorer/view.js";
import { sumOf } from "SHARED/maths/convolution.js";
const places = (plane) => plane.flatMap((line, row) => line.map((_, column) => [row, column]));
const result = data.map((state) => {
  const [layer, pooling] = [layerOf(state), isPooling(state.mode)];
  const weightSum = (...place) => (pooling ? 0 : sumOf(weightTerms(state, layer, ...place)));
  const columns = pooling ? null : columnsOf(state);
  const { gradient, shown, nudge, shares } = deriveView()(state);
  return {
    ...gradientsOf(state, layer),
    Y: outputOf(state, layer),
    loss: lossOf(state),
    pixels: state.X.map((plane, channel) =>
      places(plane).map((at) => sumOf(pixelTerms(state, layer, channel, at)))),
    weights: state.K.map((kernels, filter) => kernels.map((kernel, channel) =>
      places(kernel).map((at) => weightSum(filter, channel, at)))),
    ways: pooling ? [] : [byCorrelation(state, layer), folded(columns, state, layer)],
    columns,
    gradient,
    shown,
    nudge,
    handed: sumOf(shares.filter(({ padded }) => !padded)),
  };
});
"""


@pytest.mark.parametrize("whole", [True, False])
def test_browser_gradients_equal_autograd(whole: bool) -> None:
    rng = random.Random(41)
    states = [random_state(whole, rng) for _ in range(200)]
    for state, result in zip(states, node(PARITY, states), strict=True):
        expected = autograd(state)
        pooling = state["mode"] in ("max", "avg")
        for name in ("Y", "loss", "dX", "db") + () * pooling + ("dW",) * (not pooling):
            torch.testing.assert_close(as_double(result[name]), expected[name], **CLOSE)
        # Each pixel's and each weight's terms add up to its gradient.
        torch.testing.assert_close(as_double(result["pixels"]), expected["dX"].flatten(1), **CLOSE)
        torch.testing.assert_close(as_double(result["weights"]), expected["dW"].flatten(2), **CLOSE)
        for way in result["ways"]:
            torch.testing.assert_close(as_double(way), expected["dX"], **CLOSE)


def test_browser_columns_are_those_that_fold_adds_up() -> None:
    rng = random.Random(42)
    states = [random_state(False, rng, ("dX",)) for _ in range(60)]
    for state, result in zip(states, node(PARITY, states), strict=True):
        K, dY = as_double(state["K"]), as_double(state["dY"])
        columns = K.flatten(1).T @ dY.flatten(1)
        torch.testing.assert_close(as_double(result["columns"]), columns, **CLOSE)
        kernel = tuple(K.shape[2:])
        size, settings = (
            as_double(state["X"]).shape[1:],
            (state["dilation"], state["padding"], state["stride"]),
        )
        dX = F.fold(columns[None], tuple(size), kernel, *settings)[0]
        torch.testing.assert_close(dX, autograd(state)["dX"], **CLOSE)


def test_the_picture_shows_the_gradient_in_view_its_nudge_and_what_came_so_far() -> None:
    rng = random.Random(43)
    states = [random_state(False, rng) for _ in range(120)]
    for state, result in zip(states, node(PARITY, states), strict=True):
        expected = autograd(state)
        explorer = BackpropExplorer(**state)
        if state["mode"] == "dW":
            gradient = expected["dW"][(state["filter"], state["channel"], *state["weight"])]
        else:
            gradient = expected["dX"][(state["channel"], *state["pixel"])]
        assert result["gradient"] == pytest.approx(gradient.item(), abs=1e-11)
        # Nudges far enough to change the largest number differ from the gradient, in Python too.
        assert result["nudge"]["slope"] == pytest.approx(explorer.difference, abs=1e-8)
        if state["mode"] != "max":
            assert result["nudge"]["slope"] == pytest.approx(gradient.item(), abs=1e-8)
        # The errors up to the one in view, in PyTorch's order of numbers.
        dY = as_double(state["dY"])
        pooling = state["mode"] in ("max", "avg")
        shape, place = dY.shape, (state["channel" if pooling else "filter"], *state["at"])
        last = (place[0] * shape[1] + place[1]) * shape[2] + place[2]
        begun = torch.where(torch.arange(dY.numel()).view(shape) <= last, dY, 0).tolist()
        shown = autograd(state | {"dY": begun})["dX"] if state["so_far"] else expected["dX"]
        torch.testing.assert_close(as_double(result["shown"]["dX"]), shown, **CLOSE)
        # What one error alone gives to its channel, or to its kernel.
        alone = torch.zeros_like(dY)
        alone[place] = dY[place]
        given = autograd(state | {"dY": alone.tolist()})
        kernel = given["dW"][state["filter"], state["channel"]]
        handed = kernel if state["mode"] == "dW" else given["dX"][state["channel"]]
        assert result["handed"] == pytest.approx(handed.sum().item(), abs=1e-11)


def test_python_computes_what_the_package_computes() -> None:
    rng = random.Random(44)
    for state in [random_state(True, rng) for _ in range(40)]:
        explorer = BackpropExplorer(**state)
        expected = autograd(state)
        for name in ("dX", "dW", "db"):
            torch.testing.assert_close(getattr(explorer, name), expected[name], **CLOSE)
        torch.testing.assert_close(explorer.output, expected["Y"], **CLOSE)
        assert explorer.loss == pytest.approx(expected["loss"].item())
        X, K, dY = (as_double(state[name])[None] for name in ("X", "K", "dY"))
        settings = (state["stride"], state["padding"], state["dilation"])
        if state["mode"] == "max":
            dX = max_pool2d_backward(dY, X, tuple(K.shape[3:]), *map(pair, settings))[0]
            assert torch.equal(explorer.dX, dX)
        if state["mode"] in ("dX", "dW"):
            dX, dW, db = conv2d_backward(dY, X, K[0], *map(pair, settings))
            for ours, theirs in zip((explorer.dX[None], explorer.dW, explorer.db), (dX, dW, db), strict=True):
                torch.testing.assert_close(ours, theirs, **CLOSE)


def test_it_starts_with_a_pixel_that_four_windows_read() -> None:
    explorer = BackpropExplorer()
    assert (explorer.X.shape, explorer.K.shape, explorer.dY.shape) == ((1, 4, 4), (1, 1, 2, 2), (1, 3, 3))
    assert explorer.dY.tolist() == [[[1, -1, 2], [2, 1, -1], [-1, 2, -1]]]
    # The first error meets the last weight: the kernel comes rotated.
    assert explorer.dX[(0, *explorer.pixel)] == -1 * -1 + 2 * 3 + 1 * 2 + -1 * 1
    assert explorer.difference == pytest.approx(8)


def test_the_first_maximum_has_a_tie_and_a_pixel_that_wins_four_windows() -> None:
    explorer = BackpropExplorer(mode="max")
    assert explorer.pixel == (1, 2)
    assert explorer.dX[0, 1, 2] == explorer.dY[0, :2, 1:].sum()
    (first, *_), equal = explorer.X[0, 1:3, 1:3].eq(5).nonzero().tolist(), explorer.at
    assert (first, equal) == ([0, 1], (1, 1))


def test_axes_of_length_one_may_be_left_out_and_none_is_the_usual() -> None:
    explorer = BackpropExplorer("dW", torch.ones(5, 4), [[1, 2, 3]], None, 2)
    assert (explorer.X.shape, explorer.K.shape, explorer.dY.shape) == ((1, 5, 4), (1, 1, 1, 3), (1, 3, 1))
    assert BackpropExplorer(X=None, K=None, dY=None).sentence() == BackpropExplorer().sentence()
    assert BackpropExplorer(X=torch.ones(2, 3, 3), K=torch.ones(2, 2, 2)).K.shape == (1, 2, 2, 2)


def test_errors_follow_the_output_and_places_stay_inside() -> None:
    explorer = BackpropExplorer(dY=torch.arange(1, 10).view(3, 3), at=(2, 2), pixel=(3, 3), weight=(1, 1))
    explorer.stride = 2
    assert explorer.dY.tolist() == [[[1, 2], [4, 5]]]
    assert explorer.at == (1, 1)
    explorer.padding = 1
    assert explorer.dY.tolist() == [[[1, 2, 2], [4, 5, -1], [-1, 2, -1]]]
    with explorer.hold_trait_notifications():
        explorer.X, explorer.K = torch.ones(3, 3, 3), torch.ones(2, 3, 1, 1)
    explorer.channel, explorer.filter = 2, 1
    assert (explorer.dY.shape, explorer.pixel, explorer.weight) == ((2, 3, 3), (2, 2), (0, 0))
    explorer.mode, explorer.padding = "dW", 0
    with explorer.hold_trait_notifications():
        explorer.X, explorer.K = torch.ones(3, 3), torch.ones(1, 1)
    assert (explorer.channel, explorer.filter) == (0, 0)
    with pytest.raises(TraitError, match="use at most 0×0"):
        explorer.padding, explorer.mode = 1, "max"


def test_both_sides_fit_errors_alike() -> None:
    rng = random.Random(45)
    states = [random_state(True, rng) for _ in range(60)]
    changes = [{"stride": rng.randint(1, 3), "mode": rng.choice(MODES)} for _ in states]
    fitted = called("backprop_explorer/shapes.js", "withErrors", list(zip(changes, states, strict=True)))
    seen = 0
    for state, change, patch in zip(states, changes, fitted, strict=True):
        explorer = BackpropExplorer(**state)
        try:
            with explorer.hold_trait_notifications():
                explorer.stride, explorer.mode = change["stride"], change["mode"]
        except TraitError:
            continue
        assert explorer.dY.tolist() == patch.get("dY", state["dY"])
        seen += "dY" in patch
    assert seen > 20


STATES = [
    {
        "mode": "dW",
        "X": torch.arange(24).reshape(2, 3, 4),
        "K": torch.ones(3, 2, 2, 1),
        "filter": 2,
        "at": (1, 0),
    },
    {"mode": "max", "stride": 2, "padding": 1, "pixel": (2, 2)},
    {"mode": "avg", "K": torch.ones(3, 2)},
]
REFUSED = [
    ({"mode": "dY"}, "mode must be 'dX' or 'dW' or 'max' or 'avg', got 'dY'"),
    ({"X": torch.ones(1, 1, 4, 4)}, r"X must have the axes \(channels, height, width\), got shape"),
    ({"X": torch.ones(7, 4)}, "input must be between 1×1 and 6×6, got 7×4"),
    ({"K": torch.ones(4, 1)}, "kernel must be between 1×1 and 3×3, got 4×1"),
    ({"K": torch.ones(4, 1, 1, 1)}, "filters must be from 1 to 3, got 4"),
    ({"X": torch.ones(4, 5, 5)}, "input channels must be from 1 to 3, got 4"),
    ({"K": torch.ones(1, 5, 2, 2)}, "input channels must be from 1 to 3, got 5"),
    ({"X": [[1]]}, "kernel 2×2 is larger than the input 1×1; add padding or use a smaller kernel"),
    ({"dilation": (1, 4)}, "dilation must be a whole number from 1 to 3, got 4"),
    ({"stride": 4}, "stride must be a whole number from 1 to 3, got 4"),
    ({"dY": torch.ones(2, 3)}, r"dY must have the output's shape \(1, 3, 3\), got \(1, 2, 3\)"),
    ({"channel": 1}, "channel must be from 0 to 0, got 1"),
    ({"filter": 2}, "filter must be from 0 to 0, got 2"),
    ({"at": (3, 0)}, r"at must be a position in the 3×3 error map, got \(3, 0\)"),
    ({"pixel": (0, 4)}, r"pixel must be a position in the 4×4 input, got \(0, 4\)"),
    ({"weight": (2, 0)}, r"weight must be a position in the 2×2 kernel, got \(2, 0\)"),
    ({"step": 0}, "step must be more than 0, got 0"),
    ({"so_far": 1}, "so_far must be True or False, got 1"),
]


def test_kernels_for_other_channels_are_refused() -> None:
    words = r"X \(2, 4, 4\) has 2, K \(1, 1, 2, 2\) has 1; give K the shape \(1, 2, 2, 2\)"
    explorer = BackpropExplorer()
    with pytest.raises(TraitError, match=words):
        explorer.X = torch.ones(2, 4, 4)
    assert explorer.sentence() == BackpropExplorer().sentence()
    with pytest.raises(TraitError, match=words):
        BackpropExplorer(X=torch.ones(2, 4, 4), K=torch.ones(2, 2))


def test_what_is_left_out_is_an_example_that_fits() -> None:
    assert BackpropExplorer("max", torch.ones(3, 4, 4)).dX.shape == (3, 4, 4)
    assert BackpropExplorer(X=torch.ones(2, 4, 4)).K.shape == (1, 2, 2, 2)
    assert BackpropExplorer(K=torch.ones(3, 2, 2, 1)).X.shape == (2, 4, 4)


def test_a_setting_given_twice_is_an_error() -> None:
    with pytest.raises(TypeError, match="multiple values for argument 'mode'"):
        BackpropExplorer("dX", mode="max")


def test_settings_that_pooling_does_not_have_are_refused() -> None:
    for settings, message in [
        ({"mode": "max", "padding": 2}, "padding 2×2 is more than half of the window 2×2; use at most 1×1"),
        ({"mode": "avg", "dilation": 2}, "average pooling has no dilation in PyTorch; use dilation 1"),
        ({"mode": "max", "X": [[1, 2], [3, 4]], "padding": 1, "dilation": 3}, "nothing but padding"),
        (
            {"mode": "max", "K": torch.ones(3, 3), "X": torch.ones(2, 2)},
            "window 3×3 is larger than the input",
        ),
    ]:
        with pytest.raises(TraitError, match=message):
            BackpropExplorer(**settings)


def test_both_sides_refuse_the_same_settings_in_the_same_words() -> None:
    rng = random.Random(46)
    states = []
    for _ in range(400):
        state = random_state(True, rng)
        state["padding"], state["dilation"] = [rng.randint(0, 2) for _ in range(2)], rng.randint(1, 3)
        size = [rng.randint(1, 7) for _ in range(2)]
        channels = len(state["X"])
        state |= {"X": torch.zeros(channels, *size).tolist(), "mode": rng.choice(MODES), "step": 1}
        states.append(state)
    said = called(
        "backprop_explorer/shapes.js", "backpropRefusal", [[state, {"limits": LIMITS}] for state in states]
    )
    explorer = BackpropExplorer()
    for state, reason in zip(states, said, strict=True):
        names = ("mode", "X", "K", "stride", "padding", "dilation")
        tensors = {name: torch.tensor(state[name]) for name in ("X", "K")}
        expected = explorer._refusal(**{name: state[name] for name in names} | tensors)
        if reason != "channels, kernels and errors do not belong together":
            assert reason == expected
        else:
            assert expected is None
    for words in ("more than half", "no dilation", "larger than", "nothing but", "between 1×1 and 6×6"):
        assert any(words in (reason or "") for reason in said)


def test_switching_the_mode_always_leads_to_a_state_that_can_be_shown() -> None:
    rng = random.Random(47)
    states = [random_state(True, rng) for _ in range(150)]
    modes = [rng.choice(MODES) for _ in states]
    patches = called("backprop_explorer/shapes.js", "switched", list(zip(modes, states, strict=True)))
    for state, patch in zip(states, patches, strict=True):
        assert patch["mode"] in MODES
        settings = {name: state[name] for name in ("X", "K", "stride", "padding", "dilation")} | patch
        BackpropExplorer(**settings)
    assert sum("dilation" in patch for patch in patches) > 10
    changes = list(zip(patches, states, strict=True))
    for (patch, state), words in zip(
        changes, called("backprop_explorer/shapes.js", "lossReason", changes), strict=True
    ):
        names = ("padding", "dilation")
        lost = [name for name in names if pair(patch.get(name, state[name])) != pair(state[name])]
        assert [name for name in names if name in (words or "")] == lost
        # One number stays one where it can.
        padding = patch.get("padding")
        assert isinstance(state["padding"], list) or not isinstance(padding, list) or padding[0] != padding[1]


def test_what_a_switch_takes_away_is_said() -> None:
    state = BackpropExplorer(padding=2, dilation=2).get_state("_initial")["_initial"]
    (patch,) = called("backprop_explorer/shapes.js", "switched", [("avg", state)])
    assert patch == {"mode": "avg", "padding": 1, "dilation": 1}
    assert called("backprop_explorer/shapes.js", "lossReason", [(patch, state)]) == [
        "padding 2 has become 1 and dilation 2 has become 1, for pooling allows no more here"
    ]


@pytest.mark.parametrize("whole", [True, False])
def test_the_copied_code_prints_the_gradients_in_view(whole: bool) -> None:
    rng = random.Random(48)
    states = [random_state(whole, rng) for _ in range(30)]
    programs = called("backprop_explorer/code.js", "backpropCode", [[state] for state in states])
    for state, program in zip(states, programs, strict=True):
        names, printed = run_copied(program)
        explorer = BackpropExplorer(**state)
        torch.testing.assert_close(names["dX"], explorer.dX, **CLOSE)
        assert printed[0] == "dX"
        if state["mode"] in ("dX", "dW"):
            torch.testing.assert_close(names["dW"], explorer.dW, **CLOSE)
            torch.testing.assert_close(names["db"], explorer.db, **CLOSE)


WORDS = """
import * as words from "WIDGETS/backprop_explorer/words.js";
import { deriveView } from "WIDGETS/backprop_explorer/view.js";
const { names, states } = data;
const result = states.map((state) => names.map((name) => words[name](deriveView()(state))));
"""


def said(*names: str, **settings: object) -> list[str]:
    state = BackpropExplorer(**settings).get_state("_initial")["_initial"]
    return node(WORDS, {"names": names, "states": [state]})[0]


def test_where_errors_go_and_come_from_is_said() -> None:
    first = {"at": (0, 0), "pixel": (1, 1)}
    assert said("nameOf", "sourceWords", "errorWords", **first) == [
        "dX[1, 1]",
        "4 windows read this pixel.",
        "Error (0, 0) is 1. Times the kernel it goes to the 4 places of its window.",
    ]
    assert said("sourceWords", "errorWords", stride=2, padding=1, at=(0, 0), pixel=(0, 0)) == [
        "1 window reads this pixel.",
        "Error (0, 0) is 1. Times the kernel it goes to the 4 places of its window. "
        "3 of them are padding: what falls there is cut off.",
    ]
    assert said("sourceWords", stride=3, pixel=(2, 2)) == ["No window reads this pixel: its gradient is 0."]
    assert said("nameOf", "sourceWords", mode="dW", padding=1, stride=(2, 1)) == [
        "dW[0, 0]",
        "This weight met a number in each of 15 windows; 7 of them were padding. All of dW is X ⋆ dY: the "
        "errors lie on X as a kernel does, 2 (rows) and 1 (columns) apart (the stride), and move by 1 "
        "(the dilation).",
    ]
    assert said("errorWords", mode="max") == [
        "Error (1, 1) is 1. It goes to (1, 2) of the input, the largest of its window: "
        "the first of 2 equal ones, as PyTorch chooses."
    ]
    assert said("sourceWords", mode="max") == ["4 windows read this pixel; it wins all of them."]
    assert said("errorWords", mode="avg", padding=1, at=(0, 0)) == [
        "Error (0, 0) is 1. Each of the 4 places of its window gets 1/4 of it. "
        "3 of them are padding: what falls there is cut off."
    ]


def test_one_window_and_one_place_are_said_as_one() -> None:
    one = {"X": [[3]], "K": [[2]], "dY": [[1]], "at": (0, 0), "pixel": (0, 0)}
    assert said("errorWords", mode="avg", **one) == [
        "Error (0, 0) is 1. The one place of its window gets all of it."
    ]
    assert said("sourceWords", mode="max", **one) == ["1 window reads this pixel, which wins it."]
    assert said("sourceWords", mode="dW", **one)[0].startswith("This weight met a number in the one window. ")
    loser = {"mode": "max", "X": [[5, 3]], "K": [[1, 1]], "dY": [[4]], "pixel": (0, 1), "at": (0, 0)}
    assert said("sourceWords", **loser) == ["1 window reads this pixel, which does not win it."]
    outside = one | {"dY": None, "padding": 1}
    assert said("errorWords", **outside)[0].endswith("It is padding: what falls there is cut off.")


def test_a_nudge_agrees_with_the_gradient_but_not_at_a_tie() -> None:
    formula, words = said("nudgeFormula", "nudgeWords")
    assert formula.endswith(" / 0.2 = 8")
    assert words == "X[1, 2] = 5: the difference equals the gradient, 8."
    (words,) = said("nudgeWords", mode="max", X=[[5, 5]], K=[[1, 1]], dY=[[4]], pixel=(0, 0))
    assert words.startswith("X[0, 0] = 5: the gradient is 4. They differ: on the way another number")


@pytest.mark.parametrize("mode", MODES)
def test_a_difference_that_only_rounding_makes_is_called_so(mode: str) -> None:
    large = {
        "X": [[1e6, 7], [3, 4]],
        "K": [[1e6, 5], [3, 3]],
        "dY": [[1e6]],
        "pixel": (1, 1),
        "weight": (1, 1),
    }
    (words,) = said("nudgeWords", mode=mode, step=1e-5, **large)
    assert "equals the gradient" in words or words.endswith(
        "for along this step the loss is a straight line."
    )
    (words,) = said("nudgeWords", mode="dX", step=1e-5, **large)
    assert words.endswith("They differ only by rounding, for along this step the loss is a straight line.")


def test_a_stride_puts_zeros_between_the_errors() -> None:
    program = """
    import { spread } from "WIDGETS/backprop_explorer/ways.js";
    import { layerOf } from "WIDGETS/backprop_explorer/backward.js";
    const result = spread(data.dY[0], layerOf(data).axes);
    """
    state = {
        "mode": "dX",
        "X": torch.ones(1, 5, 5).tolist(),
        "K": [[[[1, 2], [3, 4]]]],
        "dY": [[[1, 2], [3, 4]]],
    }
    result = node(program, state | {"stride": 2, "padding": 0, "dilation": 1})
    assert result["errors"] == [
        [0, 0, 0, 0, 0, 0],
        [0, 1, 0, 2, 0, 0],
        [0, 0, 0, 0, 0, 0],
        [0, 3, 0, 4, 0, 0],
        [0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0],
    ]
    assert [place for line in result["source"] for place in line if place] == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert said("spreadWords", stride=2)[0].endswith(
        "Zeros between errors: stride − 1 = 1. Around: dilation · (kernel − 1) − padding = 1."
    )
    assert said("spreadWords", stride=(1, 3), dilation=2)[0].endswith(
        "Below and on the right come 0 (rows) and 1 (columns) more, as the windows do not reach the end. "
        "The kernel is dilated here too."
    )


def test_the_correlation_says_which_of_several_filters_it_is() -> None:
    assert "filter" not in said("spreadWords")[0]
    words = said("spreadWords", K=torch.ones(3, 1, 2, 2), filter=1)[0]
    assert words.endswith("This is filter 1: what all 3 give is added up.")


def test_the_parity_line_compares_with_autograd() -> None:
    compared = BackpropExplorer().get_state("_compared")["_compared"]
    assert len(compared) == 12
    for layer in compared:
        gradients = autograd(layer)
        assert torch.equal(as_double(layer["dX"]), gradients["dX"])
        assert torch.equal(as_double(layer["dW"]), gradients["dW"])
    assert max(called("backprop_explorer/parity.js", "apart", [[layer] for layer in compared])) < 1e-13
    wrong = compared[0] | {"dX": (as_double(compared[0]["dX"]) + 0.5).tolist()}
    assert called("backprop_explorer/parity.js", "apart", [[wrong]])[0] == pytest.approx(0.5)
    for (program,) in [
        called("backprop_explorer/parity.js", "parityCode", [[layer]]) for layer in compared[:6]
    ]:
        *_, words, difference = run_copied(program)[1]
        assert words == "largest difference"
        assert difference < 1e-13
