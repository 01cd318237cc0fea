"""Ten digits from the test pictures, one of each class, and what moving, turning and scaling make of them."""

import math
from functools import cache

import torch
import torch.nn.functional as F
from torch import Tensor

from d2lmini.data import load_data_mnist

# The number of each among the test pictures: at its place and upright, all five networks read it right.
CHOSEN = (0, 1, 2, 3, 4, 5, 6, 7, 88, 29)


@cache
def held_back() -> Tensor:
    """Return the pictures that no network was trained on, as bytes: (2000, 28, 28)."""
    _, test_iter = load_data_mnist(2000)
    return (test_iter.images[:, 0] * 255).round().to(torch.uint8)


def digits() -> Tensor:
    """Return one picture of each digit, as bytes: (10, 28, 28)."""
    return held_back()[list(CHOSEN)]


def warped(X: Tensor, shift: tuple[int, int], angle: int, scale: int) -> Tensor:
    """Move a picture (28, 28) by rows and columns, turn it counter-clockwise by degrees, scale it by percent.

    It is turned and scaled around its middle. Each pixel of the output is interpolated linearly between four
    pixels of the input; around these lie zeros.
    """
    radians, (down, right) = math.radians(angle), (by * 2 / 28 for by in shift)
    cos, sin = (of(radians) * 100 / scale for of in (math.cos, math.sin))
    rows = [[cos, -sin, sin * down - cos * right], [sin, cos, -sin * right - cos * down]]
    theta = torch.tensor([rows], dtype=X.dtype)
    places = F.affine_grid(theta, [1, 1, 28, 28], align_corners=False)
    return F.grid_sample(X[None, None], places, align_corners=False)[0, 0]
