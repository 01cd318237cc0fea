"""The exercises of the chapter "Padding and stride", in the order of the page."""

from d2lmini.exercises.padding_and_stride import (
    corr2d_strided,
    layer_settings,
    predicted_shape,
    same_padding,
    size_formula,
    transposed_corr2d,
    unread_rows,
)

EXERCISES = (
    size_formula.EXERCISE,
    predicted_shape.EXERCISE,
    same_padding.EXERCISE,
    corr2d_strided.EXERCISE,
    unread_rows.EXERCISE,
    layer_settings.EXERCISE,
    transposed_corr2d.EXERCISE,
)
