"""The exercises of the chapter "Fast convolution", in the order of the page."""

EXERCISES = (
    "strided_columns column_bytes weight_rows window_view columns_layer block_pictures fastest_predicted"
)
