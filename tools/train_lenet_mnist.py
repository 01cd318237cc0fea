"""Train the LeNet that comes with the package: `python tools/train_lenet_mnist.py`, about ten minutes.

It learns from the 8,000 training pictures of `load_data_mnist` alone, each turned, stretched, moved and bent
anew in every epoch, so that it also knows digits that are drawn by other hands. All is computed in float64
with one thread, where the same seed leads to the same weights on other machines too. Beside the weights it
writes what they reach on the 2,000 test pictures, rounded as they are stored.
"""

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from d2lmini import lenet, load_data_mnist
from d2lmini.models.lenet_mnist import packed, unpacked

EPOCHS = 60
# The epochs that are kept, and the largest whole number of a weight there: the first is random in any case.
KEPT = {0: 1, 3: 3, 5: 3, 15: 3, EPOCHS: 127}
FOLDER = Path(__file__).resolve().parent.parent / "d2lmini" / "models"
TOLD = """\
lenet_mnist.npz: the weights of d2lmini.lenet_mnist, made by tools/train_lenet_mnist.py

Right of the 2,000 test pictures of d2lmini.load_data_mnist, with the weights as they are stored:
{lines}
`numbers` holds the weights of each epoch as whole numbers in the order of the network's state dict, and
`exponents` the power of two for each row of them: a unit's weights, or all biases of a layer.

Learned from MNIST, by Yann LeCun and Corinna Cortes, which is under CC BY-SA 3.0.
"""


def varied(X: Tensor, chance: torch.Generator) -> Tensor:
    """Turn, stretch, shear, move and bend each picture a little, and make its lines thicker or paler."""
    n = len(X)

    def drawn(most: float, *shape: int) -> Tensor:
        return (torch.rand(n, *shape, dtype=X.dtype, generator=chance) * 2 - 1) * most

    angle, shear, width, height = drawn(math.radians(15)), drawn(0.25), drawn(0.15).exp(), drawn(0.15).exp()
    cos, sin = angle.cos(), angle.sin()
    rows = [
        torch.stack([cos * width, (shear * cos - sin) * height, drawn(2 / 14)], dim=1),
        torch.stack([sin * width, (shear * sin + cos) * height, drawn(2 / 14)], dim=1),
    ]
    places = F.affine_grid(torch.stack(rows, dim=1), list(X.shape), align_corners=False)
    bends = F.interpolate(drawn(0.11, 2, 5, 5), X.shape[-2:], mode="bicubic", align_corners=True)
    Y = F.grid_sample(X, places + bends.permute(0, 2, 3, 1), align_corners=False)
    thicker = torch.rand(n, 1, 1, 1, generator=chance) < 0.15
    Y = torch.where(thicker, (Y + F.max_pool2d(Y, 3, stride=1, padding=1)) / 2, Y)
    return Y.clamp(0, 1) ** drawn(0.5, 1, 1, 1).exp()


def trained(epochs: int = EPOCHS) -> Iterator[tuple[int, dict[str, Tensor]]]:
    """Yield the weights before the training and after each of its first `epochs` epochs."""
    train_iter, _ = load_data_mnist(64)
    chance = torch.Generator().manual_seed(0)
    with torch.random.fork_rng([]):
        torch.manual_seed(0)
        net = lenet(activation=nn.ReLU, pooling=nn.MaxPool2d).double()
    net.load_state_dict(rounded(net.state_dict(), KEPT[0]))
    yield 0, net.state_dict()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9, nesterov=True, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=0.05, total_steps=EPOCHS * len(train_iter), pct_start=0.15
    )
    for epoch in range(1, epochs + 1):
        for X, y in train_iter:
            optimizer.zero_grad()
            F.cross_entropy(net(varied(X.double(), chance)), y).backward()
            optimizer.step()
            schedule.step()
        yield epoch, net.state_dict()


def rounded(state: dict[str, Tensor], most: int) -> dict[str, Tensor]:
    """Return the weights as they are read back from the file."""
    return unpacked(state, *packed(state.values(), most))


def count_right(state: dict[str, Tensor]) -> int:
    """Count the test pictures that a network with these weights gets right."""
    _, test_iter = load_data_mnist(2000)
    net = lenet(activation=nn.ReLU, pooling=nn.MaxPool2d).double()
    net.load_state_dict(state)
    ((X, y),) = test_iter
    with torch.no_grad():
        return int((net(X.double()).argmax(dim=1) == y).sum())


def main() -> None:
    """Train, and write the file and what it reaches."""
    torch.set_num_threads(1)
    parts, lines = {"epochs": [], "numbers": [], "exponents": [], "right": []}, ""
    for epoch, state in trained():
        print(f"epoch {epoch}: {count_right(state)} of 2000 right", flush=True)
        if epoch not in KEPT:
            continue
        right = count_right(rounded(state, KEPT[epoch]))
        numbers, exponents = packed(state.values(), KEPT[epoch])
        for part, value in zip(parts.values(), (epoch, numbers, exponents, right), strict=True):
            part.append(value)
        lines += f"  epoch {epoch:2}: {right}, {right / 2000:.2%}\n"
    np.savez_compressed(FOLDER / "lenet_mnist.npz", **parts)
    (FOLDER / "lenet_mnist.txt").write_text(TOLD.format(lines=lines), encoding="utf-8")
    print(lines)


if __name__ == "__main__":
    main()
