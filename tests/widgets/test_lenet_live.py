"""LeNetLive: what it holds and refuses, and that the browser prepares and computes what Python does."""

import random
from functools import cache

import numpy as np
import pytest
import torch
from torch import Tensor

from d2lmini import lenet_mnist, load_data_mnist
from d2lmini.models.lenet_mnist import checkpoints
from d2lmini.widgets import LeNetLive
from d2lmini.widgets.lenet_live.examples import examples
from d2lmini.widgets.lenet_live.preparation import PAD, ink_of, prepared
from d2lmini.widgets.lenet_live.widget import _LAYERS, torch_logits
from tests.widgets.harness import called, node, run_copied

PAPER = [[0] * 28] * 28
SEVEN = [[(7, 5), (21, 5), (12, 24)]]


@cache
def held_back() -> Tensor:
    """Return the held-back pictures as bytes: (2000, 28, 28)."""
    _, test_iter = load_data_mnist(2000)
    return (test_iter.images[:, 0] * 255).round().to(torch.uint8)


def random_stroke(rng: random.Random) -> list[list[float]]:
    place, stroke = [rng.uniform(0, 28), rng.uniform(0, 28)], []
    for _ in range(rng.randint(1, 9)):
        stroke.append([round(number, 2) for number in place])
        place = [min(28, max(0, number + rng.uniform(-5, 5))) for number in place]
    return stroke


PREPARE = """
import { inking } from "WIDGETS/lenet_live/ink.js";
import { prepared } from "WIDGETS/lenet_live/preparation.js";
const result = data.map(([picture, strokes, fit]) => {
  const ink = inking()(picture, strokes);
  return { ink: [...ink], pixels: [...prepared(ink, fit).pixels] };
});
"""


def test_the_browser_inks_and_prepares_as_python_does():
    rng = random.Random(1)
    drawings = []
    for index in range(60):
        picture = held_back()[rng.randrange(2000)].tolist() if index % 3 == 0 else PAPER
        drawings.append((picture, [random_stroke(rng) for _ in range(rng.randint(0, 3))], index % 4 > 0))
    for (picture, strokes, fit), result in zip(drawings, node(PREPARE, drawings), strict=True):
        ink = ink_of(torch.tensor(picture, dtype=torch.uint8), tuple(map(tuple, strokes)))
        assert result["ink"] == ink.flatten().tolist()
        difference = prepared(ink, fit).flatten().int() - torch.tensor(result["pixels"])
        assert difference.abs().max() <= 1  # a mean just between two bytes
        assert difference.count_nonzero() <= 2


def test_a_stroke_that_goes_on_leaves_the_ink_of_one_drawn_at_once():
    rng = random.Random(2)
    strokes = [random_stroke(rng) + random_stroke(rng) for _ in range(3)]
    program = """
    import { inking } from "WIDGETS/lenet_live/ink.js";
    const { paper, strokes } = data;
    const inkOf = inking();
    const inks = [];
    for (let drawn = 0; drawn < strokes.length; drawn += 1) {
      for (let points = 1; points <= strokes[drawn].length; points += 1) {
        const part = [...strokes.slice(0, drawn), strokes[drawn].slice(0, points)];
        inks.push([inkOf(paper, part), inking()(paper, part)]);
      }
    }
    const jumps = [strokes.slice(0, 1), strokes, []];
    for (const part of jumps) inks.push([inkOf(paper, part), inking()(paper, part)]);
    const result = inks.map((pair) => pair[0].every((byte, at) => byte === pair[1][at]));
    """
    same = node(program, {"paper": PAPER, "strokes": strokes})
    assert len(same) > 10
    assert all(same)


def test_a_digit_of_mnist_passes_through_the_preparation_unchanged():
    """Its makers fitted it into 20×20 and moved its centre of mass in the same way."""
    same = [torch.equal(prepared(ink_of(digit, ()), fit=True), digit) for digit in held_back()[:400]]
    assert sum(same) >= 398


