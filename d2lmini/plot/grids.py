"""Grids of numbers on one canvas whose unit is a cell: what the pictures of matrices are made of."""

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from d2lmini.palette import LIGHT
from d2lmini.plot.style import PAGE_WIDTH, subplots

# How a cell looks: its face and its border. Where two looks meet, the later one's border is on top.
LOOKS = {
    "plain": (LIGHT["raised"], LIGHT["line"]),
    "ghost": (LIGHT["surface"], LIGHT["line"]),
    **{role: (LIGHT[f"{role}-soft"], LIGHT[role]) for role in ("input", "kernel", "output")},
}

_CELL = 0.42  # inches, the largest cell
_MAX_COLUMNS = 20  # to a line; with more of them a phone would show type of less than 6 pixels


class Grid(NamedTuple):
    """A matrix to draw: its title stands above it, the sign of an operation on its left."""

    values: np.ndarray
    looks: str | np.ndarray  # one for all cells, or one for each
    title: str = ""
    sign: str = ""

    @property
    def width(self) -> float:
        """Columns it takes: a narrow grid makes room for its title."""
        return max(self.values.shape[1], 0.2 * len(self.title))


def draw_grids(grids: list[Grid]) -> tuple[Figure, Axes, list[tuple[float, float]]]:
    """Draw the grids from left to right, on as many lines as they need; return their corners (x, y) too."""
    corners, (width, height) = _arrange(grids)
    cell = min(_CELL, PAGE_WIDTH / width)
    fig, axes = subplots(figsize=(width * cell, height * cell), layout="none")
    ax = axes[0, 0]
    # y grows downwards, as row numbers do; the margin keeps the outer borders whole.
    ax.set(position=(0, 0, 1, 1), xlim=(-0.1, width + 0.1), ylim=(height + 0.1, -0.1))
    ax.axis("off")
    for grid, corner in zip(grids, corners, strict=True):
        _draw_grid(ax, grid, corner, points=72 * cell)
    return fig, ax, corners


def outline(ax: Axes, corner: tuple[float, float], width: int, height: int, role: str) -> None:
    """Frame cells in the colour of `role`."""
    ax.add_patch(Rectangle(corner, width, height, fill=False, edgecolor=LIGHT[role], linewidth=2.2, zorder=3))


def hatch(ax: Axes, corner: tuple[float, float], width: int, height: int) -> None:
    """Strike cells out."""
    style = {"hatch": "///", "edgecolor": LIGHT["muted"], "alpha": 0.5, "linewidth": 0}
    ax.add_patch(Rectangle(corner, width, height, fill=False, zorder=2, **style))


def _arrange(grids: list[Grid]) -> tuple[list[tuple[float, float]], tuple[float, float]]:
    """Find the corner (x, y) of each grid, and the width and height of the whole."""
    lines, x = [[]], 0
    for grid in grids:
        if lines[-1] and x + 1 + grid.width > _MAX_COLUMNS:
            lines.append([])
            x = 0
        if lines[-1] or grid.sign:
            x += 1
        lines[-1].append((x, grid))
        x += grid.width
    corners, top = [], 1  # below a line of titles
    for line in lines:
        tallest = max(len(grid.values) for _, grid in line)
        for x, grid in line:
            rows, columns = grid.values.shape
            corners.append((x + (grid.width - columns) / 2, top + (tallest - rows) / 2))
        top += tallest + 1
    return corners, (max(x + grid.width for line in lines for x, grid in line), top - 1)


def _draw_grid(ax: Axes, grid: Grid, corner: tuple[float, float], points: float) -> None:
    """Draw one grid whose cells are `points` wide."""
    (left, top), (rows, columns) = corner, grid.values.shape
    labels = [_label(number) for number in grid.values.ravel().tolist()]
    size = points * min(0.42, 1.35 / max(map(len, labels)))
    looks = np.broadcast_to(grid.looks, grid.values.shape)
    for ((i, j), look), label in zip(np.ndenumerate(looks), labels, strict=True):
        face, edge = LOOKS[look]
        style = {"facecolor": face, "edgecolor": edge, "zorder": 1 + 0.1 * list(LOOKS).index(look)}
        ax.add_patch(Rectangle((left + j, top + i), 1, 1, linewidth=0.6, **style))
        ink = LIGHT["muted" if look == "ghost" else "ink"]
        ax.text(left + j + 0.5, top + i + 0.52, label, size=size, color=ink, ha="center", va="center")
    middle = left + columns / 2
    ax.text(middle, top - 0.3, grid.title, size=max(6.5, 0.35 * points), ha="center", va="baseline")
    sign_x = middle - grid.width / 2 - 0.5
    ax.text(sign_x, top + rows / 2, grid.sign, size=0.75 * points, ha="center", va="center")


def _label(number: float) -> str:
    """Write a whole number without decimals, and any other briefly."""
    if float(number).is_integer() and abs(number) < 1e6:
        text = str(int(number))
    elif 0.01 <= abs(number) < 100:
        text = f"{number:.2f}"
    else:
        text = f"{number:.3g}" if abs(number) > 1 else f"{number:.1g}"
    return text.replace("-", "−")
