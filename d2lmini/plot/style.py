"""What every figure of the book shares: its look, and the way it reaches the page."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import torch
from cycler import cycler
from IPython import get_ipython
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont
from matplotlib_inline.backend_inline import set_matplotlib_formats
from numpy.typing import ArrayLike

from d2lmini.arguments import check_plain
from d2lmini.palette import LIGHT

PAGE_WIDTH = 7.2  # inches of the text column

_RC = {
    # A page shows figures on a light card in dark mode too, so they stay white.
    "figure.facecolor": LIGHT["surface"],
    "figure.figsize": (4.8, 3.0),
    "figure.constrained_layout.use": True,
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

    Characters that the book's font lacks come from the reader's: those that `font.family` and
    `font.sans-serif` name now, and the first there is in a `font.sans-serif` set later.
    """
    families = ["DejaVu Sans", *plt.rcParams["font.family"], *plt.rcParams["font.sans-serif"], "sans-serif"]
    # One that is missing would be complained of with every text.
    families = [family for family in dict.fromkeys(families) if _has_font(family)]
    plt.rcParams.update(_RC, **{"font.family": families})
    use_svg_display()


def _has_font(family: str) -> bool:
    try:
        return bool(findfont(FontProperties(family=[family]), fallback_to_default=False))
    except ValueError:
        return False


def use_svg_display() -> None:
    """Show every later figure of a notebook as SVG, and for exports through LaTeX as PDF."""
    if get_ipython() is not None:
        # An SVG holds its photographs as pixels: 144 to the inch, more than they have themselves.
        set_matplotlib_formats("svg", "pdf", dpi=144, metadata={"Date": None})


def set_figsize(figsize: tuple[float, float] = (3.5, 2.5)) -> None:
    """Draw every later figure so wide and high, in inches, unless it has a size of its own; show SVG."""
    use_svg_display()
    plt.rcParams["figure.figsize"] = figsize


def in_notebook() -> bool:
    """Tell whether cells show figures; those of a script or a terminal, without a kernel, wait for `show`."""
    return hasattr(get_ipython(), "kernel")


def subplots(nrows: int = 1, ncols: int = 1, **options: object) -> tuple[Figure, np.ndarray]:
    """Make a figure and its axes (nrows, ncols); in a notebook, one that pyplot forgets."""
    fig, axes = plt.subplots(nrows, ncols, squeeze=False, **options)
    if in_notebook():
        plt.close(fig)  # or the inline backend would show a second copy when the cell ends
    return fig, axes


def as_array(name: str, values: ArrayLike) -> np.ndarray:
    """Copy a tensor of any device, an array or nested lists of real numbers into a NumPy array."""
    if isinstance(values, torch.Tensor):
        check_plain(name, values)
        if values.is_complex() or values.is_meta:
            kind = "no values (it is on meta)" if values.is_meta else f"{values.dtype} values"
            raise TypeError(f"{name} must hold real numbers, got {kind}; convert them first")
        values = values.detach().cpu()
        if values.is_floating_point() and values.dtype not in (torch.float16, torch.float32, torch.float64):
            values = values.float()  # NumPy has neither bfloat16 nor 8 bits
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
    if not np.iterable(items):
        raise TypeError(f"{name} must be a list, got {items!r}; give one for each of the {count} {of}")
    items = list(items)
    if len(items) != count:
        raise ValueError(f"{name} has {len(items)} entries for {count} {of}; give one each, or none at all")
    return items
