"""What three layers cost: Python against torch and published counts, and the browser against Python."""

import random

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from d2lmini.widgets import ParameterBudget
from d2lmini.widgets.parameter_budget.widget import MEASURES
from tests.widgets.harness import assert_refused, called, node, run_copied

BUDGET = ParameterBudget()
ALEXNET = {"image": 227, "in_channels": 3, "kernel": 11, "stride": 4, "padding": 0, "out_channels": 96}
RECTANGULAR = ALEXNET | {"image": [50, 60], "stride": [2, 3]}
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


def test_published_counts_and_the_largest_come_out_exactly() -> None:
    """AlexNet's first layer (Stanford's CS231n counts both) and LeNet-5's C1 and C5 (LeCun et al., 1998)."""
    program = 'import { BUDGETS } from "WIDGETS/parameter_budget/layer_budget.js";\nconst result = BUDGETS;'
    presets = {name: ParameterBudget(**layer).parameters for name, layer in node(program).items()}
    alexnet = presets["AlexNet's first layer"]
    assert (alexnet["local"], alexnet["conv"]) == (105_705_600, 34_944)
    assert presets["LeNet's first layer"]["conv"] == 156
    assert set(presets["A kernel as large as the image"].values()) == {48_120}
    assert presets["Megapixel photograph"]["dense"] == (3_000_000 + 1) * 64_000_000
    assert ParameterBudget(**LARGEST).memory["dense"] == 4 * (1024 * 4096**2 + 1) * 1024 * 4160**2


COSTS = """
import { costOf, layerFactors } from "WIDGETS/parameter_budget/layer_budget.js";
const costs = (state) => Object.values(layerFactors(state)).map((factors) => String(costOf(factors)));
const result = data.layers.map((layer) => data.measures.map((measure) => costs({ ...layer, measure })));
"""


def test_the_browser_counts_as_python_does_to_the_last_digit() -> None:
    layers = [LARGEST, ALEXNET, *fitting(150, sizes=9, others=4), *fitting(100, sizes=4096, others=64)]
    counted = node(COSTS, {"layers": layers, "measures": MEASURES})
    for layer, measures in zip(layers, counted, strict=True):
        budget = ParameterBudget(**layer)
        costs = [budget.parameters, budget.multiply_adds, budget.memory]
        assert [list(map(str, each.values())) for each in costs] == measures


def test_both_sides_refuse_the_same_settings_in_the_same_words() -> None:
    layers = [draw(random.Random(seed), sizes=8, others=8) for seed in range(200)]
    said = called("parameter_budget/layer_budget.js", "budgetRefusal", [(layer,) for layer in layers])
    assert said == [BUDGET._refusal(**layer) for layer in layers]
    assert said.count(None) > 20
    assert len(set(said)) > 50


def test_quotients_are_marked_where_rounded_and_memory_is_told_in_decimal_units() -> None:
    program = """
    import { quotient } from "WIDGETS/parameter_budget/layer_budget.js";
    import { inUnits } from "SHARED/page/format.js";
    const called = (told, inputs) => inputs.map((numbers) => told(...numbers.map(BigInt)));
    const result = [called(quotient, data[0]), called(inUnits, data[1])];
    """
    quotients = {"3": (12, 4), "1,000,000,000": (10**9, 1), "about 333": (1000, 3), "about 1.5": (3, 2)}
    quotients["about 66.67"] = (200, 3)
    sizes = {"4 B": [4], "996 B": [996], "1 kB": [1000], "140 kB": [139776], "1 MB": [999999]}
    sizes |= {"423 MB": [422822400], "768 TB": ["768000256000000"], "1.22 ZB": ["1220000000000000000000"]}
    told = node(program, [list(numbers.values()) for numbers in (quotients, sizes)])
    assert told == [list(quotients), list(sizes)]


VERDICTS = {
    "by about 107,143. Sharing divides them by 1,000,000 more: all 1,000×1,000 positions": {},
    "by about 111,111. Sharing changes nothing here: it saves memory, not": {"measure": "multiply-adds"},
    "memory by about 107,143. Sharing divides it by 1,000,000 more": {"measure": "memory"},
    "One window covers the whole image": {"image": 5, "kernel": 5, "padding": 0},
    "1.55. Sharing changes nothing: the output has one": {"image": 5, "kernel": 4, "padding": 0, "stride": 3},
    "Locality saves nothing here: with padding, a window is as large": {"image": 2},
}


def test_the_verdict_tells_what_is_to_be_noticed() -> None:
    states = [(BUDGET._state() | changed,) for changed in VERDICTS.values()]
    told = called("parameter_budget/layer_budget.js", "verdict", states)
    for verdict, words in zip(told, VERDICTS, strict=True):
        assert words in verdict


STATES = [{"kernel": (2, 3), "measure": "memory"}]
REFUSED = [
    ({"image": 4097}, "image must be a whole number from 1 to 4096, got 4097"),
    ({"image": 2.5}, r"image must be a whole number or a pair \(height, width\), got 2.5"),
    ({"kernel": 65}, "kernel must be a whole number from 1 to 64, got 65"),
    ({"stride": 0}, "stride must be a whole number from 1 to 64, got 0"),
    ({"padding": (0, 33)}, "padding must be a whole number from 0 to 32, got 33"),
    ({"in_channels": 0}, "in_channels must be a whole number from 1 to 1024, got 0"),
    ({"out_channels": 1025}, "out_channels must be a whole number from 1 to 1024, got 1025"),
    ({"measure": "time"}, "measure must be 'parameters' or 'multiply-adds' or 'memory', got 'time'"),
]


def test_a_kernel_larger_than_the_image_is_refused() -> None:
    reason = "kernel 3×9 is larger than the image 8×8; add padding or use a smaller kernel"
    assert_refused(ParameterBudget, {"kernel": (3, 9)}, reason, image=8, padding=0)


def test_sentence_and_still_picture_tell_the_costs() -> None:
    budget = ParameterBudget(**ALEXNET)
    assert "dense 44,892,355,200, locally connected 105,705,600, convolutional 34,944" in budget.sentence()
    last = budget.still().axes[0].patches[-1]
    assert 10 ** (last.get_x() + last.get_width()) == pytest.approx(34_944)


@pytest.mark.parametrize("layer", [ALEXNET, LARGEST, RECTANGULAR], ids=str)
def test_the_copied_code_gives_the_costs(layer: dict) -> None:
    _, printed = run_copied(*called("parameter_budget/code.js", "budgetCode", [(layer,)]))
    budget = ParameterBudget(**layer)
    assert printed == [budget.parameters, budget.multiply_adds, budget.memory]


def test_sliders_stop_at_every_small_number_and_at_the_usual_large_ones() -> None:
    sizes, padding = called("shared/maths/bounds.js", "stopsBetween", [(1, 4096), (0, 32)])
    assert sizes[:13] == [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20]
    assert {28, 32, 56, 112, 224, 448, 1024, 4096} <= set(sizes)
    assert sizes == sorted(set(sizes))
    assert (padding[0], padding[-1]) == (0, 32)
