"""The exercises of the chapter "1×1 convolution", in the order of the page."""

EXERCISES = "colour_kernel matmul_order honest_check linear_to_conv bottleneck_weights brighter_of"
