"""What a loader yields: looked at and brought to the device, or refused in words.

A batch is looked at without reading its numbers, which would wait for the device that holds them.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from d2lmini.arguments import check_plain

Batches = Iterable[tuple[Tensor, Tensor]]  # (images, labels)
Net = Callable[[Tensor], Tensor]  # mostly an nn.Module


def weights_of(net: Net) -> Iterator[Tensor]:
    """Yield the parameters of a module, then its buffers; a plain function has none."""
    if isinstance(net, nn.Module):
        yield from chain(net.parameters(), net.buffers())


def batches_for(
    net: Net, name: str, data_iter: Batches, device: torch.device
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield images on `device` in the dtype of `net`, and labels as int64 where they are.

    Raises:
        TypeError: a batch is no pair of tensors or NumPy arrays of real numbers, or labels are no integers.
        ValueError: labels are not (n,), one for each of n > 0 images.
    """
    dtype = next((weight.dtype for weight in weights_of(net)), None)
    for batch in data_iter:
        if not isinstance(batch, (tuple, list)) or len(batch) != 2:
            parts = f" of {len(batch)}" if isinstance(batch, (tuple, list)) else ""
            raise TypeError(
                f"{name} must yield pairs (images, labels), got a {type(batch).__name__}{parts}; "
                "put a single batch into a list, [(images, labels)]"
            )
        X, y = as_tensor(f"X of {name}", batch[0]), as_labels(f"y of {name}", batch[1])
        if X.ndim == 0 or len(X) != len(y) or len(y) == 0:
            raise ValueError(
                f"{name} must yield as many labels as images, and at least one, got X {tuple(X.shape)} "
                f"and y {tuple(y.shape)}; the first axis counts the images"
            )
        yield brought_to(device, X, dtype), y


def brought_to(device: torch.device, X: Tensor, dtype: torch.dtype | None = None) -> Tensor:
    """Return `X` on `device`."""
    # CUDA need not be waited for: it reads a tensor in ordinary memory before the call returns.
    return X.to(device, dtype, non_blocking=device.type == "cuda")


def near(data_iter: Batches, device: torch.device) -> Batches:
    """Bring a loader that can move, as a TensorLoader can, to a GPU: a batch takes as long as its step."""
    if device.type == "cuda" and hasattr(data_iter, "to"):
        with suppress(torch.cuda.OutOfMemoryError):
            return data_iter.to(device)
    return data_iter


def as_tensor(name: str, values: Tensor | NDArray) -> Tensor:
    """Return real numbers as a tensor, copied if they come from NumPy."""
    if isinstance(values, np.ndarray) and values.dtype.kind in "biuf":
        # In the machine's own order: PyTorch takes no swapped bytes and no steps backwards.
        values = torch.from_numpy(np.array(values, dtype=values.dtype.newbyteorder("="), order="C"))
    if not isinstance(values, (Tensor, np.ndarray)):
        raise TypeError(
            f"{name} must be a tensor or a NumPy array, got {type(values).__name__}; "
            "put a dataset into a DataLoader, which makes batches"
        )
    if isinstance(values, np.ndarray) or values.is_complex():
        raise TypeError(f"{name} must hold real numbers, got {values.dtype} values; convert them first")
    check_plain(name, values)
    return values


def as_labels(name: str, values: Tensor | NDArray) -> Tensor:
    """Return labels (n,) of any integer dtype as int64."""
    y = as_tensor(name, values)
    if y.ndim != 1:
        way_out = "make it (n,)"
        if y.ndim == 0:
            way_out = "put a dataset into a DataLoader, which makes batches"
        elif y.ndim == 2:
            way_out = "use y.squeeze(1)" if y.shape[1] == 1 else "if it is one-hot, use y.argmax(1)"
        raise ValueError(f"{name} must be (n,), one label for each image, got {tuple(y.shape)}; {way_out}")
    if y.is_floating_point():
        raise TypeError(f"{name} must hold classes as integers, got {y.dtype}; use y.long()")
    return y.long()


def check_range(name: str, y: Tensor, num_classes: int) -> None:
    """Demand labels from 0 to `num_classes` - 1; this reads them."""
    if len(y) == 0:
        return
    lowest, highest = map(float, y.aminmax())
    if lowest < 0 or highest >= num_classes:
        label = int(lowest if lowest < 0 else highest)
        way_out = "" if label < 0 else f", or let net give {label + 1} scores"
        raise ValueError(
            f"{name} holds the label {label}, but there are scores for {num_classes} classes, "
            f"0 to {num_classes - 1}; number the classes from 0{way_out}"
        )
