"""Exercise: whiten a cloud of points."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.compare import kind_of
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_whiten(X):
    """Turn the centred data to their principal components, and give each a variance of 1."""
    centred = X - X.mean(dim=0)
    variances, directions = torch.linalg.eigh(torch.cov(X.T))
    return centred @ directions / variances.sqrt()


def _told(numbers: list) -> str:
    return "[" + ", ".join(f"{round(number, 2) + 0.0:.2f}" for number in numbers) + "]"


def _cloud(answer: Callable, X: Tensor) -> str:
    """Tell mean and covariance of what the answer makes of X, and whether it is a mixture of X's columns."""
    Y = answer(X)
    if not isinstance(Y, Tensor):
        return f"{kind_of(Y)}; return a tensor"
    if Y.shape != X.shape:
        return f"the shape {tuple(Y.shape)}; it should be that of X, {tuple(X.shape)}"
    centred, Y = (X - X.mean(0)).double(), Y.double()
    mixed = centred @ torch.linalg.lstsq(centred, Y - Y.mean(0)).solution
    if not torch.allclose(mixed, Y - Y.mean(0), atol=1e-3):
        return "numbers that are no mixtures of the columns"
    rows = ", ".join(_told(row) for row in torch.cov(Y.T).reshape(X.shape[1], -1).tolist())
    return f"the means {_told(Y.mean(0).tolist())} and the covariances [{rows}]"


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(23)

    def draw(rows: int, mixture: list) -> Tensor:
        mixture = torch.tensor(mixture)
        return torch.randn(rows, len(mixture), generator=generator) @ mixture + 2

    yield Case("two columns that vary apart", (draw(50, [[3.0, 0.0], [0.0, 0.5]]),), _cloud)
    yield Case("two columns that vary together", (draw(50, [[3.0, 2.0], [0.0, 1.0]]),), _cloud)
    three = draw(80, [[2.0, 1.0, 0.0], [0.0, 1.0, 1.0], [0.0, 0.0, 0.5]])
    yield Case("three columns", (three,), _cloud)
    yield Case("double precision (float64)", (three.double() * 7,), _cloud)


def _parts(X: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    variances, directions = torch.linalg.eigh(torch.cov(X.T))
    return X - X.mean(0), variances, directions


def _of(twin: Callable) -> Callable:
    return lambda X: twin(*_parts(X))


EXERCISE = Exercise(
    title="Whiten",
    statement=(
        "Write `my_whiten(X)` for data of shape `(n, d)`, where $n$ is larger than $d$ and no column is a "
        "mixture of others. It returns data of the same shape: mixtures of the columns, with means of 0, "
        "variances of 1 and covariances of 0. There are many right answers, since a round cloud that is "
        "turned is still round."
    ),
    hints=(
        "First the mean, then the directions, then the deviation along each of them.",
        "variances, directions = torch.linalg.eigh(torch.cov(X.T)); the directions are columns, so that "
        "centred @ directions measures along each of them.",
        "Divide by variances.sqrt(): a standard deviation is the root of a variance.",
    ),
    solution=my_whiten,
    cases=_cases,
    mistakes=(
        Mistake("that is centred, and no more.", _of(lambda centred, variances, V: centred)),
        Mistake(
            "each column has a variance of 1, but they still vary together: turn the cloud to its principal "
            "components first.",
            lambda X: (X - X.mean(0)) / X.std(0),
        ),
        Mistake(
            "the columns no longer vary together, but their variances differ: divide by their roots.",
            _of(lambda centred, variances, V: centred @ V),
        ),
        Mistake(
            "you divide by the variances: divide by their roots, the standard deviations.",
            _of(lambda centred, variances, V: centred @ V / variances),
        ),
        Mistake(
            "the mean is missing: subtract it first.",
            lambda X: X @ _parts(X)[2] / _parts(X)[1].sqrt(),
        ),
        Mistake(
            "you multiply by the standard deviations: divide by them.",
            _of(lambda centred, variances, V: centred @ V * variances.sqrt()),
        ),
        Mistake(
            "the directions are the columns of the matrix: centred @ directions, not directions.T.",
            _of(lambda centred, variances, V: centred @ V.T / variances.sqrt()),
        ),
    ),
)
