"""Exercise: write true convolution."""

from functools import partial

import torch
from torch import Tensor

from d2lmini.exercises.image_convolution.pairs import input_kernel_pairs
from d2lmini.exercises.kit.dtypes import dtype_mistakes
from d2lmini.exercises.kit.exercise import Exercise, Mistake
from d2lmini.exercises.kit.own import corr2d, d2l


def my_convolve2d(X, K):
    """Cross-correlate with the kernel turned by half a turn."""
    return d2l.corr2d(X, K.flip(0, 1))  # the chapter's own corr2d always returns float32


def _turned(quarters: int, X: Tensor, K: Tensor) -> Tensor:
    return corr2d(X, torch.rot90(K, quarters))


EXERCISE = Exercise(
    title="Write true convolution",
    statement=(
        "Write `my_convolve2d(X, K)`, the true convolution, valid outputs only. Counted from 0, output "
        "$(i, j)$ is equation (6) at $(i + k_h - 1,\\; j + k_w - 1)$. The result has the dtype "
        "`torch.result_type(X, K)`. You may use `d2l.corr2d`, or your `my_corr2d`."
    ),
    hints=(
        "Convolution and cross-correlation differ in one thing only: the direction in which the kernel is "
        "read.",
        "Flip K along both axes, up and down as well as left and right, then cross-correlate.",
        "K.flip(0, 1) reverses both axes and leaves K itself alone. What remains is d2l.corr2d(X, …), which "
        "keeps whole numbers whole.",
    ),
    solution=my_convolve2d,
    cases=input_kernel_pairs,
    mistakes=(
        Mistake(
            "your kernel is not flipped: that is cross-correlation.",
            corr2d,
        ),
        Mistake(
            "you flip the kernel upside down only: flip it left to right as well.",
            lambda X, K: corr2d(X, K.flip(0)),
        ),
        Mistake(
            "you flip the kernel left to right only: flip it upside down as well.",
            lambda X, K: corr2d(X, K.flip(1)),
        ),
        Mistake(
            "you transpose the kernel: that mirrors it in its diagonal, where a flip reverses both axes.",
            lambda X, K: corr2d(X, K.T),
        ),
        *(
            Mistake(
                "you turn the kernel by a quarter: half a turn, torch.rot90(K, 2), flips both axes.",
                partial(_turned, quarters),
            )
            for quarters in (1, 3)
        ),
        Mistake(
            "you flip X: the result comes out reversed. Flip the kernel instead.",
            lambda X, K: corr2d(X.flip(0, 1), K),
        ),
        Mistake(
            "you flip X as well as K, which only reverses the cross-correlation. Flip the kernel alone.",
            lambda X, K: corr2d(X.flip(0, 1), K.flip(0, 1)),
        ),
        *dtype_mistakes(partial(_turned, 2), "X", "K"),
        Mistake(
            "your numbers are right but always float32, as the chapter's corr2d makes them: use d2l.corr2d, "
            "or give your result the dtype torch.result_type(X, K).",
            lambda X, K: corr2d(X, K.flip(0, 1)).float(),
        ),
    ),
)
