"""Exercise: repair a layer that computes by columns."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini import fast_conv as d2l  # so that the solution says d2l.im2col, as the page does
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


class MyLayer:
    """A convolution as one matrix product; it keeps its columns for the way back."""

    def __init__(self, K):
        """Take the kernels, (c_o, c_i, k_h, k_w)."""
        self.K = K

    def forward(self, X):
        """Map (n, c_i, n_h, n_w) to (n, c_o, m_h, m_w)."""
        n, _, n_h, _ = X.shape
        c_o, _, k_h, k_w = self.K.shape
        self.cols = d2l.im2col(X, (k_h, k_w))
        Y = self.K.reshape(c_o, -1) @ self.cols
        return Y.reshape(n, c_o, n_h - k_h + 1, -1)

    def weight_gradient(self, dY):
        """Return dK, summed over the batch."""
        return (dY.flatten(2) @ self.cols.mT).sum(0).reshape(self.K.shape)


def _broken() -> type:
    """Return the class that the chapter hands out, with its mistakes."""

    class MyLayer:
        def __init__(self, K):
            self.K = K

        def forward(self, X):
            n, _, n_h, _ = X.shape
            _, c_o, k_h, k_w = self.K.shape
            cols = d2l.im2col(X, (k_h, k_w))
            Y = self.K.reshape(c_o, -1) @ cols
            return Y.reshape(n, c_o, n_h - k_h + 1, -1)

        def weight_gradient(self, dY):
            return (dY.flatten(2) @ self.cols.mT).reshape(self.K.shape)

    return MyLayer


def _output(layer_class: type, K: Tensor, X: Tensor) -> Tensor:
    return layer_class(K).forward(X)


def _gradient(layer_class: type, K: Tensor, X: Tensor, dY: Tensor) -> Tensor:
    layer = layer_class(K)
    layer.forward(X)
    return layer.weight_gradient(dY)


def _of_the_last(layer_class: type, K: Tensor, X: Tensor, dY: Tensor) -> Tensor:
    layer = layer_class(K)
    layer.forward(X + 1)
    layer.forward(X)
    return layer.weight_gradient(dY)


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(36)

    def draw(*shape: int) -> Tensor:
        return torch.randint(-3, 5, shape, generator=generator).float()

    yield Case("the output, one channel", (draw(1, 1, 2, 2), draw(1, 1, 3, 3)), _output)
    yield Case("the output, three channels in and two out", (draw(2, 3, 2, 2), draw(2, 3, 3, 4)), _output)
    yield Case("the output, two channels in and two out", (draw(2, 2, 1, 2), draw(3, 2, 2, 3)), _output)
    yield Case("the output, a kernel of 3 × 2", (draw(3, 1, 3, 2), draw(2, 1, 4, 3)), _output)
    case = draw(2, 2, 2, 3).double() / 7, draw(2, 2, 3, 5).double() / 7
    yield Case("the output in double precision (float64)", case, _output)
    case = draw(2, 3, 2, 2), draw(2, 3, 3, 4), draw(2, 2, 2, 3)
    yield Case("the gradient of the kernels", case, _gradient)
    yield Case("the gradient after two batches", case, _of_the_last)
    case = tuple(draw(*shape).double() / 7 for shape in ((3, 2, 2, 3), (2, 2, 3, 5), (2, 3, 2, 3)))
    yield Case("the gradient in double precision (float64)", case, _gradient)


def _twin(**methods: Callable) -> type:
    return type("Twin", (MyLayer,), methods)


def _forward_with(K_of: Callable) -> Callable:
    def forward(self: MyLayer, X: Tensor) -> Tensor:
        c_o, _, k_h, k_w = self.K.shape
        self.cols = d2l.im2col(X, (k_h, k_w))
        return (K_of(self.K).reshape(c_o, -1) @ self.cols).reshape(len(X), c_o, X.shape[2] - k_h + 1, -1)

    return forward


def _first_only(self: MyLayer, X: Tensor) -> Tensor:
    layer = MyLayer(self.K)
    Y = layer.forward(X)
    self.cols = getattr(self, "cols", layer.cols)
    return Y


EXERCISE = Exercise(
    accepts="class",
    title="Find the mistakes: a layer by columns",
    statement=(
        "`MyLayer(K)` should convolve by columns, with kernels `K` of shape `(c_o, c_i, k_h, k_w)` and "
        "stride 1. `forward(X)` maps a batch `(n, c_i, n_h, n_w)` to the output; after it, "
        "`weight_gradient(dY)` returns dK, summed over the batch. The class has three mistakes. Repair "
        "them."
    ),
    hints=(
        "The axes of K: output channels first. Which of the two channel numbers does the matrix of filters "
        "need for its rows?",
        "weight_gradient needs the columns of the forward pass. And its product has an axis too many: each "
        "kernel works on every picture of the batch.",
        "c_o, _, k_h, k_w = self.K.shape; self.cols = …; and .sum(0) before the last reshape.",
    ),
    solution=MyLayer,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake(
            "the columns of the first batch are kept for good: each forward pass has its own.",
            _twin(forward=_first_only),
        ),
        Mistake(
            "the channel axes of the kernels are swapped: a weight is (out, in, height, width).",
            _twin(forward=_forward_with(lambda K: K.transpose(0, 1))),
        ),
        Mistake(
            "the kernels are turned by 180°: the forward pass correlates.",
            _twin(forward=_forward_with(lambda K: K.flip(2, 3))),
        ),
        Mistake(
            "the gradient is averaged over the batch: it is the sum.",
            _twin(
                weight_gradient=lambda self, dY: MyLayer.weight_gradient(self, dY) / len(dY),
            ),
        ),
        Mistake(
            "the gradient is that of the first picture: add over the batch.",
            _twin(
                weight_gradient=lambda self, dY: (dY.flatten(2) @ self.cols.mT)[0].reshape(self.K.shape),
            ),
        ),
    ),
)
