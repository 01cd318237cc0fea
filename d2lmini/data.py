"""The book's pictures, as tensors in memory: handwritten digits, two photographs, and Fashion-MNIST.

scikit-learn takes a second to import, so the functions that need it import it themselves.
"""

import gzip
import struct
from collections.abc import Iterator
from math import prod
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from d2lmini.checks import check_int, int_pair
from d2lmini.download import FASHION_MNIST, local_files

FASHION_MNIST_LABELS = (
    "t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
)  # fmt: skip


class TensorLoader:
    """Yield (images, labels) batches copied from tensors in memory; `len(loader)` is the number of batches.

    With a `seed` every pass has an order of its own, and a loader made anew repeats them; without one the
    order is that of the tensors. `resize` scales a batch when it is drawn, so that the large pictures never
    exist all at once.

    Shapes:
        images: (n, channels, h, w)
        labels: (n,)
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
        check_int("batch_size", batch_size, minimum=1)
        if len(images) != len(labels):
            raise ValueError(
                f"images and labels must match, got {len(images)} images and {len(labels)} labels"
            )
        self.images, self.labels, self.batch_size = images, labels, batch_size
        self.resize = None if resize is None else int_pair("resize", resize, minimum=1)
        self.generator = None if seed is None else torch.Generator().manual_seed(seed)

    def __len__(self) -> int:
        """Return the number of batches, the last and perhaps smaller one included."""
        return -(-len(self.labels) // self.batch_size)

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        """Start a pass."""
        n = len(self.labels)
        order = torch.arange(n) if self.generator is None else torch.randperm(n, generator=self.generator)
        for rows in order.split(self.batch_size):
            yield _resized(self.images.index_select(0, rows), self.resize), self.labels[rows]


def load_data_digits(
    batch_size: int, test_fraction: float = 0.25, seed: int = 0
) -> tuple[TensorLoader, TensorLoader]:
    """Return (train_iter, test_iter) over scikit-learn's 1,797 handwritten digits; needs no network.

    Images are float32 (n, 1, 8, 8) in [0, 1], labels int64. Each digit is split in the same proportion;
    `seed` decides the split and the shuffling.
    """
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    if not 0.01 <= test_fraction <= 0.99:
        raise ValueError(f"test_fraction must be between 0.01 and 0.99, got {test_fraction}")
    digits = load_digits()
    images = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16  # ink comes as 0 to 16
    labels = torch.tensor(digits.target, dtype=torch.int64)
    train, test = train_test_split(
        np.arange(len(labels)), test_size=test_fraction, stratify=digits.target, random_state=seed
    )
    return (
        TensorLoader(images[train], labels[train], batch_size, seed=seed),
        TensorLoader(images[test], labels[test], batch_size),
    )


def load_data_fashion_mnist(
    batch_size: int, resize: int | tuple[int, int] | None = None, *, seed: int = 0
) -> tuple[TensorLoader, TensorLoader]:
    """Return (train_iter, test_iter) over Fashion-MNIST: 60,000 and 10,000 pictures of clothes.

    Images are float32 (n, 1, 28, 28) in [0, 1], or `resize` (height, width); labels are int64, see
    `FASHION_MNIST_LABELS`. The first call downloads 30 MB into the user's cache folder, unless the
    environment variable `D2LMINI_DATA` names a folder of the four official files.

    Raises:
        ConnectionError: the files could not be downloaded; the message says how to provide them.
        ValueError: a file is damaged, or an argument is out of range.
    """
    folder = local_files(FASHION_MNIST)

    def part(name: str, n: int) -> tuple[Tensor, Tensor]:
        images = _read_idx(folder / f"{name}-images-idx3-ubyte.gz", (n, 28, 28)).unsqueeze(1)
        return images.float().div_(255), _read_idx(folder / f"{name}-labels-idx1-ubyte.gz", (n,)).long()

    return (
        TensorLoader(*part("train", 60_000), batch_size, seed=seed, resize=resize),
        TensorLoader(*part("t10k", 10_000), batch_size, resize=resize),
    )


def sample_photo(name: str = "china", size: int | None = None, gray: bool = False) -> Tensor:
    """Return one of scikit-learn's two photographs as float32 in [0, 1]; needs no network.

    `size` is the height to scale to, in pixels, keeping the aspect. `gray` adds 0.299 red, 0.587 green and
    0.114 blue (ITU-R BT.601), about as bright as the eye finds each.

    Shapes:
        returns: (3, h, w), or (h, w) if `gray`; h, w = 427, 640 unless scaled
    """
    from sklearn.datasets import load_sample_image

    if name not in ("china", "flower"):
        raise ValueError(f"name must be 'china' or 'flower', got {name!r}")
    photo = torch.tensor(load_sample_image(f"{name}.jpg")).permute(2, 0, 1).float() / 255
    if size is not None:
        check_int("size", size, minimum=1)
        width = round(size * photo.shape[2] / photo.shape[1])
        photo = _resized(photo[None], (size, width))[0].clamp(0, 1)  # rounding leaves some 1.0000002
    return torch.einsum("chw,c->hw", photo, torch.tensor([0.299, 0.587, 0.114])) if gray else photo


def _resized(images: Tensor, size: tuple[int, int] | None) -> Tensor:
    if size is None:
        return images
    return nn.functional.interpolate(images, size, mode="bilinear", antialias=True)


def _read_idx(path: Path, shape: tuple[int, ...]) -> Tensor:
    """Read a gzipped IDX file: 0, 0, 8 (unsigned bytes), the number of axes, their lengths, the entries."""
    content = gzip.decompress(path.read_bytes())
    header = struct.pack(f">4B{len(shape)}I", 0, 0, 8, len(shape), *shape)
    entries = len(content) - len(header)
    if not content.startswith(header) or entries != prod(shape):
        raise ValueError(
            f"{path} must hold bytes of shape {shape}: expected {prod(shape)} entries after the IDX header "
            f"{header.hex()}, got {entries} after {content[: len(header)].hex()}; use the official file"
        )
    return torch.tensor(np.frombuffer(content, np.uint8, offset=len(header))).reshape(shape)
