"""What three layers cost: Python against torch and published counts, and the browser against Python."""

import random
import re
from contextlib import redirect_stdout
from io import StringIO

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from d2lmini.widgets import ParameterBudget
from d2lmini.widgets.parameter_budget.layer_budget import MEASURES
from tests.widgets.harness import assert_refused, node

BUDGET = ParameterBudget()
ALEXNET = {"image": 227, "in_channels": 3, "kernel": 11, "stride": 4, "padding": 0, "out_channels": 96}
SMALL = {"image": 8, "padding": 0}
LARGEST = {"image": 4096, "in_channels": 1024, "kernel": 1, "stride": 1, "padding": 32, "out_channels": 1024}


def draw(rng: random.Random, sizes: int, others: int) -> dict:
    """Draw a layer, rectangular along both axes, whether or not it fits."""

    def axes(most: int, least: int = 1) -> tuple[int, int]:
        return rng.randint(least, most), rng.randint(least, most)

    return {
        "image": axes(sizes),
        "in_channels": rng.randint(1, others),
        "kernel": axes(others),
        "stride": axes(others),
        "padding": axes(others // 2, least=0),
        "out_channels": rng.randint(1, others),
    }


def fitting(count: int, sizes: int, others: int) -> list[dict]:
    rng = random.Random(sizes)
    layers = []
    while len(layers) < count:
        layer = draw(rng, sizes, others)
        if BUDGET._refusal(**layer) is None:
            layers.append(layer)
    return layers


@pytest.mark.parametrize("layer", fitting(40, sizes=9, others=4), ids=str)
def test_costs_are_those_of_torch_layers(layer: dict) -> None:
    budget = ParameterBudget(**layer)
    X = torch.ones(1, layer["in_channels"], *layer["image"])
    settings = {"stride": layer["stride"], "padding": layer["padding"]}
    conv = nn.Conv2d(layer["in_channels"], layer["out_channels"], layer["kernel"], **settings)
    Y = conv(X)
    dense = nn.Linear(X.numel(), Y.numel())
    windows = F.unfold(X, layer["kernel"], **settings)[0]  # (c*kh*kw, places)
    weights = torch.ones(layer["out_channels"], *windows.shape)
    biases = torch.ones_like(Y[0])
    assert budget.parameters == {
        "dense": sum(p.numel() for p in dense.parameters()),
        "local": weights.numel() + biases.numel(),
        "conv": sum(p.numel() for p in conv.parameters()),
    }
    # Ones everywhere, padding included: each product adds 1.
    rows, columns = layer["padding"]
    padded = F.pad(X, (columns, columns, rows, rows), value=1)
    products = F.conv2d(padded, torch.ones_like(conv.weight), stride=layer["stride"]).sum()
    every = F.linear(X.flatten(), torch.ones_like(dense.weight)).sum()
    assert budget.multiply_adds == {"dense": every, "local": products, "conv": products}
    assert budget.memory == {
        "dense": sum(p.nbytes for p in dense.parameters()),
        "local": weights.nbytes + biases.nbytes,
        "conv": sum(p.nbytes for p in conv.parameters()),
    }


def test_published_counts_come_out() -> None:
    """AlexNet's first layer (Stanford's CS231n counts both) and LeNet-5's C1 and C5 (LeCun et al., 1998)."""
    program = 'import { BUDGETS } from "WIDGETS/parameter_budget/presets.js";\nconst result = BUDGETS;'
    presets = {name: ParameterBudget(**layer).parameters for name, layer in node(program).items()}
    alexnet = presets["AlexNet's first layer"]
    assert (alexnet["local"], alexnet["conv"]) == (105_705_600, 34_944)
    assert presets["LeNet's first layer"]["conv"] == 156
    assert set(presets["A kernel as large as the image"].values()) == {48_120}
    assert presets["Megapixel photograph"]["dense"] == (3_000_000 + 1) * 64_000_000


COSTS = """
import { costOf, layerFactors } from "WIDGETS/parameter_budget/layer_budget.js";
const written = ([name, factors]) => [name, String(costOf(factors))];
const costs = (layer, measure) => Object.fromEntries(
  Object.entries(layerFactors({ ...layer, measure })).map(written),
);
const result = data.layers.map((layer) => data.measures.map((measure) => costs(layer, measure)));
"""


def test_the_browser_counts_as_python_does_to_the_last_digit() -> None:
    layers = [LARGEST, ALEXNET, *fitting(150, sizes=9, others=4), *fitting(100, sizes=4096, others=64)]
    counted = node(COSTS, {"layers": layers, "measures": MEASURES})
    for layer, measures in zip(layers, counted, strict=True):
        budget = ParameterBudget(**layer)
        for costs, browser in zip(
            (budget.parameters, budget.multiply_adds, budget.memory), measures, strict=True
        ):
            assert {name: str(cost) for name, cost in costs.items()} == browser


def test_both_sides_refuse_the_same_settings_in_the_same_words() -> None:
    program = """
    import { budgetRefusal } from "WIDGETS/parameter_budget/layer_budget.js";
    const result = data.map(budgetRefusal);
    """
    layers = [draw(random.Random(seed), sizes=8, others=8) for seed in range(200)]
    said = node(program, layers)
    assert said == [BUDGET._refusal(**layer) for layer in layers]
    assert said.count(None) > 20
    assert len(set(said)) > 50


def test_what_is_too_large_to_count_is_counted_exactly() -> None:
    assert ParameterBudget(**LARGEST).memory["dense"] == 4 * (1024 * 4096**2 + 1) * 1024 * 4160**2


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        (12, 4, "3"),
        (10**9, 1, "1,000,000,000"),
        (1000, 3, "about 333"),
        (3, 2, "about 1.5"),
        (200, 3, "about 66.67"),
    ],
)
def test_quotients_say_whether_they_are_exact(a: int, b: int, words: str) -> None:
    program = """
    import { quotient } from "WIDGETS/parameter_budget/layer_budget.js";
    const result = quotient(...data.map(BigInt));
    """
    assert node(program, [a, b]) == words


