"""The exercises of the chapter "Backpropagation", in the order of the page."""

EXERCISES = (
    "nudged_slopes weight_gradient turned_kernel input_gradient overlap_add column_layer winner_takes "
    "fair_shares averaged_twice"
)
