"""The pooling explorer: what it holds and refuses, and that the browser computes what torch does."""

import random

import pytest
import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from traitlets import TraitError

from d2lmini.widgets import PoolingExplorer
from tests.widgets.harness import called, node, run_copied

POOLING = PoolingExplorer()


def random_state(whole: bool, rng: random.Random) -> dict:
    """Draw settings that can be shown; a stride that is the window as often as not."""

    def number() -> float:
        # Few whole numbers, so that windows hold equal ones.
        return rng.randint(-4, 4) if whole else rng.uniform(-9, 9)

    while True:
        height, width = rng.randint(1, 12), rng.randint(1, 12)
        state = {
            "window": [rng.randint(1, 6), rng.randint(1, 6)],
            "stride": rng.choice([None, rng.randint(1, 4), [rng.randint(1, 4), rng.randint(1, 4)]]),
            "padding": [rng.randint(0, 3), rng.randint(0, 3)],
        }
        state["input"] = [[number() for _ in range(width)] for _ in range(height)]
        if POOLING._refusal(**state | {"input": torch.tensor(state["input"])}) is None:
            return state | {
                "mode": rng.choice(["max", "avg"]),
                "count_include_pad": rng.random() < 0.5,
                "shift": [rng.randint(-3, 3), rng.randint(-3, 3)],
            }


def torch_pool(state: dict, X: torch.Tensor) -> torch.Tensor:
    sizes = (state["window"], state["stride"], state["padding"])
    if state["mode"] == "max":
        return F.max_pool2d(X[None, None], *sizes)[0, 0]
    return F.avg_pool2d(X[None, None], *sizes, count_include_pad=state["count_include_pad"])[0, 0]


def torch_shift(X: torch.Tensor, down: int, right: int) -> torch.Tensor:
    """Roll the picture in a frame of zeros, and cut the frame off."""
    return F.pad(X, (3, 3, 3, 3)).roll((down, right), (0, 1))[3:-3, 3:-3]


PARITY = """
import { entriesAt, poolGeometry, poolingOf, winnerOf } from "WIDGETS/pooling_explorer/pooling.js";
import { axesOf } from "SHARED/maths/convolution.js";
const result = data.map((state) => {
  const axes = axesOf(poolGeometry(state));
  const { moved, output, before, changed, tallies } = poolingOf(state, axes);
  const winners = output.map((line, row) => line.map((_, column) => {
    const entries = entriesAt(moved, axes, state.mode, [row, column]);
    const winner = entries[winnerOf(entries)];
    return winner.row * state.input[0].length + winner.column;
  }));
  return { moved, output, before, changed: changed[state.mode], tallies, winners };
});
"""


@pytest.mark.parametrize(("whole", "tolerance"), [(True, 1e-14), (False, 1e-12)])
def test_browser_numbers_equal_torch(whole: bool, tolerance: float) -> None:
    rng = random.Random(21)
    states = [random_state(whole, rng) for _ in range(200)]
    for state, result in zip(states, node(PARITY, states), strict=True):
        X = torch.tensor(state["input"], dtype=torch.float64)
        moved = torch_shift(X, *state["shift"])
        output, before = torch_pool(state, moved), torch_pool(state, X)
        exact = {"rtol": 0, "atol": 0} if state["mode"] == "max" else {"rtol": tolerance, "atol": tolerance}
        for name, expected in {"output": output, "before": before}.items():
            torch.testing.assert_close(torch.tensor(result[name], dtype=torch.float64), expected, **exact)
        assert torch.equal(torch.tensor(result["moved"], dtype=torch.float64), moved)
        assert result["changed"] == ((output - before).abs() > 1e-9).tolist()
        changed = int(((output - before).abs() > 1e-9).sum())
        assert result["tallies"]["input"] == {"changed": int((moved != X).sum()), "of": X.numel()}
        assert result["tallies"][state["mode"]] == {"changed": changed, "of": output.numel()}
        if state["mode"] == "max":
            sizes = (state["window"], state["stride"], state["padding"])
            _, indices = F.max_pool2d(moved[None, None], *sizes, return_indices=True)
            assert result["winners"] == indices[0, 0].tolist()


def test_python_computes_the_same() -> None:
    rng = random.Random(22)
    for state in [random_state(True, rng) for _ in range(30)]:
        explorer = PoolingExplorer(**state)
        X = torch.tensor(state["input"])
        moved = torch_shift(X, *state["shift"])
        assert torch.equal(explorer.shifted, moved)
        assert explorer.output.dtype == (torch.int64 if state["mode"] == "max" else torch.float64)
        torch.testing.assert_close(explorer.output.double(), torch_pool(state, moved.double()))
        torch.testing.assert_close(explorer.output_before.double(), torch_pool(state, X.double()))
        assert torch.equal(explorer.changed, (explorer.output - explorer.output_before).abs() > 1e-9)


def test_it_starts_with_a_real_digit_moved_by_a_pixel() -> None:
    explorer = PoolingExplorer()
    digit = load_digits().images[12].astype(int).tolist()
    assert explorer.input.tolist() == digit
    sentence = "The shift changed 37 of 64 inputs and 7 of 16 outputs."
    assert explorer.sentence().splitlines()[0].endswith(sentence)


