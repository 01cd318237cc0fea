"""The exercises of the chapter "1×1 convolution", in the order of the page."""

from d2lmini.exercises.one_by_one import (
    bottleneck_weights,
    brighter_of,
    colour_kernel,
    honest_check,
    linear_to_conv,
    matmul_order,
)

EXERCISES = (
    colour_kernel.EXERCISE,
    matmul_order.EXERCISE,
    honest_check.EXERCISE,
    linear_to_conv.EXERCISE,
    bottleneck_weights.EXERCISE,
    brighter_of.EXERCISE,
)
