"""Exercise: how many layers does a network need to see so far?"""

from collections.abc import Iterator

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_depth(n, k):
    """Return the smallest number of layers, with kernel size k and stride 1, that see n pixels."""
    return -(-(n - 1) // (k - 1))  # rounded up


def _cases() -> Iterator[Case]:
    yield Case("one pixel needs no layer", (1, 3))
    yield Case("three pixels, kernels of 3", (3, 3))
    yield Case("five pixels, kernels of 3", (5, 3))
    yield Case("six pixels, kernels of 3", (6, 3))
    yield Case("kernels of 2", (9, 2))
    yield Case("kernels of 5", (14, 5))
    yield Case("a whole photograph, kernels of 3", (224, 3))
    yield Case("a whole photograph, kernels of 11", (224, 11))


EXERCISE = Exercise(
    title="How deep, without a stride?",
    statement=(
        "Write `my_depth(n, k)`: the smallest number of layers with kernel size `k` (at least 2), stride 1 "
        "and no dilation whose receptive field has at least `n` pixels along a row, as a whole number."
    ),
    hints=(
        "How many pixels does each layer add to the size, and with which size does it begin?",
        "After ℓ layers the size is 1 + ℓ (k − 1). It must be n or more.",
        "(n - 1) / (k - 1), rounded up. With whole numbers, -(-a // b) rounds a / b up.",
    ),
    solution=my_depth,
    cases=_cases,
    mistakes=(
        Mistake(
            "you round down: then the last pixels are not seen.",
            lambda n, k: (n - 1) // (k - 1),
        ),
        Mistake("each layer adds k − 1 pixels, not k.", lambda n, k: -(-(n - 1) // k)),
        Mistake("before the first layer the size is 1, not 0.", lambda n, k: -(-n // (k - 1))),
        Mistake(
            "the number of layers has to be whole: round up.",
            lambda n, k: (n - 1) / (k - 1),
        ),
    ),
)
