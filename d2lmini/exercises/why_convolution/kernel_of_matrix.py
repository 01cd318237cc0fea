"""Exercise: tell whether a matrix is a convolution, and find its kernel."""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake
from d2lmini.exercises.why_convolution.conv_matrix import my_conv_matrix


def my_kernel_of_matrix(M, n_h, n_w, k):
    """Read the kernel off the first row, and hold every row against it."""
    m_h, m_w = n_h - k + 1, n_w - k + 1
    sheets = M.reshape(m_h, m_w, n_h, n_w)
    K = sheets[0, 0, :k, :k]
    for i in range(m_h):
        for j in range(m_w):
            expected = torch.zeros_like(sheets[i, j])
            expected[i : i + k, j : j + k] = K
            if not torch.equal(sheets[i, j], expected):
                return None
    return K


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(3)

    def draw(*shape: int) -> Tensor:
        return torch.randint(1, 9, shape, generator=generator).float()

    two, three = torch.tensor([[1.0, 2.0], [3.0, 4.0]]), draw(3, 3)
    M = my_conv_matrix(two, 3, 4)
    turned = my_conv_matrix(two.flip(0, 1), 3, 4)
    yield from _convolution("a convolution", M, 3, 4, 2)
    yield _none("a dense layer", draw(6, 12))
    yield _none("different kernels at different positions", M * draw(6, 1))
    yield _none("a wrong weight in the last row", _changed(M, {(-1, -1): 5}))
    yield _none("a weight of the wrong sign in the last row", _changed(M, {(-1, -1): -4}))
    yield _none("a wrong weight in a middle row", _changed(M, {(2, 2): 5}))
    yield _none("the kernel turned around in the second row", torch.cat([M[:1], turned[1:2], M[2:]]))
    yield _none("two weights that are wrong by +5 and -5", _changed(M, {(1, 5): 8, (4, 5): -4}))
    double = my_conv_matrix(two.double(), 3, 3)
    yield Case("an entry that is wrong by 0.000001", (double, 3, 3, 2), _each_entry_wrong)
    yield _none("a weight outside the first window", _changed(M, {(0, -1): 5}))
    yield _none("a weight outside the last window", _changed(M, {(-1, 0): 5}))
    yield _none("each row one column further", torch.stack([M[0].roll(n) for n in range(6)]))
    yield _none("shared weights, but larger windows", _middle_rows(three, 4), 4, 4, 1)
    yield from _convolution("3×3 on 5×5", my_conv_matrix(three, 5, 5), 5, 5, 3)
    zeros = torch.tensor([[0.0, 1], [-1, 0]])
    yield from _convolution("zeros in the kernel", my_conv_matrix(zeros, 4, 3), 4, 3, 2)
    yield from _convolution("1×1, three times each pixel", 3 * torch.eye(6), 2, 3, 1)
    yield from _convolution("one position", draw(1, 9), 3, 3, 3)
    yield from _convolution("nothing but zeros", torch.zeros(4, 9), 3, 3, 2)
    fine = draw(2, 2).double() / 7
    yield from _convolution("double precision (float64)", my_conv_matrix(fine, 3, 4), 3, 4, 2)


def _verdict(answer: Callable, M: Tensor, h: int, w: int, k: int) -> str:
    return "None" if answer(M, h, w, k) is None else "a kernel"


def _each_entry_wrong(answer: Callable, M: Tensor, h: int, w: int, k: int) -> str:
    for i, j in product(*map(range, M.shape)):
        error = 1e-6 * (-1) ** (i + j)
        if answer(_changed(M, {(i, j): M[i, j] + error}), h, w, k) is not None:
            return f"a kernel, as for M[{i}, {j}] with an error of {error:f}"
    return "None, whichever entry it is"


def _convolution(words: str, *args: Any) -> Iterator[Case]:
    yield Case(words, args, _verdict, says="this matrix is a convolution, and you say None")
    yield Case(f"its kernel ({words})", args)


def _none(words: str, M: Tensor, h: int = 3, w: int = 4, k: int = 2) -> Case:
    return Case(words, (M, h, w, k), says=f"this matrix is no convolution, so return None: {words}")


def _changed(M: Tensor, entries: dict[tuple[int, int], float]) -> Tensor:
    M = M.clone()
    for at, value in entries.items():
        M[at] = value
    return M


