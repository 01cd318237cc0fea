"""The sampler explorer: what it holds and refuses, and that the browser computes what torch does."""

import math
import random
import struct

import pytest
import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits

from d2lmini.widgets import SamplerExplorer
from tests.widgets.harness import called, node, run_copied

SAMPLER = SamplerExplorer()
PADDINGS = ["zeros", "border", "reflection"]


def random_state(rng: random.Random, reach: float = 1.5) -> dict:
    height, width = rng.randint(1, 12), rng.randint(1, 12)
    return {
        "input": [[rng.uniform(-9, 9) for _ in range(width)] for _ in range(height)],
        "theta": [[rng.uniform(-reach, reach) for _ in range(3)] for _ in range(2)],
        "size": [rng.randint(1, 12), rng.randint(1, 12)],
        "align_corners": rng.random() < 0.5,
        "mode": rng.choice(["bilinear", "nearest"]),
        "padding_mode": rng.choice(PADDINGS),
        "normalised": rng.random() < 0.3,
        "direction": "inverse",
    }


def states(count: int, seed: int, **changed: object) -> list[dict]:
    rng = random.Random(seed)
    return [random_state(rng, rng.choice([1, 3])) | changed for _ in range(count)]


VIEWED = """
import { deriveView } from "WIDGETS/sampler_explorer/view.js";
const result = data.map((state) => deriveView({ given: () => ({}) })({ ...state, at: [0, 0] }));
"""


def close(own: object, theirs: torch.Tensor | float) -> None:
    own, theirs = (torch.as_tensor(value, dtype=torch.float64) for value in (own, theirs))
    torch.testing.assert_close(own, theirs, rtol=1e-8, atol=1e-8)


@pytest.mark.filterwarnings("ignore:Since version 1.3.0")  # about pictures of one pixel
def test_the_browsers_output_loss_and_gradients_equal_torchs() -> None:
    given = states(150, 3)
    for state, view in zip(given, node(VIEWED, given), strict=True):
        explorer = SamplerExplorer(**state)
        close(view["shown"], explorer.shown)
        close(view["output"], explorer.output)
        close(view["distance"]["loss"], explorer.loss)
        close(view["distance"]["toTheta"], explorer.gradient)
        X = explorer.shown.requires_grad_()
        options = {name: state[name] for name in ("mode", "padding_mode", "align_corners")}
        Y = F.grid_sample(X[None, None], explorer.grid[None], **options)[0, 0]
        # The gradient is that of the output; the target and the variance stand still.
        with torch.no_grad():
            identity = F.affine_grid(
                torch.eye(2, 3).double()[None], [1, 1, *state["size"]], align_corners=state["align_corners"]
            )
            target = F.grid_sample(X[None, None], identity, **options | {"mode": "bilinear"})[0, 0]
            variance = X.var(correction=0) or 1
        loss = F.mse_loss(Y, target) / variance
        close(view["distance"]["toInput"], torch.autograd.grad(loss, X)[0])


@pytest.mark.filterwarnings("ignore:Since version 1.3.0")
def test_the_slopes_of_one_output_equal_autograds() -> None:
    program = """
    import { probe } from "WIDGETS/sampler_explorer/sampling.js";
    const result = data.map((state) => probe(state, state.at));
    """
    rng = random.Random(4)
    given = [
        state | {"at": [rng.randrange(length) for length in state["size"]]}
        for state in states(80, 5, normalised=False)
    ]
    for state, seen in zip(given, node(program, given), strict=True):
        theta = torch.tensor(state["theta"], dtype=torch.float64, requires_grad=True)
        grid = F.affine_grid(theta[None], [1, 1, *state["size"]], align_corners=state["align_corners"])
        grid.retain_grad()
        options = {name: state[name] for name in ("mode", "padding_mode", "align_corners")}
        X = torch.tensor(state["input"], dtype=torch.float64)
        Y = F.grid_sample(X[None, None], grid, **options)[0, 0][tuple(state["at"])]
        Y.backward()
        close(seen["value"], Y.detach())
        close(seen["toTheta"], theta.grad)
        close(seen["toPlace"], grid.grad[0][tuple(state["at"])])


def sent_by_torch(state: dict) -> torch.Tensor:
    """Send each input pixel by torch's own inverse of theta."""
    X, theta = (torch.tensor(state[name], dtype=torch.float64) for name in ("input", "theta"))
    inverse = torch.linalg.inv(torch.cat([theta, torch.tensor([[0, 0, 1]])]))[:2]
    corners = state["align_corners"]
    places = F.affine_grid(inverse[None], [1, 1, *X.shape], align_corners=corners)[0]
    height, width = state["size"]
    scales = torch.tensor([width - corners, height - corners]) / 2
    x, y = (places * scales + (torch.tensor([width, height]) - 1) / 2).round().long().unbind(-1)
    Y = torch.zeros(height, width, dtype=torch.float64)
    for i, j, value in zip(y.flatten(), x.flatten(), X.flatten(), strict=True):
        if 0 <= i < height and 0 <= j < width:
            Y[i, j] = value
    return Y


