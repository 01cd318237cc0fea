"""What is drawn on the pad: a picture, and strokes over it."""

from math import isfinite
from numbers import Real

import numpy as np
from torch import Tensor
from traitlets import TraitError

from d2lmini.widgets.lenet_live.preparation import SIDE, Stroke
from d2lmini.widgets.traits import Array, Sent, unpacked


class Picture(Array):
    """28×28 grey values: whole numbers from 0 (paper) to 255 (ink), or fractions from 0 to 1."""

    def __init__(self, default: object) -> None:
        """Start with this picture."""
        super().__init__("rows", "columns", default=default)

    def validate(self, obj: object, value: object) -> Tensor:
        """Return whole numbers; MNIST's pictures come as fractions, with an axis for their one channel."""
        X = super().validate(obj, value[0] if _has_channel(value) else value)
        if X.shape != (SIDE, SIDE):
            got = "×".join(map(str, X.shape))
            raise TraitError(f"{self.name} must be {SIDE}×{SIDE} grey values, got {got}; resize it first")
        most = 1 if _holds_fractions(value) else 255
        if X.min() < 0 or X.max() > most:
            kind = "fractions from 0 to 1" if most == 1 else "whole numbers from 0 to 255"
            strange = X.min() if X.min() < 0 else X.max()
            raise TraitError(f"{self.name} must hold {kind}, 0 is paper, got {strange.item():g}")
        return (X * (255 // most)).round().long()


def _has_channel(value: object) -> bool:
    return isinstance(value, Tensor) and value.shape == (1, SIDE, SIDE)


def _holds_fractions(value: object) -> bool:
    return value.is_floating_point() if isinstance(value, Tensor) else np.asarray(value).dtype.kind == "f"


class Strokes(Sent):
    """What the pen drew: strokes of points (x, y) in pixels of the 28×28 picture, x to the right."""

    def validate(self, obj: object, value: object) -> tuple[Stroke, ...]:
        """Return tuples."""
        strokes = unpacked(value)
        many = (list, tuple)
        if not isinstance(strokes, many) or not all(isinstance(unpacked(one), many) for one in strokes):
            raise TraitError(
                f"{self.name} must be a list of strokes such as [[(8, 4), (20, 4)]], got {value!r}"
            )
        return tuple(self._stroke(unpacked(one)) for one in strokes)

    def _stroke(self, points: list) -> Stroke:
        if not points:
            raise TraitError(f"{self.name} holds a stroke without a point; leave it out")
        return tuple(self._point(unpacked(point)) for point in points)

    def _point(self, point: object) -> tuple[float, float]:
        if not isinstance(point, (list, tuple)) or len(point) != 2 or not all(map(_on_pad, point)):
            raise TraitError(f"{self.name} must hold points (x, y) from 0 to {SIDE}, got {point!r}")
        return tuple(int(number) if float(number).is_integer() else float(number) for number in point)


def _on_pad(number: object) -> bool:
    return (
        isinstance(number, Real) and not isinstance(number, bool) and isfinite(number) and 0 <= number <= SIDE
    )
