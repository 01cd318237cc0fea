"""Exercise: write cross-correlation."""

import torch
from torch import Tensor
from torch.nn.functional import pad

from d2lmini.exercises.image_convolution.pairs import input_kernel_pairs
from d2lmini.exercises.kit.dtypes import dtype_mistakes
from d2lmini.exercises.kit.exercise import Exercise, Mistake
from d2lmini.exercises.kit.own import corr2d


def my_corr2d(X, K):
    """Slide K over X and sum the products at each position."""
    (n_h, n_w), (k_h, k_w) = X.shape, K.shape
    Y = torch.zeros(n_h - k_h + 1, n_w - k_w + 1, dtype=torch.result_type(X, K))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + k_h, j : j + k_w] * K).sum()
    return Y


def _square_windows(X: Tensor, K: Tensor) -> Tensor:
    k = K.shape[0]
    Y = torch.zeros(X.shape[0] - k + 1, X.shape[1] - k + 1)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + k, j : j + k] * K).sum()
    return Y


EXERCISE = Exercise(
    title="Write cross-correlation",
    statement=(
        "Write `my_corr2d(X, K)`: at each position where the kernel `K` fits in the input `X`, multiply "
        "entry by entry and add up. `X` and `K` are matrices of any size, rectangular ones too. Loops "
        "are welcome. Whole numbers stay whole numbers: the result has the dtype `torch.result_type(X, "
        "K)`. Leave `X` and `K` as they are."
    ),
    hints=(
        "How many positions can K take along the height of X, and how many along its width? That is the "
        "shape of Y.",
        "Y has shape (n_h - k_h + 1, n_w - k_w + 1). Y[i, j] looks at the window of X that starts at row i "
        "and column j and is as large as K.",
        "Inside two loops over i and j:\n    Y[i, j] = (X[i : i + k_h, j : j + k_w] * K).sum()\n"
        "and before them:\n    Y = torch.zeros(n_h - k_h + 1, n_w - k_w + 1, dtype=torch.result_type(X, K))",
    ),
    solution=my_corr2d,
    cases=input_kernel_pairs,
    mistakes=(
        Mistake(
            "your kernel is flipped: that is true convolution. Cross-correlation lays K on X as it stands.",
            lambda X, K: corr2d(X, K.flip(0, 1)),
        ),
        Mistake(
            "your result lacks its last row and column: its shape is (n_h - k_h + 1, n_w - k_w + 1).",
            lambda X, K: corr2d(X, K)[:-1, :-1],
        ),
        Mistake(
            "your loops end too early: range(n_h - k_h + 1) counts n_h - k_h + 1 positions, the last one "
            "included.",
            lambda X, K: pad(corr2d(X, K)[:-1, :-1], (0, 1, 0, 1)),
        ),
        Mistake(
            "your result is padded to the size of X: only positions where K fits entirely inside X count.",
            lambda X, K: pad(corr2d(X, K), (0, K.shape[1] - 1, 0, K.shape[0] - 1)),
        ),
        Mistake(
            "you add up the window without multiplying it by K.",
            lambda X, K: corr2d(X, torch.ones_like(K)),
        ),
        Mistake(
            "you take the mean of the products: add them up instead.",
            lambda X, K: corr2d(X, K) / K.numel(),
        ),
        *dtype_mistakes(corr2d, "X", "K"),
        Mistake(
            "your numbers are right but always float32: give torch.zeros the dtype torch.result_type(X, K).",
            lambda X, K: corr2d(X, K).float(),
        ),
        Mistake(
            "your kernel is transposed: K[a, b] belongs to X[i + a, j + b].",
            lambda X, K: corr2d(X, K.T),
        ),
        Mistake(
            "rows and columns of your result are swapped.",
            lambda X, K: corr2d(X, K).T,
        ),
        Mistake(
            "you take K for a square: its height is K.shape[0], its width K.shape[1].",
            _square_windows,
        ),
    ),
)
