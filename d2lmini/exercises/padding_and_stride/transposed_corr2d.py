"""Exercise: the other direction, by stamping."""

from collections.abc import Iterator

import torch
from torch import Tensor
from torch.nn import functional as F

from d2lmini.exercises.kit.dtypes import LARGE, dtype_mistakes
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_transposed(Y, K, stride=1):
    """Stamp a copy of K for each number of Y, times that number, and add where the stamps overlap."""
    (m_h, m_w), (k_h, k_w) = Y.shape, K.shape
    X = torch.zeros((m_h - 1) * stride + k_h, (m_w - 1) * stride + k_w, dtype=torch.result_type(Y, K))
    for i in range(m_h):
        for j in range(m_w):
            X[i * stride : i * stride + k_h, j * stride : j * stride + k_w] += Y[i, j] * K
    return X


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(4)

    def draw(*shape: int) -> Tensor:
        return torch.randint(-3, 6, shape, generator=generator).float()

    K = torch.arange(4.0).reshape(2, 2)
    yield Case("a single number", (torch.tensor([[3.0]]), K))
    yield Case("stamps that overlap", (K, K))
    yield Case("stamps side by side", (K, K, 2))
    yield Case("stamps with gaps", (K, draw(1, 2), 3))
    yield Case("a rectangular kernel", (draw(2, 3), draw(3, 2)))
    yield Case("a rectangular kernel, stride 2", (draw(3, 2), draw(2, 3), 2))
    yield Case("whole numbers (int64)", (draw(2, 2).long(), draw(2, 3).long(), 2))
    yield Case("an int64 input, a float32 kernel", (draw(2, 2).long(), draw(2, 2)))
    yield Case("a float32 input, an int64 kernel", (draw(2, 2), draw(2, 2).long(), 2))
    large = torch.tensor([[1, 2]]) + 2**25
    yield Case(LARGE, (large, torch.tensor([[1, -1]]), 2))
    yield Case("double precision (float64)", (draw(2, 3).double() / 10, draw(2, 2).double() / 10))


def _by_torch(Y: Tensor, K: Tensor, stride: int = 1) -> Tensor:
    return F.conv2d(Y[None, None], K[None, None], stride=stride)[0, 0]


def _by_hand(Y: Tensor, K: Tensor, stride: int = 1) -> Tensor:
    dtype = torch.result_type(Y, K)  # which torch's own convolution does not look for
    return _by_torch(Y.to(dtype), K.to(dtype), stride)


def _overwriting(Y: Tensor, K: Tensor, stride: int = 1) -> Tensor:
    X = torch.zeros_like(my_transposed(Y, K, stride))
    for i, j in torch.cartesian_prod(torch.arange(Y.shape[0]), torch.arange(Y.shape[1])).tolist():
        top, left = i * stride, j * stride
        X[top : top + K.shape[0], left : left + K.shape[1]] = Y[i, j] * K
    return X


EXERCISE = Exercise(
    title="Challenge: the other direction (optional)",
    statement=(
        "Write `my_transposed(Y, K, stride=1)`. Each number of `Y` leaves a stamp: a copy of `K`, multiplied "
        "by that number. The stamp of `Y[i, j]` starts at row `i * stride` and column `j * stride`; where "
        "stamps overlap, they add up. The result is as large as the stamps need, in the dtype "
        "`torch.result_type(Y, K)`. Try it with loops, and without PyTorch's own transposed convolution."
    ),
    hints=(
        "The last stamp starts at row (m_h − 1) · stride and has as many rows as K. How large is the result?",
        "Start from zeros of that size and visit each number of Y; its stamp goes into a slice of the "
        "result that is as large as K.",
        "X[i * stride : i * stride + k_h, j * stride : j * stride + k_w] += Y[i, j] * K. For whole numbers "
        "make the zeros with dtype=torch.result_type(Y, K).",
    ),
    solution=my_transposed,
    cases=_cases,
    mistakes=(
        Mistake(
            "later stamps overwrite earlier ones: use += where they overlap.",
            _overwriting,
        ),
        Mistake(
            "the stamp is turned by 180°: each number leaves K as it is.",
            lambda Y, K, stride=1: my_transposed(Y, K.flip(0, 1), stride),
        ),
        Mistake(
            "the stride is ignored: the stamp of Y[i, j] starts at row i * stride and column j * stride.",
            lambda Y, K, stride=1: my_transposed(Y, K),
        ),
        *(
            Mistake(
                "you correlate: that gathers windows into fewer numbers. Here one number spreads over a "
                "whole window.",
                twin,
            )
            for twin in (_by_torch, _by_hand)
        ),
        Mistake(
            "the result is larger than the stamps need: (m_h − 1) * stride + k_h rows are enough.",
            lambda Y, K, stride=1: F.pad(my_transposed(Y, K, stride), (0, stride - 1, 0, stride - 1)),
        ),
        *dtype_mistakes(my_transposed, "Y", "K"),
        Mistake(
            "your numbers are right but always float32: make the zeros with dtype=torch.result_type(Y, K).",
            lambda Y, K, stride=1: my_transposed(Y, K, stride).float(),
        ),
        Mistake(
            "every stamp is the same: the stamp of Y[i, j] is K times Y[i, j].",
            lambda Y, K, stride=1: my_transposed(torch.ones_like(Y), K, stride),
        ),
        Mistake(
            "the result is one stride too large: the last stamp starts at row (m_h − 1) · stride, so "
            "(m_h − 1) · stride + k_h rows are enough.",
            lambda Y, K, stride=1: F.pad(my_transposed(Y, K, stride), (0, stride, 0, stride)),
        ),
    ),
)
