"""Exercise: predict the holes of forward mapping."""

from collections.abc import Iterator
from numbers import Integral

import torch

from d2lmini.exercises.kit.compare import kind_of
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_counts():
    """Only 3 × 3 numbers arrive; who asks always gets one; nine outputs get nine numbers each."""
    return (72, 0, 9)


def _count(counts: tuple, position: int) -> str:
    if not isinstance(counts, tuple | list) or len(counts) != 3:
        return f"{kind_of(counts)}; write three numbers: (…, …, …)"
    count = counts[position]
    if isinstance(count, torch.Tensor) and count.numel() == 1:
        count = count.item()
    return str(count) if isinstance(count, Integral) else f"{kind_of(count)}; write a whole number"


def _cases() -> Iterator[Case]:
    for position, label in enumerate(("enlarged and sent", "enlarged and asked", "reduced and sent")):
        yield Case(label, (position,), _count)


EXERCISE = Exercise(
    accepts="value",
    title="Predict: holes and crowds",
    statement=(
        "A picture of 9 × 9 pixels is enlarged three times about its centre; the output has 9 × 9 "
        "pixels, too. How many output pixels get no number (1) if each input pixel is sent; (2) if each "
        "output pixel asks? (3) Reduced to a third instead, each input pixel is sent to the nearest "
        "output pixel. How many output pixels get more than one number? Give `my_counts = (…, …, …)`."
    ),
    hints=(
        "Count along one axis, from −4 to 4, first. Both axes behave alike.",
        "Enlarged, −1, 0 and 1 go to −3, 0 and 3, and all others leave the output.",
        "Reduced, −4, −3 and −2 go to −4/3, −1 and −2/3, and each of them is rounded to −1.",
    ),
    solution=my_counts,
    cases=_cases,
    mistakes=(
        Mistake("you count the pixels that get a number: the others are the holes.", lambda: (9, 81, 9)),
        Mistake(
            "an output pixel that asks always lands inside the picture, so that none stays empty.",
            lambda: (72, 72, 9),
        ),
        Mistake(
            "you count along one axis only: the picture has two.",
            lambda: (6, 0, 3),
        ),
        Mistake(
            "in (3) you count the pixels that are sent: they end on 3 × 3 outputs.",
            lambda: (72, 0, 81),
        ),
        Mistake(
            "in (3) you count how many numbers one output gets: how many outputs get several?",
            lambda: (72, 0, 72),
        ),
        Mistake(
            "a number fills one output pixel, not the block of 3 × 3 around it.",
            lambda: (0, 0, 9),
        ),
    ),
)
