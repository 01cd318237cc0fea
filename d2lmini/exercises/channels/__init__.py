"""The exercises of the chapter "Channels", in the order of the page."""

EXERCISES = ()
