"""Exercise: keep the size, whatever the kernel."""

from collections.abc import Iterator

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_same_padding(k, dilation=1):
    """Return how many zeros go before and after an axis, so that stride 1 keeps its size."""
    total = dilation * (k - 1)
    return total // 2, total - total // 2


def _cases() -> Iterator[Case]:
    yield Case("a kernel of 3", (3,))
    yield Case("a kernel of 1", (1,))
    yield Case("a kernel of 7", (7,))
    yield Case("a kernel of 2", (2,))
    yield Case("a kernel of 4", (4,))
    yield Case("a dilated kernel of 3", (3, 2))
    yield Case("a dilated kernel of 4", (4, 3))
    yield Case("a dilated kernel of 2", (2, 2))


_EQUAL_AND_UNDILATED = (
    "you add the same number on both sides, and the dilation is ignored: the total is dilation · (k − 1), "
    "which may be odd."
)

EXERCISE = Exercise(
    title="Keep the size, with any kernel",
    statement=(
        "Write `my_same_padding(k, dilation=1)`. It returns a pair `(before, after)`: the zeros to add "
        "before and after an axis so that a kernel of `k` entries and stride 1 keep its size. Where they "
        'cannot be equal, the odd one goes after, as in PyTorch\'s `padding="same"`.'
    ),
    hints=(
        "How many outputs are lost along an axis without padding? As many zeros are needed, in total.",
        "Without padding, dilation · (k − 1) outputs are lost. Halve it for the zeros before; round down.",
        "before = total // 2, and after = total - before takes whatever is left.",
    ),
    solution=my_same_padding,
    cases=_cases,
    mistakes=(
        Mistake(
            "you add the same number on both sides. For an even kernel the total is odd, so one side gets "
            "one more.",
            lambda k, dilation=1: (dilation * (k - 1) // 2,) * 2,
        ),
        Mistake(
            "the odd zero is before the axis; PyTorch puts it after.",
            lambda k, dilation=1: my_same_padding(k, dilation)[::-1],
        ),
        Mistake(
            "you add k // 2 on both sides, which is right for odd kernels only: an even one makes the "
            "output one larger.",
            lambda k, dilation=1: (dilation * (k // 2),) * 2,
        ),
        Mistake(
            "the dilation is ignored: a dilated kernel reaches further and loses dilation · (k − 1) outputs.",
            lambda k, dilation=1: my_same_padding(k),
        ),
        Mistake(
            "you halve before you multiply: with an even kernel and a dilation the total is dilation · (k − "
            "1); halve that.",
            lambda k, dilation=1: (dilation * ((k - 1) // 2), dilation * (k - 1 - (k - 1) // 2)),
        ),
        Mistake(
            "that is the total on each side: split it between them.",
            lambda k, dilation=1: (dilation * (k - 1),) * 2,
        ),
        Mistake(
            "you return the halves unrounded; a number of zeros is whole. Use // for the zeros before.",
            lambda k, dilation=1: (dilation * (k - 1) / 2,) * 2,
        ),
        Mistake(
            "the total is dilation · (k − 1), not dilation · k: a kernel of 1 needs no zeros at all.",
            lambda k, dilation=1: (dilation * k // 2, dilation * k - dilation * k // 2),
        ),
        Mistake(_EQUAL_AND_UNDILATED, lambda k, dilation=1: ((k - 1) // 2,) * 2),
        Mistake(_EQUAL_AND_UNDILATED, lambda k, dilation=1: (k // 2,) * 2),
        Mistake(
            "all the zeros go after the axis: half of them belong before it.",
            lambda k, dilation=1: (0, dilation * (k - 1)),
        ),
    ),
)
