"""Exercise: the gradient of the kernels, channel by channel."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor
from torch.nn import functional as F

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake
from d2lmini.exercises.kit.own import d2l


def my_weight_gradient(dY, X):
    """Correlate each input channel with each error map."""
    return torch.stack([torch.stack([d2l.corr2d(x, dy) for x in X]) for dy in dY])


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(32)

    def draw(*shape: int) -> Tensor:
        return torch.randint(-3, 5, shape, generator=generator).float()

    X = torch.tensor([[[1.0, 2.0, 0.0], [0.0, 1.0, 3.0], [2.0, 1.0, 1.0]]])
    dY = torch.tensor([[[1.0, -1.0], [-2.0, 1.0]]])
    yield Case("the chapter's example", (dY, X))
    yield Case("two channels in", (draw(1, 2, 2), draw(2, 3, 4)))
    yield Case("two filters", (draw(2, 2, 2), draw(1, 3, 3)))
    yield Case("as many channels in as out", (draw(2, 2, 3), draw(2, 4, 4)))
    yield Case("three channels in, two out, a kernel of 2 × 3", (draw(2, 3, 2), draw(3, 4, 4)))
    yield Case("a 1 × 1 kernel", (draw(2, 3, 3), draw(2, 3, 3)))
    yield Case("double precision (float64)", (draw(3, 2, 3).double() / 7, draw(2, 4, 5).double() / 7))


def _changed(change: Callable) -> Callable:
    return lambda dY, X: change(my_weight_gradient(dY, X), dY, X)


EXERCISE = Exercise(
    title="The gradient of the kernels",
    statement=(
        "Write `my_weight_gradient(dY, X)` for one picture `X` of shape `(c_i, n_h, n_w)`, stride 1 and "
        "no padding. The error map `dY` has the shape `(c_o, m_h, m_w)`. Return the gradient of the "
        "kernels, `(c_o, c_i, k_h, k_w)`, in the dtype of `X`. Loops are fine; try it without PyTorch's "
        "own ways."
    ),
    hints=(
        "Kernel (o, c) reads channel c of X and writes to channel o of the output. Which map of X and which "
        "of dY does its gradient need?",
        "For one pair of channels it is a correlation, X[c] ⋆ dY[o]: d2l.corr2d does it.",
        "Stack the results over c for one o, and those over o: torch.stack twice. The output channels come "
        "first.",
    ),
    solution=my_weight_gradient,
    cases=_cases,
    mistakes=(
        Mistake(
            "the input channels come first in your result: a weight is (out, in, height, width).",
            _changed(lambda dK, dY, X: dK.transpose(0, 1)),
        ),
        Mistake(
            "your gradient is turned by 180°: dK is a correlation, nothing is rotated.",
            _changed(lambda dK, dY, X: dK.flip(2, 3)),
        ),
        Mistake(
            "you rotate the error map: the rotation belongs to dX. Here dY stays as it is.",
            lambda dY, X: my_weight_gradient(dY.flip(1, 2), X),
        ),
        Mistake(
            "you average over the positions: a kernel works at all of them, so its gradient is the sum.",
            _changed(lambda dK, dY, X: dK / dY[0].numel()),
        ),
        Mistake(
            "all input channels get the same gradient: do not add over them.",
            _changed(lambda dK, dY, X: dK.sum(1, keepdim=True).expand_as(dK)),
        ),
        Mistake(
            "the sum over the input channels is too much: each of them has a kernel of its own.",
            _changed(lambda dK, dY, X: dK.sum(1)),
        ),
        Mistake(
            "all filters get the same gradient: filter o is responsible for the errors dY[o] only.",
            _changed(lambda dK, dY, X: dK.sum(0, keepdim=True).expand_as(dK)),
        ),
        Mistake(
            "that is a full correlation, with padding: the layer had none.",
            lambda dY, X: my_weight_gradient(dY, F.pad(X, (dY.shape[2] - 1,) * 2 + (dY.shape[1] - 1,) * 2)),
        ),
    ),
)
