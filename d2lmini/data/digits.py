"""Handwritten digits that need no network: scikit-learn's, 8 x 8, and MNIST's first 10,000, 28 x 28."""

from importlib.resources import files
from io import BytesIO
from numbers import Real

import numpy as np
import torch

from d2lmini.data.loader import TensorLoader, check_settings


def load_data_digits(
    batch_size: int, test_fraction: float = 0.25, seed: int = 0
) -> tuple[TensorLoader, TensorLoader]:
    """Return (train_iter, test_iter) over scikit-learn's 1,797 handwritten digits; needs no network.

    Images are float32 (n, 1, 8, 8) in [0, 1], labels int64. Each digit is split in the same proportion;
    `seed` decides the split and the shuffling.
    """
    # scikit-learn takes a second to import.
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    batch_size, seed, _ = check_settings(batch_size, seed)
    if not isinstance(test_fraction, Real) or not 0.01 <= test_fraction <= 0.99:
        raise ValueError(f"test_fraction must be between 0.01 and 0.99, got {test_fraction!r}")
    digits = load_digits()
    images = torch.tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16  # ink comes as 0 to 16
    labels = torch.tensor(digits.target, dtype=torch.int64)
    train, test = train_test_split(
        np.arange(len(labels)), test_size=float(test_fraction), stratify=digits.target, random_state=seed
    )
    return (
        TensorLoader(images[train], labels[train], batch_size, seed=seed),
        TensorLoader(images[test], labels[test], batch_size),
    )


def load_data_mnist(
    batch_size: int, resize: int | tuple[int, int] | None = None, *, seed: int = 0
) -> tuple[TensorLoader, TensorLoader]:
    """Return (train_iter, test_iter) over MNIST's first 10,000 training digits; needs no network.

    Images are float32 (n, 1, 28, 28) in [0, 1], or `resize` (height, width); labels are int64. Four fifths of
    each digit's pictures, 8,000 in all, are to train with, and always the same 2,000 to test with; `seed`
    decides the shuffling alone. MNIST is by Yann LeCun and Corinna Cortes, under CC BY-SA 3.0.
    """
    check_settings(batch_size, seed, resize)
    stored = files("d2lmini.data") / "mnist_10k" / "mnist-10k.npz"
    with np.load(BytesIO(stored.read_bytes())) as arrays:
        images = torch.tensor(arrays["images"]).unsqueeze(1).float().div_(255)
        labels = torch.tensor(arrays["labels"]).long()
    # The file holds one class after the other. Both parts begin with the first of every class, go on with the
    # second of every class, and so on: the test set is not shuffled, and should not open with 200 zeros.
    counts = labels.bincount()
    place = torch.cat([torch.arange(count) for count in counts])  # of a digit within its class
    first_to_test = (counts * 0.8).round()[labels]
    in_training = place < first_to_test
    order = place.where(in_training, place - first_to_test).argsort(stable=True)
    train, test = order[in_training[order]], order[~in_training[order]]
    return (
        TensorLoader(images[train], labels[train], batch_size, seed=seed, resize=resize),
        TensorLoader(images[test], labels[test], batch_size, resize=resize),
    )
