"""The exercises of the chapter "Padding and stride", in the order of the page."""

EXERCISES = (
    "all_pairs predicted_shape same_padding corr2d_strided unread_rows layer_settings transposed_corr2d"
)
