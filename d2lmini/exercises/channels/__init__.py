"""The exercises of the chapter "Channels", in the order of the page."""

EXERCISES = "multi_in layer_shapes multi_in_out channel_layer red_filter channels_first corr3d"
