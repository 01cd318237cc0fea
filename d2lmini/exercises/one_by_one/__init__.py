"""The exercises of the chapter "1×1 convolution", in the order of the page."""

EXERCISES = ()
