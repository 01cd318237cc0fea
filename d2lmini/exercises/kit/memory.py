"""Make numbers that nobody has written show, where they might happen to look right."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch
from torch import nn


@contextmanager
def unwritten_memory_is_nan() -> Iterator[None]:
    """Within, torch.empty and its kin give NaN in place of whatever lies in memory."""
    before = torch.get_deterministic_debug_mode()
    torch.set_deterministic_debug_mode("warn")  # in it torch fills memory, as its manual says
    try:
        yield
    finally:
        torch.set_deterministic_debug_mode(before)


def unwritten(make: Callable[[], nn.Module]) -> list[str]:
    """Name which of the weight and the bias of a new layer begin with something that is no number."""
    with unwritten_memory_is_nan():
        layer = make()
    return [name for name in ("weight", "bias") if not getattr(layer, name).isfinite().all()]
