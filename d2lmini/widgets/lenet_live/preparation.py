"""From the ink on the pad to the 28×28 picture that the network is given, as MNIST's makers prepared theirs.

`ink.js` and `preparation.js` do the same in the browser; the comments stand there.
"""

import numpy as np
import torch
from torch import Tensor

SIDE = 28
_FINE, _RADIUS = 4, 5  # pixels of the pad for one of the picture, and half of the pen's width
PAD = SIDE * _FINE
_FITTED, _MIDDLE = 20, 14

Stroke = tuple[tuple[float, float], ...]


def ink_of(picture: Tensor, strokes: tuple[Stroke, ...]) -> np.ndarray:
    """Return the pad's bytes, 0 is paper: a picture of 28×28 bytes, and strokes of (x, y) over it."""
    ink = picture.numpy().astype(np.float64).repeat(_FINE, axis=0).repeat(_FINE, axis=1)
    for stroke in strokes:
        for start, end in zip(stroke[:1] + stroke, stroke, strict=False):
            ink = np.maximum(ink, _line(start, end))
    return ink


def _line(start: tuple[float, float], end: tuple[float, float]) -> np.ndarray:
    """Return how much of each pixel the pen covers on its way: a byte."""
    (left, top), (right, bottom) = (np.array(place) * _FINE for place in (start, end))
    across, down = right - left, bottom - top
    y, x = np.mgrid[:PAD, :PAD] + 0.5 - np.array([top, left])[:, None, None]
    squared = across * across + down * down
    along = np.clip((x * across + y * down) / squared, 0, 1) if squared else 0
    distance = np.sqrt((x - along * across) ** 2 + (y - along * down) ** 2)
    return np.floor(255 * np.clip(_RADIUS + 0.5 - distance, 0, 1) + 0.5)


def prepared(ink: np.ndarray, fit: bool) -> Tensor:
    """Return the network's picture: (28, 28), uint8."""
    pixels = np.zeros((SIDE, SIDE))
    if not (fit and ink.any()):
        return _as_bytes(_averaged(ink, (SIDE, SIDE)))
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    box = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = (max(1, int(_FITTED * length / max(box.shape) + 0.5)) for length in box.shape)
    means = _averaged(box, (height, width))
    mass = (np.arange(height) @ means.sum(axis=1), means.sum(axis=0) @ np.arange(width)) / means.sum()
    starts = np.floor(_MIDDLE - mass + 0.5).astype(int)
    top, left = (min(max(start, 0), SIDE - n) for start, n in zip(starts, (height, width), strict=True))
    pixels[top : top + height, left : left + width] = means
    return _as_bytes(pixels)


def _averaged(box: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Average what lies under each pixel of the new size."""
    rows, columns = (_shares(length, count) for length, count in zip(box.shape, size, strict=True))
    return rows @ box @ columns.T


def _shares(length: int, count: int) -> np.ndarray:
    """Return how much each of `length` pixels adds to each of `count` equal parts: (count, length)."""
    edges = np.arange(count + 1) * length / count
    pixels = np.arange(length)
    shared = np.minimum(edges[1:, None], pixels + 1) - np.maximum(edges[:-1, None], pixels)
    return shared.clip(min=0) * count / length


def _as_bytes(pixels: np.ndarray) -> Tensor:
    return torch.tensor(np.floor(pixels + 0.5).astype(np.uint8))
