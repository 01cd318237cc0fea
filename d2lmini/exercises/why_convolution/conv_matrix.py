"""Exercise: write down the matrix of a convolution."""

from collections.abc import Callable, Iterator
from itertools import product

import torch
from torch import Tensor
from torch.nn.functional import pad

from d2lmini.exercises.kit.dtypes import LARGE
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_conv_matrix(K, n_h, n_w):
    """One sheet for each position: an empty image with the kernel laid on it."""
    k_h, k_w = K.shape
    m_h, m_w = n_h - k_h + 1, n_w - k_w + 1
    sheets = torch.zeros(m_h, m_w, n_h, n_w, dtype=K.dtype)
    for i in range(m_h):
        for j in range(m_w):
            sheets[i, j, i : i + k_h, j : j + k_w] = K
    return sheets.reshape(-1, n_h * n_w)


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(2)

    def draw(*shape: int) -> Tensor:
        return torch.randint(1, 9, shape, generator=generator).float()

    yield Case("1×2 on 1×4, one line", (torch.tensor([[1.0, -1.0]]), 1, 4))
    yield Case("2×2 on 3×3", (torch.arange(1.0, 5.0).reshape(2, 2), 3, 3))
    yield Case("3×3 on 4×4", (torch.arange(1.0, 10.0).reshape(3, 3), 4, 4))
    yield Case("a column on a wide image", (draw(2, 1), 3, 5))
    yield Case("2×3 on 5×4", (draw(2, 3), 5, 4))
    yield Case("as large as the image", (draw(2, 3), 2, 3))
    yield Case("whole numbers (int64)", (draw(2, 2).long(), 3, 4))
    yield Case(LARGE, (torch.arange(1, 5).reshape(2, 2) + 2**25, 3, 4))
    yield Case("double precision (float64)", (draw(3, 2).double() / 7, 4, 4))


def _padded(K: Tensor, h: int, w: int) -> Tensor:
    """The matrix of the convolution that keeps the image's size: rows for windows that stick out too."""
    (kh, kw), (top, left) = K.shape, (K.shape[0] // 2, K.shape[1] // 2)
    sheets = my_conv_matrix(K, h + kh - 1, w + kw - 1).reshape(h * w, h + kh - 1, w + kw - 1)
    return sheets[:, top : top + h, left : left + w].reshape(h * w, h * w)


def _without_gaps(K: Tensor, h: int, w: int) -> Tensor:
    M = torch.zeros_like(my_conv_matrix(K, h, w))
    columns = w - K.shape[1] + 1
    for row in range(len(M)):
        start = row // columns * w + row % columns
        M[row, start : start + K.numel()] = K.reshape(-1)[: h * w - start]
    return M


def _by_index(row: Callable, column: Callable) -> Callable:
    """Number the positions or the pixels in another way."""

    def twin(K: Tensor, h: int, w: int) -> Tensor:
        (kh, kw), M = K.shape, torch.zeros_like(my_conv_matrix(K, h, w))
        for i, j in product(range(h - kh + 1), range(w - kw + 1)):
            for a, b in product(range(kh), range(kw)):
                M[row(i, j, w, kw), column(i + a, j + b, h, w)] = K[a, b]
        return M

    return twin


def _one_step_a_row(K: Tensor, h: int, w: int) -> Tensor:
    M = my_conv_matrix(K, h, w)
    return torch.stack([M[0].roll(row) for row in range(len(M))])


EXERCISE = Exercise(
    title="Write the matrix",
    statement=(
        "Write `my_conv_matrix(K, n_h, n_w)`: the matrix that does the same to images of `n_h` × `n_w` "
        "pixels as sliding the kernel `K`, of any height and width, to the positions where it fits. It has "
        "one row for each position and one column for each pixel, both numbered line by line, so that "
        "`my_conv_matrix(K, n_h, n_w) @ X.reshape(-1)` is the feature map as a vector. It has the dtype of "
        "`K`."
    ),
    hints=(
        "Draw it for a 2×2 kernel on a 3×3 image: four rows, nine columns. Which four pixels does the first "
        "output read, and where are they in the image laid out as a vector?",
        "Fold each row back into an image: it is zero, but for the kernel at the position of the window. "
        "So start with zeros that have four axes: two for the position and two for the pixel.",
        "With m_h, m_w = n_h - k_h + 1, n_w - k_w + 1, sheets = torch.zeros(m_h, m_w, n_h, n_w, "
        "dtype=K.dtype), and for every position\n"
        "    sheets[i, j, i : i + k_h, j : j + k_w] = K\nThen reshape it into a matrix.",
    ),
    solution=my_conv_matrix,
    cases=_cases,
    mistakes=(
        Mistake(
            "rows and columns of your matrix are swapped: one row for each position, one column for "
            "each pixel.",
            lambda K, h, w: my_conv_matrix(K, h, w).T,
        ),
        Mistake(
            "your kernel is turned around: K[a, b] belongs to the pixel a rows and b columns on.",
            lambda K, h, w: my_conv_matrix(K.flip(0, 1), h, w),
        ),
        Mistake(
            "the lines of the kernel follow each other without a gap: its next line belongs to the image's "
            "next line, n_w columns on.",
            _without_gaps,
        ),
        Mistake(
            "every row is one step further than the row above. At the end of a line the window has to skip: "
            "the next position is at the start of the next line.",
            _one_step_a_row,
        ),
        Mistake(
            "rows are positions, not pixels: a line of positions is n_w - k_w + 1 long, not n_w.",
            _by_index(lambda i, j, w, kw: i * w + j, lambda y, x, h, w: y * w + x),
        ),
        Mistake(
            "a line of pixels is as long as the image is wide: n_w, not n_h.",
            _by_index(lambda i, j, w, kw: i * (w - kw + 1) + j, lambda y, x, h, w: y * h + x),
        ),
        Mistake(
            "your matrix has a row for each pixel, with zeros outside the image: only positions where K "
            "fits count.",
            _padded,
        ),
        Mistake(
            "your positions have the right numbers, but your result keeps its four axes: reshape it into a "
            "matrix.",
            lambda K, h, w: my_conv_matrix(K, h, w).reshape(h - K.shape[0] + 1, w - K.shape[1] + 1, h, w),
        ),
        Mistake(
            "your pixels are numbered column by column: they go line by line, as reshape lays them out.",
            lambda K, h, w: my_conv_matrix(K, h, w).reshape(-1, h, w).mT.reshape(-1, h * w),
        ),
        Mistake(
            "your matrix stops one row early: the last position is missing.",
            lambda K, h, w: my_conv_matrix(K, h, w)[:-1],
        ),
        Mistake(
            "your last row is empty: the loops end one position too early.",
            lambda K, h, w: pad(my_conv_matrix(K, h, w)[:-1], (0, 0, 0, 1)),
        ),
        Mistake(
            "your numbers pass through float32, which rounds them: make the zeros with K's dtype at once.",
            lambda K, h, w: my_conv_matrix(K.float(), h, w).to(K.dtype),
        ),
        Mistake(
            "your numbers are right but always float32: give torch.zeros the dtype of K.",
            lambda K, h, w: my_conv_matrix(K, h, w).float(),
        ),
    ),
)
