"""Exercise: how many versions of its feature map can one picture have?"""

from collections.abc import Callable, Iterator
from math import prod

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_versions(strides):
    """Return the pixels for one position of the last map, and the number of maps that are no moved copies."""
    steps = 1
    for s in strides:
        steps *= s
    return steps, steps**2


def _cases() -> Iterator[Case]:
    yield Case("no stride", ([1],))
    yield Case("one layer with stride 2", ([2],))
    yield Case("two layers with stride 2", ([2, 2],))
    yield Case("LeNet", ([1, 2, 1, 2],))
    yield Case("strides 2 and 3", ([2, 3],))
    yield Case("AlexNet", ([4, 2, 1, 2, 1, 1, 1, 2],))
    yield Case("no layer at all", ([],))


def _counted(steps: Callable, versions: Callable = lambda steps: steps**2) -> Callable:
    return lambda strides: (steps(strides), versions(steps(strides)))


EXERCISE = Exercise(
    title="How many versions?",
    statement=(
        "Write `my_versions(strides)` for a stack of layers with these strides, which returns two numbers. "
        "The first is the smallest number of pixels, above 0, by which a picture has to move to the right so "
        "that the last feature map surely moves along. The second is the largest number of different last "
        "maps that one picture can give while it moves over all rows and columns, where moved copies of a "
        "map do not count as different, and borders play no part."
    ),
    hints=(
        "The jump of the chapter on receptive fields: how many pixels apart are two neighbours of the last "
        "map?",
        "The strides multiply. A shift by the product gives a moved copy; smaller ones can give new maps.",
        "Rows and columns move separately, so the number of maps is the product squared.",
    ),
    solution=my_versions,
    cases=_cases,
    mistakes=(
        Mistake("strides multiply: each counts positions of the layer before.", _counted(sum)),
        Mistake(
            "the largest stride alone is not enough: all strides multiply.", _counted(lambda s: max([1, *s]))
        ),
        Mistake(
            "only the last stride counts in your answer: all of them multiply.",
            _counted(lambda s: [1, *s][-1]),
        ),
        Mistake(
            "you count the versions of moves in one direction: rows and columns move separately.",
            _counted(prod, lambda steps: steps),
        ),
        Mistake(
            "two directions multiply the versions, they do not double them.",
            _counted(prod, lambda steps: 2 * steps),
        ),
        Mistake("you leave out the picture that has not moved.", _counted(prod, lambda steps: steps**2 - 1)),
        Mistake(
            "you count the layers: a layer with stride 1 changes nothing.", _counted(lambda s: 2 ** len(s))
        ),
        Mistake("the smallest number of pixels comes first.", lambda strides: my_versions(strides)[::-1]),
    ),
)
