"""Exercise: count the paths that lead to each pixel."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_shares(sizes):
    """Return the share of the paths that end at each pixel of a row."""
    shares = torch.ones(1, dtype=torch.float64)
    for k in sizes:
        wider = torch.zeros(len(shares) + k - 1, dtype=torch.float64)
        for a in range(k):
            wider[a : a + len(shares)] += shares / k
        shares = wider
    return shares


def _cases() -> Iterator[Case]:
    yield Case("one layer of 3", ([3],))
    yield Case("two layers of 3", ([3, 3],))
    yield Case("a layer of 2 and one of 3", ([2, 3],))
    yield Case("a 1 × 1 layer between", ([3, 1, 3],))
    yield Case("three layers of 5", ([5, 5, 5],))
    yield Case("ten layers of 3", ([3] * 10,))
    yield Case("no layer: the pixel itself", ([],))


def _seen(change: Callable) -> Callable:
    return lambda sizes: change(my_shares(sizes), sizes)


def _product(sizes: list[int]) -> int:
    return int(torch.tensor([1, *sizes]).prod())


def _bell(shares: Tensor, sizes: list[int]) -> Tensor:
    pixels = torch.arange(len(shares)).double() - (len(shares) - 1) / 2
    variance = max(sum(k * k - 1 for k in sizes) / 12, 1e-9)
    bell = (-(pixels**2) / (2 * variance)).exp()
    return bell / bell.sum()


EXERCISE = Exercise(
    title="Count the paths",
    statement=(
        "Write `my_shares(sizes)`. The list holds the kernel size of each layer in a row of layers with "
        "stride 1, whose weights are all equal. It returns, for each pixel of the receptive field, the share "
        "of all paths that end there: a tensor of dtype float64 whose sum is 1."
    ),
    hints=(
        "Begin with one path that ends at one pixel: torch.ones(1, dtype=torch.float64).",
        "A layer with k equal weights puts k copies of the shares next to each other, each moved by one "
        "pixel more, and each divided by k.",
        "wider = torch.zeros(len(shares) + k - 1, …); for each offset a, wider[a : a + len(shares)] += "
        "shares / k.",
    ),
    solution=my_shares,
    cases=_cases,
    tolerance=1e-6,
    mistakes=(
        Mistake(
            "those are the numbers of paths: divide them by how many there are.",
            _seen(lambda shares, sizes: shares * _product(sizes)),
        ),
        Mistake(
            "you give all pixels the same share, but more paths lead to the middle.",
            _seen(lambda shares, sizes: torch.full_like(shares, 1 / len(shares))),
        ),
        Mistake(
            "the largest share is 1: it is the sum that should be.",
            _seen(lambda shares, sizes: shares / shares.max()),
        ),
        Mistake(
            "the shares are right, but not float64.",
            _seen(lambda shares, sizes: shares.float()),
        ),
        Mistake(
            "that is the bell which the shares come close to; they are no bell exactly.",
            _seen(_bell),
        ),
        Mistake(
            "you take all kernels to be of size 3: the sizes are in the list.",
            lambda sizes: my_shares([3] * len(sizes)),
        ),
    ),
)
