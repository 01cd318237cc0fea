"""Exercise: repair a 1×1 convolution."""

from collections.abc import Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.dtypes import LARGE
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_conv1x1(X, K):
    """Mix the channels of X (c_i, h, w) by K (c_o, c_i, 1, 1)."""
    c_i, h, w = X.shape
    c_o = K.shape[0]
    X = X.reshape(c_i, h * w)
    K = K.reshape(c_o, c_i)
    return torch.matmul(K, X).reshape(c_o, h, w)


def _broken():
    """Return the function that the chapter hands out."""

    def my_conv1x1(X, K):
        c_i, h, w = X.shape
        c_o = K.shape[0]
        X = X.reshape(c_i, h * w)
        K = K.reshape(c_o, c_i)
        return torch.matmul(X, K).reshape(c_o, h, w)

    return my_conv1x1


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(17)

    def draw(*shape: int) -> Tensor:
        return torch.randint(-4, 8, shape, generator=generator).float()

    # Here the matrices may be multiplied in either order, and only the numbers tell.
    yield Case("two channels, two outputs, two pixels", (draw(2, 1, 2), draw(2, 2, 1, 1)))
    yield Case("three channels in, two out", (draw(3, 2, 2), draw(2, 3, 1, 1)))
    yield Case("one channel in", (draw(1, 2, 3), draw(3, 1, 1, 1)))
    yield Case("one channel out", (draw(3, 3, 2), draw(1, 3, 1, 1)))
    yield Case("a wide image", (draw(2, 1, 5), draw(3, 2, 1, 1)))
    yield Case("whole numbers (int64)", (draw(2, 3, 2).long(), draw(3, 2, 1, 1).long()))
    yield Case("double precision (float64)", (draw(3, 2, 4).double() / 7, draw(2, 3, 1, 1).double() / 7))
    yield Case(LARGE, (draw(2, 2, 3).long() + 10**9, draw(3, 2, 1, 1).long()))


def _pixels_first(X: Tensor, K: Tensor) -> Tensor:
    pixels = X.reshape(-1, X.shape[0])
    return (pixels @ K.flatten(1).T).T.reshape(len(K), *X.shape[1:])


def _not_turned_back(X: Tensor, K: Tensor) -> Tensor:
    return (X.flatten(1).T @ K.flatten(1).T).reshape(len(K), *X.shape[1:])


_TRANSPOSED = "turning a matrix does not put the product in order: K comes first, (c_o × c_i)(c_i × hw)."

EXERCISE = Exercise(
    title="Find the mistake: one matrix product",
    statement=(
        "`my_conv1x1(X, K)` should apply a 1 × 1 kernel `K` of shape `(c_o, c_i, 1, 1)` to an image `X` of "
        "shape `(c_i, h, w)`. It stops with an error for most shapes, and for some it returns wrong numbers "
        "without a word. Find the mistake and repair it; one matrix product is enough, and no loop is "
        "needed."
    ),
    hints=(
        "Write the shapes of the two matrices below each other. Which product of them has c_o rows and a "
        "column per pixel?",
        "K is (c_o, c_i) and X is (c_i, h · w). The inner numbers of a product must agree, the outer ones "
        "are its shape.",
        "(c_o × c_i)(c_i × hw) is torch.matmul(K, X).",
    ),
    solution=my_conv1x1,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake(
            "the product is still in the wrong order: (c_i × hw)(c_o × c_i) does not fit, and where it does "
            "by chance, pixels are mixed instead of channels. It has to be torch.matmul(K, X).",
            lambda X, K: torch.matmul(
                X.reshape(X.shape[0], X.shape[1] * X.shape[2]), K.reshape(K.shape[0], X.shape[0])
            ).reshape(K.shape[0], X.shape[1], X.shape[2]),
        ),
        Mistake(
            "reshaping X to (pixels, channels) does not turn it around, it cuts it up anew: .T or permute "
            "turns.",
            _pixels_first,
        ),
        Mistake(
            "your product has a row per pixel, and reshape cuts it up instead of turning it: transpose it "
            "first.",
            _not_turned_back,
        ),
        Mistake(
            "you use the transposed kernel: a row of K belongs to an output channel.",
            lambda X, K: torch.matmul(K.flatten(1).T, X.flatten(1)).reshape(len(K), *X.shape[1:]),
        ),
        Mistake(
            "the channels are right, but the pixels still lie in one row: reshape the result to (c_o, h, w).",
            lambda X, K: my_conv1x1(X, K).flatten(1),
        ),
        Mistake(
            _TRANSPOSED,
            lambda X, K: torch.matmul(X.flatten(1).T, K.flatten(1)).reshape(len(K), *X.shape[1:]),
        ),
        Mistake(
            _TRANSPOSED,
            lambda X, K: torch.matmul(X.flatten(1), K.flatten(1).T).reshape(len(K), *X.shape[1:]),
        ),
    ),
)
