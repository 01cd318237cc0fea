"""scikit-learn's two photographs."""

import torch
from torch import Tensor

from d2lmini.arguments import check_int
from d2lmini.data.loader import resized


def sample_photo(name: str = "china", size: int | None = None, gray: bool = False) -> Tensor:
    """Return one of scikit-learn's two photographs as float32 in [0, 1]; needs no network.

    `size` is the height to scale to, in pixels, keeping the aspect. `gray` adds 0.299 red, 0.587 green and
    0.114 blue (ITU-R BT.601), about as bright as the eye finds each.

    Shapes:
        returns: (3, h, w), or (h, w) if `gray`; h, w = 427, 640 unless scaled
    """
    from sklearn.datasets import load_sample_image  # scikit-learn takes a second to import

    if name not in ("china", "flower"):
        raise ValueError(f"name must be 'china' or 'flower', got {name!r}")
    photo = torch.tensor(load_sample_image(f"{name}.jpg")).permute(2, 0, 1).float() / 255
    if size is not None:
        size = check_int("size", size, minimum=1)
        width = round(size * photo.shape[2] / photo.shape[1])
        photo = resized(photo[None], (size, width))[0].clamp(0, 1)  # rounding leaves some 1.0000002
    return torch.einsum("chw,c->hw", photo, torch.tensor([0.299, 0.587, 0.114]).to(photo)) if gray else photo
