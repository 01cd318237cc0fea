"""The kinds of values that widgets hold: each takes what a reader may write and refuses the rest in words.

All are sent to the browser. NumPy's numbers and arrays are taken wherever Python's are.
"""

import json
from copy import deepcopy
from numbers import Integral, Real
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor
from traitlets import Dict, HasTraits, TraitError, TraitType, Undefined

from d2lmini.arguments import check_plain
from d2lmini.widgets.held import HeldTensor, held_copy

# Products of 49 such numbers still add up exactly in the browser's doubles.
LARGEST = 1_000_000


class Sent(TraitType):
    """A part of an explorable's state."""

    metadata: ClassVar = {"sync": True}

    def _cross_validate(self, obj: HasTraits, value: object) -> object:
        """Demand that the explorable can show the value beside its others."""
        value = super()._cross_validate(obj, value)
        if reason := obj._refusal(**{self.name: value}):
            raise TraitError(reason)
        return value


class Array(Sent):
    """A tensor with named axes: int64 when every number is whole, else float64; lists will do too."""

    metadata: ClassVar = {"sync": True, "to_json": lambda value, widget: value.tolist()}
    _expected: ClassVar = ("numbers", "give nested lists of equal lengths, or a tensor")

    def __init__(self, *axes: str, optional: int = 0, default: object = Undefined) -> None:
        """Expect one axis of each name, in this order; the first `optional` ones may be left out."""
        super().__init__(default)
        self.axes, self.optional = axes, optional
        self._shape = (f"the axes ({', '.join(axes)})", "index it, or add an axis with [None]")

    def get(self, obj: object, cls: type | None = None) -> Tensor:
        """Hand out a copy that refuses writes."""
        return HeldTensor.of(super().get(obj, cls).clone(), self.name)

    def validate(self, obj: object, value: object) -> Tensor:
        """Return `value` as a new tensor on the CPU."""
        X = _copied(self.name, value, *self._expected)
        left_out = len(self.axes) - X.ndim
        if 0 < left_out <= self.optional:
            X = X[(None,) * left_out]
        if X.ndim != len(self.axes) or 0 in X.shape:
            expected, way_out = self._shape
            raise TraitError(f"{self.name} must have {expected}, got shape {tuple(X.shape)}; {way_out}")
        if not X.isfinite().all():
            strange = X[~X.isfinite()][0].item()
            raise TraitError(
                f"{self.name} holds {strange}, expected finite numbers; torch.nan_to_num replaces it"
            )
        if not X.abs().le(LARGEST).all():
            raise TraitError(f"{self.name} holds a number outside −{LARGEST} to {LARGEST}; scale it first")
        return X.long() if X.equal(X.round()) else X


class Matrix(Array):
    """An array with two axes."""

    _expected = ("a rectangle of numbers", "give rows of numbers, all of one length")

    def __init__(self, *bounds: int, default: object = Undefined) -> None:
        """Allow any size, or from `least` to `most` rows and columns."""
        super().__init__("rows", "columns", default=default)
        self._shape = ("rows and columns", "index or reshape it")
        self.bounds = list(bounds)

    def validate(self, obj: object, value: object) -> Tensor:
        """Return `value` as a new tensor on the CPU."""
        X = super().validate(obj, value)
        if self.bounds and not all(self.bounds[0] <= length <= self.bounds[1] for length in X.shape):
            least, most = (f"{bound}×{bound}" for bound in self.bounds)
            got = "×".join(map(str, X.shape))
            raise TraitError(f"{self.name} must be between {least} and {most}, got {got}")
        return X


class Axes(Sent):
    """One whole number for both axes, or a pair (height, width), each from `least` to `most`."""

    def __init__(self, default: object, least: int, most: int, **options: object) -> None:
        """Allow these numbers."""
        super().__init__(default, **options)
        self.bounds = [least, most]

    def validate(self, obj: object, value: object) -> int | tuple[int, int]:
        """Return an int, or a tuple of two."""
        plain = unpacked(value)
        single = whole_numbers([plain])
        if not single and not (whole_numbers(plain) and len(plain) == 2):
            raise TraitError(f"{self.name} must be a whole number or a pair (height, width), got {value!r}")
        for number in [plain] if single else plain:
            _check_bounds(self.name, number, self.bounds)
        return int(plain) if single else tuple(map(int, plain))


class Pair(Axes):
    """A pair (height, width); one whole number stands for both."""

    def validate(self, obj: object, value: object) -> tuple[int, int]:
        """Return a tuple of two."""
        plain = super().validate(obj, value)
        return plain if isinstance(plain, tuple) else (plain, plain)


class Path(Sent):
    """Where a layer stands in a tree: (4,) is number 4, (4, 1, 0) the first of its branch 1; () is none."""

    def validate(self, obj: object, value: object) -> tuple[int, ...]:
        """Return a tuple of whole numbers."""
        plain = unpacked(value)
        if not whole_numbers(plain) or any(number < 0 for number in plain):
            raise TraitError(f"{self.name} must be a tuple of places counted from 0, got {value!r}")
        return tuple(map(int, plain))