@pytest.mark.parametrize("move", [(0, 0), (3, -2)])
def test_a_drawing_is_fitted_and_centred_wherever_it_stands(move: tuple[int, int]):
    across, down = move
    moved = [[(x + across, y + down) for x, y in stroke] for stroke in SEVEN]
    assert torch.equal(
        LeNetLive(strokes=moved, picture=PAPER).prepared, LeNetLive(strokes=SEVEN, picture=PAPER).prepared
    )
    rows, columns = LeNetLive(strokes=SEVEN, picture=PAPER).prepared.nonzero().unbind(1)
    assert max(int(rows.max() - rows.min()), int(columns.max() - columns.min())) + 1 == 20


def test_each_pixel_is_the_mean_of_the_ink_under_it():
    ink = np.zeros((PAD, PAD))
    box = np.random.default_rng(0).integers(1, 256, (14, 57))
    ink[5:19, 40:97] = box
    size = (20, round(20 * 14 / 57))
    assert prepared(ink, fit=True).double().sum().item() / (size[0] * size[1]) == pytest.approx(
        box.mean(), abs=0.5
    )
    whole = torch.nn.functional.avg_pool2d(torch.tensor(ink)[None], 4)[0]
    assert (prepared(ink, fit=False) - whole).abs().max() <= 0.5


PARITY = """
import { decoded, forward, LAYERS, NAMES } from "WIDGETS/lenet_live/network.js";
const { numbers, exponents, digits } = data;
const weights = decoded(Int8Array.from(numbers), Int8Array.from(exponents));
const values = digits.map((digit) => forward(weights, Uint8Array.from(digit)));
const all = (name, part) => [...values[0][name][part]];
const result = {
  logits: values.map((each) => [...each.output.after]),
  layers: Object.fromEntries(NAMES.map((name) =>
    [name, { before: all(name, "before"), after: all(name, "after") }])),
};
"""


@pytest.mark.parametrize("epoch", checkpoints())
def test_the_browsers_logits_equal_torchs_on_200_digits(epoch: int):
    kept, digits = checkpoints()[epoch], held_back()[:200]
    given = {"numbers": kept["numbers"].tolist(), "exponents": kept["exponents"].tolist()}
    result = node(PARITY, given | {"digits": digits.flatten(1).tolist()})
    net, X = lenet_mnist(epoch), digits[:, None].float() / 255
    with torch.no_grad():
        torch.testing.assert_close(torch.tensor(result["logits"]), net(X), rtol=0, atol=1e-4)
        exactly = net.double()(digits[:, None].double() / 255)
        torch.testing.assert_close(
            torch.tensor(result["logits"], dtype=torch.float64), exactly, rtol=1e-12, atol=1e-12
        )
        for name, (_, _, before, after) in _LAYERS.items():
            for part, end in {"before": before, "after": after}.items():
                shown = torch.tensor(result["layers"][name][part], dtype=torch.float64)
                torch.testing.assert_close(shown, net[:end](X[:1].double()).flatten(), rtol=1e-6, atol=1e-6)


UNITS = """
import { decoded, forward } from "WIDGETS/lenet_live/network.js";
import { fieldOf, partsOf, unitOf } from "WIDGETS/lenet_live/unit.js";
const { numbers, exponents, digit, pins } = data;
const weights = decoded(Int8Array.from(numbers), Int8Array.from(exponents));
const values = forward(weights, Uint8Array.from(digit));
const result = pins.map((pin) => {
  const unit = unitOf(weights, values, pin);
  return { ...unit, parts: partsOf(unit), field: fieldOf(pin) };
});
"""


def random_pins(rng: random.Random) -> list[dict]:
    return [
        {"layer": name, "channel": rng.randrange(count), "at": [rng.randrange(side), rng.randrange(side)]}
        for name, (count, side, _, _) in _LAYERS.items()
        for _ in range(6)
    ]


