"""The exercises of the chapter "Why convolution", in the order of the page."""

EXERCISES = "three_counts what_and_where moves_along conv_matrix kernel_of_matrix"
