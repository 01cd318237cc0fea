"""Exercise: parameters and operations of a convolution."""

from collections.abc import Callable, Iterator

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_costs(c_i, c_o, k, m):
    """Return the weights of a layer, and its operations for one picture."""
    weights = c_o * c_i * k * k
    return weights, 2 * weights * m * m


def _cases() -> Iterator[Case]:
    yield Case("one kernel, one position", (1, 1, 3, 1))
    yield Case("one kernel, four positions", (1, 1, 3, 2))
    yield Case("channels", (2, 5, 3, 4))
    yield Case("1 × 1", (3, 8, 1, 100))
    for k in (3, 5, 7, 9, 11):
        yield Case(f"the table's row of {k}", (3, 8, k, 100))


def _costs(weights: Callable, operations: Callable = lambda weights, m: 2 * weights * m * m) -> Callable:
    def twin(c_i: int, c_o: int, k: int, m: int) -> tuple[int, int]:
        counted = weights(c_i, c_o, k)
        return counted, operations(counted, m)

    return twin


def _all(c_i: int, c_o: int, k: int) -> int:
    return c_o * c_i * k * k


EXERCISE = Exercise(
    title="Count a layer",
    statement=(
        "Write `my_costs(c_i, c_o, k, m)`: how many weights does a layer from `c_i` to `c_o` channels with a "
        "`k` × `k` kernel have, without biases, and how many operations does it take for one picture whose "
        "output is `m` × `m`? A multiply-add counts as two operations. Return a pair of whole numbers."
    ),
    hints=(
        "There is one kernel for each pair of an input and an output channel.",
        "Each weight is used once at each of the m · m positions, in one multiply-add.",
        "weights = c_o * c_i * k * k, and the operations are 2 * weights * m * m.",
    ),
    solution=my_costs,
    cases=_cases,
    mistakes=(
        Mistake(
            "you count multiply-adds: each is two operations, a multiplication and an addition.",
            _costs(_all, lambda weights, m: weights * m * m),
        ),
        Mistake(
            "those are one row of the table too early: the numbers for k − 2.",
            _costs(lambda c_i, c_o, k: c_o * c_i * (k - 2) ** 2),
        ),
        Mistake(
            "you count one kernel for each filter: a filter has one for each input channel.",
            _costs(lambda c_i, c_o, k: c_o * k * k),
        ),
        Mistake("the kernel's area is k · k, not k.", _costs(lambda c_i, c_o, k: c_o * c_i * k)),
        Mistake(
            "there are m · m positions, not m.",
            _costs(_all, lambda weights, m: 2 * weights * m),
        ),
        Mistake(
            "biases are counted as well: leave them out.",
            _costs(lambda c_i, c_o, k: c_o * c_i * k * k + c_o),
        ),
        Mistake(
            "the order is reversed: the weights come first.",
            lambda *settings: my_costs(*settings)[::-1],
        ),
    ),
)
