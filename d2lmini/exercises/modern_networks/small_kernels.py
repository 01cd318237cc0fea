"""Exercise: a stack of 3 × 3 layers in the place of one larger kernel."""

from collections.abc import Iterator

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_stack(k, c):
    """Each 3 × 3 layer adds two pixels to the field, and costs nine weights for a pair of channels."""
    n = (k - 1) // 2
    return n, 9 * n * c * c, k * k * c * c


def _cases() -> Iterator[Case]:
    yield Case("one layer of 3 × 3, one channel", (3, 1))
    yield Case("5 × 5, one channel", (5, 1))
    yield Case("5 × 5, two channels", (5, 2))
    yield Case("7 × 7, 64 channels", (7, 64))
    yield Case("AlexNet's 11 × 11, 96 channels", (11, 96))


EXERCISE = Exercise(
    title="A stack in the place of a kernel",
    statement=(
        "Write `my_stack(k, c)` for an odd `k`. It returns three whole numbers in a tuple: how many 3 × 3 "
        "layers see as much as one k × k layer, how many weights these layers have together, and how many "
        "the k × k layer has. All layers read and make `c` channels. Biases are not counted."
    ),
    hints=(
        "One 3 × 3 layer sees 3 pixels across, two see 5, three see 7. And n of them?",
        "n layers see 2n + 1 pixels, so n = (k − 1) / 2, as a whole number.",
        "A layer has c · c kernels. So there are n · 9 · c · c weights against k · k · c · c.",
    ),
    solution=my_stack,
    cases=_cases,
    mistakes=(
        Mistake(
            "a whole number was expected for the layers: // divides without a remainder.",
            lambda k, c: ((k - 1) / 2, 9 * (k - 1) / 2 * c * c, k * k * c * c),
        ),
        Mistake(
            "you count one kernel for each output channel: there is one for each pair of an input and an "
            "output channel.",
            lambda k, c: ((k - 1) // 2, 9 * ((k - 1) // 2) * c, k * k * c),
        ),
        Mistake(
            "a kernel is k × k: it has k · k weights, and a 3 × 3 one has 9.",
            lambda k, c: ((k - 1) // 2, 3 * ((k - 1) // 2) * c * c, k * c * c),
        ),
        Mistake(
            "you count one 3 × 3 layer: there are n of them.",
            lambda k, c: ((k - 1) // 2, 9 * c * c, k * k * c * c),
        ),
        Mistake(
            "fields do not add up: the second 3 × 3 layer adds 2 pixels, not 3.",
            lambda k, c: (k // 3, 9 * (k // 3) * c * c, k * k * c * c),
        ),
        Mistake(
            "there is a layer too many: the first one sees 3 pixels already.",
            lambda k, c: ((k + 1) // 2, 9 * ((k + 1) // 2) * c * c, k * k * c * c),
        ),
        Mistake(
            "you count the biases: leave them out.",
            lambda k, c: ((k - 1) // 2, (k - 1) // 2 * (9 * c * c + c), k * k * c * c + c),
        ),
        Mistake(
            "the two counts of weights are swapped: first those of the 3 × 3 layers.",
            lambda k, c: ((k - 1) // 2, k * k * c * c, 9 * ((k - 1) // 2) * c * c),
        ),
    ),
)
