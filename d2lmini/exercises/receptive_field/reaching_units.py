"""Exercise: which units does a pixel reach?"""

from collections.abc import Iterator

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_units(field, pixel, m):
    """Return the units, of m, that see a pixel."""
    size, jump, start = field
    return [unit for unit in range(m) if 0 <= pixel - start - unit * jump < size]


def _cases() -> Iterator[Case]:
    yield Case("a field of one pixel", ((1, 1, 0), 2, 5))
    yield Case("three neighbours", ((3, 1, -1), 2, 6))
    yield Case("the first pixel", ((3, 1, -1), 0, 6))
    yield Case("the last pixel", ((3, 1, -1), 5, 6))
    yield Case("windows that do not overlap", ((2, 2, 0), 5, 4))
    yield Case("windows that overlap", ((5, 2, -2), 6, 6))
    yield Case("a pixel that no unit sees", ((2, 3, 0), 2, 4))
    yield Case("AlexNet's corner", ((195, 32, -66), 0, 6))
    yield Case("AlexNet's middle", ((195, 32, -66), 112, 6))


def _within(before: int = 0, after: int = 0, jump_by: int = 1, from_start: int = 1, more: int = 0) -> object:
    def twin(field: tuple, pixel: int, m: int) -> list[int]:
        size, jump, start = field
        jump = jump if jump_by else 1
        return [
            unit
            for unit in range(m + more)
            if before <= pixel - from_start * start - unit * jump < size + after
        ]

    return twin


EXERCISE = Exercise(
    title="The other way: which units does a pixel reach?",
    statement=(
        "Write `my_units(field, pixel, m)`. Of a row of `m` units, whose receptive field has the size, jump "
        "and start in `field`, it returns the list of those that see the pixel, in rising order. The list "
        "may be empty."
    ),
    hints=(
        "Try every unit from 0 to m − 1, and keep those whose pixels include this one.",
        "Unit i sees the pixels from start + i · jump on, size many.",
        "0 <= pixel - start - unit * jump < size.",
    ),
    solution=my_units,
    cases=_cases,
    mistakes=(
        Mistake("you let a field end one pixel too late: it has size pixels.", _within(after=1)),
        Mistake("you leave out the first pixel of each field.", _within(before=1)),
        Mistake("the jump is ignored: unit i begins i jumps after unit 0.", _within(jump_by=0)),
        Mistake("the start is ignored: padding lets unit 0 begin before pixel 0.", _within(from_start=0)),
        Mistake("the start is added where it should be subtracted.", _within(from_start=-1)),
        Mistake("there are only m units, from 0 to m − 1.", _within(more=1)),
        Mistake(
            "you count the units: return which they are.",
            lambda field, pixel, m: len(my_units(field, pixel, m)),
        ),
    ),
)
