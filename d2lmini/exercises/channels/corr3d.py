"""Exercise: slide in three directions."""

from collections.abc import Iterator

import torch

from d2lmini.exercises.channels.cases import small_whole_numbers
from d2lmini.exercises.kit.dtypes import LARGE, through_float32
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake
from d2lmini.exercises.kit.own import corr2d, corr2d_multi_in


def my_corr3d(X, K):
    """Each slice of the output is what a filter as deep as K makes of as many slices of X."""
    depths = len(X) - len(K) + 1
    return torch.stack([corr2d_multi_in(X[z : z + len(K)], K) for z in range(depths)])


def _cases() -> Iterator[Case]:
    draw = small_whole_numbers()
    yield Case("a kernel as deep as the volume", (draw(2, 3, 3), draw(2, 2, 2)))
    yield Case("a shallower kernel", (draw(4, 3, 3), draw(2, 2, 2)))
    yield Case("a flat kernel", (draw(3, 3, 4), draw(1, 2, 3)))
    yield Case("a kernel that only looks inwards", (draw(5, 2, 3), draw(3, 1, 1)))
    yield Case("a cube", (draw(4, 4, 4), draw(3, 3, 3)))
    yield Case("sides that all differ", (draw(6, 3, 5), draw(4, 2, 3)))
    yield Case("whole numbers (int64)", (draw(4, 3, 3).long(), draw(2, 3, 2).long()))
    yield Case("double precision (float64)", (draw(3, 4, 3).double() / 7, draw(2, 2, 2).double() / 7))
    yield Case(LARGE, (draw(3, 3, 3).long() + 10**9, draw(2, 2, 2).long()))


_TOO_FEW = (
    lambda X, K: my_corr3d(X, K)[:-1],
    lambda X, K: torch.stack([corr2d_multi_in(X[z : z + len(K)], K) for z in range(len(X) - len(K))]),
)

EXERCISE = Exercise(
    title="Challenge: slide in three directions",
    statement=(
        "Write `my_corr3d(X, K)`: a kernel `K` of shape `(kd, kh, kw)` slides through the volume `X` of "
        "shape `(d, h, w)` along all three axes, as in `F.conv3d(X[None, None], K[None, None])[0, 0]`. Try "
        "it without that function. The result is `(d - kd + 1, h - kh + 1, w - kw + 1)`, in the dtype of "
        "`X`. It takes few lines if you see a two-dimensional convolution with many channels inside it."
    ),
    hints=(
        "Fix the depth of the kernel. Which slices of X does it read there, and what does it do with them?",
        "At depth z it reads X[z : z + kd], as many slices as K has, and adds up over all of them: that is "
        "many channels in, one out.",
        "One slice of the output is d2l.corr2d_multi_in(X[z : z + len(K)], K). Stack those of all "
        "len(X) - len(K) + 1 depths.",
    ),
    solution=my_corr3d,
    cases=_cases,
    mistakes=(
        Mistake(
            "your kernel is at the first depth only: that is the two-dimensional convolution of the first "
            "kd slices. Let it slide along the depth as well.",
            lambda X, K: corr2d_multi_in(X[: len(K)], K)[None],
        ),
        *(
            Mistake("the last depth is missing: there are d - kd + 1 depths, the one at 0 included.", twin)
            for twin in _TOO_FEW
        ),
        Mistake(
            "your kernel jumps by its own depth: put it at every depth, one after the other.",
            lambda X, K: my_corr3d(X, K)[:: len(K)],
        ),
        Mistake(
            "your kernel is flipped along all three axes: that is true convolution.",
            lambda X, K: my_corr3d(X, K.flip(0, 1, 2)),
        ),
        Mistake(
            "your kernel is flipped along the depth: slice a of K meets slice z + a of X.",
            lambda X, K: my_corr3d(X, K.flip(0)),
        ),
        Mistake(
            "each slice meets only the first slice of K: add up over the whole depth of the kernel.",
            lambda X, K: torch.stack([corr2d(x, K[0]) for x in X[: len(X) - len(K) + 1]]),
        ),
        Mistake(
            "you add up the depths of the kernel: each of them is a slice of the result.",
            lambda X, K: my_corr3d(X, K).sum(0),
        ),
        through_float32(my_corr3d),
        Mistake(
            "your numbers are right but always float32: the result has the dtype of X.",
            lambda X, K: my_corr3d(X, K).float(),
        ),
    ),
)
