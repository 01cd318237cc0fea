"""Convolution and pooling as libraries compute them, batch first, and their backward passes without autograd.

The `conv2d_*` functions equal `torch.nn.functional.conv2d`. What they return can be differentiated: autograd
then calls the backward pass of this package.
"""

from d2lmini.fast_conv.columns import col2im, im2col
from d2lmini.fast_conv.convolution import conv2d_backward, conv2d_im2col, conv2d_loops, conv2d_numba
from d2lmini.fast_conv.pooling import avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward

__all__ = [
    "avg_pool2d",
    "avg_pool2d_backward",
    "col2im",
    "conv2d_backward",
    "conv2d_im2col",
    "conv2d_loops",
    "conv2d_numba",
    "im2col",
    "max_pool2d",
    "max_pool2d_backward",
]
