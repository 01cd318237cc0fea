"""The exercises of the chapter "LeNet", in the order of the page."""

EXERCISES = "layer_costs cross_entropy first_losses softmax_twice sgd_step evaluate confusion"
