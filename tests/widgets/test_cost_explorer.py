"""What a convolutional layer costs: Python against torch and published counts, the browser against Python."""

import random
import re
from itertools import pairwise

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

import d2lmini as d2l
from d2lmini.widgets import CostExplorer
from d2lmini.widgets.cost_explorer.costs import VARIED, at, costs, leading, refusal
from d2lmini.widgets.cost_explorer.widget import _LAYER
from tests.widgets.harness import assert_refused, called, node, run_copied

EXPLORER = CostExplorer()
FIRST = EXPLORER._state(*_LAYER)
SIDE = ("height", "width")
DEPTHWISE = {"in_channels": 64, "out_channels": 64, "height": 14, "width": 14, "groups": 64}
LARGEST = {"in_channels": 1024, "out_channels": 1024, "height": 512, "width": 512, "kernel_size": 31}
STRIDED = {"height": 15, "width": 9, "kernel_size": 4, "stride": 3, "bias": True}


def draw(rng: random.Random, channels: int = 8, side: int = 12, kernel: int = 5) -> dict:
    """Draw a layer, whether or not there is one."""
    return {
        "in_channels": rng.randint(1, channels),
        "out_channels": rng.randint(1, channels),
        "height": rng.randint(1, side),
        "width": rng.randint(1, side),
        "kernel_size": rng.randint(1, kernel),
        "stride": rng.randint(1, 3),
        "padding": rng.choice(["same", 0, 1, 2]),
        "groups": rng.choice([1, 1, 2, 4]),
        "bias": rng.random() < 0.5,
    }


def existing(count: int, **sizes: int) -> list[dict]:
    rng, layers = random.Random(count), []
    while len(layers) < count:
        layer = draw(rng, **sizes)
        if refusal(layer) is None:
            layers.append(layer)
    return layers


