"""The kinds of values that widgets hold: each takes what a reader may write and refuses the rest in words.

All are sent to the browser.
"""

from numbers import Integral, Real
from typing import ClassVar

import torch
from torch import Tensor
from traitlets import TraitError, TraitType

from d2lmini.widgets.settings import LIMITS

_LARGEST = LIMITS["number"]


class _Sent(TraitType):
    metadata: ClassVar = {"sync": True}


class Matrix(_Sent):
    """A tensor with two axes: int64 when every number is whole, else float64; takes lists and arrays too."""

    metadata: ClassVar = {"sync": True, "to_json": lambda value, widget: value.tolist()}

    def validate(self, obj: object, value: object) -> Tensor:
        """Return `value` as a new tensor on the CPU."""
        X = _copied(self.name, value, "a rectangle of numbers", "give rows of numbers, all of one length")
        if X.ndim != 2 or 0 in X.shape:
            got = tuple(X.shape)
            raise TraitError(f"{self.name} must have rows and columns, got shape {got}; index or reshape it")
        return _plain(self.name, X)


class Array(_Sent):
    """A tensor with named axes, kept as `Matrix` keeps its two."""

    metadata: ClassVar = {"sync": True, "to_json": lambda value, widget: value.tolist()}

    def __init__(self, *axes: str) -> None:
        """Expect one axis of each name, in this order."""
        super().__init__()
        self.axes = axes

    def validate(self, obj: object, value: object) -> Tensor:
        """Return `value` as a new tensor on the CPU."""
        X = _copied(self.name, value, "numbers", "give nested lists of equal lengths, or a tensor")
        if X.ndim != len(self.axes) or 0 in X.shape:
            raise TraitError(
                f"{self.name} must have the axes ({', '.join(self.axes)}), got shape {tuple(X.shape)}; "
                "index it, or add an axis with [None]"
            )
        return _plain(self.name, X)


class Axes(_Sent):
    """One whole number for both axes, or a pair (height, width)."""

    def validate(self, obj: object, value: object) -> int | tuple[int, int]:
        """Return an int, or a tuple of two."""
        if _whole_numbers([value]):
            return int(value)
        if _whole_numbers(value) and len(value) == 2:
            return tuple(map(int, value))
        raise TraitError(f"{self.name} must be a whole number or a pair (height, width), got {value!r}")


class Place(_Sent):
    """A row and a column, counted from 0."""

    def validate(self, obj: object, value: object) -> tuple[int, int]:
        """Return a tuple of two whole numbers."""
        if not _whole_numbers(value) or len(value) != 2 or min(value) < 0:
            raise TraitError(f"{self.name} must be a pair (row, column) counted from 0, got {value!r}")
        return tuple(map(int, value))


class Index(_Sent):
    """A whole number, counted from 0."""

    default_value = 0

    def validate(self, obj: object, value: object) -> int:
        """Return an int."""
        if not _whole_numbers([value]) or value < 0:
            raise TraitError(f"{self.name} must be a whole number counted from 0, got {value!r}")
        return int(value)


class Number(_Sent):
    """A real number of moderate size."""

    def validate(self, obj: object, value: object) -> float:
        """Return `value`."""
        if not isinstance(value, Real) or isinstance(value, bool) or not -_LARGEST <= value <= _LARGEST:
            raise TraitError(f"{self.name} must be a number from −{_LARGEST} to {_LARGEST}, got {value!r}")
        return value


class Choice(_Sent):
    """One of a few words, of which the first is the default."""

    def __init__(self, *words: str) -> None:
        """Allow these words."""
        super().__init__(words[0])
        self.words = words

    def validate(self, obj: object, value: object) -> str:
        """Return `value`, one of the words."""
        if value not in self.words:
            raise TraitError(f"{self.name} must be {' or '.join(map(repr, self.words))}, got {value!r}")
        return value


def _copied(name: str, value: object, expected: str, way_out: str) -> Tensor:
    try:
        return torch.as_tensor(value, dtype=torch.float64).detach().to("cpu", copy=True)
    except (TypeError, ValueError, RuntimeError) as error:
        raise TraitError(f"{name} must be {expected}, got {value!r}; {way_out}") from error


def _plain(name: str, X: Tensor) -> Tensor:
    if not X.abs().le(_LARGEST).all():
        raise TraitError(f"{name} holds a number outside −{_LARGEST} to {_LARGEST}; scale it first")
    return X.long() if X.equal(X.round()) else X


def _whole_numbers(value: object) -> bool:
    return isinstance(value, (tuple, list)) and all(
        isinstance(number, Integral) and not isinstance(number, bool) for number in value
    )