class Place(Sent):
    """A row and a column, counted from 0, of a surface whose size the explorable tells by its name."""

    def __init__(self, default: object, surface: str = "") -> None:
        """Stand on this surface; without one, any place will do."""
        super().__init__(default)
        self.surface = surface

    def _cross_validate(self, obj: HasTraits, value: tuple[int, int]) -> tuple[int, int]:
        if self.surface:
            size = obj._size_of(self.surface)
            if any(index >= length for index, length in zip(value, size, strict=True)):
                raise TraitError(
                    f"{self.name} must be a position in the {size[0]}×{size[1]} {self.surface}, got {value}"
                )
        return super()._cross_validate(obj, value)

    def validate(self, obj: object, value: object) -> tuple[int, int]:
        """Return a tuple of two whole numbers."""
        plain = unpacked(value)
        if not whole_numbers(plain) or len(plain) != 2 or min(plain) < 0:
            raise TraitError(f"{self.name} must be a pair (row, column) counted from 0, got {value!r}")
        return tuple(map(int, plain))


class Whole(Sent):
    """A whole number, of any size or from `least` to `most`."""

    def __init__(self, default: int = 0, *bounds: int) -> None:
        """Allow these numbers."""
        super().__init__(default)
        self.bounds = list(bounds)

    def validate(self, obj: object, value: object) -> int:
        """Return an int."""
        plain = unpacked(value)
        if not whole_numbers([plain]):
            raise TraitError(f"{self.name} must be a whole number, got {value!r}")
        if self.bounds:
            _check_bounds(self.name, plain, self.bounds)
        return int(plain)


class Number(Sent):
    """A real number of moderate size."""

    def validate(self, obj: object, value: object) -> float:
        """Return an int or a float."""
        plain = unpacked(value)
        if not isinstance(plain, Real) or isinstance(plain, bool) or not -LARGEST <= plain <= LARGEST:
            raise TraitError(f"{self.name} must be a number from −{LARGEST} to {LARGEST}, got {value!r}")
        return int(plain) if isinstance(plain, Integral) else float(plain)


class Table(Dict):
    """A dict of plain values whose order counts, sent as text: a notebook that is saved sorts keys."""

    metadata: ClassVar = {"sync": True, "to_json": lambda value, widget: json.dumps(value)}


class Flag(Sent):
    """True or False."""

    def validate(self, obj: object, value: object) -> bool:
        """Return a bool."""
        plain = unpacked(value)
        if not isinstance(plain, bool):
            raise TraitError(f"{self.name} must be True or False, got {value!r}")
        return plain


class Record(Sent):
    """A dict of plain values."""

    def get(self, obj: object, cls: type | None = None) -> dict:
        """Hand out a copy that refuses writes."""
        return held_copy(super().get(obj, cls), self.name)

    def validate(self, obj: object, value: object) -> dict:
        """Return a copy of `value`."""
        if not isinstance(value, dict):
            raise TraitError(f"{self.name} must be a dict, got {value!r}")
        return deepcopy(value)


class Choice(Sent):
    """One of a few words, of which the first is the default."""

    def __init__(self, *words: str) -> None:
        """Allow these words."""
        super().__init__(words[0])
        self.words = words

    def validate(self, obj: object, value: object) -> str:
        """Return `value`, one of the words."""
        if not isinstance(value, str) or value not in self.words:
            raise TraitError(f"{self.name} must be {' or '.join(map(repr, self.words))}, got {value!r}")
        return value


def _copied(name: str, value: object, expected: str, way_out: str) -> Tensor:
    """Return the numbers as a new float64 tensor on the CPU."""
    if isinstance(value, Tensor):
        _check_readable(name, value)
    try:
        X = value if isinstance(value, Tensor) else np.array(value)
        if "complex" in str(X.dtype):
            raise TraitError(f"{name} holds complex numbers, expected real ones; use .real, .imag or .abs()")
        return torch.as_tensor(X, dtype=torch.float64).detach().to("cpu", copy=True)
    except (TypeError, ValueError, RuntimeError) as error:
        raise TraitError(f"{name} must be {expected}, got {value!r}; {way_out}") from error


def _check_readable(name: str, X: Tensor) -> None:
    """Demand a tensor whose entries can be read one by one."""
    if X.is_meta:
        raise TraitError(f"{name} is on the device 'meta', where tensors have no numbers; put it on the CPU")
    try:
        check_plain(name, X)
    except TypeError as error:
        raise TraitError(str(error)) from error


def _check_bounds(name: str, number: int, bounds: list[int]) -> None:
    least, most = bounds
    if not least <= number <= most:
        raise TraitError(f"{name} must be a whole number from {least} to {most}, got {number}")


def unpacked(value: object) -> object:
    """Return NumPy's and torch's numbers and arrays as Python's."""
    return value.tolist() if isinstance(value, (np.generic, np.ndarray, Tensor)) else value


def whole_numbers(value: object) -> bool:
    """Say whether this is a list or a tuple of nothing else."""
    return isinstance(value, (tuple, list)) and all(
        isinstance(number, Integral) and not isinstance(number, bool) for number in value
    )
