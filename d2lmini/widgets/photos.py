"""The photographs that explorables carry: in the built page there is no kernel to ask for another one."""

from functools import cache

import torch
from torch import Tensor
from traitlets import Dict

from d2lmini.data import sample_photo

PHOTOS = ("china", "flower")


@cache
def photo_values(name: str, height: int, *, grey: bool = False) -> Tensor:
    """Return whole numbers from 0 to 255, uint8: red, green and blue (3, height, w), or greys (height, w)."""
    return (sample_photo(name, size=height, gray=grey) * 255).round().to(torch.uint8)


class Carried(Dict):
    """All photographs as the browser gets them: height and width, and the bytes in order."""

    def __init__(self, height: int, *, grey: bool = False) -> None:
        """Carry them so high, in colour or in grey."""
        super().__init__()
        self.height, self.grey = height, grey
        self.tag(sync=True)

    def default(self, obj: object = None) -> dict[str, dict]:
        """Read them when they are first asked for."""
        photos = {name: photo_values(name, self.height, grey=self.grey) for name in PHOTOS}
        return {name: {"size": [*X.shape[-2:]], "pixels": X.numpy().tobytes()} for name, X in photos.items()}


def shown_values(Y: Tensor, showing: str) -> Tensor:
    """Return values from 0 to 255 that stand for `Y`: its sizes, or 0 as mid-grey, or `Y`, always cut."""
    return {"absolute": Y.abs(), "signed": 127.5 + Y / 2}.get(showing, Y).clamp(0, 255)
