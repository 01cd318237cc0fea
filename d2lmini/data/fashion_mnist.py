"""Fashion-MNIST: pictures of clothes, downloaded once."""

import gzip
import struct
from math import prod
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from d2lmini.data.loader import TensorLoader, check_settings
from d2lmini.download import FASHION_MNIST, local_files

FASHION_MNIST_LABELS = (
    "t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
)  # fmt: skip


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
    check_settings(batch_size, seed, resize)
    folder = local_files(FASHION_MNIST)

    def part(name: str, n: int) -> tuple[Tensor, Tensor]:
        images = read_idx(folder / f"{name}-images-idx3-ubyte.gz", (n, 28, 28)).unsqueeze(1)
        return images.float().div_(255), read_idx(folder / f"{name}-labels-idx1-ubyte.gz", (n,)).long()

    return (
        TensorLoader(*part("train", 60_000), batch_size, seed=seed, resize=resize),
        TensorLoader(*part("t10k", 10_000), batch_size, resize=resize),
    )


def read_idx(path: Path, shape: tuple[int, ...]) -> Tensor:
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
