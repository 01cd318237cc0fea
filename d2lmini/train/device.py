"""Where a computation runs, and making it fast there."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn

from d2lmini.arguments import check_int


def try_gpu(i: int = 0) -> torch.device:
    """Return the `i`-th CUDA device, or else Apple's (MPS) for `i` = 0, or else the CPU."""
    check_int("i", i, minimum=0)
    if torch.cuda.device_count() > i:
        return torch.device("cuda", i)
    if torch.backends.mps.is_available() and i == 0:
        return torch.device("mps")
    return torch.device("cpu")


def as_device(device: torch.device | str) -> torch.device:
    """Return `device` as PyTorch's; refuse one that this machine does not have.

    Raises:
        ValueError: it is not there, or is no device at all.
    """
    try:
        found = torch.device(device)
        torch.zeros(1, device=found).cpu()
    except Exception as error:  # of six classes, by the kind of device
        there = ["cpu", *(f"cuda:{i}" for i in range(torch.cuda.device_count()))]
        if torch.backends.mps.is_available():
            there.append("mps")
        raise ValueError(
            f"device must be one that this machine has ({', '.join(there)}), got {str(device)!r}; "
            "use one of them, or try_gpu()"
        ) from error
    return found


@contextmanager
def fast_memory(net: nn.Module, device: torch.device) -> Iterator[None]:
    """Arrange memory so that a CPU trains fast; at the end, put the usual layout of the weights back."""
    if device.type == "cpu":
        # glibc asks the system for large blocks anew with each batch, up to half of the time, until it has
        # seen so large a block freed (it learns from 32 MiB at most).
        torch.empty(31 * 2**20, dtype=torch.uint8)
    # Convolutions with channels-last weights are 1.15 times as fast in float32, but 0.7 times in float64.
    faster = device.type == "cpu" and all(weight.dtype == torch.float32 for weight in net.parameters())
    if faster:
        net.to(memory_format=torch.channels_last)
    try:
        yield
    finally:
        if faster:
            net.to(memory_format=torch.contiguous_format)
