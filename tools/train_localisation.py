"""Train the two localisation networks that SamplerExplorer carries: `python tools/train_localisation.py`.

Both stand before the same small classifier and see handwritten digits of 8×8 pixels, turned by up to 60°.
One starts at the identity, as it should; the other one's last layer starts at random, and gets stuck.
"""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import Tensor, nn

from d2lmini.spatial import SpatialTransformer, affine_grid, grid_sample

TARGET = Path(__file__).parent.parent / "d2lmini" / "widgets" / "sampler_explorer" / "localisation.npz"
HIDDEN, EPOCHS, BATCH, TRAINED_ON, FURTHEST = 24, 40, 50, 1500, 60


def turned(X: Tensor, degrees: Tensor) -> Tensor:
    """Turn each picture of (n, 1, 8, 8) by its angle."""
    cosine, sine = degrees.deg2rad().cos(), degrees.deg2rad().sin()
    nothing = torch.zeros_like(cosine)
    theta = torch.stack([cosine, -sine, nothing, sine, cosine, nothing], 1).view(-1, 2, 3)
    return grid_sample(X, affine_grid(theta, X.shape, align_corners=False), align_corners=False)


def network(stuck: bool) -> nn.Sequential:
    """Return a spatial transformer and the classifier behind it."""
    localisation = nn.Sequential(nn.Flatten(), nn.Linear(64, HIDDEN), nn.ReLU())
    transformer = SpatialTransformer(localisation, HIDDEN, align_corners=False)
    if stuck:
        nn.init.normal_(transformer.weight, std=0.3)
        nn.init.zeros_(transformer.bias)
    convolution = nn.Conv2d(1, 8, 3, padding=1)
    return nn.Sequential(
        transformer, convolution, nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(128, 10)
    )


def angles(count: int) -> Tensor:
    """Draw so many angles in degrees."""
    return (2 * torch.rand(count) - 1) * FURTHEST


def trained(net: nn.Sequential, X: Tensor, y: Tensor) -> None:
    """Train on these digits, turned anew in each epoch."""
    groups = [{"params": net[0].parameters(), "lr": 1e-3}, {"params": net[1:].parameters()}]
    optimizer = torch.optim.Adam(groups, 3e-3)
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(X)).split(BATCH):
            optimizer.zero_grad()
            F.cross_entropy(net(turned(X[batch], angles(len(batch)))), y[batch]).backward()
            optimizer.step()


def main() -> None:
    """Train both networks and write them, with what they reach on digits that were held back."""
    torch.set_num_threads(1)
    digits = load_digits()
    X = torch.tensor(digits.images, dtype=torch.float32)[:, None] / 16
    y = torch.tensor(digits.target)
    order = torch.randperm(len(X), generator=torch.Generator().manual_seed(0))
    train, test = order[:TRAINED_ON], order[TRAINED_ON:]
    arrays = {"held_back": test.numpy().astype(np.int16)}
    for name, stuck in (("trained", False), ("stuck", True)):
        torch.manual_seed(0)
        net = network(stuck)
        trained(net, X[train], y[train])
        hidden, transformer = net[0].localisation[1], net[0]
        parts = {
            "hidden": hidden.weight,
            "hidden_bias": hidden.bias,
            "weight": transformer.weight,
            "bias": transformer.bias,
        }
        with torch.no_grad():
            for parameter in parts.values():  # what is kept is what is measured
                parameter.copy_(parameter.half().float())
            torch.manual_seed(1)
            degrees = angles(len(test))
            right = (net(turned(X[test], degrees)).argmax(1) == y[test]).float().mean().item()
            theta = transformer.theta(turned(X[test], degrees))
            answer = torch.atan2(theta[:, 1, 0] - theta[:, 0, 1], theta[:, 0, 0] + theta[:, 1, 1]).rad2deg()
            follows = torch.corrcoef(torch.stack([degrees, answer]))[0, 1].item()
        print(f"{name}: right {right:.3f}, correlation of the angles {follows:.3f}")
        arrays |= {
            f"{name}_{part}": value.detach().numpy().astype(np.float16) for part, value in parts.items()
        }
        arrays[f"{name}_right"] = np.float64(right)
    np.savez_compressed(TARGET, **arrays)


if __name__ == "__main__":
    main()
