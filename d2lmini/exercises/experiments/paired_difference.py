"""Exercise: a difference between pairs of runs, and its error."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_difference(a, b):
    """Take the difference of each pair first, then its mean and the error of that mean."""
    differences = b - a
    error = differences.std() / len(differences) ** 0.5
    return differences.mean().item(), error.item()


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(8)

    def draw(n: int, together: float) -> tuple[Tensor, Tensor]:
        common = together * torch.randn(n, generator=generator)
        own = torch.randn(2, n, generator=generator)
        return 80 + common + own[0], 82 + common + own[1]

    yield Case("b always 1 better", (torch.tensor([70.0, 80.0, 90.0]), torch.tensor([71.0, 81.0, 91.0])))
    yield Case("b sometimes worse", (torch.tensor([70.0, 80.0, 90.0]), torch.tensor([73.0, 79.0, 91.0])))
    yield Case("a large common spread", draw(8, 9.0))
    yield Case("no common spread", draw(20, 0.0))
    yield Case("double precision (float64)", tuple(each.double() for each in draw(5, 3.0)))


def _root(n: int) -> float:
    return n**0.5


def _twin(
    mean: Callable[[Tensor, Tensor], Tensor] = lambda a, b: (b - a).mean(),
    error: Callable[[Tensor, Tensor], Tensor] = lambda a, b: (b - a).std() / _root(len(a)),
) -> Callable:
    return lambda a, b: (float(mean(a, b)), float(error(a, b)))


EXERCISE = Exercise(
    title="Compare in pairs",
    statement=(
        "The scores `a[i]` and `b[i]` of two methods share their seed, and so their draw of the digits. "
        "Write `my_difference(a, b)`: the mean of b − a and the standard error of that mean, for tensors of "
        "shape `(n,)`, as two Python numbers."
    ),
    hints=(
        "What a pair has in common must go before you measure any spread.",
        "differences = b - a is one number for each pair. What is its mean, and the error of this mean?",
        "The error is differences.std() / len(differences) ** 0.5; return both, each with .item().",
    ),
    solution=my_difference,
    cases=_cases,
    mistakes=(
        Mistake(
            "that is the error for unpaired runs: it still counts the luck that both sides of a pair share.",
            _twin(error=lambda a, b: ((a.var() + b.var()) / len(a)).sqrt()),
        ),
        Mistake(
            "the sign is turned round: b − a is positive where b is better.",
            _twin(mean=lambda a, b: (a - b).mean()),
        ),
        Mistake(
            "that is the standard deviation of the differences: divide it by the root of n.",
            _twin(error=lambda a, b: (b - a).std()),
        ),
        Mistake("divide by the root of n, not by n.", _twin(error=lambda a, b: (b - a).std() / len(a))),
        Mistake(
            "the squares are divided by n instead of n − 1.",
            _twin(error=lambda a, b: (b - a).std(correction=0) / _root(len(a))),
        ),
        Mistake(
            "the two errors are subtracted: take the error of the differences.",
            _twin(error=lambda a, b: (b.std() - a.std()) / _root(len(a))),
        ),
        Mistake(
            "the two errors are added up: take the error of the differences.",
            _twin(error=lambda a, b: (b.std() + a.std()) / _root(len(a))),
        ),
        Mistake(
            "the differences have lost their sign: one where b is worse must count against it.",
            _twin(lambda a, b: (b - a).abs().mean(), lambda a, b: (b - a).abs().std() / _root(len(a))),
        ),
    ),
)
