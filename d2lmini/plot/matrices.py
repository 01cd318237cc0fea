"""The book's two pictures of matrices: side by side, and joined into a correlation."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike
from torch import Tensor

from d2lmini.arguments import int_pair
from d2lmini.ops import output_size
from d2lmini.plot.grids import LOOKS, Grid, draw_grids, hatch, outline
from d2lmini.plot.style import as_array, one_each


def show_matrices(
    matrices: Sequence[ArrayLike],
    titles: Sequence[str] | None = None,
    roles: Sequence[str | None] | None = None,
    signs: Sequence[str] | None = None,
) -> Figure:
    """Draw matrices side by side as grids of their numbers.

    A role, "input", "kernel" or "output", gives a matrix its colour; None leaves it plain.
    `signs`, such as "⋆", "+" or "=", stand in front of the matrices.

    Raises:
        TypeError: a matrix does not hold real numbers.
        ValueError: there is no matrix, one is not two-dimensional or is empty, a role is unknown, or
            `titles`, `roles` or `signs` has another length.
    """
    if isinstance(matrices, Tensor) or not np.iterable(matrices):
        matrices = np.atleast_1d(as_array("matrices", matrices))
    arrays = [_as_matrix(f"matrices[{i}]", matrix) for i, matrix in enumerate(matrices)]
    if not arrays:
        raise ValueError("matrices is empty; give at least one")
    titles = one_each("titles", titles, len(arrays), "matrices", default="")
    roles = one_each("roles", roles, len(arrays), "matrices", default=None)
    signs = one_each("signs", signs, len(arrays), "matrices", default="")
    looks = [role or "plain" for role in roles]
    for look in looks:
        if look not in LOOKS:
            raise ValueError(f"a role must be 'input', 'kernel', 'output' or None, got {look!r}")
    fig, _, _ = draw_grids(list(map(Grid, arrays, looks, titles, signs)))
    return fig


def show_correlation(
    X: ArrayLike,
    K: ArrayLike,
    Y: ArrayLike,
    at: tuple[int, int] | None = None,
    *,
    padding: int | tuple[int, int] = 0,
    stride: int | tuple[int, int] = 1,
    dilation: int | tuple[int, int] = 1,
    names: tuple[str, str, str] = ("input", "kernel", "output"),
) -> Figure:
    """Draw X ⋆ K = Y as grids of numbers, with their `names` and sizes above them.

    `at=(i, j)` outlines that entry of `Y`, the kernel, and the window of `X` it reads. Padding, per side,
    shows as pale zeros; rows and columns that no window reads are hatched.

    Raises:
        TypeError: a matrix does not hold real numbers, or a setting is not an integer.
        ValueError: a matrix is not two-dimensional or is empty, a setting is out of range, `Y` has another
            shape than the settings give, or `at` lies outside it.
    """
    X, K, Y = _as_matrix("X", X), _as_matrix("K", K), _as_matrix("Y", Y)
    padding = int_pair("padding", padding, minimum=0)
    stride = int_pair("stride", stride, minimum=1)
    dilation = int_pair("dilation", dilation, minimum=1)
    size = tuple(map(output_size, X.shape, K.shape, padding, stride, dilation))
    if Y.shape != size:
        raise ValueError(f"Y has shape {Y.shape}, but X, K and the settings give {size}; compute Y with them")

    # rows_read[i] are the rows of the padded input that row i of the output reads; columns likewise.
    rows_read, columns_read = (
        np.add.outer(s * np.arange(n), d * np.arange(k))
        for n, k, s, d in zip(size, K.shape, stride, dilation, strict=True)
    )
    sides = [(p, p) for p in padding]
    padded = np.pad(X, sides)
    looks = np.pad(np.full(X.shape, "input", dtype=object), sides, constant_values="ghost")
    if at is not None:
        i, j = int_pair("at", at, minimum=0)
        if i >= size[0] or j >= size[1]:
            raise ValueError(f"at={at} lies outside Y, whose shape is {size}; rows and columns count from 0")
        rows, columns = rows_read[i], columns_read[j]
        looks[np.ix_(rows, columns)] = "kernel"

    around = f", padding {padding[0] if padding[0] == padding[1] else _by(padding)}" if any(padding) else ""
    fig, ax, ((x_left, x_top), k_corner, (y_left, y_top)) = draw_grids(
        [
            Grid(padded, looks, f"{names[0]} {_by(X.shape)}{around}"),
            Grid(K, "kernel", f"{names[1]} {_by(K.shape)}", sign="⋆"),
            Grid(Y, "output", f"{names[2]} {_by(Y.shape)}", sign="="),
        ]
    )
    height, width = padded.shape
    for row in set(range(height)).difference(rows_read.flat):
        hatch(ax, (x_left, x_top + row), width, 1)
    for column in set(range(width)).difference(columns_read.flat):
        hatch(ax, (x_left + column, x_top), 1, height)
    if at is not None:
        outline(ax, (x_left + columns[0], x_top + rows[0]), np.ptp(columns) + 1, np.ptp(rows) + 1, "kernel")
        outline(ax, k_corner, K.shape[1], K.shape[0], "kernel")
        outline(ax, (y_left + j, y_top + i), 1, 1, "output")
    return fig


def _by(size: tuple[int, int]) -> str:
    return "{} × {}".format(*size)


def _as_matrix(name: str, values: ArrayLike) -> np.ndarray:
    matrix = as_array(name, values)
    if matrix.ndim != 2 or 0 in matrix.shape:
        raise ValueError(f"{name} must be a matrix (h, w) with at least one entry, got shape {matrix.shape}")
    return matrix
