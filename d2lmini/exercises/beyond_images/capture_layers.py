"""Exercise: predict how deep a network must be."""

from collections.abc import Iterator

from d2lmini.exercises.kit.compare import kind_of
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_layers():
    """The farthest neighbour of the group is 2, 6 and 3 rows or columns away; each layer adds one."""
    return (2, 6, 3)


def _number(layers: tuple, position: int) -> str:
    if not isinstance(layers, tuple | list) or len(layers) != 3:
        return f"{kind_of(layers)}; write three whole numbers: (…, …, …)"
    number = layers[position]
    return str(number) if type(number) is int else f"{kind_of(number)}; write a whole number"


def _cases() -> Iterator[Case]:
    for position, label in enumerate(
        ("a single stone", "five stones, at their end", "five, above the middle")
    ):
        yield Case(label, (position,), _number)


EXERCISE = Exercise(
    accepts="value",
    title="Predict: how deep?",
    statement=(
        "Far from the edge, a white group is in atari. How many 3 × 3 layers with padding 1 does a network "
        "need at least, so that its output at the last liberty can depend on every point that decides "
        "whether a black stone there captures, if the group is (1) a single stone; (2) five stones in a row, "
        "with the last liberty at one end of the row; (3) the same five stones, with the last liberty above "
        "the middle one? Give `my_layers = (…, …, …)`."
    ),
    hints=(
        "Which points decide it? Not only the stones: each neighbour of the group must be looked at, or it "
        "might be one more liberty.",
        "Measure how many rows or columns, whichever are more, the farthest of these points is away.",
        "A stack of 3 × 3 layers sees one row and one column more in each direction with every layer.",
    ),
    solution=my_layers,
    cases=_cases,
    mistakes=(
        Mistake(
            "the stones alone do not decide: their other neighbours must be seen to be taken.",
            lambda: (1, 5, 2),
        ),
        Mistake(
            "those are widths of receptive fields: each 3 × 3 layer adds two to the width.",
            lambda: (5, 13, 7),
        ),
        Mistake("a layer does not add three rows to the field but two, one on each side.", lambda: (2, 5, 3)),
        Mistake(
            "a 3 × 3 window also sees along the diagonal: rows and columns are not added up.",
            lambda: (2, 6, 4),
        ),
        Mistake("from above the middle, the ends of the row are only two columns away.", lambda: (2, 6, 6)),
        Mistake(
            "the new stone reads its own point without any layer: a window of 3 × 3 already sees its "
            "neighbours.",
            lambda: (3, 7, 4),
        ),
    ),
)
