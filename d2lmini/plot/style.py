"""What every figure of the book shares: its look, and the way it reaches the page."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import torch
from cycler import cycler
from IPython import get_ipython
from matplotlib.figure import Figure
from matplotlib_inline.backend_inline import set_matplotlib_formats
from numpy.typing import ArrayLike

from d2lmini.palette import LIGHT

PAGE_WIDTH = 7.2  # inches of the text column

_RC = {
    # A page shows figures on a light card in dark mode too, so they stay white.
    "figure.facecolor": LIGHT["surface"],
    "figure.figsize": (4.8, 3.0),
    "figure.constrained_layout.use": True,
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.color": LIGHT["ink"],
    "axes.titlesize": 10,
    "axes.titlecolor": LIGHT["ink"],
    "axes.labelcolor": LIGHT["ink"],
    "axes.edgecolor": LIGHT["muted"],
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    # The hues of input, kernel and output are theirs alone; curves take the others.
    "axes.prop_cycle": cycler(color=[LIGHT[role] for role in ("accent", "warning", "muted", "ink")]),
    "grid.color": LIGHT["line"],
    "grid.linewidth": 0.6,
    "xtick.color": LIGHT["muted"],
    "ytick.color": LIGHT["muted"],
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "lines.linewidth": 1.8,
    "legend.frameon": False,
    "hatch.linewidth": 0.8,
    "svg.hashsalt": "d2lmini",  # equal figures give equal files
}


def use_book_style() -> None:
    """Draw every later figure in the book's style, and as SVG where a notebook shows it.

    The PDF beside the SVG is for exports through LaTeX, which cannot read SVG.
    """
    plt.rcParams.update(_RC)
    if get_ipython() is not None:
        # An SVG holds its photographs as pixels: 144 to the inch, more than they have themselves.
        set_matplotlib_formats("svg", "pdf", dpi=144, metadata={"Date": None})


def subplots(nrows: int = 1, ncols: int = 1, **options: object) -> tuple[Figure, np.ndarray]:
    """Make a figure that pyplot forgets and its axes (nrows, ncols)."""
    fig, axes = plt.subplots(nrows, ncols, squeeze=False, **options)
    plt.close(fig)  # or the inline backend would show a second copy when the cell ends
    return fig, axes


def as_array(name: str, values: ArrayLike) -> np.ndarray:
    """Copy a tensor of any device, an array or nested lists of real numbers into a NumPy array."""
    if isinstance(values, torch.Tensor):
        values = values.detach().cpu()
        if values.dtype == torch.bfloat16:  # which NumPy does not have
            values = values.float()
    try:
        array = np.asarray(values)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must be rows of equal length, got {values!r}") from error
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold real numbers, got {array.dtype} values; convert them first")
    return array


def one_each(name: str, items: Sequence | None, count: int, of: str, default: object) -> list:
    """Return `items` as a list with one for each of `count` things, or so many defaults for None."""
    if items is None:
        return [default] * count
    if len(items) != count:
        raise ValueError(f"{name} has {len(items)} entries for {count} {of}; give one each, or none at all")
    return list(items)
