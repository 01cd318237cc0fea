"""Five small networks for digits, trained on MNIST, with the weights that come with the package.

They differ in what they were taught and in how they make their maps smaller. Their weights are numbers of
float16, and so the same in float32, in float64 and in a browser. `tools/train_invariance.py` makes the file.
"""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np
import torch
from torch import Tensor, nn

from d2lmini.models.invariant import small_dense, small_lenet

_STORED = "invariant_mnist.npz"
NETWORKS: dict[str, Callable[[], nn.Sequential]] = {
    "dense": small_dense,
    "lenet": small_lenet,
    "augmented": small_lenet,
    "global": lambda: small_lenet("global"),
    "blurred": lambda: small_lenet("blurred"),
}


def invariant_mnist(name: str) -> nn.Sequential:
    """Build one of five small networks, trained on the 8,000 pictures of `load_data_mnist`.

    - "dense": `small_dense()`;
    - "lenet": `small_lenet()`;
    - "augmented": the same, but each picture was moved, turned and scaled anew in every epoch;
    - "global": `small_lenet("global")`, whose last layer reads means over all positions;
    - "blurred": `small_lenet("blurred")`, which blurs before it makes a map smaller.

    `invariant_mnist_accuracy` tells how many of the other 2,000 pictures each gets right.

    Shapes:
        input: (n, 1, 28, 28), 0 is paper and 1 is ink
        output: (n, 10), logits

    Raises:
        ValueError: `name` is none of the five.

    Source: chapter "Invariance".
    """
    if name not in NETWORKS:
        raise ValueError(f"name must be one of {', '.join(map(repr, NETWORKS))}, got {name!r}")
    net = NETWORKS[name]().float()  # whatever PyTorch's default
    start = 0
    with torch.no_grad():
        for X in net.parameters():
            X.copy_(torch.tensor(stored_numbers(name)[start : start + X.numel()]).view(X.shape))
            start += X.numel()
    return net.eval()


def invariant_mnist_accuracy() -> dict[str, float]:
    """Return the share of the 2,000 test pictures that `invariant_mnist(name)` gets right, by the name."""
    return {name: int(_stored()[f"{name}_right"]) / 2000 for name in NETWORKS}


def stored_numbers(name: str) -> np.ndarray:
    """Return the weights of a network in the order of its parameters, float16."""
    return _stored()[name]


@cache
def _stored() -> dict[str, np.ndarray]:
    with np.load(BytesIO((files("d2lmini.models") / _STORED).read_bytes())) as arrays:
        return dict(arrays)


def halved(net: nn.Sequential) -> np.ndarray:
    """Round the weights of a network to float16, in the order of its parameters."""
    parts: list[Tensor] = [X.detach().flatten() for X in net.parameters()]
    return torch.cat(parts).half().numpy()