def test_a_unit_in_view_is_its_window_times_its_weights_plus_its_bias():
    digit, kept, pins = held_back()[5], checkpoints()[60], random_pins(random.Random(3))
    given = {"numbers": kept["numbers"].tolist(), "exponents": kept["exponents"].tolist()}
    units = node(UNITS, given | {"digit": digit.flatten().tolist(), "pins": pins})
    net, X = lenet_mnist().double(), digit[None, None].double() / 255
    for pin, unit in zip(pins, units, strict=True):
        _, side, before, after = _LAYERS[pin["layer"]]
        place = (0, pin["channel"], *(pin["at"] if side > 1 else []))
        with torch.no_grad():
            assert unit["before"] == pytest.approx(net[:before](X)[place].item(), abs=1e-9)
            assert unit["after"] == pytest.approx(net[:after](X)[place].item(), abs=1e-9)
        if pin["layer"].startswith("pool"):
            assert unit["terms"][unit["winner"]]["value"] == unit["after"]
            assert len(unit["terms"]) == 4
        else:
            total = sum(term["value"] * term["weight"] for term in unit["terms"]) + unit["bias"]
            assert total == pytest.approx(unit["before"], abs=1e-9)
            assert sum(unit["parts"]) + unit["bias"] == pytest.approx(unit["before"], abs=1e-9)


def test_a_units_field_is_what_its_gradient_reaches():
    pins = [pin for pin in random_pins(random.Random(4)) if _LAYERS[pin["layer"]][1] > 1]
    fields = called("lenet_live/unit.js", "fieldOf", [[pin] for pin in pins])
    net = lenet_mnist().double()
    for module in net:
        if hasattr(module, "weight"):  # all paths count, whatever was learned
            torch.nn.init.ones_(module.weight)
            torch.nn.init.ones_(module.bias)
        if isinstance(module, torch.nn.MaxPool2d):
            module.forward = lambda X: torch.nn.functional.avg_pool2d(X, 2)
    for pin, field in zip(pins, fields, strict=True):
        X = torch.ones(1, 1, 28, 28, dtype=torch.float64, requires_grad=True)
        net[: _LAYERS[pin["layer"]][2]](X)[(0, pin["channel"], *pin["at"])].backward()
        for axis, (first, last) in enumerate(field):
            reached = X.grad[0, 0].any(dim=1 - axis).nonzero().flatten()
            assert [int(reached.min()), int(reached.max())] == [max(0, first), min(27, last)]


def test_which_part_of_the_picture_a_unit_sees_is_said():
    pins = [
        {"layer": "conv 2", "channel": 0, "at": [3, 5]},
        {"layer": "conv 1", "channel": 0, "at": [0, 9]},
        {"layer": "dense 2", "channel": 7, "at": [0, 0]},
    ]
    assert called("lenet_live/unit.js", "fieldWords", [[pin] for pin in pins]) == [
        "sees rows 4 to 17 and columns 8 to 21",
        "sees rows 0 to 2 and columns 7 to 11, and padding",
        "sees the whole picture",
    ]


def test_the_layers_have_the_published_counts():
    program = """
    import { LAYERS, countOf, readsOf } from "WIDGETS/lenet_live/network.js";
    const learned = Object.entries(LAYERS).filter(([, { kind }]) => kind !== "pool");
    const sum = (counts) => counts.reduce((total, count) => total + count, 0);
    const result = [
      sum(learned.map(([name, { channels }]) => channels * (readsOf(name) + 1))),
      sum(learned.map(([name, layer]) => countOf(layer) * readsOf(name))),
    ];
    """
    assert node(program) == [61_706, 416_520]


def test_the_prediction_names_the_runner_up_and_the_margin():
    logits = [0.5, -1.0, 3.0, 2.25, 0, 0, 0, 0, 0, -4.0]
    prediction = called("shared/maths/layers.js", "predictionOf", [[logits]])[0]
    assert (prediction["first"], prediction["second"], prediction["margin"]) == (2, 3, 0.75)
    torch.testing.assert_close(
        torch.tensor(prediction["probabilities"]), torch.tensor(logits).softmax(0), rtol=1e-5, atol=1e-7
    )


