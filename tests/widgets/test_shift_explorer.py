"""A pattern that moves: what Python holds and refuses, and what the browser computes, against torch."""

import json
import random

import pytest
import torch
import torch.nn.functional as F

from d2lmini.widgets import ShiftExplorer
from tests.widgets.harness import called, node, run_copied

PATTERNS = ["cross", "corner", "bar", "diagonal"]
EVERYWHERE = [(row, column) for row in range(8) for column in range(8)]


def explorers(count: int = 24) -> list[ShiftExplorer]:
    """Draw states with none, a few, many and all places learned."""
    rng = random.Random(11)
    return [
        ShiftExplorer(
            pattern=PATTERNS[index % 4],
            at=rng.choice(EVERYWHERE),
            learned=rng.sample(EVERYWHERE, [0, 1, 2, 5, 20, 64][index % 6]),
        )
        for index in range(count)
    ]


def sent(explorer: ShiftExplorer) -> dict:
    state = explorer.get_state(["pattern", "at", "learned"])
    return json.loads(json.dumps({**state, "kernel": explorer.kernel.tolist()}))


PARITY = """
import {
  convMaps, denseMaps, EVERYWHERE, imageOf, indexOf, placesRight,
} from "WIDGETS/shift_explorer/response.js";
const result = data.map(({ kernel, at, learned }) => {
  const targets = convMaps(kernel);
  const maps = denseMaps(targets, learned.map(indexOf));
  const [conv, dense] = [targets, maps].map((layer) => layer[indexOf(at)]);
  const right = placesRight(maps, targets).map((index) => EVERYWHERE[index]);
  return { image: imageOf(kernel, at), conv, dense, right };
});
"""


def test_browser_numbers_equal_torch() -> None:
    states = explorers()
    for explorer, result in zip(states, node(PARITY, [sent(one) for one in states]), strict=True):
        assert result["image"] == explorer.image.tolist()
        assert result["conv"] == explorer.conv_output.flatten().tolist()
        dense = torch.DoubleTensor(result["dense"])
        torch.testing.assert_close(dense, explorer.dense_output.flatten(), rtol=1e-9, atol=1e-9)
        assert result["right"] == explorer.right.nonzero().tolist()


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_convolution_is_torchs_and_moves_with_the_pattern(pattern: str) -> None:
    here, there = (ShiftExplorer(pattern=pattern, at=at) for at in ((2, 3), (4, 4)))
    expected = F.conv2d(here.image[None, None], here.kernel[None, None])[0, 0]
    assert torch.equal(here.conv_output, expected)
    assert torch.equal(here.image.roll((2, 1), (0, 1)), there.image)
    assert torch.equal(here.conv_output.roll((2, 1), (0, 1))[2:, 1:], there.conv_output[2:, 1:])
    for at in EVERYWHERE:
        here.at = at
        assert divmod(here.conv_output.argmax().item(), 8) == at


def test_the_dense_layer_is_right_exactly_where_it_was_taught() -> None:
    for explorer in (*explorers(), ShiftExplorer(learned=EVERYWHERE[:-1])):
        assert explorer.right.nonzero().tolist() == sorted(map(list, explorer.learned))


