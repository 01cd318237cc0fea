"""The exercises of the chapter "Receptive field", in the order of the page."""

EXERCISES = "stack_field seen_pixels reaching_units path_shares needed_layers hidden_pixels"