def test_where_there_is_no_ink_there_is_no_prediction():
    explorer = LeNetLive(picture=PAPER)
    assert explorer.prediction is None
    assert "no ink, so no prediction" in explorer.sentence()
    assert explorer.logits.shape == (10,)  # the network itself would predict one all the same


def test_python_computes_what_it_tells():
    explorer = LeNetLive(picture=held_back()[7], layer="conv 2", channel=5, at=(2, 3), values="before")
    assert torch.equal(explorer.prepared, held_back()[7].float() / 255)
    assert explorer.prediction == 7
    net = lenet_mnist()
    with torch.no_grad():
        assert torch.equal(explorer.logits, net(explorer.prepared[None, None])[0])
        assert torch.equal(explorer.activations, net[:4](explorer.prepared[None, None])[0])
    explorer.epoch = 0
    assert not torch.equal(explorer.logits, net(explorer.prepared[None, None])[0])


def test_pictures_come_as_bytes_or_as_fractions():
    digit = held_back()[3]
    for picture in (digit, digit.float() / 255, (digit.float() / 255)[None], digit.tolist(), digit.numpy()):
        assert torch.equal(LeNetLive(picture=picture).picture, digit.long())


def test_a_place_stays_inside_its_layer():
    explorer = LeNetLive(layer="conv 1", channel=5, at=(20, 27))
    explorer.layer = "pool 2"
    assert (explorer.channel, explorer.at) == (5, (4, 4))
    explorer.channel = 15
    explorer.layer = "output"
    assert (explorer.channel, explorer.at) == (9, (0, 0))


STATES = [
    {
        "picture": PAPER,
        "strokes": [[(7, 5.25), (21, 5), (12, 24)], [(9, 14)]],
        "fit": False,
        "epoch": 0,
        "layer": "dense 1",
        "channel": 119,
        "at": (0, 0),
        "values": "before",
    }
]
REFUSED = [
    ({"picture": torch.zeros(8, 8)}, "picture must be 28×28 grey values, got 8×8; resize it first"),
    (
        {"picture": torch.full((28, 28), 256)},
        "picture must hold whole numbers from 0 to 255, 0 is paper, got 256",
    ),
    ({"picture": torch.full((28, 28), 1.5)}, "picture must hold fractions from 0 to 1, 0 is paper, got 1.5"),
    ({"picture": torch.zeros(3, 28, 28)}, r"picture must have the axes \(rows, columns\)|rows and columns"),
    ({"strokes": 5}, "strokes must be a list of strokes such as"),
    ({"strokes": [5]}, "strokes must be a list of strokes such as"),
    ({"strokes": [[]]}, "strokes holds a stroke without a point; leave it out"),
    ({"strokes": [[(1, 29)]]}, r"strokes must hold points \(x, y\) from 0 to 28, got \(1, 29\)"),
    ({"strokes": [[(1, 2, 3)]]}, r"strokes must hold points \(x, y\) from 0 to 28"),
    ({"strokes": [[(1, float("nan"))]]}, r"strokes must hold points \(x, y\) from 0 to 28"),
    ({"fit": 1}, "fit must be True or False, got 1"),
    ({"epoch": 7}, "epoch must be one of 0, 3, 5, 15, 60, got 7"),
    ({"layer": "conv 3"}, "layer must be 'conv 1' or 'pool 1' or 'conv 2'"),
    ({"channel": 6}, "channel must be a whole number from 0 to 5, got 6"),
    ({"at": (28, 0)}, r"at must be a position in the 28×28 feature map, got \(28, 0\)"),
    ({"values": "both"}, "values must be 'after' or 'before', got 'both'"),
]


def test_drawings_to_choose_hold_all_digits_wrong_ones_and_odd_ones():
    pictures = {name: kept["picture"] for name, kept in examples().items() if "picture" in kept}
    for name, picture in pictures.items():
        explorer = LeNetLive(picture=np.frombuffer(picture, np.uint8).reshape(28, 28))
        told = name.removeprefix("Digit ").split(" taken for ")[-1]
        assert explorer.prediction == int(told), name
    assert sum("taken for" in name for name in pictures) >= 5
    assert sum("strokes" in kept for kept in examples().values()) >= 5


