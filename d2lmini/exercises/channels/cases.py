"""Numbers for every exercise that correlates several channels."""

from collections.abc import Callable

import torch
from torch import Tensor


def worked_example() -> tuple[Tensor, Tensor]:
    """Return the chapter's input (2, 3, 3) and its first filter (2, 2, 2)."""
    X = torch.stack([torch.arange(9.0).reshape(3, 3), torch.arange(1.0, 10.0).reshape(3, 3)])
    K = torch.stack([torch.arange(4.0).reshape(2, 2), torch.arange(1.0, 5.0).reshape(2, 2)])
    return X, K


def small_whole_numbers() -> Callable[..., Tensor]:
    """Return a function that draws a tensor of a given shape: numbers that a reader can follow by hand."""
    generator = torch.Generator().manual_seed(14)
    return lambda *shape: torch.randint(-3, 7, shape, generator=generator).float()
