"""Exercise: a layer that looks nearby without sharing."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.dtypes import LARGE, dtype_mistakes
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_locally_connected(X, V):
    """A kernel of its own for each place."""
    oh, ow, kh, kw = V.shape
    H = torch.zeros(oh, ow, dtype=torch.result_type(X, V))
    for i in range(oh):
        for j in range(ow):
            H[i, j] = (V[i, j] * X[i : i + kh, j : j + kw]).sum()
    return H


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(4)

    def draw(*shape: int) -> Tensor:
        return torch.randint(-3, 7, shape, generator=generator)

    shared = draw(2, 2).float().expand(2, 2, 2, 2)
    yield Case("one place", (draw(2, 2).float(), draw(1, 1, 2, 2).float()))
    yield Case("the same kernel everywhere", (draw(3, 3).float(), shared))
    yield Case("a kernel for each place", (draw(3, 3).float(), draw(2, 2, 2, 2).float()))
    yield Case("1×1 kernels", (draw(2, 3).float(), draw(2, 3, 1, 1).float()))
    yield Case("a wide image, tall kernels", (draw(4, 6).float(), draw(2, 6, 3, 1).float()))
    yield Case("whole numbers (int64)", (draw(4, 5), draw(3, 3, 2, 3)))
    yield Case("whole pixels, decimal kernels", (draw(3, 3), draw(2, 2, 2, 2) / 2))
    yield Case("float32 pixels, int64 kernels", (draw(3, 3).float(), draw(2, 2, 2, 2)))
    large = torch.arange(1, 7).reshape(2, 3) + 2**25
    signs = torch.tensor([[1, -1, 1], [-1, 1, -1]])
    yield Case(LARGE, (large, signs.reshape(2, 3, 1, 1)))
    yield Case("double precision (float64)", (draw(5, 4).double() / 10, draw(3, 3, 3, 2).double() / 10))


def _with(
    kernel: Callable[[Tensor, int, int], Tensor] = lambda V, i, j: V[i, j],
    step: Callable = lambda n, k: n,
    total: Callable = torch.sum,
) -> Callable:
    """Take another kernel at (i, j), windows that start elsewhere, or another total."""

    def twin(X: Tensor, V: Tensor) -> Tensor:
        oh, ow, kh, kw = V.shape
        H = torch.zeros(oh, ow, dtype=torch.result_type(X, V))
        for i in range(oh):
            for j in range(ow):
                top, left = step(i, kh), step(j, kw)
                H[i, j] = total(kernel(V, i, j) * X[top : top + kh, left : left + kw])
        return H

    return twin


EXERCISE = Exercise(
    title="Look nearby without sharing",
    statement=(
        "Write `my_locally_connected(X, V)`, a layer with a kernel of its own at each place: `V[i, j]` is "
        "the kernel of output `(i, j)`, laid on the window of the image `X` whose top left pixel is `(i, "
        "j)`. `V` has four axes, two for the places and two for the kernel, and there are just as many "
        "places as fit; the result has the shape of the first two. No bias. Whole numbers stay whole "
        "numbers: the result has the dtype `torch.result_type(X, V)`."
    ),
    hints=(
        "Take the chapter's loops over the places. Which kernel belongs to place (i, j)?",
        "V.shape has four numbers: places down, places across, kernel height, kernel width. Only the slice "
        "of X and V[i, j] change from place to place.",
        "After oh, ow, kh, kw = V.shape and H = torch.zeros(oh, ow, dtype=torch.result_type(X, V)), inside "
        "two loops:\n    H[i, j] = (V[i, j] * X[i : i + kh, j : j + kw]).sum()",
    ),
    solution=my_locally_connected,
    cases=_cases,
    mistakes=(
        Mistake(
            "you use the first kernel everywhere: that shares weights. Place (i, j) has its own, V[i, j].",
            _with(lambda V, i, j: V[0, 0]),
        ),
        Mistake(
            "you use the mean of all kernels: place (i, j) has its own, V[i, j].",
            lambda X, V: _with(lambda V, i, j: V.double().mean((0, 1)))(X, V).to(torch.result_type(X, V)),
        ),
        Mistake(
            "your kernels are turned around: V[i, j, a, b] belongs to X[i + a, j + b].",
            _with(lambda V, i, j: V[i, j].flip(0, 1)),
        ),
        Mistake(
            "your kernels are in the wrong order, from the last place to the first.",
            _with(lambda V, i, j: V[-1 - i, -1 - j]),
        ),
        Mistake(
            "all your windows lie at the top left: the one of place (i, j) starts at X[i, j].",
            _with(step=lambda n, k: 0),
        ),
        Mistake(
            "row and column are swapped: place (i, j) has the kernel V[i, j].",
            _with(lambda V, i, j: V[j, i]),
        ),
        Mistake(
            "you take the mean over the window: a neuron adds its products up.",
            _with(total=torch.mean),
        ),
        Mistake(
            "you add up the window without multiplying it by its kernel.",
            _with(lambda V, i, j: torch.ones_like(V[i, j])),
        ),
        *dtype_mistakes(my_locally_connected, "X", "V"),
        Mistake(
            "your numbers are right but always float32: give torch.zeros the dtype torch.result_type(X, V).",
            lambda X, V: my_locally_connected(X, V).float(),
        ),
    ),
)
