"""The exercises of the chapter "The layers of a CNN", in the order of the page."""

EXERCISES = "prepare_photo standardise maxout depth_factors pattern"
