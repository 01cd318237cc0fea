"""Exercise: find the mistake in a rotation that is none."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor
from torch.nn import functional as F

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake
from d2lmini.exercises.kit.own import d2l


def my_full(dY, K):
    """Correlate the errors, with zeros around them, with the rotated kernel."""
    k_h, k_w = K.shape
    around = F.pad(dY, (k_w - 1, k_w - 1, k_h - 1, k_h - 1))
    return d2l.corr2d(around, K.flip(0, 1))


def _broken() -> Callable:
    """Return the function that the chapter hands out."""

    def my_full(dY, K):
        k_h, k_w = K.shape
        around = F.pad(dY, (k_h - 1, k_h - 1, k_w - 1, k_w - 1))
        return d2l.corr2d(around, K.T)

    return my_full


def _padded(dY: Tensor, rows: int, columns: int) -> Tensor:
    return F.pad(dY, (columns, columns, rows, rows))


def _with(turn: Callable, pad: Callable = lambda h, w: (h, w)) -> Callable:
    def twin(dY: Tensor, K: Tensor) -> Tensor:
        return d2l.corr2d(_padded(dY, *pad(K.shape[0] - 1, K.shape[1] - 1)), turn(K))

    return twin


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(33)

    def draw(*shape: int) -> Tensor:
        return torch.randint(-3, 6, shape, generator=generator).float()

    yield Case("one error", (torch.tensor([[2.0]]), torch.tensor([[1.0, 2.0], [3.0, 4.0]])))
    yield Case(
        "the chapter's example", (torch.tensor([[1.0, -1], [-2, 1]]), torch.tensor([[1.0, 2], [1, -1]]))
    )
    yield Case("a wide kernel", (draw(2, 2), draw(1, 3)))
    yield Case("a tall kernel", (draw(3, 2), draw(3, 1)))
    yield Case("a kernel of 2 × 3", (draw(3, 4), draw(2, 3)))
    yield Case("a 1 × 1 kernel", (draw(2, 3), draw(1, 1)))
    yield Case("double precision (float64)", (draw(3, 2).double() / 7, draw(3, 2).double() / 7))


EXERCISE = Exercise(
    title="Find the mistake: a rotation that is none",
    statement=(
        "`my_full(dY, K)` should be dX for one channel, stride 1 and no padding: the full correlation of "
        "`dY` with the rotated kernel. For square kernels only the numbers are wrong. Repair the "
        "rotation, and then the padding: `F.pad` wants left, right, top, bottom."
    ),
    hints=(
        "Take a single error. What should come out, and what does K.T give?",
        "A rotation by 180° turns both axes around and leaves the shape: K.flip(0, 1). A transpose mirrors "
        "at the diagonal.",
        "The kernel keeps its k_w columns, so k_w − 1 zeros belong on the left and on the right.",
    ),
    solution=my_full,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake("the kernel is still transposed; a rotation by 180° turns both axes around.", _broken()),
        Mistake(
            "the kernel is transposed, in a padding that now is right: turn both axes around instead.",
            _with(lambda K: K.T),
        ),
        Mistake(
            "the rotation is right, but the paddings are swapped: F.pad wants those of the width first.",
            _with(lambda K: K.flip(0, 1), lambda h, w: (w, h)),
        ),
        Mistake(
            "now the kernel is not turned at all: as it is, it makes the errors' correlation.",
            _with(lambda K: K),
        ),
        *(
            Mistake("only one axis is turned around: a rotation by 180° turns both.", _with(turn))
            for turn in (lambda K: K.flip(0), lambda K: K.flip(1))
        ),
        Mistake(
            "the kernel is turned by a quarter: rotate it by a half.",
            _with(lambda K: K.rot90(), lambda h, w: (w, h)),
        ),
        Mistake(
            "the kernel is turned by a half and transposed: leave out the transpose.",
            _with(lambda K: K.flip(0, 1).T, lambda h, w: (w, h)),
        ),
        Mistake(
            "the zeros around are gone: dX is larger than dY.", lambda dY, K: d2l.corr2d(dY, K.flip(0, 1))
        ),
    ),
)
