"""The exercises of the chapter "Beyond images", in the order of the page."""

EXERCISES = "board_planes captured_stones legal_choice capture_layers conv1d with_position"
