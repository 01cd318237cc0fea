"""Refuse a bad argument in words: its name, what came, what was expected, and the way out."""

from math import isfinite
from numbers import Integral, Real

import torch
from torch import Tensor

_AXES = {2: "(h, w)", 3: "(channels, h, w)", 4: "(out_channels, in_channels, kh, kw)"}
# PyTorch's other dtypes exist to be stored: most of its arithmetic lacks them.
_NUMBERS = {
    torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64,
    torch.float16, torch.bfloat16, torch.float32, torch.float64,
    torch.complex64, torch.complex128,
}  # fmt: skip


def check_tensor(name: str, value: Tensor, ndim: int) -> None:
    """Demand a plain tensor of numbers with `ndim` axes, none of them empty."""
    check_plain(name, value)
    shape = tuple(value.shape)
    if value.ndim != ndim:
        raise ValueError(
            f"{name} must have {ndim} axes {_AXES[ndim]}, got shape {shape}; reshape or index it"
        )
    if 0 in shape:
        raise ValueError(f"{name} is empty, got shape {shape}; every axis needs at least one entry")
    if value.dtype == torch.bool:
        raise TypeError(f"{name} holds True and False, expected numbers; use {name}.int() or {name}.float()")
    if value.dtype not in _NUMBERS:
        way_out = "cfloat" if value.is_complex() else "long" if "uint" in str(value.dtype) else "float"
        raise TypeError(
            f"{name} holds {value.dtype}, which PyTorch hardly calculates with; use {name}.{way_out}()"
        )


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


def check_int(name: str, value: int, minimum: int) -> int:
    """Return `value`, NumPy's integers too, as an int; demand a whole number of at least `minimum`."""
    if not isinstance(value, Integral) or isinstance(value, bool):
        raise TypeError(f"{name} must be an integer, got {value!r}; use a whole number >= {minimum}")
    if value < minimum:
        raise ValueError(f"{name} must be at least {minimum}, got {value}")
    return int(value)


def check_number(name: str, value: float, minimum: float, *, above: bool = False) -> float:
    """Return `value`, NumPy's numbers too, as a float; demand a finite one, at least or `above` `minimum`."""
    if not isinstance(value, Real) or isinstance(value, bool):
        sign = ">" if above else ">="
        raise TypeError(f"{name} must be a number, got {value!r}; use one {sign} {minimum:g}")
    if not (isfinite(value) and (value > minimum if above else value >= minimum)):
        bound = "above" if above else "at least"
        raise ValueError(f"{name} must be finite and {bound} {minimum:g}, got {value}")
    return float(value)


def check_seed(seed: int | None) -> int | None:
    """Return `seed` as an int, or None; demand one that PyTorch and NumPy both take."""
    if seed is None:
        return None
    seed = check_int("seed", seed, minimum=0)
    if seed >= 2**32:
        raise ValueError(f"seed must be less than 2**32, got {seed}")
    return seed


def int_pair(name: str, value: int | tuple[int, int], minimum: int) -> tuple[int, int]:
    """Return `value` as (height, width); an int stands for both."""
    pair = tuple(value) if isinstance(value, (tuple, list)) else (value, value)
    if len(pair) != 2:
        raise ValueError(f"{name} must be one integer or two (height, width), got {value!r}")
    return tuple(check_int(name, entry, minimum) for entry in pair)
