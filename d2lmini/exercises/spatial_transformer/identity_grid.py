"""Exercise: find two mistakes in the grid of the identity."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_identity(h, w):
    """Return the grid of the identity for align_corners=False: (h, w, 2)."""
    x = (2 * torch.arange(w) + 1) / w - 1
    y = (2 * torch.arange(h) + 1) / h - 1
    return torch.stack([x.expand(h, w), y[:, None].expand(h, w)], dim=-1)


def _broken() -> Callable:
    """Return the function that the chapter hands out."""

    def my_identity(h, w):
        x = torch.linspace(-1, 1, w)
        y = torch.linspace(-1, 1, h)
        return torch.stack([y[:, None].expand(h, w), x.expand(h, w)], dim=-1)

    return my_identity


def _cases() -> Iterator[Case]:
    yield Case("one pixel", (1, 1))
    yield Case("two columns", (1, 2))
    yield Case("three rows", (3, 1))
    yield Case("a square picture", (4, 4))
    yield Case("a picture wider than tall", (2, 5))
    yield Case("a picture taller than wide", (7, 3))


def _of(x_of: Callable, order: tuple = (0, 1), axes: tuple = (0, 1, 2)) -> Callable:
    def twin(h: int, w: int) -> Tensor:
        places = x_of(w).expand(h, w), x_of(h)[:, None].expand(h, w)
        return torch.stack([places[axis] for axis in order], dim=-1).permute(axes)

    return twin


def _right(n: int) -> Tensor:
    return (2 * torch.arange(n) + 1) / n - 1


def _corners(n: int) -> Tensor:
    return torch.linspace(-1, 1, n)


EXERCISE = Exercise(
    title="Find the mistakes: an identity that moves",
    statement=(
        "`my_identity(h, w)` should be the grid of the identity, shape `(h, w, 2)`, for a sampler with "
        "`align_corners=False`: what is read there is the picture itself. It holds two mistakes, and the "
        "picture comes out mirrored, its border too dark. Repair both."
    ),
    hints=(
        "Which ruler does linspace from −1 to 1 belong to?",
        "Mirrored along its diagonal: in which order does a place hold x and y?",
        "x = (2 * torch.arange(w) + 1) / w - 1, y likewise with h; and x comes first in the stack.",
    ),
    solution=my_identity,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake(
            "the ruler is still that of align_corners=True, where −1 and 1 are centres of pixels.",
            _of(_corners),
        ),
        Mistake("a place is still (y, x): x, along the row, comes first.", _of(_right, (1, 0))),
        Mistake("neither of the two mistakes is gone.", _broken()),
        Mistake(
            "those are the left and upper edges of the pixels: the centres lie half a pixel further.",
            _of(lambda n: 2 * torch.arange(n) / n - 1),
        ),
        Mistake("your grid is (w, h, 2): rows come first.", _of(_right, axes=(1, 0, 2))),
        Mistake(
            "those are pixels: the frame reaches from −1 to 1.",
            _of(lambda n: torch.arange(n) + 0.0),
        ),
        Mistake(
            "a channel's place is not the grid's: x and y stand along the last axis.",
            _of(_right, axes=(2, 0, 1)),
        ),
    ),
)
