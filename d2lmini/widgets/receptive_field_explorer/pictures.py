"""The pictures that the explorable carries, and how one comes to the size that a network reads."""

from functools import cache

import torch.nn.functional as F
from torch import Tensor

from d2lmini.data import load_data_mnist
from d2lmini.widgets.photos import PHOTOS, photo_values

SIDE = 224
PICTURES = (*PHOTOS, "digit")


@cache
def picture_bytes(name: str) -> Tensor:
    """Return a square of greys from 0 to 255, uint8: the middle of a photograph, or a handwritten digit."""
    if name == "digit":
        return (load_data_mnist(1)[1].images[4, 0] * 255).round().byte()
    photo = photo_values(name, SIDE, grey=True)
    left = (photo.shape[1] - SIDE) // 2
    return photo[:, left : left + SIDE].contiguous()


def picture_of(name: str, side: int) -> Tensor:
    """Return a picture in this size, each pixel a mean: (side, side), float64 from 0 to 1."""
    return F.adaptive_avg_pool2d(picture_bytes(name).double()[None], side)[0] / 255
