"""Compare two values and say in words how they differ."""

import math
import numbers
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from d2lmini.exercises.kit.sandbox import run

_KINDS = (
    (Tensor, "a tensor"),
    (np.ndarray, "a NumPy array"),
    (nn.Module, "a module"),
    (bool | np.bool_, "True or False"),
    (numbers.Integral, "a whole number"),
    (numbers.Real, "a decimal number"),
    (str, "a string"),
    (tuple, "a tuple"),
    (list, "a list"),
    (dict, "a dict"),
    (type(None), "nothing (None)"),
)

# Expected, and what will do in its place.
_AS_GOOD = {("a decimal number", "a whole number"), ("a tuple", "a list")}

_WAYS_OUT = {
    ("a tensor", "a NumPy array"): "stay in torch, or convert it with torch.from_numpy",
    ("a tensor", "a list"): "convert it with torch.tensor",
    ("True or False", "a tensor"): "take it out with .item()",
    ("a whole number", "a tensor"): "take the number out with .item()",
    ("a decimal number", "a tensor"): "take the number out with .item()",
    ("a tensor", "a function"): "call it, or hand in what it returns",
}

_READABLE = 64  # entries of a tensor that are shown in full
_LONGEST = 500  # characters of any other value


def difference(expected: Any, got: Any, tolerance: float = 1e-4) -> str | None:
    """Say how `got` differs from `expected` in kind, shape, dtype or value; None where it does not.

    Floating point may differ by `tolerance`, relative or absolute; everything else is exact.
    """
    if words := kind_difference(expected, got):
        return words
    if isinstance(expected, Tensor):
        return _tensor_difference(expected, got, tolerance)
    if isinstance(expected, nn.Module):
        return difference(_parameters(expected), _parameters(got))
    if isinstance(expected, tuple | list):
        return _sequence_difference(expected, got, tolerance)
    exact = not isinstance(expected, float)
    same = got == expected if exact else math.isclose(got, expected, rel_tol=tolerance, abs_tol=tolerance)
    return None if same else f"it should be {show(expected)}, not {show(got)}"


def kind_difference(expected: Any, got: Any) -> str | None:
    """Say which kind of value was expected and how to get there; None where the kind is right."""
    kind, got_kind = kind_of(expected), kind_of(got)
    if kind == got_kind or (kind, got_kind) in _AS_GOOD:
        return None
    way_out = _WAYS_OUT.get((kind, got_kind), "")
    if got_kind == "a tensor" and got.numel() != 1:
        way_out = ""  # .item() would fail
    if kind == "a tensor" and _all_tensors(got):
        way_out = "stack it with torch.stack"
    return f"{kind} was expected, not {got_kind}{way_out and ': '}{way_out}"


def show(value: Any) -> str:
    """`value` as text: a small tensor in full, untouched by print options, and a large one by its shape."""
    if kind_of(value) == "a tensor":
        if value.numel() > _READABLE:
            return f"a tensor of shape {tuple(value.shape)}, {value.dtype}"
        if value.dim() == 0 and value.is_floating_point():
            return f"{value.item():.6g}"
        array = np.array(value.tolist())
        return np.array2string(
            array, max_line_width=100, precision=4, suppress_small=True, separator=", ", floatmode="maxprec",
            sign="-", threshold=_READABLE, formatter={},
        )  # fmt: skip
    if isinstance(value, nn.Module):
        return f"a module with {_parameters(value)}"
    return brief(value if isinstance(value, str) else text_of(value, _begin), _LONGEST)


def text_of(value: Any, convert: Callable[[Any], str] = repr) -> str:
    """`value` by its repr or str, even where its class has a broken one, or one that does not end."""
    outcome = run(lambda: convert(value), seconds=1.0)
    if outcome.error or not outcome.finished:
        return f"{kind_of(value)} that cannot be shown"
    return outcome.value


def _begin(value: Any) -> str:
    """The beginning of the repr, without writing the rest: it may be longer than the memory."""
    text = ""
    for piece in _pieces(value):
        text += piece
        if len(text) > _LONGEST:
            break
    return text


def _pieces(value: Any) -> Iterator[str]:
    if kind_of(value) == "a tensor":
        yield show(value)
        return
    brackets = {list: "[]", tuple: "()", dict: "{}"}.get(type(value))
    if brackets is None:
        yield repr(value[:_LONGEST] if type(value) in (str, bytes) else value)
        return
    yield brackets[0]
    for position, entry in enumerate(value):
        yield ", " * (position > 0)
        yield from _pieces(entry)
        if type(value) is dict:
            yield ": "
            yield from _pieces(value[entry])
    yield "," * (type(value) is tuple and len(value) == 1) + brackets[1]


def brief(text: str, length: int) -> str:
    """`text`, cut off where it goes on for more than `length` characters."""
    return text if len(text) <= length else text[:length] + " …"


def kind_of(value: Any) -> str:
    """Say what kind of value it is, with an article."""
    if isinstance(value, Tensor) and (
        value.layout != torch.strided or value.is_nested or value.is_quantized or value.is_meta
    ):
        return "a tensor of a special kind (sparse, nested, quantized or meta)"
    name = type(value).__name__
    article = "an" if name[0] in "aeiouAEIOU" else "a"
    return next((words for kind, words in _KINDS if isinstance(value, kind)), f"{article} {name}")


def _all_tensors(values: Any) -> bool:
    return isinstance(values, list | tuple) and values and all(isinstance(each, Tensor) for each in values)


def _parameters(module: nn.Module) -> tuple:
    return tuple(sorted((name, tuple(p.shape)) for name, p in module.named_parameters()))


def _sequence_difference(expected: Any, got: Any, tolerance: float) -> str | None:
    if len(expected) != len(got):
        entries = "1 entry was" if len(expected) == 1 else f"{len(expected)} entries were"
        return f"{entries} expected, not {len(got)}"
    for position, (right, mine) in enumerate(zip(expected, got, strict=True)):
        if words := difference(right, mine, tolerance):
            inner = words.removeprefix("at position ")
            return f"at position {position}{':' if inner == words else ','} {inner}"
    return None


def _tensor_difference(expected: Tensor, got: Tensor, tolerance: float) -> str | None:
    if got.shape != expected.shape:
        return f"the shape should be {tuple(expected.shape)}, not {tuple(got.shape)}"
    if got.dtype != expected.dtype:
        return f"the dtype should be {expected.dtype}, not {got.dtype}"
    if got.device != expected.device:
        return f"the device should be {expected.device}, not {got.device}"
    if got.requires_grad and not expected.requires_grad:
        return "it still tracks gradients: take .detach() of it"
    got, expected = got.detach(), expected.detach()
    if not (expected.is_floating_point() or expected.is_complex()):
        tolerance = 0
    wrong = ~torch.isclose(got, expected, rtol=tolerance, atol=tolerance, equal_nan=True)
    if not wrong.any():
        return None
    if strangers := int(got.isnan().sum()):
        return f"{strangers} of {got.numel()} entries are NaN (not a number)"
    if not got.any():
        return "every entry is 0"
    place = tuple(wrong.nonzero()[0].tolist())
    first = f"is {show(got[place])} and should be {show(expected[place])}"
    return f"{int(wrong.sum())} of {got.numel()} entries differ; the first, at {list(place)}, {first}"