def _middle_rows(K: Tensor, n: int) -> Tensor:
    """The matrix from n × n to n × n pixels of a 3 × 3 kernel, with zeros outside the image."""
    sheets = my_conv_matrix(K, n + 2, n + 2).reshape(-1, n + 2, n + 2)
    return sheets[:, 1:-1, 1:-1].reshape(n * n, n * n)


def _windows(M: Tensor, h: int, w: int, k: int) -> Tensor:
    """What each row holds in its own window: (places, k, k)."""
    sheets = M.reshape(h - k + 1, w - k + 1, h, w)
    places = [(i, j) for i in range(h - k + 1) for j in range(w - k + 1)]
    return torch.stack([sheets[i, j, i : i + k, j : j + k] for i, j in places])


def _if(condition: Callable[[Tensor, Tensor], bool]) -> Callable:
    """Give the first row's kernel if `condition` holds for the matrix less its windows, and the windows."""

    def twin(M: Tensor, h: int, w: int, k: int) -> Tensor | None:
        windows = _windows(M, h, w, k)
        mask = my_conv_matrix(torch.ones(k, k), h, w) > 0
        return windows[0] if condition(M[~mask], windows) else None

    return twin


def _first_entries(M: Tensor, h: int, w: int, k: int) -> Tensor | None:
    K = M[0, : k * k].reshape(k, k)
    return K if torch.equal(my_conv_matrix(K, h, w), M) else None


EXERCISE = Exercise(
    title="Is this matrix a convolution?",
    statement=(
        "`M` is the matrix of a layer without bias, in the form of the previous exercise, for images of "
        "`n_h` × `n_w` pixels and windows of `k` × `k`. Write `my_kernel_of_matrix(M, n_h, n_w, k)`: if `M`"
        " is a convolution with such windows, return the kernel, of shape `(k, k)` and with the dtype of "
        "`M`; if not, return `None`. Its entries are not rounded: compare with `torch.equal`."
    ),
    hints=(
        "A convolution is local and shares its weights: what does each of the two say about the entries of "
        "M?",
        "If M is a convolution, its first row holds the kernel. Read it off, and write down the matrix that "
        "this kernel has: the previous exercise does that.",
        "sheets = M.reshape(n_h - k + 1, n_w - k + 1, n_h, n_w) folds each row into an image, and "
        "K = sheets[0, 0, :k, :k] is the only possible kernel. Every sheet must be zero, but for K at its "
        "own position.",
    ),
    solution=my_kernel_of_matrix,
    cases=_cases,
    mistakes=(
        Mistake(
            "you never say None: read the kernel off one row, then hold all the others against it.",
            _if(lambda outside, windows: True),
        ),
        Mistake(
            "you test locality only: the zeros are in place, but do all rows hold the same kernel?",
            _if(lambda outside, windows: not outside.any()),
        ),
        Mistake(
            "you test sharing only: all windows hold the same kernel, but is everything outside them zero?",
            _if(lambda outside, windows: bool((windows == windows[0]).all())),
        ),
        *(
            Mistake(
                "the first k · k entries of a row are not the kernel: its next line starts n_w columns on.",
                twin,
            )
            for twin in (_first_entries, lambda M, h, w, k: M[0, : k * k].reshape(k, k))
        ),
        Mistake(
            "you always say None, even to a convolution: does your function end with `return`?",
            lambda M, h, w, k: None,
        ),
        Mistake(
            "the kernel comes back as a vector: reshape it to (k, k).",
            lambda *args: None if (K := my_kernel_of_matrix(*args)) is None else K.reshape(-1),
        ),
        Mistake(
            "your kernel is turned around: M[0, 0] is K[0, 0].",
            lambda *args: None if (K := my_kernel_of_matrix(*args)) is None else K.flip(0, 1),
        ),
        Mistake(
            "your kernel is transposed: it has the rows of the image.",
            lambda *args: None if (K := my_kernel_of_matrix(*args)) is None else K.T,
        ),
        Mistake(
            "a matrix of zeros is a convolution too: its kernel is zero. Compare with None, not with 0.",
            lambda *args: K if (K := my_kernel_of_matrix(*args)) is not None and K.any() else None,
        ),
    ),
)