def test_what_the_browser_gets_to_compare_is_what_torch_computes():
    compared = LeNetLive()._compared
    logits = np.frombuffer(compared["logits"], np.float32).reshape(200, 10)
    with torch.no_grad():
        expected = lenet_mnist()(held_back()[:200, None].float() / 255)
    torch.testing.assert_close(torch.tensor(logits), expected)
    assert np.frombuffer(compared["pixels"], np.uint8).tolist() == held_back()[:200].flatten().tolist()


CODE = """
import { inking } from "WIDGETS/lenet_live/ink.js";
import { prepared } from "WIDGETS/lenet_live/preparation.js";
import { networkCode } from "WIDGETS/lenet_live/words.js";
const result = data.map(({ picture, strokes, fit, epoch, ...pin }) =>
  networkCode({ prepared: prepared(inking()(picture, strokes), fit), epoch, pin }));
"""


def test_the_copied_program_prints_the_logits_and_the_unit_in_view():
    rng = random.Random(5)
    states = [
        {
            "picture": held_back()[rng.randrange(2000)].tolist() if index % 2 else PAPER,
            "strokes": [random_stroke(rng)] if index else [],
            "fit": index % 3 > 0,
            "epoch": rng.choice([*checkpoints()]),
            **pin,
        }
        for index, pin in enumerate(random_pins(rng))
    ]
    for state, program in zip(states, node(CODE, states), strict=True):
        names, (*no_ink, logits, before, after) = run_copied(program)
        explorer = LeNetLive(**state | {"at": tuple(state["at"])})
        assert (names["X"] * 255 - explorer.prepared * 255).abs().max() <= 1.001
        torch.testing.assert_close(logits, explorer.logits, rtol=0, atol=0.05)
        assert bool(no_ink) == (explorer.prediction is None)
        for values, shown in {"before": before, "after": after}.items():
            explorer.values = values
            place = (explorer.channel, *explorer.at)
            torch.testing.assert_close(shown, explorer.activations[place], rtol=0, atol=0.05)


def test_the_copied_check_prints_the_difference_from_torch():
    with torch.no_grad():
        logits = lenet_mnist()(held_back()[:200, None].float() / 255)
    (program,) = called("lenet_live/parity.js", "parityCode", [[logits.tolist()]])
    assert run_copied(program)[1][0] < 1e-5
    (wrong,) = called("lenet_live/parity.js", "parityCode", [[(logits + 0.5).tolist()]])
    assert run_copied(wrong)[1][0] == pytest.approx(0.5, abs=1e-4)


@pytest.mark.parametrize(
    ("name", "fit", "digit", "margin", "probability"),
    [
        ("Small 4 in a corner", True, 4, 4.52, 0.983),
        ("Small 4 in a corner", False, 7, 0.09, 0.450),
        ("Letter A", True, 4, 6.81, 0.999),
        ("Spiral", True, 6, 3.79, 0.975),
    ],
)
def test_what_the_solutions_say_of_the_drawings_is_so(name, fit, digit, margin, probability):
    explorer = LeNetLive(picture=PAPER, strokes=examples()[name]["strokes"], fit=fit)
    first, second = explorer.logits.topk(2).values
    assert explorer.prediction == digit
    assert (first - second).item() == pytest.approx(margin, abs=0.01)
    assert explorer.logits.softmax(0).max().item() == pytest.approx(probability, abs=0.001)


def test_it_computes_in_single_precision_whatever_the_session_prefers():
    expected = torch_logits()
    torch_logits.cache_clear()
    torch.set_default_dtype(torch.float64)
    try:
        explorer = LeNetLive()
        assert explorer.logits.dtype == torch.float32
        assert torch_logits() == expected
    finally:
        torch.set_default_dtype(torch.float32)
