"""Exercise: the invariant maximum and the equivariant position."""

from collections.abc import Callable, Iterator
from functools import partial

import torch
from torch import Tensor
from torch.nn.functional import conv2d

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake
from d2lmini.exercises.kit.own import corr2d


def my_what_and_where(X, K):
    """Keep the best output while the window goes over the image."""
    best, position = float("-inf"), None
    for i in range(X.shape[0] - K.shape[0] + 1):
        for j in range(X.shape[1] - K.shape[1] + 1):
            output = (X[i : i + K.shape[0], j : j + K.shape[1]] * K).sum().item()
            if output > best:
                best, position = output, (i, j)
    return best, position


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(1)
    bar = torch.tensor([[-1.0, 1.5]])
    image = torch.zeros(3, 5)
    image[1, 2] = 1
    yield Case("one bright pixel", (image, bar))
    yield Case("the pixel moved", (image.roll((1, 2), (0, 1)), bar))
    says = "the largest output may lie far below zero: start at minus infinity, below all numbers"
    negative = torch.tensor([[2.0, 3.0], [1.0, 4.0]])
    yield Case("only negative outputs", (1e3 * negative, -torch.ones(1, 1)), says=says)
    yield Case("outputs far below zero", (1e30 * negative, -torch.ones(1, 1)), says=says)
    yield Case("the last position", (torch.arange(12.0).reshape(3, 4) / 4, torch.full((2, 2), 0.5)))
    for h, w, kh, kw in ((4, 6, 2, 3), (7, 4, 3, 2)):
        X, K = (torch.randn(size, generator=generator) for size in ((h, w), (kh, kw)))
        yield Case("a random image", (X, K))


def _found(Y: Tensor, width: int | None = None) -> tuple[float, tuple[int, int]]:
    """The largest entry of `Y`, and its position if lines have `width` entries."""
    i, j = divmod(Y.argmax().item(), width or Y.shape[1])
    return Y.max().item(), (i, j)


def _corner_and_middle(X: Tensor, K: Tensor) -> tuple[float, tuple[int, int]]:
    output, (i, j) = my_what_and_where(X, K)
    return output, (i + K.shape[0] // 2, j + K.shape[1] // 2)


def _from(start: float, at: tuple | None, X: Tensor, K: Tensor) -> tuple[float, tuple[int, int] | None]:
    output, position = my_what_and_where(X, K)
    return (output, position) if output > start else (start, at)


def _over_the_edge(multiply: Callable, X: Tensor, K: Tensor) -> tuple[float, tuple[int, int]]:
    Y = torch.empty(X.shape)
    for i in range(X.shape[0]):
        for j in range(X.shape[1]):
            Y[i, j] = multiply(X[i : i + K.shape[0], j : j + K.shape[1]], K).sum()
    return _found(Y)


def _framed(X: Tensor, K: Tensor) -> Tensor:
    (h, w), (kh, kw) = X.shape, K.shape
    return conv2d(X[None, None], K[None, None], padding=(kh // 2, kw // 2))[0, 0, :h, :w]


EXERCISE = Exercise(
    title="What, and where",
    statement=(
        "Write `my_what_and_where(X, K)`: slide the kernel `K`, of any height and width, over the image "
        "`X`, without bias, to all positions where it fits. Return the largest output, as a Python number, "
        "and its position `(i, j)`, the row and column of the window's top left pixel: `return output, (i, "
        "j)`. (No two outputs tie.) When the pattern moves, the first stays and the second moves along."
    ),
    hints=(
        "At how many rows does a kernel of height K.shape[0] fit in X? The window of position (i, j) starts "
        "at row i and column j.",
        "Keep the largest output so far and its position. What must the largest output be before "
        "the first position, so that even a negative one beats it?",
        "Inside the loops over i and j:\n"
        "    output = (X[i : i + K.shape[0], j : j + K.shape[1]] * K).sum().item()\n"
        '    if output > best: …\nand before them best = float("-inf").',
    ),
    solution=my_what_and_where,
    cases=_cases,
    mistakes=(
        *(
            Mistake(
                f"your largest output starts at {start:g}, and no output below can beat it: start at minus "
                "infinity.",
                partial(_from, start, at),
            )
            for start in (0.0, -1.0)
            for at in (None, (0, 0))
        ),
        Mistake(
            "the chapter's `conv` puts a frame of zeros around the image; here only positions count where "
            "the kernel fits.",
            lambda X, K: _found(_framed(X, K)),
        ),
        *(
            Mistake(
                "your window runs over the edge: it fits at X.shape[0] - K.shape[0] + 1 rows, and at as many "
                "columns.",
                partial(_over_the_edge, multiply),
            )
            for multiply in (lambda window, K: window * K, lambda window, K: K * window)
        ),
        Mistake(
            "that is the position of the window's middle: give its top left pixel.",
            _corner_and_middle,
        ),
        Mistake(
            "row and column are swapped.",
            lambda X, K: (_found(corr2d(X, K))[0], _found(corr2d(X, K))[1][::-1]),
        ),
        Mistake(
            "argmax counts along the lines of the feature map, which are shorter than those of the image: "
            "divide by the feature map's width.",
            lambda X, K: _found(corr2d(X, K), width=X.shape[1]),
        ),
        Mistake(
            "you stop one position too early: range(n) ends at n - 1.",
            lambda X, K: _found(corr2d(X, K)[:-1, :-1]),
        ),
        Mistake(
            "that is the smallest output: take the largest.",
            lambda X, K: (-_found(-corr2d(X, K))[0], _found(-corr2d(X, K))[1]),
        ),
        Mistake(
            "you look for the largest size, whatever its sign: take the largest output itself.",
            lambda X, K: _found(corr2d(X, K).abs()),
        ),
        Mistake(
            "that is the brightest pixel: the kernel plays no part.",
            lambda X, K: _found(X),
        ),
        Mistake(
            "your kernel is turned around: entry K[a, b] belongs to the pixel a rows and b columns on.",
            lambda X, K: _found(corr2d(X, K.flip(0, 1))),
        ),
    ),
)
