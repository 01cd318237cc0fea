"""Exercise: convolution in one dimension."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_conv1d(X, K, stride=1):
    """Slide the kernels K (c_o, c_i, k) along X (c_i, n): (c_o, (n - k) // stride + 1)."""
    c_o, _, k = K.shape
    m = (X.shape[1] - k) // stride + 1
    Y = torch.zeros(c_o, m, dtype=X.dtype)
    for i in range(m):
        window = X[:, i * stride : i * stride + k]
        Y[:, i] = (K * window).sum(dim=(1, 2))
    return Y


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(23)

    def draw(*shape: int) -> Tensor:
        return torch.randint(-4, 5, shape, generator=generator).float()

    yield Case("one channel, one kernel", (draw(1, 5), torch.tensor([[[1.0, 2.0]]])))
    yield Case("a kernel as long as the input", (draw(1, 3), draw(1, 1, 3)))
    yield Case("two kernels", (draw(1, 5), draw(2, 1, 2)))
    yield Case("two input channels", (draw(2, 5), draw(1, 2, 3)))
    yield Case("as many kernels as channels", (draw(2, 6), draw(2, 2, 3)))
    yield Case("stride 2", (draw(1, 7), draw(1, 1, 3), 2))
    yield Case("stride 2, with a number left over", (draw(2, 6), draw(3, 2, 3), 2))
    yield Case("stride 3", (draw(2, 11), draw(2, 2, 2), 3))
    yield Case("fractions", (draw(2, 6) / 7, draw(2, 2, 3) / 3))
    yield Case("double precision (float64)", (draw(2, 5).double() / 7, draw(1, 2, 3).double()))


def _sliding(
    product: Callable = lambda K, window: (K * window).sum(dim=(1, 2)),
    start: Callable = lambda i, stride, k: i * stride,
    count: Callable = lambda n, k, stride: (n - k) // stride + 1,
    step: Callable = lambda stride, k: stride,
) -> Callable:
    def twin(X: Tensor, K: Tensor, stride: int = 1) -> Tensor:
        k, stride = K.shape[2], step(stride, K.shape[2])
        starts = [start(i, stride, k) for i in range(count(X.shape[1], k, stride))]
        return torch.stack([product(K, X[:, first : first + k]) for first in starts], dim=-1)

    return twin


EXERCISE = Exercise(
    title="Convolution in one dimension",
    statement=(
        "Write `my_conv1d(X, K, stride=1)`, equation (1) without the bias: `X` has the shape `(c_i, n)`, the "
        "kernels `K` have the shape `(c_o, c_i, k)` and the same dtype, and the result has the shape "
        "`(c_o, (n - k) // stride + 1)` and that dtype. Loops are fine; try it without PyTorch's own "
        "convolutions."
    ),
    hints=(
        "How many positions are there? For each of them, which slice of X lies under the kernels?",
        "The window at position i is X[:, i * stride : i * stride + k], of shape (c_i, k).",
        "K * window multiplies all kernels with it at once; then add up over channels and offsets, axes 1 "
        "and 2.",
    ),
    solution=my_conv1d,
    cases=_cases,
    mistakes=(
        Mistake("the stride is ignored.", _sliding(step=lambda stride, k: 1)),
        Mistake(
            "your window at position i starts at i: it should start at i times the stride.",
            _sliding(start=lambda i, stride, k: i),
        ),
        Mistake("your window moves by its own length.", _sliding(step=lambda stride, k: k)),
        Mistake(
            "your kernel is turned round: the layers of networks do not flip it.",
            lambda X, K, stride=1: my_conv1d(X, K.flip(2), stride),
        ),
        Mistake(
            "you read the first input channel only: all channels are added up.",
            lambda X, K, stride=1: my_conv1d(X[:1], K[:, :1], stride),
        ),
        Mistake(
            "you take means: a convolution adds up.",
            _sliding(lambda K, window: (K * window).mean(dim=(1, 2))),
        ),
        Mistake(
            "your channels stay apart: each output adds up all of them.",
            _sliding(lambda K, window: (K * window).sum(dim=2)),
        ),
        Mistake(
            "you add the outputs of all kernels up: each kernel has an output channel of its own.",
            lambda X, K, stride=1: my_conv1d(X, K, stride).sum(dim=0, keepdim=True),
        ),
    ),
)
