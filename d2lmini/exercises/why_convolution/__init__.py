"""The exercises of the chapter "Why convolution", in the order of the page."""

EXERCISES = ()
