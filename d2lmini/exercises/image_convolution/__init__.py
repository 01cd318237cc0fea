"""The exercises of the chapter "Image convolution", in the order of the page."""

from d2lmini.exercises.image_convolution import (
    conv2d_layer,
    convolve2d,
    corr2d,
    edge_kernel,
    fft_convolve2d,
    learn_kernel,
)

EXERCISES = (
    corr2d.EXERCISE,
    edge_kernel.EXERCISE,
    convolve2d.EXERCISE,
    conv2d_layer.EXERCISE,
    learn_kernel.EXERCISE,
    fft_convolve2d.EXERCISE,
)
