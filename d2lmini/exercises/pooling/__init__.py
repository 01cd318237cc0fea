"""The exercises of the chapter "Pooling", in the order of the page."""

EXERCISES = ()
