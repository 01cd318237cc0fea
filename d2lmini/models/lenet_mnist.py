"""LeNet as it was after several epochs of training on MNIST, with the weights that come with the package.

Each weight is a whole number times a power of two, which all weights of one unit share. So it is the same
number in float16, float32 and float64, in PyTorch and in a browser. After the last epoch the whole numbers go
from −127 to 127; earlier checkpoints are kept coarser, from −3 to 3, and the untrained one from −1 to 1.
`tools/train_lenet_mnist.py` makes the file.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np
import torch
from torch import Tensor, nn

from d2lmini.models.lenet import lenet

_STORED = "lenet_mnist.npz"


def lenet_mnist(epoch: int | None = None) -> nn.Sequential:
    """Build LeNet with ReLU and max pooling, as it was after so many epochs on MNIST; the last unless given.

    It was trained on the 8,000 pictures of `load_data_mnist`, turned, stretched and bent anew in each epoch;
    `lenet_mnist_accuracy` tells how many of the other 2,000 it gets right. Epoch 0 is before the training.

    Shapes:
        input: (n, 1, 28, 28), 0 is paper and 1 is ink
        output: (n, 10), logits

    Raises:
        ValueError: no weights are kept of that epoch.

    Source: chapter "LeNet"; `lenet` names the paper.
    """
    kept = checkpoints()
    epoch = max(kept) if epoch is None else epoch
    if epoch not in kept:
        raise ValueError(f"epoch must be one of {', '.join(map(str, kept))}, got {epoch!r}")
    net = lenet(activation=nn.ReLU, pooling=nn.MaxPool2d)
    net.load_state_dict(unpacked(net.state_dict(), kept[epoch]["numbers"], kept[epoch]["exponents"]))
    return net.eval()


def lenet_mnist_accuracy() -> dict[int, float]:
    """Return the share of the 2,000 test pictures that `lenet_mnist(epoch)` gets right, by the epoch."""
    return {epoch: kept["accuracy"] for epoch, kept in checkpoints().items()}


@cache
def checkpoints() -> dict[int, dict]:
    """Return what is stored, by the epoch: whole numbers, exponents of two, and the accuracy."""
    with np.load(BytesIO((files("d2lmini.models") / _STORED).read_bytes())) as arrays:
        parts = zip(arrays["epochs"], arrays["numbers"], arrays["exponents"], arrays["right"], strict=True)
        return {
            int(epoch): {"numbers": numbers, "exponents": exponents, "accuracy": int(right) / 2000}
            for epoch, numbers, exponents, right in parts
        }


def packed(weights: Iterable[Tensor], most: int) -> tuple[np.ndarray, np.ndarray]:
    """Round weights to whole numbers from `-most` to `most` and an exponent of two for each row.

    Of all exponents the one with the smallest squared error is taken.
    """
    numbers, exponents = [], []
    for row in rows_of(weights):
        row = row.double()
        largest = int(np.ceil(np.log2(row.abs().max().item() / most)))
        choices = {e: (row / 2.0**e).round().clamp(-most, most) for e in range(largest - 3, largest + 1)}
        best = min(choices, key=lambda e: (choices[e] * 2.0**e - row).square().sum().item())
        numbers.append(choices[best])
        exponents.append(best)
    return torch.cat(numbers).numpy().astype(np.int8), np.array(exponents, np.int8)


def unpacked(like: dict[str, Tensor], numbers: np.ndarray, exponents: np.ndarray) -> dict[str, Tensor]:
    """Return the weights that `packed` has rounded, in the shapes of the state dict `like`."""
    state = {name: torch.empty_like(X) for name, X in like.items()}
    rows = rows_of(state.values())
    parts = torch.tensor(numbers).split([len(row) for row in rows])
    for row, part, exponent in zip(rows, parts, exponents.tolist(), strict=True):
        row.copy_(part * 2.0**exponent)
    return state


def rows_of(weights: Iterable[Tensor]) -> list[Tensor]:
    """Return views of the weights of each unit, and of the biases of each layer."""
    return [row for X in weights for row in (X.flatten(1) if X.ndim > 1 else X[None])]
