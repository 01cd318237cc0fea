"""Digits and other drawings to choose from: real ones from the test pictures, and strokes of our own."""

from functools import cache
from math import cos, pi, sin

import torch

from d2lmini.data import load_data_mnist
from d2lmini.widgets.lenet_live.preparation import Stroke

# Pictures of the test set, by their number there: one of each digit that the network gets right …
_CLEAR = {f"Digit {digit}": digit for digit in range(10)}
# … and some that it gets wrong.
_WRONG = {
    "2 taken for 3": 532,
    "3 taken for 7": 623,
    "5 taken for 6": 1185,
    "6 taken for 4": 286,
    "7 taken for 4": 1487,
    "8 taken for 4": 678,
    "9 taken for 7": 1519,
}


def _arc(x: float, y: float, radius: float, start: float, end: float) -> Stroke:
    """Return points on a circle, from one angle to another; 0 is at its right, 90 below."""
    angles = [pi / 180 * (start + (end - start) * step / 12) for step in range(13)]
    return tuple((round(x + radius * cos(a), 2), round(y + radius * sin(a), 2)) for a in angles)


_SPIRAL = tuple(
    (round(14 + 0.42 * step * cos(step / 2.2), 2), round(14 + 0.42 * step * sin(step / 2.2), 2))
    for step in range(27)
)
_DRAWN: dict[str, tuple[Stroke, ...]] = {
    "7 with a bar": (((7, 5), (21, 5), (12, 24)), ((9, 14), (20, 14))),
    "1 with a foot": (((8, 10), (14, 4), (14, 24)), ((7, 24), (21, 24))),
    "Small 4 in a corner": (((5, 2), (2.5, 6), (7.5, 6)), ((6, 4), (6, 9))),
    "Letter A": (((6, 24), (14, 4), (22, 24)), ((9.5, 16), (18.5, 16))),
    "Spiral": (_SPIRAL,),
    "10 side by side": (((7, 5), (7, 23)), _arc(18, 14, 6, -90, 270)),
}


@cache
def examples() -> dict[str, dict]:
    """Return each drawing by its name: its picture as bytes, or its strokes."""
    _, test_iter = load_data_mnist(2000)
    images = (test_iter.images[:, 0] * 255).round().to(torch.uint8)
    pictures = {name: {"picture": images[i].numpy().tobytes()} for name, i in (_CLEAR | _WRONG).items()}
    return pictures | {name: {"strokes": strokes} for name, strokes in _DRAWN.items()}


def first_picture() -> list[list[int]]:
    """Return the drawing that an explorable starts with, unless another is given."""
    picture = list(examples()["Digit 4"]["picture"])
    return [picture[start : start + 28] for start in range(0, len(picture), 28)]
