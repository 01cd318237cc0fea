"""Exercise: many channels in, one out."""

from collections.abc import Iterator

import torch

from d2lmini.exercises.channels.cases import small_whole_numbers, worked_example
from d2lmini.exercises.kit.dtypes import LARGE, dtype_mistakes
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake
from d2lmini.exercises.kit.own import corr2d, corr2d_multi_in


def my_multi_in(X, K):
    """Multiply each window, as deep as X, by the whole filter, and add everything up."""
    (_, h, w), (_, kh, kw) = X.shape, K.shape
    Y = torch.zeros(h - kh + 1, w - kw + 1, dtype=torch.result_type(X, K))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[:, i : i + kh, j : j + kw] * K).sum()
    return Y


def _cases() -> Iterator[Case]:
    draw = small_whole_numbers()
    yield Case("the worked example", worked_example())
    yield Case("a single channel", (draw(1, 3, 3), draw(1, 2, 2)))
    yield Case("three channels, a wide kernel", (draw(3, 3, 4), draw(3, 1, 3)))
    yield Case("four channels, a tall kernel", (draw(4, 4, 3), draw(4, 3, 2)))
    yield Case("more channels than rows", (draw(5, 2, 3), draw(5, 2, 1)))
    yield Case("whole numbers (int64)", (draw(2, 3, 4).long(), draw(2, 2, 3).long()))
    yield Case("whole pixels, decimal kernels", (draw(2, 3, 3).long(), draw(2, 2, 2) / 2))
    yield Case("decimal pixels, whole kernels", (draw(2, 3, 3) / 2, draw(2, 2, 2).long()))
    yield Case("float32 pixels, float64 kernels", (draw(2, 2, 3), draw(2, 1, 2).double()))
    yield Case("float64 pixels, float32 kernels", (draw(2, 2, 3).double(), draw(2, 1, 2)))
    yield Case("double precision (float64)", (draw(3, 4, 3).double() / 7, draw(3, 2, 2).double() / 7))
    yield Case(LARGE, (draw(2, 3, 3).long() + 10**9, draw(2, 2, 2).long()))


EXERCISE = Exercise(
    title="Many channels in, one out",
    statement=(
        "Write `my_multi_in(X, K)`. Try another way than the chapter's: two loops over the positions of the "
        "output, no loop over channels, and no `d2l.corr2d`. `X` is `(c_i, h, w)`, `K` is `(c_i, kh, "
        "kw)`, perhaps of another dtype; the result is a matrix of dtype `torch.result_type(X, K)`."
    ),
    hints=(
        "At one position the window is a block: a few rows and columns of *every* channel. Which slice of X "
        "is that?",
        "X[:, i : i + kh, j : j + kw] has the shape of K. Multiply the two, entry by entry.",
        "Y = torch.zeros(h - kh + 1, w - kw + 1, dtype=torch.result_type(X, K)), and inside the two loops:\n"
        "    Y[i, j] = (X[:, i : i + kh, j : j + kw] * K).sum()",
    ),
    solution=my_multi_in,
    cases=_cases,
    mistakes=(
        Mistake(
            "you keep one result for each channel: add them up, entry by entry. All channels give one "
            "matrix.",
            lambda X, K: torch.stack([corr2d(x, k) for x, k in zip(X, K, strict=True)]),
        ),
        Mistake(
            "you read the first channel only: take all of them, with a colon in front: X[:, …].",
            lambda X, K: corr2d(X[0], K[0]),
        ),
        Mistake(
            "every channel meets the first channel's kernel: channel c belongs to the kernel K[c].",
            lambda X, K: corr2d_multi_in(X, K[:1].expand_as(K)),
        ),
        Mistake(
            "you add up the channels of X and of K before you multiply: multiply each channel by its own "
            "kernel first.",
            lambda X, K: corr2d(X.sum(0), K.sum(0)),
        ),
        Mistake(
            "you take the mean over the channels: add their results up.",
            lambda X, K: corr2d_multi_in(X, K) / len(X),
        ),
        Mistake(
            "your kernels are flipped: that is true convolution. Cross-correlation lays K on X as it stands.",
            lambda X, K: corr2d_multi_in(X, K.flip(1, 2)),
        ),
        Mistake(
            "the channels of K are in reverse order: channel c of X belongs to K[c].",
            lambda X, K: corr2d_multi_in(X, K.flip(0)),
        ),
        *dtype_mistakes(corr2d_multi_in, "X", "K"),
        Mistake(
            "your numbers are right but always float32: give torch.zeros the dtype torch.result_type(X, K).",
            lambda X, K: corr2d_multi_in(X, K).float(),
        ),
    ),
)
