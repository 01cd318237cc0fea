"""Exercise: write pooling."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.dtypes import through_float32
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_pool2d(X, size, mode="max", stride=(1, 1)):
    """Replace each window of X by its largest number or its mean."""
    (k_h, k_w), (s_h, s_w) = size, stride
    m_h, m_w = (X.shape[0] - k_h) // s_h + 1, (X.shape[1] - k_w) // s_w + 1
    Y = torch.zeros(m_h, m_w, dtype=X.dtype)
    for i in range(m_h):
        for j in range(m_w):
            window = X[i * s_h : i * s_h + k_h, j * s_w : j * s_w + k_w]
            Y[i, j] = window.max() if mode == "max" else window.mean()
    return Y


_START = (
    "your maximum starts from a number that is small, but not smaller than all: take the maximum of the "
    "window alone, or start from minus infinity"
)


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(9)

    def draw(*shape: int) -> Tensor:
        return torch.randint(-9, 10, shape, generator=generator).float()

    X = torch.arange(9.0).reshape(3, 3)
    yield Case("the worked example, max", (X, (2, 2)))
    yield Case("the worked example, avg", (X, (2, 2), "avg"))
    yield Case("negative numbers", (-1 - X, (2, 2)))
    yield Case("a window wider than tall", (draw(3, 5), (1, 3)))
    yield Case("a window as large as the input", (draw(3, 3), (3, 3), "avg"))
    yield Case("stride 2", (draw(4, 6), (2, 2), "max", (2, 2)))
    yield Case("a stride that does not divide", (draw(5, 6), (2, 3), "avg", (2, 2)))
    yield Case("different strides", (draw(6, 7), (2, 2), "max", (3, 1)))
    yield Case("fractions, max", (draw(3, 4) / 10, (2, 2)))
    yield Case("large negative numbers", ((-1 - X) * 1e37, (2, 2)), says=_START)
    yield Case("whole numbers (int64), max", (draw(3, 4).long(), (2, 2)))
    yield Case("large whole numbers (int64), max", (draw(3, 4).long() + 10**15, (2, 2)))
    yield Case("double precision (float64), avg", (draw(3, 4).double() / 7, (2, 2), "avg"))
    far = torch.tensor([[1e9 + 2, -1e9 - 1], [2.0, 4.0]], dtype=torch.double)
    yield Case("numbers far apart (float64), avg", (far, (2, 2), "avg"))


def _pool(summary: Callable, turn: Callable = lambda pair: pair) -> Callable:
    def twin(X: Tensor, size: tuple, mode: str = "max", stride: tuple = (1, 1)) -> Tensor:
        (ph, pw), (sh, sw) = turn(size), turn(stride)
        return summary(X.unfold(0, ph, sh).unfold(1, pw, sw).flatten(2), mode)

    return twin


def _max_or_mean(windows: Tensor, mode: str) -> Tensor:
    return windows.amax(-1) if mode == "max" else windows.mean(-1)


def _from_multiples_of_size(X: Tensor, size: tuple, mode: str = "max", stride: tuple = (1, 1)) -> Tensor:
    (k_h, k_w), Y = size, torch.zeros_like(my_pool2d(X, size, mode, stride))
    for i, j in torch.cartesian_prod(*map(torch.arange, Y.shape)).tolist():
        Y[i, j] = (torch.max if mode == "max" else torch.mean)(
            X[i * k_h : i * k_h + k_h, j * k_w : j * k_w + k_w]
        )
    return Y


EXERCISE = Exercise(
    title="Write pooling",
    statement=(
        'Write `my_pool2d(X, size, mode="max", stride=(1, 1))` for an image `X` of shape `(n_h, n_w)`: each '
        'window of `size` rows and columns becomes its largest number, or, with `mode="avg"`, its mean. The '
        "window moves by `stride` rows and columns, and windows that do not fit are left out. The result has "
        "the dtype of `X`. Loops are fine; try it without `d2l.pool2d` and PyTorch's pooling."
    ),
    hints=(
        "It is corr2d with another line in the middle: instead of multiplying by a kernel and adding up, "
        "take the largest number or the mean.",
        "The size formula holds: (n_h − k_h) // s_h + 1 rows. Output (i, j) reads the window that starts at "
        "row i · s_h and column j · s_w.",
        "Y[i, j] = X[i * s_h : i * s_h + k_h, j * s_w : j * s_w + k_w].max(), with Y = "
        "torch.zeros(…, dtype=X.dtype).",
    ),
    solution=my_pool2d,
    cases=_cases,
    mistakes=(
        Mistake(
            'you always take the largest: with mode="avg" it is the mean.',
            _pool(lambda windows, mode: windows.amax(-1)),
        ),
        Mistake(
            "you add the window up: the mean divides by how many numbers it has.",
            _pool(lambda windows, mode: windows.amax(-1) if mode == "max" else windows.sum(-1)),
        ),
        Mistake(
            "zero wins against negative numbers: your maximum starts from 0. Take the maximum of the window "
            "alone.",
            _pool(lambda windows, mode: windows.amax(-1).clamp(min=0) if mode == "max" else windows.mean(-1)),
        ),
        Mistake(
            "you take the number of the largest size, whatever its sign: max means the largest, so −1 wins "
            "against −5.",
            _pool(
                lambda windows, mode: (
                    windows.gather(-1, windows.abs().argmax(-1, keepdim=True))[..., 0]
                    if mode == "max"
                    else windows.mean(-1)
                )
            ),
        ),
        Mistake(
            "the stride is ignored: the window of output (i, j) starts at row i · stride[0] and column j · "
            "stride[1].",
            lambda X, size, mode="max", stride=(1, 1): my_pool2d(X, size, mode),
        ),
        Mistake(
            "your window moves by its own size. Here the stride is an argument of its own, and 1 unless "
            "given.",
            lambda X, size, mode="max", stride=(1, 1): my_pool2d(X, size, mode, size),
        ),
        Mistake(
            "height and width are swapped: the first number of a pair is for rows.",
            _pool(_max_or_mean, turn=lambda pair: pair[::-1]),
        ),
        through_float32(my_pool2d),
        Mistake(
            "your numbers are right but always float32: a result made by torch.zeros needs dtype=X.dtype.",
            lambda *arguments: my_pool2d(*arguments).float(),
        ),
        Mistake(
            "your windows start at multiples of their size. Window (i, j) starts at row i · stride[0] and "
            "column j · stride[1].",
            _from_multiples_of_size,
        ),
        Mistake(
            "you use the first stride for both axes: stride[1] is for columns.",
            lambda X, size, mode="max", stride=(1, 1): my_pool2d(X, size, mode, (stride[0], stride[0])),
        ),
        Mistake(
            'the means are missing: the mode is called "avg", not "mean".',
            _pool(lambda windows, mode: windows.amax(-1) if mode == "max" else 0 * windows.mean(-1)),
        ),
    ),
)
