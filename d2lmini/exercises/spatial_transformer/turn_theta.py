"""Exercise: turn a picture that is not square, without a skew."""

from collections.abc import Callable, Iterator
from math import cos, radians, sin

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_turn(degrees, h, w):
    """Return the theta that turns the places of an h × w picture, as measured in pixels: (2, 3)."""
    angle = torch.deg2rad(torch.tensor(float(degrees)))
    cosine, sine = angle.cos(), angle.sin()
    return torch.tensor([[cosine, -sine * h / w, 0], [sine * w / h, cosine, 0]])


def _cases() -> Iterator[Case]:
    yield Case("no turn", (0, 3, 5))
    yield Case("a square picture, turned by 30°", (30, 8, 8))
    yield Case("a quarter turn of a wide picture", (90, 2, 6))
    yield Case("a wide picture, turned by 30°", (30, 4, 8))
    yield Case("a tall picture, turned by 30°", (30, 9, 6))
    yield Case("the other way", (-45, 6, 9))
    yield Case("half a turn", (180, 5, 7))


def _theta(scale: Callable, sense: int = 1, angle: Callable = radians) -> Callable:
    def twin(degrees: float, h: int, w: int) -> Tensor:
        cosine, sine = cos(angle(degrees)), sense * sin(angle(degrees))
        across, down = scale(h, w)
        return torch.tensor([[cosine, -sine * across, 0], [sine * down, cosine, 0]])

    return twin


def _right(h: int, w: int) -> tuple:
    return h / w, w / h


EXERCISE = Exercise(
    title="Turn a picture that is not square",
    statement=(
        "Write `my_turn(degrees, h, w)` for pictures of `h` × `w` pixels and `align_corners=False`. It "
        "returns theta, a tensor of shape `(2, 3)`. An output pixel that lies $q$ columns and $r$ rows "
        "from the middle should ask the place $q \\cos\\alpha - r \\sin\\alpha$ columns and $q "
        "\\sin\\alpha + r \\cos\\alpha$ rows from the middle, where $\\alpha$ is the angle."
    ),
    hints=(
        "In the frame, q columns are x = 2q / w, and r rows are y = 2r / h.",
        "Put q = x w / 2 and r = y h / 2 in, and divide the columns that come out by w / 2, the rows by h "
        "/ 2.",
        "The sine above the diagonal is multiplied by h / w, that below it by w / h. torch.deg2rad turns "
        "degrees into what sin and cos want.",
    ),
    solution=my_turn,
    cases=_cases,
    mistakes=(
        Mistake(
            "that turns the frame, and skews a picture that is not square: measure in pixels.",
            _theta(lambda h, w: (1, 1)),
        ),
        Mistake(
            "h and w are exchanged: the picture is skewed even more.", _theta(lambda h, w: (w / h, h / w))
        ),
        Mistake("that turns the other way: look at the signs.", _theta(_right, sense=-1)),
        Mistake(
            "sines and cosines want radians: torch.deg2rad or math.radians makes them.",
            _theta(_right, angle=float),
        ),
        Mistake(
            "the factor belongs to the sines alone: columns to columns, and rows to rows, keep their scale.",
            lambda degrees, h, w: my_turn(degrees, h, w) * torch.tensor([[h / w, 1, 1], [1, w / h, 1]]),
        ),
        Mistake("theta has a third column, the shift: here it is 0.", lambda *a: my_turn(*a)[:, :2]),
        Mistake("one theta is (2, 3), without an axis for pictures.", lambda *a: my_turn(*a)[None]),
    ),
)
