"""The exercises of the chapter "Invariance", in the order of the page."""

EXERCISES = "equivariance_gap same_decision blur_first map_versions seen_waves adaptive_start"
