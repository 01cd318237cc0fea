"""Batches from tensors in memory."""

from collections.abc import Iterator
from copy import copy

import torch
from torch import Tensor, nn

from d2lmini.arguments import check_int, check_plain, check_seed, int_pair


class TensorLoader:
    """Yield (images, labels) batches copied from tensors in memory; `len(loader)` is the number of batches.

    With a `seed` every pass has an order of its own, and a loader made anew repeats them; without one the
    order is that of the tensors. `resize` scales a batch when it is drawn, so that the large pictures never
    exist all at once.

    Shapes:
        images: (n, channels, h, w)
        labels: (n,)

    Raises:
        TypeError: `images` or `labels` is not a tensor, or `resize` is asked of integers other than uint8.
        ValueError: the two differ in length or device or are empty, or a setting is out of range.
    """

    def __init__(
        self,
        images: Tensor,
        labels: Tensor,
        batch_size: int,
        *,
        seed: int | None = None,
        resize: int | tuple[int, int] | None = None,
    ) -> None:
        """Keep the tensors; nothing is copied."""
        self.batch_size, seed, self.resize = check_settings(batch_size, seed, resize)
        self.generator = None if seed is None else torch.Generator().manual_seed(seed)
        for name, value in {"images": images, "labels": labels}.items():
            check_plain(name, value)
            if not value.ndim or not value.numel():
                shape = tuple(value.shape)
                raise ValueError(f"{name} must hold one example or more along axis 0, got shape {shape}")
        if len(images) != len(labels):
            raise ValueError(
                f"images and labels must match, got {len(images)} images and {len(labels)} labels"
            )
        if images.device != labels.device:
            raise ValueError(
                f"images are on {images.device} but labels on {labels.device}; use labels.to(images.device)"
            )
        if self.resize and images.ndim != 4:
            raise ValueError(f"resize needs images of shape (n, channels, h, w), got {tuple(images.shape)}")
        if self.resize and not (images.is_floating_point() or images.dtype == torch.uint8):
            raise TypeError(f"resize needs fractions or uint8, got {images.dtype}; use images.float()")
        self.images, self.labels = images, labels

    def __len__(self) -> int:
        """Return the number of batches, the last and perhaps smaller one included."""
        return -(-len(self.labels) // self.batch_size)

    def to(self, device: torch.device | str) -> "TensorLoader":
        """Return a loader over the tensors on `device`, which draws its orders from the same generator."""
        moved = copy(self)
        moved.images, moved.labels = self.images.to(device), self.labels.to(device)
        return moved

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        """Start a pass."""
        n, cpu = len(self.labels), torch.device("cpu")  # where the generator is, whatever PyTorch's default
        if self.generator is None:
            order = torch.arange(n, device=cpu)
        else:
            order = torch.randperm(n, generator=self.generator, device=cpu)
        for rows in order.to(self.images.device).split(self.batch_size):
            yield resized(self.images.index_select(0, rows), self.resize), self.labels[rows]


def check_settings(
    batch_size: int, seed: int | None = None, resize: int | tuple[int, int] | None = None
) -> tuple[int, int | None, tuple[int, int] | None]:
    """Return the settings of a loader in their plain form; a data set asks before it looks for its files."""
    size = None if resize is None else int_pair("resize", resize, minimum=1)
    return check_int("batch_size", batch_size, minimum=1), check_seed(seed), size


def resized(images: Tensor, size: tuple[int, int] | None) -> Tensor:
    """Scale `images` (n, channels, h, w) to `size` (height, width), averaging what falls into one pixel."""
    if size is None:
        return images
    return nn.functional.interpolate(images, size, mode="bilinear", antialias=True)
