"""Exercise: find the mistake in blurred pooling."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor
from torch.nn import functional as F

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_blur_pool(X):
    """Blur, and then keep every second row and column."""
    row = torch.tensor([1, 2, 1]).to(X.dtype)
    kernel = torch.outer(row, row)[None, None] / 16
    return F.conv2d(X, kernel, padding=1)[:, :, ::2, ::2]


def _broken() -> Callable:
    """Return the function that the chapter hands out."""

    def my_blur_pool(X):
        row = torch.tensor([1, 2, 1]).to(X.dtype)
        kernel = torch.outer(row, row)[None, None] / 16
        return F.conv2d(X[:, :, ::2, ::2], kernel, padding=1)

    return my_blur_pool


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(7)

    def draw(*shape: int) -> Tensor:
        return torch.randint(-9, 10, shape, generator=generator).float()

    dot = torch.zeros(1, 1, 5, 5)
    dot[0, 0, 2, 2] = 16
    yield Case("a picture of one pixel", (16 * torch.ones(1, 1, 1, 1),))
    yield Case("a dot at an even position", (dot,))
    yield Case("a dot at an odd position", (dot.roll((1, 1), (2, 3)),))
    stripes = torch.tensor([0.0, 16.0]).repeat(4).expand(1, 1, 6, 8)
    yield Case("stripes, one pixel wide", (stripes,))
    yield Case("random numbers", (draw(1, 1, 6, 6),))
    yield Case("two pictures", (draw(2, 1, 4, 6),))
    yield Case("odd sizes", (draw(1, 1, 5, 7),))
    yield Case("double precision (float64)", (draw(1, 1, 4, 4).double() / 7,))


def _blurred(
    weights: tuple = (1, 2, 1), divisor: float = 16, padding: int = 1, keep: slice = slice(None, None, 2)
) -> Callable:
    def twin(X: Tensor) -> Tensor:
        row = torch.tensor(weights).to(X.dtype)
        blurred = F.conv2d(F.pad(X, (padding,) * 4), torch.outer(row, row)[None, None] / divisor)
        return blurred[:, :, keep, keep]

    return twin


EXERCISE = Exercise(
    title="Find the mistake: too late",
    statement=(
        "`my_blur_pool(X)` should do what `d2l.BlurPool2d()` does, for pictures of one channel. Its results "
        "have the right shape, but they change as much under a shift as plain downsampling does. Find out "
        "why, and repair it."
    ),
    hints=(
        "What is left of stripes one pixel wide when the blur begins?",
        "What has been dropped cannot be averaged any more: which of the two steps has to come first?",
        "Blur X itself; then [:, :, ::2, ::2], or stride=2 in F.conv2d.",
    ),
    solution=my_blur_pool,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake("it still drops rows and columns before it blurs.", _broken()),
        Mistake("now nothing is dropped: keep every second row and column.", _blurred(keep=slice(None))),
        Mistake(
            "the kept rows and columns are the first, third and so on.", _blurred(keep=slice(1, None, 2))
        ),
        Mistake("the weights must add up to 1: divide the kernel by 16.", _blurred(divisor=1)),
        Mistake("the weights add up to 4: the outer product has the sum 16.", _blurred(divisor=4)),
        Mistake("that is the plain mean of nine numbers: the middle counts more.", _blurred((1, 1, 1), 9)),
        Mistake(
            "that is the mean of four numbers: the kernel has three rows and columns.",
            lambda X: F.avg_pool2d(X, 2, ceil_mode=True),
        ),
        Mistake(
            "the last step takes no maximum: blur X, and keep every second number.",
            lambda X: F.max_pool2d(
                F.conv2d(
                    X, torch.outer(r := torch.tensor([1, 2, 1]).to(X.dtype), r)[None, None] / 16, padding=1
                ),
                2,
                ceil_mode=True,
            ),
        ),
    ),
)
