"""Exercise: all windows of an image, without a copy."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake

_COPIED = (
    "the numbers are right, but copied: give a view, as as_strided and the method unfold do, without reshape "
    "or contiguous"
)


def my_windows(X, k, s):
    """Return all k × k windows of X, s apart, as a view (m_h, m_w, k, k)."""
    m_h, m_w = (X.shape[0] - k) // s + 1, (X.shape[1] - k) // s + 1
    down, right = X.stride()
    return X.as_strided((m_h, m_w, k, k), (s * down, s * right, down, right))


def _counted(*shape: int) -> Tensor:
    return torch.arange(float(torch.tensor(shape).prod())).reshape(shape)


def _memory(windows: Callable, X: Tensor, k: int, s: int) -> str:
    shared = windows(X, k, s).untyped_storage().data_ptr() == X.untyped_storage().data_ptr()
    return "the memory of X" if shared else "memory of its own"


def _cases() -> Iterator[Case]:
    yield Case("windows of 2", (_counted(3, 3), 2, 1))
    yield Case("wider than tall", (_counted(3, 5), 2, 1))
    yield Case("stride 2", (_counted(5, 7), 3, 2))
    yield Case("a stride that leaves rows out", (_counted(6, 8), 3, 2))
    yield Case("windows that do not overlap", (_counted(4, 6), 2, 2))
    yield Case("a transposed image", (_counted(5, 4).T, 2, 1))
    yield Case("every second column of an image", (_counted(4, 8)[:, ::2], 2, 1))
    yield Case("a part of an image", (_counted(6, 7)[1:5, 2:6], 3, 1))
    yield Case("double precision", (_counted(3, 4).double() / 7, 2, 1))
    yield Case("the memory", (_counted(5, 6), 3, 1), _memory, says=_COPIED)


def _strided(strides: Callable, at: int | None = None) -> Callable:
    def twin(X: Tensor, k: int, s: int) -> Tensor:
        m_h, m_w = (X.shape[0] - k) // s + 1, (X.shape[1] - k) // s + 1
        return X.as_strided((m_h, m_w, k, k), strides(X, s), at)

    return twin


EXERCISE = Exercise(
    title="All windows, and no copy",
    statement=(
        "Write `my_windows(X, k, s)` for an image `X` of shape `(n_h, n_w)`. It returns all its `k` × `k` "
        "windows, `s` rows and columns apart, as a view of shape `(m_h, m_w, k, k)`: no number is copied. "
        "`X` may be a view itself, such as a transposed image; `X.stride()` says how it lies in memory."
    ),
    hints=(
        "Four steps are needed: to the next window down and right, and to the next pixel of a window down "
        "and right.",
        "A pixel of a window has the steps of X itself. The next window is s such steps away.",
        "down, right = X.stride(), and then X.as_strided((m_h, m_w, k, k), (s * down, s * right, down, "
        "right)).",
    ),
    solution=my_windows,
    cases=_cases,
    mistakes=(
        Mistake(
            "the stride is ignored: the next window is s steps away.",
            _strided(lambda X, s: X.stride() * 2),
        ),
        Mistake(
            "you spread the pixels of each window: it is the windows that stand s steps apart.",
            _strided(lambda X, s: (*X.stride(), s * X.stride(0), s * X.stride(1))),
        ),
        Mistake(
            "you take the numbers to lie row by row: ask X.stride(), since X may be a view itself.",
            _strided(lambda X, s: (s * X.shape[1], s, X.shape[1], 1)),
        ),
        Mistake(
            "rows and columns are swapped inside each window.",
            lambda X, k, s: X.unfold(0, k, s).unfold(1, k, s).mT,
        ),
        Mistake(
            "the axes of the window come first: the position of the window should.",
            lambda X, k, s: X.unfold(0, k, s).unfold(1, k, s).permute(2, 3, 0, 1),
        ),
        Mistake(
            "your view begins at the first number in memory: leave the offset as it is, since X may be a "
            "part of an image.",
            _strided(lambda X, s: (s * X.stride(0), s * X.stride(1), *X.stride()), at=0),
        ),
        Mistake(
            _COPIED,
            lambda X, k, s: my_windows(X, k, s).clone(),
        ),
    ),
)
