"""The exercises of the chapter "Spatial transformer", in the order of the page."""

EXERCISES = "read_border forward_holes place_slopes identity_grid turn_theta undo_theta"
