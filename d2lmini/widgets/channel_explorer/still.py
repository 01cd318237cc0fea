"""How an output channel comes about, drawn for places without JavaScript."""

import torch
from matplotlib.figure import Figure
from torch import Tensor

from d2lmini.plot import show_images
from d2lmini.plot.grids import Grid, draw_grids


def numbers_still(X: Tensor, kernels: Tensor, bias: Tensor, Y: Tensor, filter: int) -> Figure:
    """Draw each channel ⋆ its kernel, the plus signs between them, the bias, and the output channel `Y`."""
    grids = []
    for channel, (x, k) in enumerate(zip(X, kernels, strict=True)):
        grids.append(Grid(x.numpy(), "input", f"channel {channel}", sign="+" if channel else ""))
        grids.append(Grid(k.numpy(), "kernel", f"kernel {channel}", sign="⋆"))
    grids.append(Grid(bias.view(1, 1).numpy(), "kernel", "bias", sign="+"))
    grids.append(Grid(Y.numpy(), "output", f"output {filter}", sign="="))
    return draw_grids(grids)[0]


def photo_still(photo: Tensor, partials: Tensor, Y: Tensor, filter: int) -> Figure:
    """Draw the photograph, what red, green and blue give, and the feature map `Y`; 0 is mid-grey."""
    greys = (127.5 + torch.stack([*partials, Y]) / 2).clamp(0, 255) / 255
    titles = ["photograph", "red gives", "green gives", "blue gives", f"feature map {filter}"]
    return show_images([photo, *greys], titles=titles)
