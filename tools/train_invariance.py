"""Train the five networks that InvarianceExplorer compares: `python tools/train_invariance.py`, some minutes.

All learn from the 8,000 training pictures of `load_data_mnist` alone, in the same order and for equally
long. One of them sees each picture moved, turned and scaled anew in every epoch. All is computed in float64
with one thread, where the same seed leads to the same weights on other machines too. Beside the weights it
writes what they reach on the 2,000 test pictures, as they stand and moved, turned and scaled.
"""

import math
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from d2lmini import load_data_mnist
from d2lmini.models.invariant_mnist import NETWORKS, halved

EPOCHS, BATCH = 25, 50
# How far a picture is moved, turned and scaled: pixels, degrees, and a factor or its inverse.
SHIFT, ANGLE, SCALE = 6, 45, 1.4
FOLDER = Path(__file__).resolve().parent.parent / "d2lmini" / "models"
TOLD = """\
invariant_mnist.npz: the weights of d2lmini.invariant_mnist, made by tools/train_invariance.py

Right of the 2,000 test pictures of d2lmini.load_data_mnist, with the weights as they are stored: as the
pictures stand; moved by up to {shift} pixels along each axis; turned by up to {angle} degrees; scaled by a
factor from 1 / {scale} to {scale}, each drawn by chance:
{lines}
Each array holds the weights of one network as float16, in the order of its parameters, and `…_right` the
first of the four counts.

Learned from MNIST, by Yann LeCun and Corinna Cortes, which is under CC BY-SA 3.0.
"""


def varied(
    X: Tensor, chance: torch.Generator, shift: float = 0, angle: float = 0, scale: float = 1
) -> Tensor:
    """Move, turn and scale each picture by chance, up to so far; whole pixels, degrees, a factor."""

    def drawn() -> Tensor:
        return torch.rand(len(X), dtype=X.dtype, generator=chance) * 2 - 1

    across, down = ((drawn() * (shift + 0.5)).round().clamp(-shift, shift) * 2 / 28 for _ in range(2))
    turn, size = drawn() * math.radians(angle), scale ** drawn()
    cos, sin = turn.cos() / size, turn.sin() / size
    rows = [
        torch.stack([cos, -sin, sin * down - cos * across], dim=1),
        torch.stack([sin, cos, -sin * across - cos * down], dim=1),
    ]
    places = F.affine_grid(torch.stack(rows, dim=1), list(X.shape), align_corners=False)
    return F.grid_sample(X, places, align_corners=False)


def trained(name: str, epochs: int = EPOCHS) -> nn.Sequential:
    """Train one network, with its weights rounded to those that are stored."""
    train_iter, _ = load_data_mnist(BATCH)
    chance = torch.Generator().manual_seed(0)
    with torch.random.fork_rng([]):
        torch.manual_seed(0)
        net = NETWORKS[name]().double()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9, nesterov=True, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=0.05, total_steps=epochs * len(train_iter), pct_start=0.15
    )
    for _ in range(epochs):
        for X, y in train_iter:
            X = X.double()
            X = varied(X, chance, SHIFT, ANGLE, SCALE) if name == "augmented" else X
            optimizer.zero_grad()
            F.cross_entropy(net(X), y).backward()
            optimizer.step()
            schedule.step()
    with torch.no_grad():
        for X in net.parameters():
            X.copy_(X.half())
    return net


def counts(net: nn.Sequential) -> list[int]:
    """Count the test pictures that a network gets right: as they stand, moved, turned, scaled."""
    _, test_iter = load_data_mnist(2000)
    ((X, y),) = test_iter
    right = []
    for change in ({}, {"shift": SHIFT}, {"angle": ANGLE}, {"scale": SCALE}):
        with torch.no_grad():
            shown = varied(X.double(), torch.Generator().manual_seed(1), **change)
            right.append(int((net(shown).argmax(dim=1) == y).sum()))
    return right


def main() -> None:
    """Train, and write the file and what it reaches."""
    torch.set_num_threads(1)
    arrays, lines = {}, ""
    for name in NETWORKS:
        net = trained(name)
        right = counts(net)
        arrays |= {name: halved(net), f"{name}_right": np.int64(right[0])}
        lines += f"  {name:9} {', '.join(f'{count / 2000:.2%}' for count in right)}\n"
        print(lines.splitlines()[-1], flush=True)
    np.savez_compressed(FOLDER / "invariant_mnist.npz", **arrays)
    told = TOLD.format(shift=SHIFT, angle=ANGLE, scale=SCALE, lines=lines)
    (FOLDER / "invariant_mnist.txt").write_text(told, encoding="utf-8")


if __name__ == "__main__":
    main()
