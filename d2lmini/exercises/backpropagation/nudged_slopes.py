"""Exercise: the derivative from two small nudges."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake
from d2lmini.exercises.kit.named import Named


def my_slopes(f, X, eps):
    """Nudge each number up and down, and divide the difference by the way between the two."""
    slopes = torch.zeros_like(X)
    for place in torch.cartesian_prod(*map(torch.arange, X.shape)):
        nudge = torch.zeros_like(X)
        nudge[tuple(place)] = eps
        slopes[tuple(place)] = (f(X + nudge) - f(X - nudge)) / (2 * eps)
    return slopes


_WEIGHTS = torch.tensor([[1.0, -2.0, 0.5], [3.0, 0.0, 4.0]], dtype=torch.float64)


def _weighted(X: Tensor) -> Tensor:
    return (_WEIGHTS * X).sum()


def _cubes(X: Tensor) -> Tensor:
    return (X**3).sum()


def _neighbours(X: Tensor) -> Tensor:
    return (X[:, 1:] * X[:, :-1]).sum() + (X[1:] * X[:-1] ** 2).sum()


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(31)

    def draw(*shape: int) -> Tensor:
        return torch.randint(-4, 5, shape, generator=generator).double() / 2

    yield Case("a weighted sum", (Named("a weighted sum", _weighted), draw(2, 3), 0.5))
    yield Case("squares", (Named("the sum of squares", lambda X: (X**2).sum()), draw(2, 2), 0.5))
    yield Case("cubes, a large nudge", (Named("the sum of cubes", _cubes), draw(3, 2), 0.5))
    yield Case("cubes, a small nudge", (Named("the sum of cubes", _cubes), draw(1, 3), 0.001))
    single = draw(2, 2).float()
    yield Case(
        "single precision (float32)", (Named("the sum of squares", lambda X: (X**2).sum()), single, 0.5)
    )
    yield Case("products of neighbours", (Named("products of neighbours", _neighbours), draw(4, 3), 0.25))


def _quotient(up: float, down: float, width: float) -> Callable:
    def twin(f: Callable, X: Tensor, eps: float) -> Tensor:
        slopes = torch.zeros_like(X)
        for i in range(X.shape[0]):
            for j in range(X.shape[1]):
                nudge = torch.zeros_like(X)
                nudge[i, j] = eps
                slopes[i, j] = (f(X + up * nudge) - f(X - down * nudge)) / (width * eps)
        return slopes

    return twin


def _never_taken_back(f: Callable, X: Tensor, eps: float) -> Tensor:
    X, slopes = X.clone(), torch.zeros_like(X)
    for i in range(X.shape[0]):
        for j in range(X.shape[1]):
            before = X.clone()
            X[i, j] += eps
            before[i, j] -= eps
            slopes[i, j] = (f(X) - f(before)) / (2 * eps)
    return slopes


EXERCISE = Exercise(
    title="Check by nudging",
    statement=(
        "Write `my_slopes(f, X, eps)`. The function `f` maps a matrix to a tensor with a single number. "
        "For each entry of `X`, make that entry alone larger by `eps`, then smaller by `eps`, and divide "
        "the difference of the two values of `f` by `2 * eps`. Return these slopes in the shape and dtype"
        " of `X`."
    ),
    hints=(
        "Two loops go over the entries. What do you add to X so that only one entry changes?",
        "A nudge: zeros like X, with eps at one position. It is new for each entry.",
        "slopes[i, j] = (f(X + nudge) - f(X - nudge)) / (2 * eps)",
    ),
    solution=my_slopes,
    cases=_cases,
    tolerance=1e-8,
    mistakes=(
        Mistake(
            "you nudge in one direction only: from both sides the error is far smaller.",
            _quotient(1, 0, 1),
        ),
        Mistake("you nudge downwards only: from both sides the error is far smaller.", _quotient(0, 1, 1)),
        Mistake("from one nudge to the other the way is 2 * eps: divide by that.", _quotient(1, 1, 1)),
        Mistake("with a nudge to one side only, the way is eps, not 2 * eps.", _quotient(1, 0, 2)),
        Mistake("your slopes have the wrong sign: up minus down, not down minus up.", _quotient(-1, -1, 2)),
        Mistake(
            "you do not divide by the way between the two nudges, 2 * eps.",
            lambda f, X, eps: 2 * eps * my_slopes(f, X, eps),
        ),
        Mistake(
            "the nudges of earlier entries are still there: only one entry at a time may differ from X.",
            _never_taken_back,
        ),
    ),
)
