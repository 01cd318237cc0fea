"""The exercises of the chapter "AlexNet", in the order of the page."""

EXERCISES = "conv_cost five_and_three dense_head dropout momentum_step mean_gradient"
