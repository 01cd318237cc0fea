"""Exercise: what a bottleneck saves."""

from collections.abc import Iterator

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_weights(c_i, c_b, k):
    """Count the weights of a k × k layer, and those of the bottleneck in its place."""
    direct = c_i * c_i * k * k
    bottleneck = c_i * c_b + c_b * c_b * k * k + c_b * c_i
    return direct, bottleneck


def _cases() -> Iterator[Case]:
    yield Case("a small layer", (4, 2, 3))
    yield Case("ResNet's first blocks", (256, 64, 3))
    yield Case("a kernel of 5", (96, 16, 5))
    yield Case("a kernel of 1", (8, 2, 1))
    yield Case("odd numbers", (99, 31, 5))
    yield Case("a bottleneck as wide as the layer", (6, 6, 3))


EXERCISE = Exercise(
    title="What a bottleneck saves",
    statement=(
        "Write `my_weights(c_i, c_b, k)`. It returns a pair of whole numbers: how many weights a layer from "
        "`c_i` to `c_i` channels with a `k` × `k` kernel has, and how many the bottleneck has that takes its "
        "place: 1 × 1 from `c_i` to `c_b` channels, `k` × `k` from `c_b` to `c_b`, 1 × 1 from `c_b` to "
        "`c_i`. Biases are not counted."
    ),
    hints=(
        "A layer has one kernel for each pair of an input and an output channel.",
        "So the direct layer has c_i · c_i kernels of k · k numbers. Count the bottleneck's three layers in "
        "the same way, and add.",
        "The layer in the middle has c_b · c_b · k · k weights, those around it c_i · c_b and c_b · c_i.",
    ),
    solution=my_weights,
    cases=_cases,
    mistakes=(
        Mistake(
            "you count one kernel per output channel: there is one for each pair of an input and an output "
            "channel.",
            lambda c, b, k: (c * k * k, b + b * k * k + c),
        ),
        Mistake(
            "the kernel's area is k · k, not k.",
            lambda c, b, k: (c * c * k, c * b + b * b * k + b * c),
        ),
        Mistake(
            "the way back from c_b to c_i channels is missing.",
            lambda c, b, k: (c * c * k * k, c * b + b * b * k * k),
        ),
        Mistake(
            "only the layer in the middle has a k × k kernel; those around it are 1 × 1.",
            lambda c, b, k: (c * c * k * k, (c * b + b * b + b * c) * k * k),
        ),
        Mistake(
            "the layer in the middle goes from c_b to c_b channels, not from c_b to c_i.",
            lambda c, b, k: (c * c * k * k, c * b + b * c * k * k + b * c),
        ),
        Mistake(
            "biases are counted as well: leave them out.",
            lambda c, b, k: (c * c * k * k + c, c * b + b + b * b * k * k + b + b * c + c),
        ),
        Mistake(
            "you return their ratio: return both counts.",
            lambda c, b, k: c * c * k * k / (2 * b * c + b * b * k * k),
        ),
        Mistake(
            "the order is reversed: the direct layer comes first.",
            lambda c, b, k: my_weights(c, b, k)[::-1],
        ),
        Mistake(
            "the weights of the three layers are multiplied: add them.",
            lambda c, b, k: (c * c * k * k, c * b * b * b * k * k * b * c),
        ),
        Mistake(
            "only the layer in the middle is counted: the two 1 × 1 layers have weights as well.",
            lambda c, b, k: (c * c * k * k, b * b * k * k),
        ),
    ),
)
