"""The exercises of the chapter "Padding and stride", in the order of the page."""

EXERCISES = ()
