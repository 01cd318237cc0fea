"""Exercise: repair the names of edges."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_labels(row):
    """Name what happens between each pixel of a row and the next; 1 is white, 0 is black."""
    names = {1: "white to black", -1: "black to white", 0: "no edge"}
    return [names[difference] for difference in (row[:-1] - row[1:]).tolist()]


def _broken() -> Callable:
    """Return the function that the chapter hands out."""

    def my_labels(row):
        names = {1: "white to black", 0: "black to white"}
        return [names[difference] for difference in (row[:-1] - row[1:]).tolist()]

    return my_labels


def _named(names: dict[int, str]) -> Callable:
    return lambda row: [names[difference] for difference in (row[:-1] - row[1:]).tolist()]


def _cases() -> Iterator[Case]:
    def row(*pixels: int) -> Tensor:
        return torch.tensor(pixels)

    yield Case("white to black", (row(1, 0),))
    yield Case("black to white", (row(0, 1),))
    yield Case("two white pixels", (row(1, 1),))
    yield Case("two black pixels", (row(0, 0),))
    yield Case("a black bar on white", (row(1, 1, 0, 0, 0, 0, 1, 1),))
    yield Case("stripes", (row(0, 1, 0, 1),))


EXERCISE = Exercise(
    title="Find the mistake: which edge is it?",
    statement=(
        "`my_labels(row)` gets a row of pixels, 1 for white and 0 for black. For each output of the "
        'kernel [1, −1] it should return "white to black", "black to white" or "no edge", all in a list. '
        "The names come from a summary with a mistake in it. Repair them."
    ),
    hints=(
        "Work out the kernel's output by hand for white then black, for black then white, and for two equal "
        "pixels.",
        "1 − 0 = 1, 0 − 1 = −1, and 1 − 1 = 0 − 0 = 0. Which of the three has the wrong name, and which has "
        "none?",
        'names = {1: "white to black", -1: …, 0: …}',
    ),
    solution=my_labels,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake(
            "0 still counts as an edge from black to white: 0 says that nothing changes. Black to white is "
            "0 − 1 = −1.",
            _named({1: "white to black", -1: "black to white", 0: "black to white"}),
        ),
        Mistake(
            "the two edges are swapped: white then black is 1 − 0 = 1.",
            _named({1: "black to white", -1: "white to black", 0: "no edge"}),
        ),
        Mistake(
            "the direction is lost: −1 and 1 are different edges.",
            _named({1: "white to black", -1: "white to black", 0: "no edge"}),
        ),
        Mistake(
            "black to white goes unseen: the kernel gives −1 there, not 0.",
            _named({1: "white to black", -1: "no edge", 0: "no edge"}),
        ),
        Mistake(
            "the names of −1 and 0 are swapped: 0 says that nothing changes.",
            _named({1: "white to black", -1: "no edge", 0: "black to white"}),
        ),
        Mistake(
            "the output 0 has no name yet: two equal pixels are no edge.",
            _named({1: "white to black", -1: "black to white"}),
        ),
        Mistake(
            "the output −1 has no name yet: it is what black then white gives.",
            _named({1: "white to black", 0: "no edge"}),
        ),
    ),
)
