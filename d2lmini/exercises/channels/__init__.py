"""The exercises of the chapter "Channels", in the order of the page."""

from d2lmini.exercises.channels import (
    channel_layer,
    channels_first,
    corr3d,
    layer_shapes,
    multi_in,
    multi_in_out,
    red_filter,
)

EXERCISES = (
    multi_in.EXERCISE,
    layer_shapes.EXERCISE,
    multi_in_out.EXERCISE,
    channel_layer.EXERCISE,
    red_filter.EXERCISE,
    channels_first.EXERCISE,
    corr3d.EXERCISE,
)
