"""Exercise: write the size formula."""

from collections.abc import Iterator
from math import ceil

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_output_size(n, k, padding=0, stride=1, dilation=1):
    """Count the stops of a kernel of k entries along an axis of n numbers."""
    span = dilation * (k - 1) + 1
    return (n + 2 * padding - span) // stride + 1


def _cases() -> Iterator[Case]:
    yield Case("no padding, stride 1", (8, 3))
    yield Case("a kernel as large as the input", (5, 5))
    yield Case("padding 1 on both sides", (8, 3, 1))
    yield Case("a stride that divides", (9, 3, 0, 2))
    yield Case("a stride that does not divide", (8, 3, 0, 2))
    yield Case("a stride larger than what is left", (6, 4, 1, 7))
    yield Case("padding and a stride", (224, 7, 3, 2))
    yield Case("an even kernel", (10, 4, 1, 3))
    yield Case("dilation", (12, 3, 0, 1, 2))
    yield Case("everything at once", (31, 4, 2, 3, 3))
    yield Case("a dilated kernel of one entry", (6, 1, 0, 2, 5))


EXERCISE = Exercise(
    title="Write the size formula",
    statement=(
        "Write `my_output_size(n, k, padding=0, stride=1, dilation=1)`: the number of stops along one axis, "
        "as a whole number, with `padding` counted per side. Use no loop, and try it without "
        "`d2l.output_size`. You may take it that the kernel fits."
    ),
    hints=(
        "Ask three things in turn. How far does the dilated kernel reach? How far can its first entry move "
        "to the right? How many stops are there, the one at 0 included?",
        "It reaches over dilation · (k − 1) + 1 numbers, so it can move by n + 2 · padding minus that.",
        "Python's // rounds down: the number of moves is (…) // stride, and there is one stop more than "
        "moves.",
    ),
    solution=my_output_size,
    cases=_cases,
    mistakes=(
        Mistake(
            "one stop is missing: the kernel also stops where it starts, before its first move. Add 1.",
            lambda n, k, padding=0, stride=1, dilation=1: (
                (n + 2 * padding - dilation * (k - 1) - 1) // stride
            ),
        ),
        Mistake(
            "you count the padding once. Per side means that it is added at both ends: 2 · padding.",
            lambda n, k, padding=0, stride=1, dilation=1: (
                (n + padding - dilation * (k - 1) - 1) // stride + 1
            ),
        ),
        Mistake(
            "you round up. A window that would stick out over the padded input does not count: round down.",
            lambda n, k, padding=0, stride=1, dilation=1: (
                ceil((n + 2 * padding - dilation * (k - 1) - 1) / stride) + 1
            ),
        ),
        Mistake(
            "you round to the nearest number. A window that would stick out does not count: round down.",
            lambda n, k, padding=0, stride=1, dilation=1: (
                round((n + 2 * padding - dilation * (k - 1) - 1) / stride) + 1
            ),
        ),
        Mistake(
            "you divide without rounding: the number of stops is a whole number. Python's // rounds down.",
            lambda n, k, padding=0, stride=1, dilation=1: (
                (n + 2 * padding - dilation * (k - 1) - 1) / stride + 1
            ),
        ),
        Mistake(
            "you divide after adding 1. Divide the moves by the stride first, then add the stop at the "
            "start.",
            lambda n, k, padding=0, stride=1, dilation=1: (n + 2 * padding - dilation * (k - 1)) // stride,
        ),
        Mistake(
            "the dilation is ignored: a dilated kernel reaches over dilation · (k − 1) + 1 numbers, not "
            "over k.",
            lambda n, k, padding=0, stride=1, dilation=1: (n + 2 * padding - k) // stride + 1,
        ),
        Mistake(
            "a dilated kernel reaches over dilation · (k − 1) + 1 numbers, not over dilation · k: no gap "
            "follows its last entry.",
            lambda n, k, padding=0, stride=1, dilation=1: (n + 2 * padding - dilation * k) // stride + 1,
        ),
        Mistake(
            "the stride is ignored: divide the number of moves by it.",
            lambda n, k, padding=0, stride=1, dilation=1: n + 2 * padding - dilation * (k - 1),
        ),
        Mistake(
            "a dilated kernel reaches over dilation · (k − 1) + 1 numbers, not over k + dilation − 1: each "
            "of its k − 1 steps grows.",
            lambda n, k, padding=0, stride=1, dilation=1: (n + 2 * padding - k - dilation + 1) // stride + 1,
        ),
        Mistake(
            "one stop too many: the kernel reaches over dilation · (k − 1) + 1 numbers, and that + 1 is "
            "missing.",
            lambda n, k, padding=0, stride=1, dilation=1: (
                (n + 2 * padding - dilation * (k - 1)) // stride + 1
            ),
        ),
        Mistake(
            "your count is right, but a decimal number: use //, or int(…).",
            lambda *settings: float(my_output_size(*settings)),
        ),
    ),
)