def test_input_pixels_that_are_sent_arrive_where_torch_puts_them() -> None:
    given = [
        state
        for state in states(60, 6, direction="forward", normalised=False)
        if min(map(len, [state["input"], state["input"][0]])) > 1
    ]
    holes = 0
    for state, view in zip(given, node(VIEWED, given), strict=True):
        close(view["output"], SamplerExplorer(**state).output)
        close(view["output"], sent_by_torch(state))
        counts = torch.tensor(view["sentOn"]["counts"])
        assert counts.sum() <= SamplerExplorer(**state).input.numel()
        holes += int((counts == 0).sum())
    assert holes > 100


def test_the_identity_test_tells_what_mixed_rulers_change() -> None:
    given = states(40, 7)
    for state, view in zip(given, node(VIEWED, given), strict=True):
        X = SamplerExplorer(**state).shown[None, None]
        made, read = not state["align_corners"], state["align_corners"]
        if 1 in X.shape[2:]:
            continue
        grid = F.affine_grid(torch.eye(2, 3).double()[None], list(X.shape), align_corners=made)
        mixed = F.grid_sample(X, grid, align_corners=read)
        close(view["identity"], [0, (mixed - X).abs().max().item()])


def test_the_factors_that_are_shown_give_the_number_that_is_shown() -> None:
    program = """
    import { formatNumber } from "WIDGETS/shared/page/format.js";
    import { factorsWritten } from "WIDGETS/sampler_explorer/readout.js";
    import { weighed } from "WIDGETS/sampler_explorer/sampling.js";
    import { deriveView } from "WIDGETS/sampler_explorer/view.js";
    const read = (text) => Number(text.replace("−", "-"));
    const result = data.map((state) => {
      const { entries } = deriveView({ given: () => ({}) })({ ...state, at: [0, 0] }).pixel;
      const written = factorsWritten(entries);
      const shown = (number) => read(written(number));
      const all = entries.map(({ value, weight }) => ({ value: shown(value), weight: shown(weight) }));
      return [weighed(all), weighed(entries)].map(formatNumber);
    });
    """
    for own, true in node(program, states(200, 12, mode="bilinear")):
        assert own == true


def test_steps_downhill_turn_the_digit_upright() -> None:
    program = """
    import { descended } from "WIDGETS/sampler_explorer/readout.js";
    const result = data.map(([state, count]) => descended({ ...state, shown: state.input }, count));
    """
    state = {name: SAMPLER.get_state(name)[name] for name in SAMPLER._public}
    (theta,) = node(program, [(state, 40)])
    assert SamplerExplorer(theta=theta).loss < 0.001 < 0.9 < SAMPLER.loss


def test_a_normalised_background_keeps_steps_from_settling_at_the_identity() -> None:
    program = """
    import { normalised } from "WIDGETS/sampler_explorer/descent.js";
    import { descended } from "WIDGETS/sampler_explorer/readout.js";
    const shown = ({ input }) => normalised(input);
    const result = data.map(([state, count]) => descended({ ...state, shown: shown(state) }, count));
    """
    first = {name: SAMPLER.get_state(name)[name] for name in SAMPLER._public} | {"normalised": True}
    for padding, settles in (("zeros", False), ("border", True)):
        state = first | {"padding_mode": padding}
        thetas = node(program, [(state, count) for count in (100, 120, 140, 160)])
        losses = [SamplerExplorer(**state | {"theta": theta}).loss for theta in thetas]
        assert (max(losses) < 0.03) == settles, (padding, losses)


def test_the_browsers_localisation_networks_answer_as_torch_does() -> None:
    program = """
    import { localised } from "WIDGETS/sampler_explorer/localisation.js";
    const result = data.map(([numbers, input]) => localised(numbers, input));
    """
    pictures = [SAMPLER.input.tolist(), *SAMPLER._turned.values()]
    for name, network in SAMPLER._networks.items():
        numbers = struct.unpack(f"{len(network['numbers']) // 4}f", network["numbers"])
        for X, theta in zip(pictures, node(program, [(numbers, X) for X in pictures]), strict=True):
            close(theta, SamplerExplorer(input=X).localised[name])


def test_the_trained_network_turns_digits_back_and_the_stuck_one_does_not() -> None:
    turns = {"Turned 4": 45, "Turned 7": -40, "Turned 3": 50}
    answers = {name: SamplerExplorer(input=X).localised for name, X in SAMPLER._turned.items()}

    def turn(theta: torch.Tensor) -> float:
        return math.degrees(math.atan2(theta[1, 0] - theta[0, 1], theta[0, 0] + theta[1, 1]))

    for name, degrees in turns.items():
        left = {which: abs(turn(theta) + degrees) for which, theta in answers[name].items()}
        assert left["trained"] < 12
        assert left["stuck"] > 50
    assert SAMPLER._networks["trained"]["right"] > SAMPLER._networks["stuck"]["right"] + 0.05


def test_other_sizes_are_nothing_for_the_networks() -> None:
    assert SamplerExplorer(input=[[1, 2]]).localised == {}


def test_the_first_input_is_a_real_digit() -> None:
    assert SAMPLER.input.tolist() == load_digits().images[12].tolist()


