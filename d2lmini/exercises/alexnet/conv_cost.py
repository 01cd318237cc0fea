"""Exercise: count a convolution by hand."""

from collections.abc import Callable, Iterator

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_conv_cost(c_i, c_o, k, stride, padding, n, groups=1):
    """Count the positions along one axis, the filters' numbers, and the products at all positions."""
    m = (n + 2 * padding - k) // stride + 1
    weights = c_o * (c_i // groups) * k * k
    return m, weights + c_o, weights * m * m


def _cases() -> Iterator[Case]:
    yield Case("one filter for one channel", (1, 1, 3, 1, 0, 5))
    yield Case("padding", (1, 1, 3, 1, 1, 4))
    yield Case("a stride that does not divide", (1, 1, 2, 3, 0, 9))
    yield Case("several filters", (1, 4, 3, 1, 0, 6))
    yield Case("several channels", (3, 2, 5, 2, 2, 9))
    yield Case("AlexNet's first layer", (3, 64, 11, 4, 2, 224))
    yield Case("two groups", (4, 6, 3, 1, 1, 5, 2))
    yield Case("the fourth convolution of 2012", (384, 384, 3, 1, 1, 13, 2))
    yield Case("a group for each channel", (6, 6, 3, 2, 1, 8, 6))


def _twin(
    size: Callable = lambda k, s, p, n: (n + 2 * p - k) // s + 1,
    weights: Callable = lambda c_i, c_o, k, groups: c_o * (c_i // groups) * k * k,
    biases: Callable = lambda c_i, c_o, m, groups: c_o,
    products: Callable = lambda weights, c_o, m, n: weights * m * m,
) -> Callable:
    def twin(c_i: int, c_o: int, k: int, stride: int, padding: int, n: int, groups: int = 1) -> tuple:
        m, filters = size(k, stride, padding, n), weights(c_i, c_o, k, groups)
        return m, filters + biases(c_i, c_o, m, groups), products(filters, c_o, m, n)

    return twin


_MULTIPLY_ADDS = "that is not the number of multiply-adds: "

EXERCISE = Exercise(
    title="Count a layer by hand",
    statement=(
        "Write `my_conv_cost(c_i, c_o, k, stride, padding, n, groups=1)` for a convolution with `c_o` "
        "filters of k × k that reads `c_i` channels of n × n pixels. It returns three whole numbers in a "
        "tuple: the output size m, the parameters with their biases, and the multiply-adds. With groups, "
        "each filter reads only `c_i / groups` channels."
    ),
    hints=(
        "The size is that of the chapter on padding and stride. Whole division, //, rounds down.",
        "A filter holds (c_i // groups) · k · k weights and one bias, and there are c_o of them.",
        "Every weight is used once at each of the m · m positions. Biases multiply nothing.",
    ),
    solution=my_conv_cost,
    cases=_cases,
    mistakes=(
        Mistake(
            "the padding counts on both sides: n + 2 · padding − k.",
            _twin(size=lambda k, s, p, n: (n + p - k) // s + 1),
        ),
        Mistake(
            "the size lacks the first position: it is the number of moves plus 1.",
            _twin(size=lambda k, s, p, n: (n + 2 * p - k) // s),
        ),
        Mistake(
            "the size is not a whole number: // rounds down.",
            _twin(size=lambda k, s, p, n: (n + 2 * p - k) / s + 1),
        ),
        Mistake("the biases are missing: one for each filter.", _twin(biases=lambda *_: 0)),
        Mistake(
            "there are too many biases: one for each filter, not one for each kernel in it.",
            _twin(biases=lambda c_i, c_o, m, groups: c_o * c_i // groups),
        ),
        Mistake(
            "there are too many biases: one for each filter, not one at each position.",
            _twin(biases=lambda c_i, c_o, m, groups: c_o * m * m),
        ),
        Mistake(
            "the groups are ignored: a filter reads c_i / groups channels.",
            _twin(weights=lambda c_i, c_o, k, groups: c_o * c_i * k * k),
        ),
        Mistake(
            "the groups count twice: there are c_o filters in all, and each reads c_i / groups channels.",
            _twin(weights=lambda c_i, c_o, k, groups: (c_o // groups) * (c_i // groups) * k * k),
        ),
        Mistake(
            "a kernel is k × k: it holds k · k weights.",
            _twin(weights=lambda c_i, c_o, k, groups: c_o * (c_i // groups) * k),
        ),
        Mistake(
            _MULTIPLY_ADDS + "there are m · m positions, fewer than the n · n pixels.",
            _twin(products=lambda weights, c_o, m, n: weights * n * n),
        ),
        Mistake(
            _MULTIPLY_ADDS + "biases are added, not multiplied.",
            _twin(products=lambda weights, c_o, m, n: (weights + c_o) * m * m),
        ),
        Mistake(
            _MULTIPLY_ADDS + "one of them is a multiplication and an addition together.",
            _twin(products=lambda weights, c_o, m, n: 2 * weights * m * m),
        ),
        Mistake(
            _MULTIPLY_ADDS + "the filters move along both axes, so there are m · m positions.",
            _twin(products=lambda weights, c_o, m, n: weights * m),
        ),
    ),
)
