"""Make numbers that nobody has written show, where they might happen to look right."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def unwritten_memory_is_nan() -> Iterator[None]:
    """Within, torch.empty and its kin give NaN in place of whatever lies in memory."""
    before = torch.get_deterministic_debug_mode()
    torch.set_deterministic_debug_mode("warn")  # in it torch fills memory, as its manual says
    try:
        yield
    finally:
        torch.set_deterministic_debug_mode(before)
