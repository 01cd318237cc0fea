"""Exercise: find the mistake in the pixels that a unit sees."""

from collections.abc import Callable, Iterator

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_pixels(field, unit, n):
    """Return the first and the last real pixel that a unit sees, of n."""
    size, jump, start = field
    first = start + unit * jump
    last = first + size - 1
    return max(first, 0), min(last, n - 1)


def _broken() -> Callable:
    """Return the function that the chapter hands out."""

    def my_pixels(field, unit, n):
        size, jump, start = field
        first = start + unit * jump
        last = first + size
        return max(first, 0), min(last, n)

    return my_pixels


def _cases() -> Iterator[Case]:
    yield Case("a pixel", ((1, 1, 0), 3, 8))
    yield Case("a unit in the middle", ((3, 1, 0), 2, 9))
    yield Case("a jump", ((4, 2, 0), 3, 20))
    yield Case("padding at the left", ((5, 2, -2), 0, 20))
    yield Case("padding at the right", ((5, 1, -2), 9, 10))
    yield Case("padding on both sides", ((9, 1, -4), 3, 6))
    yield Case("AlexNet's last map", ((195, 32, -66), 2, 224))
    yield Case("AlexNet's last unit", ((195, 32, -66), 5, 224))
    yield Case("a field that ends with the picture", ((4, 4, 0), 3, 16))


EXERCISE = Exercise(
    title="Find the mistake: one too many",
    statement=(
        "`my_pixels(field, unit, n)` should give the first and the last of the pixels 0 to n − 1 that a unit "
        "sees, where `field` holds size, jump and start. Padding does not count. It comes out one too large. "
        "Find out where, and repair it in both places."
    ),
    hints=(
        "Take a field of one pixel. Which are its first and its last pixel?",
        "From first to last there are size pixels, both of them included. And what number does the last of n "
        "pixels have?",
        "last = first + size - 1, and the picture ends at n - 1.",
    ),
    solution=my_pixels,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake("the field still ends one pixel too late, and so does the picture.", _broken()),
        Mistake(
            "the field still ends one pixel too late: size pixels from first on end at first + size − 1.",
            lambda field, unit, n: (
                max(field[2] + unit * field[1], 0),
                min(field[2] + unit * field[1] + field[0], n - 1),
            ),
        ),
        Mistake(
            "the last of n pixels has the number n − 1.",
            lambda field, unit, n: (
                max(field[2] + unit * field[1], 0),
                min(field[2] + unit * field[1] + field[0] - 1, n),
            ),
        ),
        Mistake(
            "padding still counts: no pixel has a number below 0 or above n − 1.",
            lambda field, unit, n: (
                field[2] + unit * field[1],
                field[2] + unit * field[1] + field[0] - 1,
            ),
        ),
        Mistake(
            "now the field ends too early: its last pixel is first + size − 1, counted before the cut at 0.",
            lambda field, unit, n: (
                max(field[2] + unit * field[1], 0),
                min(field[2] + unit * field[1] + field[0] - 2, n - 1),
            ),
        ),
    ),
)
