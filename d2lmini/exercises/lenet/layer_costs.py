"""Exercise: count what the layers of another LeNet cost."""

from collections.abc import Callable, Iterator
from numbers import Integral

from d2lmini.exercises.kit.compare import kind_of
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake

# What each count says that people give for a LeNet on 3 × 36 × 36 pixels, whose first layer has no padding.
_PARAMETERS = {
    "conv 1": {456: "6 · (3 · 25 + 1)", 450: "the weights alone", 156: "the weights of one input channel"},
    "conv 2": {2416: "16 · (6 · 25 + 1)", 2400: "the weights alone", 416: "the weights of one input channel"},
    "dense 1": {69_240: "120 · (576 + 1)", 69_120: "the weights alone", 48_120: "120 · (400 + 1)"},
}
_MULTIPLY_ADDS = {
    "conv 1": {460_800: "450 · 32 · 32", 583_200: "450 · 36 · 36", 466_944: "456 · 32 · 32", 450: "450"},
    "conv 2": {345_600: "2,400 · 12 · 12", 614_400: "2,400 · 16 · 16", 347_904: "2,416 · 12 · 12"},
    "dense 1": {69_120: "576 · 120", 69_240: "the biases with the weights", 48_000: "400 · 120"},
}


def my_costs():
    """Maps of 32, 16, 12 and 6 pixels a side: 36 - 5 + 1, half, 16 - 5 + 1, half; 16 · 6 · 6 is 576."""
    return {"conv 1": (456, 460_800), "conv 2": (2416, 345_600), "dense 1": (69_240, 69_120)}


def _meaning(costs: dict, layer: str) -> str:
    pair = costs.get(layer, ...)
    if pair is ...:
        return "missing"
    if not (
        isinstance(pair, tuple | list) and len(pair) == 2 and all(isinstance(each, Integral) for each in pair)
    ):
        return f"{kind_of(pair)}; write two whole numbers: (parameters, multiply-adds)"
    parameters, work = map(int, pair)
    of_parameters = _PARAMETERS[layer].get(parameters, "")
    of_work = _MULTIPLY_ADDS[layer].get(work, "")
    return (
        f"{parameters:,} parameters{of_parameters and f' ({of_parameters})'} and "
        f"{work:,} multiply-adds{of_work and f' ({of_work})'}"
    )


def _cases() -> Iterator[Case]:
    for layer in _PARAMETERS:
        yield Case(layer, (layer,), _meaning)


def _twin(change: Callable) -> Callable:
    """Return all the pairs after `change(weights, biases, positions)` of each layer has made them."""
    layers = {"conv 1": (450, 6, 32 * 32), "conv 2": (2400, 16, 12 * 12), "dense 1": (69_120, 120, 1)}
    return lambda: {name: change(*numbers) for name, numbers in layers.items()}


def _but(**change: tuple[int, int]) -> Callable:
    return lambda: my_costs() | {name.replace("_", " "): pair for name, pair in change.items()}


EXERCISE = Exercise(
    accepts="value",
    title="Count by hand",
    statement=(
        "Another LeNet reads *colour* pictures of 36 × 36 pixels: a 5 × 5 convolution to 6 channels *without "
        "padding*, 2 × 2 pooling, a 5 × 5 convolution to 16 channels, 2 × 2 pooling, and a dense layer of "
        "120 units. Without running it, give parameters and multiply-adds of the three layers that have any, "
        'for one picture: `my_costs = {"conv 1": (…, …), "conv 2": (…, …), "dense 1": (…, …)}`.'
    ),
    hints=(
        "First the sizes of the maps, layer by layer: 36 pixels, and then?",
        "36 → 32 → 16 → 12 → 6. A filter of the first layer reads 3 channels; the dense layer reads "
        "16 · 6 · 6 numbers.",
        "parameters = c_o (c_i · 25 + 1), multiply-adds = c_o · c_i · 25 · m_h · m_w. In a dense layer every "
        "weight is used once.",
    ),
    solution=my_costs,
    cases=_cases,
    mistakes=(
        Mistake(
            "the biases are missing among the parameters: one for each filter, one for each unit.",
            _twin(lambda weights, biases, m: (weights, weights * m)),
        ),
        Mistake(
            "the biases count among the multiply-adds: a bias is added, and multiplies nothing.",
            _twin(lambda weights, biases, m: (weights + biases, (weights + biases) * m)),
        ),
        Mistake(
            "multiplications and additions are counted apart: a multiply-add is one of each.",
            _twin(lambda weights, biases, m: (weights + biases, 2 * weights * m)),
        ),
        Mistake(
            "every weight of a convolution is used once for each position of its output: multiply "
            "by m_h · m_w.",
            _twin(lambda weights, biases, m: (weights + biases, weights)),
        ),
        Mistake(
            "the pictures have three channels, so a filter of the first layer has three kernels.",
            _but(conv_1=(156, 153_600)),
        ),
        Mistake(
            "without padding the maps shrink: a 5 × 5 kernel has 36 − 5 + 1 positions on a side.",
            _but(conv_1=(456, 450 * 36 * 36), conv_2=(2416, 2400 * 14 * 14), dense_1=(94_200, 94_080)),
        ),
        Mistake(
            "the dense layer is that of 28 × 28 pixels: here it reads 16 · 6 · 6 numbers.",
            _but(dense_1=(48_120, 48_000)),
        ),
    ),
)
