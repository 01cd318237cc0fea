"""The exercises of the chapter "Pooling", in the order of the page."""

from d2lmini.exercises.pooling import (
    changed_outputs,
    edge_labels,
    global_pool,
    max_padding,
    pool2d,
    winners,
)

EXERCISES = (
    pool2d.EXERCISE,
    max_padding.EXERCISE,
    global_pool.EXERCISE,
    changed_outputs.EXERCISE,
    winners.EXERCISE,
    edge_labels.EXERCISE,
)
