"""The exercises of the chapter "Pooling", in the order of the page."""

EXERCISES = "pool2d max_padding global_pool changed_outputs winners"