STATES = [{"mode": "avg", "stride": (2, 1), "padding": 1, "shift": (-1, 2)}]
REFUSED = [
    (
        {"padding": 2},
        "padding 2×2 is more than half of the window 2×2; use at most 1×1, or a larger window",
    ),
    ({"padding": (0, 7)}, "padding must be a whole number from 0 to 6, got 7"),
    ({"window": 9}, "window 9×9 is larger than the input 8×8; add padding or use a smaller window"),
    ({"window": (0, 1)}, "window must be a whole number from 1 to 12, got 0"),
    ({"window": 2.5}, r"window must be a whole number or a pair \(height, width\), got 2.5"),
    ({"stride": 13}, "stride must be a whole number from 1 to 12, got 13"),
    ({"input": torch.ones(13, 2)}, "input must be between 1×1 and 12×12, got 13×2"),
    ({"shift": (0, 4)}, "shift must be a whole number from -3 to 3, got 4"),
    ({"mode": "mean"}, "mode must be 'max' or 'avg', got 'mean'"),
    ({"at": (4, 0)}, r"at must be a position in the 4×4 output, got \(4, 0\)"),
    ({"count_include_pad": "no"}, "count_include_pad must be True or False, got 'no'"),
]


def test_both_sides_refuse_the_same_settings_in_the_same_words() -> None:
    rng = random.Random(23)
    states = [
        {
            "input": [[0] * rng.randint(1, 9)] * rng.randint(1, 9),
            "window": [rng.randint(1, 9), rng.randint(1, 9)],
            "stride": [rng.randint(1, 3), rng.randint(1, 3)],
            "padding": [rng.randint(0, 4), rng.randint(0, 4)],
        }
        for _ in range(300)
    ]
    said = called("pooling_explorer/pooling.js", "poolRefusal", [[state] for state in states])
    assert said == [POOLING._refusal(**state | {"input": torch.tensor(state["input"])}) for state in states]
    assert said.count(None) > 20
    assert sum("more than half" in (reason or "") for reason in said) > 20


def test_several_settings_change_together_and_the_place_stays_inside() -> None:
    explorer = PoolingExplorer(at=(3, 3))
    with explorer.hold_trait_notifications():
        explorer.window, explorer.padding = 4, 2
    assert (explorer.output.shape, explorer.at) == ((3, 3), (2, 2))
    with pytest.raises(TraitError, match="more than half of the window 2×2"):
        explorer.window = 2
    explorer.shift = 1
    assert explorer.shift == (1, 1)


@pytest.mark.parametrize("whole", [True, False])
def test_the_copied_code_prints_the_numbers_in_view(whole: bool) -> None:
    rng = random.Random(24)
    states = [random_state(whole, rng) for _ in range(25)]
    programs = called("pooling_explorer/words.js", "poolCode", [[state] for state in states])
    for state, program in zip(states, programs, strict=True):
        _, (Y, *changes) = run_copied(program)
        explorer = PoolingExplorer(**state)
        torch.testing.assert_close(Y, explorer.output.double(), rtol=1e-12, atol=1e-12)
        assert changes == ([int(explorer.changed.sum()), "outputs changed"] if any(state["shift"]) else [])


SAID = [
    ({"mode": "max"}, "The largest is in row 0, column 1 of the input, the first of 2 equal."),
    (
        {"mode": "max", "padding": [1, 1]},
        "The largest is in row 0, column 0 of the input. Padding is −∞: it never wins.",
    ),
    ({"mode": "avg"}, "Divided by 4, the size of the window."),
    ({"mode": "avg", "padding": [1, 1]}, "Divided by 4, the size of the window: 3 are padding, and count."),
    (
        {"mode": "avg", "padding": [1, 1], "count_include_pad": False},
        "Divided by 1, not by 4: 3 are padding, which is left out.",
    ),
]


@pytest.mark.parametrize(("changed", "sentence"), SAID)
def test_how_an_output_came_about_is_said(changed: dict, sentence: str) -> None:
    program = """
    import { entriesAt, poolGeometry } from "WIDGETS/pooling_explorer/pooling.js";
    import { originWords } from "WIDGETS/pooling_explorer/words.js";
    import { axesOf } from "SHARED/maths/convolution.js";
    const entries = entriesAt(data.input, axesOf(poolGeometry(data)), data.mode, [0, 0]);
    const result = originWords({ ...data, entries });
    """
    state = {"input": [[2, 9], [9, 1]], "window": 2, "stride": 1, "padding": 0, "count_include_pad": True}
    assert node(program, state | changed) == sentence


def test_what_a_shift_did_is_said() -> None:
    program = """
    import { beforeWords, changeWords, enteredWords, shiftWords } from "WIDGETS/pooling_explorer/words.js";
    const tallies = { input: { changed: 31, of: 64 }, max: { changed: 1, of: 1 } };
    const result = data.map(([shift, each]) => {
      const now = { shift, tallies, mode: "max", at: [0, 0], before: [[2.25]], changed: { max: [[each]] } };
      return [shiftWords, enteredWords, changeWords, beforeWords].map((words) => words(now));
    });
    """
    changes = "The shift changed 31 of 64 inputs, 1 of 1 output."
    left, corner = "Zeros entered at left.", "Zeros entered at bottom and right."
    assert node(program, [([0, 0], False), ([0, 1], True), ([-2, -3], False)]) == [
        ["", "", "Move the input by a pixel: which outputs change?", ""],
        ["1 right", left, changes, "Before the shift it was 2.25."],
        ["2 up and 3 left", corner, changes, "Before the shift it was the same."],
    ]
