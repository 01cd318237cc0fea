"""Images side by side, on one scale of values."""

from collections.abc import Sequence
from numbers import Integral

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from d2lmini.arguments import check_int, check_number
from d2lmini.palette import LIGHT
from d2lmini.plot.style import PAGE_WIDTH, as_array, one_each, subplots

_SIGNED = LinearSegmentedColormap.from_list(
    "signed",
    [LIGHT["warning"], LIGHT["surface"], LIGHT["accent"]],
    N=257,  # odd, for white to be in the middle
)
_MAX_WIDTH = 3.2  # inches, of one image


def show_images(
    images: Sequence[ArrayLike],
    num_rows: int | Sequence[str] | None = None,
    num_cols: int | None = None,
    titles: Sequence[str] | None = None,
    scale: float | None = None,
    *,
    signed: bool = False,
) -> Figure:
    """Draw images side by side, `num_cols` to a row (up to six unless given).

    Titles may also stand in second place: `show_images(images, titles)`. With both `num_rows` and `num_cols`,
    as *Dive into Deep Learning* calls it, images beyond so many rows are left out. `scale` is the width of an
    image in inches; without it a row fits the page.

    All grey images share one scale, so that they can be compared: black is 0 and white is 1, or the smallest
    and largest value where those go further. `signed=True` colours them from red (negative) through white (0)
    to indigo.

    Shapes:
        images: (h, w) or (1, h, w), grey; (3, h, w) or (h, w, 3), colours as fractions in [0, 1]; uint8 holds
            255ths. A tensor of images works like a list of them, and one (h, w) image need not be in a list.

    Raises:
        TypeError: an image does not hold real numbers, or a count is not a whole number.
        ValueError: there is no image, one has another shape or colours outside [0, 1], `signed` meets a
            colour image, a count is below 1, `scale` is below 0.1, or `titles` has another length.
    """
    if num_rows is not None and not isinstance(num_rows, Integral):
        if titles is not None:
            raise TypeError(f"num_rows must be an integer, got {num_rows!r}; titles are given as well")
        num_rows, titles = None, num_rows
    if not isinstance(images, (list, tuple)):
        images = as_array("images", images)
        images = images[None] if images.ndim <= 2 else images
    pictures = [_as_image(f"images[{i}]", image) for i, image in enumerate(images)]
    if not pictures:
        raise ValueError("images is empty; give at least one image")
    num_cols = _columns(len(pictures), num_rows, num_cols)
    if num_rows is not None:
        pictures = pictures[: num_rows * num_cols]
        titles = titles if titles is None else list(titles)[: len(pictures)]
    titles = one_each("titles", titles, len(pictures), "images", default="")
    if signed and any(picture.ndim == 3 for picture in pictures):
        raise ValueError("signed=True needs grey images (h, w), got colours; show one channel at a time")
    colours = _colour_scale([picture for picture in pictures if picture.ndim == 2], signed)

    num_rows = -(-len(pictures) // num_cols)
    width = min(_MAX_WIDTH, PAGE_WIDTH / num_cols) if scale is None else check_number("scale", scale, 0.1)
    height = width * max(len(picture) / picture.shape[1] for picture in pictures) + 0.25 * any(titles)
    size = (width * num_cols, height * num_rows)
    fig, axes = subplots(num_rows, num_cols, figsize=size, layout="compressed")
    for ax in axes.flat[len(pictures) :]:
        ax.remove()
    for ax, picture, title in zip(axes.flat, pictures, titles, strict=False):
        # Pixels of a small image stay squares; those of a photograph are averaged to the size on the page.
        small = max(picture.shape[:2]) <= 64
        drawn = ax.imshow(picture, interpolation="none" if small else "antialiased", **colours)
        ax.set(xticks=[], yticks=[], title=title)
        ax.spines[:].set(visible=True, color=LIGHT["line"])
    if signed:
        ticks = [colours["vmin"], 0, colours["vmax"]]
        bar = fig.colorbar(drawn, ax=fig.axes, shrink=0.7, aspect=16, ticks=ticks, format="{x:.3g}")
        # As large as the titles, for a phone shows a row of images at half their size.
        size = plt.rcParams["axes.titlesize"]
        bar.set_label("value", size=size)
        bar.ax.tick_params(labelsize=size)
    return fig


def _as_image(name: str, values: ArrayLike) -> np.ndarray:
    """Return (h, w), or (h, w, 3) with fractions."""
    image = as_array(name, values)
    if image.ndim == 3 and image.shape[0] in (1, 3):
        image = np.moveaxis(image, 0, -1)
    if image.ndim == 3 and image.shape[-1] == 1:
        image = image[..., 0]
    if 0 in image.shape or not (image.ndim == 2 or (image.ndim == 3 and image.shape[-1] == 3)):
        shapes = "(h, w), (1, h, w), (3, h, w) or (h, w, 3)"
        raise ValueError(
            f"{name} must have shape {shapes}, got {image.shape}; pass images in a list or batch"
        )
    image = image / 255 if image.dtype == np.uint8 else image.astype(float)
    if image.ndim == 3 and not (image.min() >= 0 and image.max() <= 1):
        raise ValueError(
            f"{name} has colours from {image.min():.3g} to {image.max():.3g}, expected fractions in [0, 1]; "
            "clamp or rescale it"
        )
    return image


def _columns(count: int, num_rows: int | None, num_cols: int | None) -> int:
    """Return how many of `count` images go in a row."""
    if num_rows is not None:
        check_int("num_rows", num_rows, minimum=1)
    if num_cols is not None:
        return check_int("num_cols", num_cols, minimum=1)
    return min(count, 6) if num_rows is None else -(-count // num_rows)


def _colour_scale(greys: list[np.ndarray], signed: bool) -> dict[str, object]:
    """Choose the colour map and its range, one for all grey images."""
    lowest = min((np.nanmin(grey) for grey in greys), default=0)
    highest = max((np.nanmax(grey) for grey in greys), default=1)
    if signed:
        limit = max(abs(lowest), abs(highest)) or 1
        return {"cmap": _SIGNED, "vmin": -limit, "vmax": limit}
    return {"cmap": "gray", "vmin": min(0, lowest), "vmax": max(1, highest)}
