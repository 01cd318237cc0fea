"""A Go board, with its stones."""

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.patches import Circle
from torch import Tensor

from d2lmini.palette import LIGHT
from d2lmini.plot.style import subplots


def show_board(board: Tensor, marked: Sequence[tuple[int, int]] = (), *, size: float = 3.9) -> Figure:
    """Draw a board (n, n) of 1 (black), -1 (white) and 0 (empty), with crosses at the `marked` points.

    `size` is in inches; points are given as row and column.
    """
    n = len(board)
    fig, axes = subplots(figsize=(size, size))
    ax = axes[0, 0]
    ax.set(xlim=(-0.7, n - 0.3), ylim=(n - 0.3, -0.7), aspect="equal")
    ax.axis("off")
    lines = {"linewidth": 0.6, "color": LIGHT["muted"], "zorder": 1}
    ax.hlines(range(n), 0, n - 1, **lines)
    ax.vlines(range(n), 0, n - 1, **lines)
    for i, j in board.nonzero().tolist():
        face = LIGHT["ink" if board[i, j] > 0 else "surface"]
        ax.add_patch(Circle((j, i), 0.45, facecolor=face, edgecolor=LIGHT["ink"], linewidth=0.8, zorder=2))
    for i, j in marked:
        ax.plot(j, i, "x", markersize=4 * size, markeredgewidth=0.7 * size, color=LIGHT["output"], zorder=3)
    return fig
