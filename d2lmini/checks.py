"""Refuse a bad argument in words: its name, what came, what was expected, and the way out."""

from numbers import Integral

import torch
from torch import Tensor

_AXES = {2: "(h, w)", 3: "(channels, h, w)", 4: "(out_channels, in_channels, kh, kw)"}


def check_tensor(name: str, value: Tensor, ndim: int) -> None:
    """Demand a tensor of numbers with `ndim` axes, none of them empty."""
    if not isinstance(value, Tensor):
        got = type(value).__name__
        raise TypeError(f"{name} must be a torch.Tensor, got {got}; convert it with torch.as_tensor")
    shape = tuple(value.shape)
    if value.ndim != ndim:
        raise ValueError(
            f"{name} must have {ndim} axes {_AXES[ndim]}, got shape {shape}; reshape or index it"
        )
    if 0 in shape:
        raise ValueError(f"{name} is empty, got shape {shape}; every axis needs at least one entry")
    if value.dtype == torch.bool:
        raise TypeError(f"{name} holds True and False, expected numbers; use {name}.int() or {name}.float()")


def check_plain(name: str, value: Tensor) -> None:
    """Demand a tensor whose entries all stand in memory, one by one."""
    if not isinstance(value, Tensor):
        got = type(value).__name__
        raise TypeError(f"{name} must be a torch.Tensor, got {got}; convert it with torch.as_tensor")
    if value.is_nested:
        kind, way_out = "nested", "to_padded_tensor(0)"
    elif value.is_quantized:
        kind, way_out = "quantised", "dequantize()"
    elif value.layout != torch.strided:
        kind, way_out = str(value.layout).removeprefix("torch."), "to_dense()"
    else:
        return
    raise TypeError(f"{name} must be an ordinary tensor, got a {kind} one; use {name}.{way_out}")


def check_int(name: str, value: int, minimum: int) -> None:
    """Demand a whole number of at least `minimum`."""
    if not isinstance(value, Integral) or isinstance(value, bool):
        raise TypeError(f"{name} must be an integer, got {value!r}; use a whole number >= {minimum}")
    if value < minimum:
        raise ValueError(f"{name} must be at least {minimum}, got {value}")


def int_pair(name: str, value: int | tuple[int, int], minimum: int) -> tuple[int, int]:
    """Return `value` as (height, width); an int stands for both."""
    pair = tuple(value) if isinstance(value, (tuple, list)) else (value, value)
    if len(pair) != 2:
        raise ValueError(f"{name} must be one integer or two (height, width), got {value!r}")
    for entry in pair:
        check_int(name, entry, minimum)
    return pair