def test_memory_is_told_in_decimal_units() -> None:
    program = """
    import { inUnits } from "WIDGETS/parameter_budget/layer_budget.js";
    const result = data.map((bytes) => inUnits(BigInt(bytes)));
    """
    sizes = ["4", "996", "1000", "139776", "999999", "422822400", "768000256000000", "1220000000000000000000"]
    expected = ["4 B", "996 B", "1 kB", "140 kB", "1 MB", "423 MB", "768 TB", "1.22 ZB"]
    assert node(program, sizes) == expected


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "by about 107,143. Sharing divides them by 1,000,000 more: all 1,000×1,000 places"),
        (
            {"measure": "multiply-adds"},
            "by about 111,111. Sharing changes nothing here: it saves memory, not arithmetic.",
        ),
        ({"measure": "memory"}, "memory by about 107,143. Sharing divides it by 1,000,000 more"),
        ({"image": 5, "kernel": 5, "padding": 0}, "One window covers the whole image"),
        (
            {"image": 5, "kernel": 4, "padding": 0, "stride": 3},
            "about 1.55. Sharing changes nothing: the output has one place.",
        ),
        ({"image": 2}, "Locality saves nothing here: with padding, a window is as large"),
    ],
)
def test_the_verdict_tells_what_is_to_be_noticed(changed: dict, words: str) -> None:
    program = (
        'import { verdict } from "WIDGETS/parameter_budget/layer_budget.js";\nconst result = verdict(data);'
    )
    assert words in node(program, BUDGET._state() | changed)


STATES = [{"kernel": (2, 3), "measure": "memory"}]
REFUSED = [
    ({"image": 4097}, "image must be a whole number from 1 to 4096, got 4097"),
    ({"image": 2.5}, r"image must be a whole number or a pair \(height, width\), got 2.5"),
    ({"kernel": 65}, "kernel must be a whole number from 1 to 64, got 65"),
    ({"stride": 0}, "stride must be a whole number from 1 to 64, got 0"),
    ({"padding": (0, 33)}, "padding must be a whole number from 0 to 32, got 33"),
    ({"in_channels": 0}, "in_channels must be a whole number from 1 to 1024, got 0"),
    ({"out_channels": 1025}, "out_channels must be a whole number from 1 to 1024, got 1025"),
    ({"out_channels": True}, "out_channels must be a whole number, got True"),
    ({"measure": "time"}, "measure must be 'parameters' or 'multiply-adds' or 'memory', got 'time'"),
]


def test_a_kernel_larger_than_the_image_is_refused() -> None:
    reason = "kernel 3×9 is larger than the image 8×8; add padding or use a smaller kernel"
    assert_refused(ParameterBudget, {"kernel": (3, 9)}, reason, **SMALL)


def test_several_settings_change_together() -> None:
    budget = ParameterBudget(**SMALL)
    with budget.hold_trait_notifications():
        budget.kernel, budget.image = 20, 30
    assert budget.parameters["conv"] == (3 * 20 * 20 + 1) * 64


def test_sentence_and_still_picture_tell_the_costs() -> None:
    budget = ParameterBudget(**ALEXNET)
    assert "dense 44,892,355,200, locally connected 105,705,600, convolutional 34,944" in budget.sentence()
    figure = budget.still()
    ends = [patch.get_x() + patch.get_width() for patch in figure.axes[0].patches]
    assert 10 ** ends[-1] == pytest.approx(34_944)


@pytest.mark.parametrize(
    "layer", [ALEXNET, LARGEST, {**ALEXNET, "image": [50, 60], "stride": [2, 3]}], ids=str
)
def test_the_copied_code_gives_the_costs(layer: dict) -> None:
    program = (
        'import { budgetCode } from "WIDGETS/parameter_budget/code.js";\nconst result = budgetCode(data);'
    )
    scope, printed = {}, StringIO()
    with redirect_stdout(printed):
        exec(node(program, layer), scope)
    budget = ParameterBudget(**layer)
    assert scope["parameters"] == budget.parameters
    assert scope["multiply_adds"] == budget.multiply_adds
    assert scope["memory"] == budget.memory
    assert re.search(str(budget.parameters["conv"]), printed.getvalue())


def test_sliders_stop_at_every_small_number_and_at_the_usual_large_ones() -> None:
    program = """
    import { stopsBetween } from "WIDGETS/parameter_budget/amount.js";
    const result = data.map((limits) => stopsBetween(...limits));
    """
    sizes, padding = node(program, [[1, 4096], [0, 32]])
    assert sizes[:13] == [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20]
    assert {28, 32, 56, 112, 224, 448, 1024, 4096} <= set(sizes)
    assert sizes == sorted(set(sizes))
    assert (padding[0], padding[-1]) == (0, 32)
