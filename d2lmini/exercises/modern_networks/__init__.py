"""The exercises of the chapter "Modern networks", in the order of the page."""

EXERCISES = (
    "small_kernels inception_of_threes after_the_sum residual_shortcut bottleneck_numbers separable_layer "
    "idle_blocks"
)
