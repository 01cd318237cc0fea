"""The exercises of the chapter "Why convolution", in the order of the page."""

from d2lmini.exercises.why_convolution import (
    conv_matrix,
    kernel_of_matrix,
    locally_connected,
    moves_along,
    three_counts,
    what_and_where,
)

EXERCISES = (
    three_counts.EXERCISE,
    what_and_where.EXERCISE,
    moves_along.EXERCISE,
    locally_connected.EXERCISE,
    conv_matrix.EXERCISE,
    kernel_of_matrix.EXERCISE,
)