def padded(X: Tensor, layer: dict, value: float = 0) -> Tensor:
    """Pad as the layer does; "same" as TensorFlow does for any stride, and PyTorch for stride 1."""
    kernel, padding = layer["kernel_size"], layer["padding"]
    before, after = ((kernel - 1) // 2, kernel // 2) if padding == "same" else (padding, padding)
    return F.pad(X, (before, after) * 2, value=value)


def conv_of(layer: dict, **options: object) -> nn.Conv2d:
    names = ("in_channels", "out_channels", "kernel_size", "stride", "groups", "bias")
    return nn.Conv2d(**{name: layer[name] for name in names}, **options)


@pytest.mark.parametrize("layer", existing(40), ids=str)
def test_costs_are_those_of_torch_modules(layer: dict) -> None:
    explorer, conv = CostExplorer(**layer), conv_of(layer)
    X = torch.ones(1, layer["in_channels"], layer["height"], layer["width"])
    Y = conv(padded(X, layer))
    weights = sum(p.nbytes for p in conv.parameters())
    columns = F.unfold(padded(X, layer), layer["kernel_size"], stride=layer["stride"])
    memory = {"input": X.nbytes, "weights": weights, "output": Y.nbytes, "columns": columns.nbytes}
    assert explorer.bytes == memory
    assert explorer.parameters == sum(p.numel() for p in conv.parameters())
    # Ones everywhere, padding included: each product adds 1.
    ones = torch.ones_like(conv.weight)
    products = F.conv2d(padded(X, layer, 1), ones, stride=layer["stride"], groups=layer["groups"])
    assert explorer.multiply_adds == products.sum()
    assert explorer.intensity == 2 * products.sum() / (X.nbytes + weights + Y.nbytes)
    (row,) = d2l.summary(conv, padded(X, layer)[0].shape)
    assert (row.parameters, row.multiply_adds) == (explorer.parameters, explorer.multiply_adds)
    assert row.activation_bytes == explorer.bytes["output"]


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")
@pytest.mark.parametrize("kernel", [1, 2, 3, 6, 7])
def test_same_padding_is_that_of_pytorch(kernel: int) -> None:
    X = torch.rand(1, 3, 9, 5)
    layer = FIRST | {"kernel_size": kernel}
    conv = nn.Conv2d(3, 2, kernel, padding="same")
    assert conv(X).equal(F.conv2d(padded(X, layer), conv.weight, conv.bias))


def test_the_notes_table_comes_out_right() -> None:
    table = {3: (216, 4_320_000), 5: (600, 12_000_000), 7: (1_176, 23_520_000), 9: (1_944, 38_880_000)}
    for kernel, counts in (table | {11: (2_904, 58_080_000)}).items():
        explorer = CostExplorer(kernel_size=kernel)
        assert (explorer.parameters, 2 * explorer.multiply_adds) == counts


def test_presets_have_their_published_counts() -> None:
    """AlexNet, LeNet, VGG and ResNet as torchvision has them; MobileNet by its paper's formula."""
    presets = node('import { LAYERS } from "WIDGETS/cost_explorer/presets.js";\nconst result = LAYERS;')
    counts = {name: costs(layer) for name, layer in presets.items()}
    found = {name: (count["parameters"], count["multiply_adds"]) for name, count in counts.items()}
    assert found == {
        "A small layer, 3 to 8 channels": (216, 2_160_000),
        "LeNet's second convolution": (2_416, 240_000),
        "AlexNet's first layer": (34_944, 105_415_200),
        "VGG-16's second layer": (36_928, 1_849_688_064),
        "ResNet-18's first 3×3 layer": (36_864, 115_605_504),
        "A 3×3 layer, 64 to 128": (73_728, 57_802_752),
        "MobileNet's depthwise 3×3": (4_608, 3 * 3 * 512 * 14 * 14),
        "MobileNet's pointwise 1×1": (262_144, 512 * 512 * 14 * 14),
    }
    assert [CostExplorer(**layer).parameters for layer in presets.values()] == [a for a, _ in found.values()]
    assert found["LeNet's second convolution"] == _of_network(d2l.lenet(), (1, 28, 28), 1)
    assert found["VGG-16's second layer"] == _of_network(d2l.vgg16(), (3, 224, 224), 1)
    assert found["ResNet-18's first 3×3 layer"] == _of_network(d2l.resnet18(), (3, 224, 224), 1)


def _of_network(net: nn.Module, shape: tuple, index: int) -> tuple[int, int]:
    row = [row for row in d2l.summary(net, shape) if row.kind == "Conv2d"][index]
    return row.parameters, row.multiply_adds


SCALED = """
import { costRefusal, costsOf } from "WIDGETS/cost_explorer/costs.js";
import { factorsOf } from "WIDGETS/cost_explorer/scaling.js";
const result = data.map((layer) => [costsOf(layer), factorsOf(layer, layer.vary)]);
"""


def test_the_browser_counts_as_python_does() -> None:
    rng = random.Random(0)
    layers = [FIRST | LARGEST, FIRST | DEPTHWISE, *existing(200), *existing(100, channels=512, side=500)]
    states = [layer | {"vary": rng.choice(VARIED)} for layer in layers]
    for state, (counted, factors) in zip(states, node(SCALED, states), strict=True):
        explorer = CostExplorer(**state)
        assert counted == explorer._costs
        assert factors == explorer.doubled


def test_counts_at_twice_the_bounds_are_exact_in_the_browser() -> None:
    assert costs(at(FIRST | LARGEST, "channels", 2048))["multiply_adds"] < 2**53


def test_both_sides_refuse_the_same_layers_in_the_same_words() -> None:
    layers = [draw(random.Random(seed), side=4, kernel=9) for seed in range(300)]
    said = called("cost_explorer/costs.js", "costRefusal", [(layer,) for layer in layers])
    assert said == [refusal(layer) for layer in layers]
    assert said.count(None) > 20
    assert len(set(said)) > 50


EXPONENTS = {
    "kernel_size": {"parameters": 4, "multiply_adds": 4, "input": 1, "weights": 4, "output": 1, "columns": 4},
    "size": {"parameters": 1, "multiply_adds": 4, "input": 4, "weights": 1, "output": 4, "columns": 4},
    "in_channels": {"parameters": 2, "multiply_adds": 2, "input": 2, "output": 1, "columns": 2},
    "out_channels": {"parameters": 2, "multiply_adds": 2, "input": 1, "output": 2, "columns": 1},
    "channels": {"parameters": 4, "multiply_adds": 4, "input": 2, "output": 2, "columns": 2},
    "stride": {"parameters": 1, "multiply_adds": 1 / 4, "input": 1, "output": 1 / 4, "columns": 1 / 4},
}


@pytest.mark.parametrize("vary", EXPONENTS)
def test_doubling_a_setting_multiplies_each_cost_by_a_power_of_two(vary: str) -> None:
    doubled = CostExplorer(vary=vary).doubled
    assert {name: doubled[name] for name in EXPONENTS[vary]} == EXPONENTS[vary]


def test_twice_as_many_groups_halve_the_weights_and_a_depthwise_layer_grows_with_its_channels() -> None:
    parted = CostExplorer(in_channels=8, out_channels=8, groups=2, vary="groups").doubled
    assert (parted["parameters"], parted["multiply_adds"], parted["columns"]) == (1 / 2, 1 / 2, 1)
    depthwise = CostExplorer(**DEPTHWISE, vary="channels").doubled
    assert (depthwise["parameters"], depthwise["multiply_adds"]) == (2, 2)
    assert CostExplorer(vary="groups").doubled is None


VALUES = """
import { layerAt, leading, valuesOf } from "WIDGETS/cost_explorer/scaling.js";
const result = data.layers.map((layer) => valuesOf(layer, layer.vary, data.limits));
"""


def test_the_curves_lead_through_layers_that_exist_the_present_one_among_them() -> None:
    limits = EXPLORER._limits
    layers = [layer | {"vary": vary} for layer in [FIRST, *existing(40)] for vary in VARIED]
    for layer, values in zip(layers, node(VALUES, {"layers": layers, "limits": limits}), strict=True):
        vary = layer["vary"]
        assert layer[leading(vary)] in values
        assert all(one < other for one, other in pairwise(values))
        for value in values:
            CostExplorer(**at(layer, vary, value))  # within the bounds, too
    layers = [FIRST | {"vary": "kernel_size"}, FIRST | {"vary": "size"}]
    kernels, sizes = node(VALUES, {"layers": layers, "limits": limits})
    assert kernels == list(range(1, 32))
    assert {7, 14, 28, 56, 100, 112, 224, 512} <= set(sizes)


PASSES = """
import { shapeOf } from "WIDGETS/cost_explorer/timing.js";
import { arraysOf, convolveByColumns, convolveByLoops, surround } from "WIDGETS/cost_explorer/passes.js";
const result = data.map(({ layer, input, weights }) => {
  const shape = shapeOf(layer);
  return [convolveByLoops, convolveByColumns].map((convolve) => {
    const arrays = arraysOf(shape);
    arrays.input.set(input);
    arrays.weights.set(weights);
    surround(arrays.input, arrays.maps, shape);
    convolve(arrays, shape);
    return [...arrays.output];
  });
});
"""


def test_what_is_timed_computes_the_convolution() -> None:
    layers = [*existing(60), FIRST | DEPTHWISE | {"kernel_size": 3, "stride": 2}]
    torch.manual_seed(0)
    inputs = [torch.rand(1, layer["in_channels"], layer["height"], layer["width"]) for layer in layers]
    convs = [conv_of(layer | {"bias": False}) for layer in layers]
    data = [
        {"layer": layer, "input": X.flatten().tolist(), "weights": conv.weight.flatten().tolist()}
        for layer, X, conv in zip(layers, inputs, convs, strict=True)
    ]
    for layer, X, conv, ways in zip(layers, inputs, convs, node(PASSES, data), strict=True):
        Y = conv(padded(X, layer)).flatten()
        for way in ways:
            torch.testing.assert_close(torch.tensor(way), Y, rtol=1e-4, atol=1e-5)


TIMED = """
import { resultOf, shapeOf, timingRefusal } from "WIDGETS/cost_explorer/timing.js";
import { timePasses } from "WIDGETS/cost_explorer/passes.js";
const told = [];
timePasses(shapeOf(data.layer), data.rules, (each) => told.push(structuredClone(each)));
const counts = told.map(({ done, milliseconds: { loops, columns } }) => [done, loops.length, columns.length]);
const result = [counts, resultOf(data.layer, told.at(-1))];
"""


@pytest.mark.parametrize(("limit", "samples"), [(60_000, 7), (0, 5)])
def test_samples_are_taken_in_turn_and_five_are_enough_when_time_is_up(limit: int, samples: int) -> None:
    layer = FIRST | {"height": 20, "width": 20}
    rules = {"atLeast": 2, "samples": 7, "enough": 5, "limit": limit}
    told, result = node(TIMED, {"layer": layer, "rules": rules})
    assert told == [[count == samples, count, count] for count in range(1, samples + 1)]
    assert 0 <= result["difference"] < 1e-5
    count = costs(layer)
    assert result["ways"]["loops"]["bytes"] == count["input"] + count["weights"] + count["output"]
    assert result["ways"]["columns"]["bytes"] == result["ways"]["loops"]["bytes"] + 2 * count["columns"]
    for way in result["ways"].values():
        assert way["low"] <= way["median"] <= way["high"]
        assert way["perSecond"] == pytest.approx(1000 * count["multiply_adds"] / way["median"])
        assert way["perSecond"] > 1e6


def test_a_median_stands_between_the_quartiles_of_its_samples() -> None:
    rng = np.random.default_rng(0)
    samples = [rng.random(count).tolist() for count in (1, 2, 5, 8, 15)]
    for middle, numbers in zip(
        called("cost_explorer/timing.js", "middleOf", [(each,) for each in samples]), samples, strict=True
    ):
        assert [middle[name] for name in ("low", "median", "high")] == pytest.approx(
            np.quantile(numbers, [0.25, 0.5, 0.75])
        )
        assert middle["count"] == len(numbers)


def test_a_layer_that_would_take_too_long_or_too_much_memory_is_not_timed() -> None:
    vgg = FIRST | {"in_channels": 64, "out_channels": 64, "height": 224, "width": 224}
    wide = FIRST | {"in_channels": 100, "out_channels": 1, "height": 512, "width": 512}
    why = called("cost_explorer/timing.js", "timingRefusal", [(FIRST,), (vgg,), (wide,)])
    assert why[0] is None
    assert "1,849,688,064 multiply-adds" in why[1]
    assert "300,000,000 a pass; choose fewer channels" in why[1]
    assert "1.16 GB of memory, more than 200 MB; choose fewer channels" in why[2]


def test_all_arrays_of_a_measurement_count_as_memory() -> None:
    program = """
    import { shapeOf, timingRefusal } from "WIDGETS/cost_explorer/timing.js";
    import { arraysOf } from "WIDGETS/cost_explorer/passes.js";
    const result = data.map((layer) => {
      const { output, ...others } = arraysOf(shapeOf(layer));
      const once = Object.values(others).map(({ byteLength }) => byteLength);
      return [once.reduce((sum, bytes) => sum + bytes, 3 * output.byteLength), timingRefusal(layer)];
    });
    """
    around = {
        "in_channels": 1000,
        "out_channels": 4,
        "height": 160,
        "width": 160,
        "kernel_size": 1,
        "padding": 15,
    }
    flat = {"in_channels": 1, "out_channels": 100, "height": 450, "width": 450, "kernel_size": 1}
    for bytes, reason in node(program, [FIRST | around, FIRST | flat]):
        told = re.search(r"takes ([\d.]+) MB of memory", reason)
        assert float(told[1]) * 1e6 == pytest.approx(bytes, rel=0.01)


def test_a_coarse_clock_is_measured_for_longer() -> None:
    program = """
    import { timePasses } from "WIDGETS/cost_explorer/passes.js";
    import { shapeOf } from "WIDGETS/cost_explorer/timing.js";
    const clock = performance.now.bind(performance);
    performance.now = () => Math.floor(clock() / data.step) * data.step;
    let last;
    const rules = { atLeast: 1, samples: 3, enough: 3, limit: 0 };
    timePasses(shapeOf(data.layer), rules, (told) => { last = told; });
    const result = last.milliseconds.columns;
    """
    samples = node(program, {"layer": FIRST | {"height": 20, "width": 20}, "step": 4})
    assert min(samples) > max(samples) / 20


def test_few_runs_tell_nothing_of_which_is_faster() -> None:
    program = """
    import { comparison } from "WIDGETS/cost_explorer/timing_view.js";
    const way = (count, median) => ({ count, median, low: median, high: median });
    const ways = (count) => ({ loops: way(count, 3), columns: way(count, 1) });
    const result = data.map((count) => comparison({ ways: ways(count) }));
    """
    few, enough = node(program, [4, 5])
    assert few == "5 runs are needed to tell which is faster."
    assert enough == "im2col is 3.0 times as fast."


VERDICTS = {
    "kernel's height and width doubled: × 4 multiply-adds, parameters, weights and columns; "
    "unchanged: input and output.": {},
    "With the map's height and width doubled: × 4 multiply-adds, input, output and columns; "
    "unchanged: parameters and weights.": {"vary": "size"},
    "With in and out channels doubled: × 4": {"vary": "channels"},
    "With in channels, out channels and groups doubled: × 2": {**DEPTHWISE, "vary": "channels"},
    "unchanged: parameters, input and weights; ÷ 4 multiply-adds, output and columns.": {"vary": "stride"},
    "There is no layer with the groups doubled: groups must divide in_channels 3": {"vary": "groups"},
    "There is no layer with the kernel's height and width doubled: kernel 8×8 is larger than the input 6×6": {
        "padding": 0,
        "kernel_size": 4,
        "height": 6,
        "width": 6,
    },
}


def test_the_verdict_tells_what_doubling_does() -> None:
    program = """
    import { verdict } from "WIDGETS/cost_explorer/words.js";
    import { factorsOf, leading } from "WIDGETS/cost_explorer/scaling.js";
    import { missingReason } from "WIDGETS/cost_explorer/doubling.js";
    const result = data.map((state) => {
      const factors = factorsOf(state, state.vary);
      const missing = factors ? null : missingReason(state, 2 * state[leading(state.vary)], {});
      return verdict({ ...state, factors, missing });
    });
    """
    told = node(program, [EXPLORER._state() | changed for changed in VERDICTS.values()])
    for verdict, words in zip(told, VERDICTS, strict=True):
        assert words in verdict.replace("\u00a0", " ")


def test_padding_is_noted_wherever_there_is_some() -> None:
    layers = [
        FIRST,
        FIRST | {"padding": 0},
        FIRST | {"kernel_size": 1},
        FIRST | {"kernel_size": 1, "padding": 2},
    ]
    notes = called("cost_explorer/words.js", "countingNote", [(layer,) for layer in layers])
    assert ["padded zeros" in note for note in notes] == [True, False, False, True]


def test_the_setting_that_stands_in_the_way_is_named() -> None:
    state = EXPLORER._state() | {"height": 4, "width": 7, "vary": "size"}
    assert called("cost_explorer/doubling.js", "missingReason", [(state, 2, {})]) == [
        "half of width 7, which moves along, is no whole number"
    ]
    limits = {"kernel_size": [1, 31]}
    said = called("cost_explorer/doubling.js", "missingReason", [(EXPLORER._state(), 62, limits)])
    assert said == ["kernel goes up to 31"]


def test_terms_multiply_to_what_they_stand_beside() -> None:
    program = """
    import { costsOf } from "WIDGETS/cost_explorer/costs.js";
    import { termsOf } from "WIDGETS/cost_explorer/words.js";
    const result = data.map((layer) => termsOf({ ...layer, costs: costsOf(layer) }));
    """
    layers = [FIRST, FIRST | DEPTHWISE, *existing(30)]
    for layer, terms in zip(layers, node(program, layers), strict=True):
        for name, cost in costs(layer).items():
            text = "".join(part["text"] for part in terms[name]).replace(",", "")
            if name == "multiply_adds":
                text, flops = text.split(" (")
                assert flops == f"{2 * cost} FLOP)"
            for word, sign in {"·": "*", " rows": "", " B": ""}.items():
                text = text.replace(word, sign)
            assert eval(text) == cost


def test_numbers_are_told_shortly() -> None:
    said = called("cost_explorer/timing.js", "timeWords", [(2134.5,), (2.1345,), (0.02134,), (0.0000213,)])
    assert said == ["2.13 s", "2.13 ms", "21.3 µs", "21.3 ns"]
    assert called("cost_explorer/timing.js", "rangeWords", [(0.9, 1.1), (0.5, 0.6)]) == [
        "0.9 to 1.1 ms",
        "500 to 600 µs",
    ]
    factors = called("shared/page/format.js", "factorWords", [(4,), (0.25,), (1,), (3.8929,), (200.4,)])
    assert factors == ["× 4", "÷ 4", "× 1", "× 3.89", "× 200"]
    # The output of 511×511 instead of 512×512 is not "÷ 1".
    assert called("shared/page/format.js", "factorWords", [((511 / 512) ** 2,), (1.0041,)]) == [
        "÷ 1.004",
        "× 1.004",
    ]
    slopes = called("cost_explorer/words.js", "slopeWords", [(4,), (0.25,), (1,), (3.8929,)])
    assert slopes == ["2", "−2", "0", "1.96"]


def test_labels_stand_apart_inside_the_plot_around_where_they_belong() -> None:
    tops = [[10, 12, 200], [0, 299, 298, 297], [50, 100, 150], [-20, -3, 290, 310, 290, 291, 140]]
    for given, placed in zip(
        tops, called("cost_explorer/curves.js", "spread", [(each, 17, 300) for each in tops]), strict=True
    ):
        assert all(other - one >= 17 for one, other in pairwise(sorted(placed)))
        assert min(placed) >= 0
        assert max(placed) <= 283
        assert [given[i] for i in np.argsort(placed, kind="stable")] == sorted(given)
    alone, two = called("cost_explorer/curves.js", "spread", [(tops[2], 17, 300), ([100, 107], 17, 300)])
    assert (alone, two) == (tops[2], [95, 112])


STATES = [{"kernel_size": 7, "padding": 2, "bias": True, "vary": "size"}, DEPTHWISE]
REFUSED = [
    ({"kernel_size": 32}, "kernel_size must be a whole number from 1 to 31, got 32"),
    ({"stride": 0}, "stride must be a whole number from 1 to 16, got 0"),
    ({"padding": 16}, "padding must be 'same' or a whole number from 0 to 15, got 16"),
    ({"padding": "valid"}, "padding must be 'same' or a whole number from 0 to 15, got 'valid'"),
    ({"padding": True}, "padding must be 'same' or a whole number from 0 to 15, got True"),
    ({"in_channels": 1025}, "in_channels must be a whole number from 1 to 1024, got 1025"),
    ({"height": 513}, "height must be a whole number from 1 to 512, got 513"),
    ({"groups": 2}, "groups must divide in_channels 3 and out_channels 8, got 2; use 1"),
    ({"vary": "time"}, "vary must be 'kernel_size' or 'size' or .*, got 'time'"),
]


def test_groups_that_do_not_divide_and_kernels_that_do_not_fit_are_refused() -> None:
    reason = "groups must divide in_channels 12 and out_channels 8, got 3; use 2 or 4"
    assert_refused(CostExplorer, {"groups": 3}, reason, in_channels=12)
    reason = "kernel 9×9 is larger than the input 8×100; add padding or use a smaller kernel"
    assert_refused(CostExplorer, {"kernel_size": 9}, reason, height=8, padding=0)


def test_sentence_and_still_picture_tell_the_costs() -> None:
    explorer = CostExplorer(kernel_size=5)
    sentence = explorer.sentence()
    assert "has 600 parameters and takes 6,000,000 multiply-adds an image" in sentence
    assert "with the kernel's height and width doubled: parameters x 4, multiply_adds x 4" in sentence
    lines = {line.get_label(): line for line in explorer.still().axes[0].lines}
    kernels, counts = lines["parameters"].get_data()
    assert dict(zip(kernels, counts, strict=True))[11] == 2_904


@pytest.mark.parametrize(
    "layer", [FIRST, FIRST | LARGEST, FIRST | DEPTHWISE, FIRST | STRIDED, *existing(12)], ids=str
)
def test_the_copied_code_gives_the_costs(layer: dict) -> None:
    _, printed = run_copied(*called("cost_explorer/code.js", "costCode", [(layer,)]))
    explorer = CostExplorer(**layer)
    assert printed == [explorer.parameters, explorer.multiply_adds, explorer.bytes, explorer.intensity]