def test_the_dense_weights_are_where_gradient_descent_from_zeros_ends() -> None:
    explorer = ShiftExplorer(pattern="corner", learned=[(2, 2), (2, 4), (5, 1)])
    taught = [ShiftExplorer(pattern="corner", at=place) for place in explorer.learned]
    X = torch.stack([one.image.flatten() for one in taught])
    Y = torch.stack([one.conv_output.flatten() for one in taught])
    W = torch.zeros(64, 100, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([W], lr=0.05)
    for _ in range(500):
        optimizer.zero_grad()
        (X @ W.T - Y).pow(2).sum().div(2).backward()
        optimizer.step()
    torch.testing.assert_close(W.detach(), explorer.dense_weights, rtol=0, atol=1e-9)


VERDICTS = [
    ({"at": (2, 2)}, "The dense layer has learned this position: both layers give the same feature map."),
    ({}, "Not learned here: the dense layer gives 0.4 times the only feature map it knows, unmoved."),
    ({"at": (7, 7)}, "Not learned here. No pixel is shared with an image that is, so the dense layer"),
    ({"learned": [(2, 2), (2, 4)]}, "Not learned here: the dense layer mixes the 2 feature maps it knows"),
    ({"learned": []}, "The dense layer has learned nothing yet: all its weights are 0."),
    ({"learned": EVERYWHERE}, "Every position is taught: only now is the dense layer right everywhere."),
]
TELL = """
import {
  convMaps, denseMaps, indexOf, peakWords, placesRight, verdict,
} from "WIDGETS/shift_explorer/response.js";
const targets = convMaps(data.kernel);
const maps = denseMaps(targets, data.learned.map(indexOf));
const [target, output] = [targets, maps].map((layer) => layer[indexOf(data.at)]);
const told = verdict({ ...data, target, output, right: placesRight(maps, targets) });
const result = { verdict: told, peaks: [target, output].map(peakWords) };
"""


@pytest.mark.parametrize(("state", "words"), VERDICTS)
def test_the_page_says_what_there_is_to_notice(state: dict, words: str) -> None:
    explorer = ShiftExplorer(**state)
    told = node(TELL, sent(explorer))
    assert told["verdict"].startswith(words)
    if "mixes" in words:
        error = (explorer.dense_output - explorer.conv_output).abs().max().item()
        assert told["verdict"].endswith(f"wrong by up to {round(error, 2):g}.")
    row, column = explorer.at
    assert told["peaks"][0] == f"5 at row {row}, column {column}"


def test_peaks_are_told_with_their_place_their_number_or_their_absence() -> None:
    states = [{}, {"learned": [(2, 2), (2, 4)]}, {"at": (7, 7)}]
    alone, both, none = (node(TELL, sent(ShiftExplorer(**state)))["peaks"][1] for state in states)
    assert (alone, none) == ("2 at row 2, column 2", "0 everywhere")
    assert both.endswith("at 2 positions")


def test_the_copied_code_gives_both_maps() -> None:
    states = explorers(6)
    programs = called("shift_explorer/code.js", "shiftCode", [(sent(one),) for one in states])
    for explorer, program in zip(states, programs, strict=True):
        _, (conv, dense) = run_copied(program)
        assert torch.equal(conv, explorer.conv_output)
        torch.testing.assert_close(dense, explorer.dense_output, rtol=1e-9, atol=1e-9)


STATES = [{"pattern": "bar", "at": (0, 7), "learned": [(1, 1), (3, 3)]}]
REFUSED = [
    ({"pattern": "cat"}, "pattern must be 'cross' or 'corner' or 'bar' or 'diagonal', got 'cat'"),
    ({"at": (0, 8)}, r"at must be a position in the 8×8 output, got \(0, 8\)"),
    ({"at": (0, -1)}, r"at must be a pair \(row, column\) counted from 0, got \(0, -1\)"),
    ({"learned": (2, 2)}, r"learned must be a list of positions such as \[\(2, 2\)\], got \(2, 2\)"),
    ({"learned": [(1, 1), (8, 0)]}, r"learned must hold positions in the 8×8 output, got \(8, 0\)"),
    ({"learned": [(1, 1, 1)]}, r"learned must be a pair \(row, column\) counted from 0, got \(1, 1, 1\)"),
]


def test_a_place_is_learned_once() -> None:
    assert ShiftExplorer(learned=[(1, 1), [1, 1]]).learned == ((1, 1),)


def test_the_sentence_tells_places_errors_and_numbers() -> None:
    lines = ShiftExplorer().sentence().splitlines()
    assert lines[0] == (
        "ShiftExplorer: a cross at row 2, column 3 of a 10×10 image; the convolution's output is largest "
        "there. The dense layer has learned 1 of 64 positions, is right at 1, and here wrong by up to 4.2."
    )
    assert lines[1] == "learned: [(2, 2)]"
    assert lines[-1].startswith("dense layer: [[0.0, 0.0, 0.4, 0.0")
    assert ShiftExplorer(at=(2, 2)).sentence().splitlines()[0].endswith("here wrong by up to 0.")
