"""Two trained localisation networks, made by tools/train_localisation.py, and turned digits to show them."""

from functools import cache
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import Tensor

from d2lmini.spatial import affine_grid, grid_sample

NETWORKS = ("trained", "stuck")
SIDE = 8
_PARTS = ("hidden", "hidden_bias", "weight", "bias")
# Each digit with the angle, in degrees, by which it is turned.
_TURNED = {4: 45, 7: -40, 3: 50}


@cache
def _stored() -> dict[str, Tensor]:
    with np.load(Path(__file__).parent / "localisation.npz") as arrays:
        return {name: torch.from_numpy(arrays[name].astype(np.float64)) for name in arrays}


def packed() -> dict[str, dict]:
    """Return what the browser gets: each network's numbers, and its classifier's share of right."""
    every = _stored()
    return {
        name: {
            "numbers": torch.cat([every[f"{name}_{part}"].flatten() for part in _PARTS])
            .float()
            .numpy()
            .tobytes(),
            "right": every[f"{name}_right"].item(),
        }
        for name in NETWORKS
    }


def answer(name: str, X: Tensor) -> Tensor:
    """Return the theta that a network gives for a picture (8, 8) of numbers from 0 to 16: (2, 3)."""
    hidden, hidden_bias, weight, bias = (_stored()[f"{name}_{part}"] for part in _PARTS)
    features = F.relu(F.linear(X.double().flatten() / 16, hidden, hidden_bias))
    return F.linear(features, weight, bias).view(2, 3)


@cache
def turned_digits() -> dict[str, list]:
    """Return turned pictures that neither network was trained on, by what is to be seen."""
    digits = load_digits()
    held_back = _stored()["held_back"].long().tolist()
    pictures = {}
    for label, degrees in _TURNED.items():
        index = next(index for index in held_back if digits.target[index] == label)
        cosine, sine = (of(torch.tensor(degrees).double().deg2rad()) for of in (torch.cos, torch.sin))
        theta = torch.tensor([[[cosine, -sine, 0], [sine, cosine, 0]]], dtype=torch.float64)
        X = torch.tensor(digits.images[index])[None, None]
        Y = grid_sample(X, affine_grid(theta, X.shape, align_corners=False), align_corners=False)
        pictures[f"Turned {label}"] = Y[0, 0].round().long().tolist()
    return pictures
