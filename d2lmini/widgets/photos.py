"""The photographs that explorables carry: in the built page there is no kernel to ask for another one."""

from collections.abc import Callable
from functools import cache

import torch
from torch import Tensor
from traitlets import Dict

from d2lmini.data import sample_photo

PHOTOS = ("china", "flower")


@cache
def grey_values(name: str, height: int) -> Tensor:
    """Return a photograph's grey values, whole numbers from 0 to 255, as uint8 (height, w)."""
    return _whole(sample_photo(name, size=height, gray=True))


@cache
def colour_values(name: str, height: int) -> Tensor:
    """Return a photograph's red, green and blue, whole numbers from 0 to 255, as uint8 (3, height, w)."""
    return _whole(sample_photo(name, size=height))


class Carried(Dict):
    """All photographs as the browser gets them: height and width, and the bytes in order."""

    def __init__(self, values: Callable[[str, int], Tensor], height: int) -> None:
        """Carry their grey or their colour `values`."""
        super().__init__()
        self.values, self.height = values, height
        self.tag(sync=True)

    def default(self, obj: object = None) -> dict[str, dict]:
        """Read them when they are first asked for."""
        photos = {name: self.values(name, self.height) for name in PHOTOS}
        return {name: {"size": [*X.shape[-2:]], "pixels": X.numpy().tobytes()} for name, X in photos.items()}


def shown_values(Y: Tensor, showing: str) -> Tensor:
    """Return values from 0 to 255 that stand for `Y`: its sizes, or 0 as mid-grey, or `Y`, always cut."""
    return {"absolute": Y.abs(), "signed": 127.5 + Y / 2}.get(showing, Y).clamp(0, 255)


def _whole(X: Tensor) -> Tensor:
    return (X * 255).round().to(torch.uint8)
