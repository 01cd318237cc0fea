"""Exercise: the pixels that dilation skips."""

from collections.abc import Callable, Iterator

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_hidden(dilations):
    """Return how many pixels of a row lie in the receptive field, and on no path."""
    ends = {0}
    for d in dilations:
        ends = {pixel + step for pixel in ends for step in (-d, 0, d)}
    return 1 + 2 * sum(dilations) - len(ends)


def _cases() -> Iterator[Case]:
    yield Case("one layer without dilation", ([1],))
    yield Case("one layer, dilation 2", ([2],))
    yield Case("dilations 2 and 2", ([2, 2],))
    yield Case("dilations 1 and 2", ([1, 2],))
    yield Case("dilations 3, 3, 3", ([3, 3, 3],))
    yield Case("dilations 1, 2, 4", ([1, 2, 4],))
    yield Case("dilations 1, 3, 9", ([1, 3, 9],))
    yield Case("dilations 1 and 4", ([1, 4],))
    yield Case("dilations 2 and 5", ([2, 5],))
    yield Case("dilations 4, 2, 1", ([4, 2, 1],))


def _ending(steps: Callable, count: Callable = lambda size, ends: size - len(ends)) -> Callable:
    def twin(dilations: list[int]) -> int:
        ends = {0}
        for d in dilations:
            ends = {pixel + step for pixel in ends for step in steps(d)}
        return count(1 + 2 * sum(dilations), ends)

    return twin


EXERCISE = Exercise(
    title="Challenge: the holes of dilation",
    statement=(
        "Write `my_hidden(dilations)`. The list holds the dilation of each layer in a row of layers with "
        "kernel size 3 and stride 1. It returns how many pixels of one row lie between the first and the "
        "last pixel of the receptive field and do not count, because no path leads there."
    ),
    hints=(
        "Where can a path end? Start from the set {0}, the unit's own pixel.",
        "In a layer with dilation d, a path goes d to the left, straight on, or d to the right.",
        "The field has 1 + 2 · (sum of the dilations) pixels; subtract the number of different ends.",
    ),
    solution=my_hidden,
    cases=_cases,
    mistakes=(
        Mistake(
            "those are the pixels that count: the hidden ones are the rest.",
            _ending(lambda d: (-d, 0, d), lambda size, ends: len(ends)),
        ),
        Mistake(
            "a path may go straight on, too.",
            _ending(lambda d: (-d, d)),
        ),
        Mistake(
            "that is the size of the whole field.",
            _ending(lambda d: (-d, 0, d), lambda size, ends: size),
        ),
        Mistake(
            "you count the holes of a whole picture: one row is asked for.",
            _ending(lambda d: (-d, 0, d), lambda size, ends: size**2 - len(ends) ** 2),
        ),
        Mistake(
            "you count the paths: several of them can end at the same pixel.",
            lambda dilations: 1 + 2 * sum(dilations) - 3 ** len(dilations),
        ),
        Mistake(
            "you count holes on one side only: paths go to the left and to the right.",
            lambda dilations: my_hidden(dilations) // 2,
        ),
    ),
)
