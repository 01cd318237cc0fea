"""The layers that the explorable follows errors through, as PyTorch computes them."""

import torch
import torch.nn.functional as F
from torch import Tensor

Size = int | tuple[int, int]


def output(mode: str, X: Tensor, K: Tensor, stride: Size, padding: Size, dilation: Size) -> Tensor:
    """Convolve `X` (channels, h, w) with `K`, or pool it with a window of the kernel's size."""
    window = tuple(K.shape[2:])
    if mode == "max":
        return F.max_pool2d(X[None], window, stride, padding, dilation)[0]
    if mode == "avg":
        return F.avg_pool2d(X[None], window, stride, padding)[0]
    return F.conv2d(X[None], K, None, stride, padding, dilation)[0]


def gradients(mode: str, X: Tensor, K: Tensor, dY: Tensor, **settings: Size) -> tuple[Tensor, Tensor]:
    """Return the gradients (dX, dW) of the sum of errors times outputs; dW is 0 where a layer pools."""
    X, K = X.clone().requires_grad_(), K.clone().requires_grad_()
    loss = (dY * output(mode, X, K, **settings)).sum()
    return torch.autograd.grad(loss, (X, K), materialize_grads=True, allow_unused=True)
