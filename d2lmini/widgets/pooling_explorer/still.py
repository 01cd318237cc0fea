"""The still picture of a pooled input."""

import numpy as np
from matplotlib.figure import Figure

from d2lmini.plot.grids import Grid, draw_grids, hatch, outline


def draw_pooling(
    maps: tuple[np.ndarray, np.ndarray],
    titles: tuple[str, str],
    changed: np.ndarray,
    at: tuple[int, int],
    window: list[tuple[int, int]],
) -> Figure:
    """Draw input and output with the outputs that changed hatched, and one of them outlined with its window.

    `window` holds the first row it reads and the one after the last, and the columns likewise.
    """
    grids = [Grid(maps[0], "input", titles[0]), Grid(maps[1], "output", titles[1], sign="→")]
    fig, ax, ((x_left, x_top), (y_left, y_top)) = draw_grids(grids)
    for row, column in np.argwhere(changed):
        hatch(ax, (y_left + column, y_top + row), 1, 1)
    (top, bottom), (left, right) = window
    outline(ax, (x_left + left, x_top + top), right - left, bottom - top, "kernel")
    outline(ax, (y_left + at[1], y_top + at[0]), 1, 1, "output")
    return fig
