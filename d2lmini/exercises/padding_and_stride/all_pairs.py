"""Exercise: find every padding and stride that lead to a given size."""

from collections.abc import Callable, Iterator
from math import ceil
from typing import Any

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_pairs(n, k, m):
    """List the pairs (padding, stride) with which a kernel of k rows makes m rows out of n."""
    strides = range(1, k + 1)
    return [(p, s) for p in range(k) for s in strides if (n + 2 * p - k) // s + 1 == m]


def _in_order(answer: Callable, n: int, k: int, m: int) -> Any:
    pairs = answer(n, k, m)
    return sorted(map(tuple, pairs)) if isinstance(pairs, list | tuple | set) else pairs


def _cases() -> Iterator[Case]:
    yield Case("a kernel of two rows", (5, 2, 2), _in_order)
    yield Case("the size is kept", (8, 3, 8), _in_order)
    yield Case("no pair at all", (8, 3, 9), _in_order)
    yield Case("the size is halved, rounded up", (7, 3, 4), _in_order)
    yield Case("two pairs", (8, 3, 4), _in_order)
    yield Case("one window only", (4, 3, 1), _in_order)
    yield Case("a kernel that may not fit", (2, 5, 1), _in_order)
    yield Case("all the padding that is allowed", (6, 4, 9), _in_order)
    yield Case("many pairs", (12, 5, 4), _in_order)
    yield Case("ResNet's first layer", (224, 7, 112), _in_order)
    yield Case("AlexNet's first layer", (224, 11, 55), _in_order)


def _with(
    size: Callable = lambda n, k, p, s: (n + 2 * p - k) // s + 1,
    paddings: Callable = range,
    strides: Callable = lambda k: range(1, k + 1),
) -> Callable:
    return lambda n, k, m: [(p, s) for p in paddings(k) for s in strides(k) if size(n, k, p, s) == m]


EXERCISE = Exercise(
    title="All ways to one size",
    statement=(
        "Write `my_pairs(n, k, m)`. It returns the list of all pairs `(padding, stride)` with which a kernel "
        "of `k` rows makes exactly `m` rows of output (one or more) from `n` rows of input. The padding, "
        "counted per side, goes from 0 to `k - 1`, so that every window reads a pixel. The stride goes from "
        "1 to `k`, so that no row between two windows is stepped over. The pairs may be in any order."
    ),
    hints=(
        "You need not solve the equation. How many pairs lie within the bounds? All of them can be tried.",
        "Let one loop run over the paddings and one over the strides. Keep a pair if equation (4) gives m.",
        "The bounds belong to the ranges: range(k) ends at k − 1, and range(1, k + 1) ends at k.",
    ),
    solution=my_pairs,
    cases=_cases,
    mistakes=(
        Mistake(
            "you count the padding once. Per side means that it is added at both ends: 2 · padding.",
            _with(lambda n, k, p, s: (n + p - k) // s + 1),
        ),
        Mistake(
            "one position is missing: the kernel also stands where it starts, before its first move. Add 1.",
            _with(lambda n, k, p, s: (n + 2 * p - k) // s),
        ),
        Mistake(
            "you round up. A window that would stick out over the padded input does not count: round down.",
            _with(lambda n, k, p, s: ceil((n + 2 * p - k) / s) + 1),
        ),
        Mistake(
            "you round to the nearest number. A window that would stick out does not count: round down.",
            _with(lambda n, k, p, s: round((n + 2 * p - k) / s) + 1),
        ),
        Mistake(
            "you keep only strides that divide. A stride that leaves a remainder is allowed: round down.",
            _with(lambda n, k, p, s: (n + 2 * p - k) / s + 1),
        ),
        Mistake(
            "you divide after adding 1. Divide by the stride first, then add 1 for the first position.",
            _with(lambda n, k, p, s: (n + 2 * p - k + 1) // s),
        ),
        Mistake(
            "a kernel that does not fit makes no output, but int(…) rounds −0.5 up to 0: round down with //.",
            _with(lambda n, k, p, s: int((n + 2 * p - k) / s) + 1),
        ),
        Mistake(
            "a kernel that does not fit makes no output: n + 2 · padding must be at least k.",
            _with(lambda n, k, p, s: max(0, n + 2 * p - k) // s + 1),
        ),
        Mistake(
            "you take padding as 0 only: it goes from 0 to k − 1.",
            _with(paddings=lambda k: range(1)),
        ),
        Mistake(
            "padding 0, that is no padding, is allowed too.",
            _with(paddings=lambda k: range(1, k)),
        ),
        Mistake(
            "a padding of k − 1 is missing: range(k) ends there, range(k − 1) one earlier.",
            _with(paddings=lambda k: range(k - 1)),
        ),
        Mistake(
            "a padding of k is too much: the first window would read nothing but zeros.",
            _with(paddings=lambda k: range(k + 1)),
        ),
        Mistake(
            "a stride of k is missing: range(1, k + 1) ends there, range(1, k) one earlier.",
            _with(strides=lambda k: range(1, k)),
        ),
        Mistake(
            "a stride above k is not asked for: it would step over rows between two windows.",
            _with(strides=lambda k: range(1, k + 2)),
        ),
        Mistake(
            "the pairs are turned round: the padding comes first, then the stride.",
            lambda n, k, m: [(stride, padding) for padding, stride in my_pairs(n, k, m)],
        ),
        Mistake(
            "you stop at the first pair: go on, and return after the loops.",
            lambda n, k, m: my_pairs(n, k, m)[:1],
        ),
        Mistake(
            "you keep one stride for each padding: several may lead to the same size.",
            lambda n, k, m: list(dict(my_pairs(n, k, m)).items()),
        ),
        Mistake(
            "padding and stride run side by side (zip): every padding must meet every stride.",
            lambda n, k, m: [(p, s) for p, s in my_pairs(n, k, m) if s == p + 1],
        ),
    ),
)