STATES = [
    {"theta": [[0, -1, 0], [1, 0, 0]], "direction": "forward", "size": (5, 6)},
    {"mode": "nearest", "padding_mode": "border", "align_corners": True, "normalised": True, "at": (0, 0)},
    {"input": [[1, 2, 3], [4, 5, 6]], "padding_mode": "reflection", "size": 3, "at": (2, 1)},
]
REFUSED = [
    ({"theta": [[1, 0], [0, 1]]}, "theta must be 2×3, got 2×2"),
    ({"theta": [[1, 0, 0], [0, 4, 0]]}, "theta must hold numbers from −3 to 3; 1 is half of the picture"),
    ({"input": [[0] * 13]}, "input must be between 1×1 and 12×12, got 1×13"),
    ({"size": 0}, "size must be a whole number from 1 to 12, got 0"),
    ({"mode": "bicubic"}, "mode must be 'bilinear' or 'nearest', got 'bicubic'"),
    ({"at": (8, 0)}, r"at must be a position in the 8×8 output, got \(8, 0\)"),
]


def test_what_squeezes_the_picture_has_no_way_back() -> None:
    with pytest.raises(Exception, match="no way leads back"):
        SamplerExplorer(theta=[[1, 1, 0], [1, 1, 0]], direction="forward")
    assert SamplerExplorer(theta=[[1, 1, 0], [1, 1, 0]]).output.shape == (8, 8)


def test_both_sides_refuse_the_same_settings_in_the_same_words() -> None:
    rng = random.Random(8)
    given = [
        {
            "theta": [[rng.choice([-1, 0, 1, 2, 3.5]) for _ in range(columns)] for _ in range(2)],
            "direction": rng.choice(["inverse", "forward"]),
        }
        for columns in [2, 3, 3, 3, 3, 3, 3] * 30
    ]
    said = called("sampler_explorer/words.js", "samplerRefusal", [[state] for state in given])
    assert said == [SAMPLER._refusal(**state | {"theta": torch.tensor(state["theta"])}) for state in given]
    assert said.count(None) > 20
    assert sum("no way leads back" in (reason or "") for reason in said) > 5


@pytest.mark.filterwarnings("ignore:Since version 1.3.0")
def test_the_copied_code_prints_the_numbers_in_view() -> None:
    given = [
        state | {"direction": way}
        for state, way in zip(states(24, 9), ["inverse", "forward"] * 12, strict=True)
    ]
    given = [state for state in given if min(len(state["input"]), len(state["input"][0])) > 1]
    programs = called("sampler_explorer/words.js", "samplerCode", [[state] for state in given])
    for state, program in zip(given, programs, strict=True):
        _, (Y, *rest) = run_copied(program)
        explorer = SamplerExplorer(**state)
        close(Y, explorer.output)
        if rest:
            close(rest[1], explorer.loss)
            close(rest[3], explorer.gradient)


SAID = [
    (
        {},
        "wayWords",
        "Output pixel (0, 0) stands at (x, y) = (−0.5, −0.5). Theta sends it to (−1, −1): "
        "row −0.5, column −0.5 of the input.",
    ),
    ({}, "outsideWords", "3 of the 4 pixels read lie outside and count as 0."),
    ({"padding_mode": "border"}, "outsideWords", ""),
    (
        {"padding_mode": "border", "theta": [[1, 0, -1], [0, 1, 0]]},
        "outsideWords",
        "That is outside. The nearest place of the border is read instead: row 0, column 0.",
    ),
    ({"mode": "nearest"}, "outsideWords", ""),
    ({"mode": "nearest"}, "otherWords", "Bilinear would read 2, a mean of four pixels."),
    ({}, "otherWords", "Nearest would read 8, at row 0, column 0."),
    ({}, "squareWords", ""),
    (
        {"input": [[8, 0]]},
        "squareWords",
        "This picture is not square: 1 in the frame is 1 pixels across but 0.5 "
        "down, so a turn in the frame skews the picture.",
    ),
    (
        {"mode": "nearest"},
        "slopeWords",
        "Slopes of this output: 0 by x and by y. Rounding hides a small move of "
        "the place, so theta learns nothing.",
    ),
    (
        {"normalised": True},
        "backgroundWords",
        "Normalised, the darkest pixel is −0.58, but outside stands 0: a "
        "frame of grey. 0 of 4 output pixels read outside.",
    ),
]


@pytest.mark.parametrize(("changed", "words", "sentence"), SAID)
def test_what_is_seen_is_said(changed: dict, words: str, sentence: str) -> None:
    program = """
    import { deriveView } from "WIDGETS/sampler_explorer/view.js";
    import * as words from "WIDGETS/sampler_explorer/words.js";
    const [state, name] = data;
    const result = words[name]({ ...state, ...deriveView({ given: () => ({}) })(state) });
    """
    state = {name: SAMPLER.get_state(name)[name] for name in SAMPLER._public} | {
        "input": [[8, 0], [0, 0]],
        "theta": [[1, 0, -0.5], [0, 1, -0.5]],
        "size": [2, 2],
        "at": [0, 0],
    }
    assert node(program, [state | changed, words]) == sentence
