"""Exercise: standardise training and test data."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_standardise(train, test):
    """Take means and deviations from the training data, for both."""
    mean, std = train.mean(dim=0), train.std(dim=0)
    std = torch.where(std > 0, std, torch.ones_like(std))
    return (train - mean) / std, (test - mean) / std


_CONSTANT = (
    "a column that is constant in train has a deviation of 0: divide it by 1 instead, so that the test data "
    "neither become infinite nor very large"
)


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(22)

    def draw(rows: int, *scales: float) -> Tensor:
        return torch.randn(rows, len(scales), generator=generator) * torch.tensor(scales) + 3

    yield Case("one column", (torch.tensor([[0.0], [2.0], [4.0]]), torch.tensor([[4.0], [8.0]])))
    yield Case("two columns of different size", (draw(5, 1, 100), draw(4, 1, 100)))
    yield Case("test data that lie elsewhere", (draw(6, 1, 2), draw(4, 1, 2) + 5))
    yield Case("as many rows as columns", (draw(3, 1, 2, 5), draw(3, 1, 2, 5)))
    yield Case("double precision (float64)", (draw(5, 1, 3).double() / 7, draw(4, 1, 3).double() / 7))
    constant = torch.tensor([[3.0, 1.0], [3.0, 2.0], [3.0, 6.0]])
    yield Case("a constant column", (constant, torch.tensor([[5.0, 2.0], [3.0, 0.0]])), says=_CONSTANT)


def _by(mean: Callable, std: Callable) -> Callable:
    """Standardise both, by what `mean` and `std` make of train and test."""

    def twin(train: Tensor, test: Tensor) -> tuple[Tensor, Tensor]:
        divisor = std(train, test)
        divisor = torch.where(divisor > 0, divisor, torch.ones_like(divisor))
        return (train - mean(train, test)) / divisor, (test - mean(train, test)) / divisor

    return twin


def _mean(train: Tensor, test: Tensor) -> Tensor:
    return train.mean(0)


def _std(train: Tensor, test: Tensor) -> Tensor:
    return train.std(0)


EXERCISE = Exercise(
    title="Standardise",
    statement=(
        "Write `my_standardise(train, test)` for data of shapes `(n, d)` and `(m, d)`. It returns both, as a "
        "pair, after subtracting from each column its mean and dividing by its standard deviation, as "
        "`.std(dim=0)` gives it. Means and deviations are those of `train`, for `test` as well. A column "
        "that is constant in `train` is not divided."
    ),
    hints=(
        "The test data stand for data that come later, one by one. What can be known of them when the "
        "network is trained?",
        "mean and std have the shape (d,), and broadcasting subtracts and divides row by row.",
        "std = torch.where(std > 0, std, torch.ones_like(std)) puts 1 in the place of 0.",
    ),
    solution=my_standardise,
    cases=_cases,
    mistakes=(
        Mistake(
            "the test data are standardised by their own mean and deviation: then equal pictures become "
            "different numbers in the two sets. Use those of train.",
            lambda train, test: (my_standardise(train, train)[0], my_standardise(test, test)[0]),
        ),
        Mistake(
            "mean and deviation are those of both sets together: the test data must not be used.",
            _by(lambda *both: torch.cat(both).mean(0), lambda *both: torch.cat(both).std(0)),
        ),
        Mistake(
            "there is one mean and one deviation for everything: each column has its own, along axis 0.",
            _by(lambda train, test: train.mean(), lambda train, test: train.std()),
        ),
        Mistake(
            "the standard deviation is missing.",
            _by(_mean, lambda train, test: torch.ones_like(train[0])),
        ),
        Mistake(
            "you divide by the variance: the standard deviation is its root.",
            _by(_mean, lambda train, test: train.var(0)),
        ),
        Mistake(
            "the mean is missing: subtract it before you divide.",
            _by(lambda train, test: torch.zeros_like(train[0]), _std),
        ),
    ),
)
