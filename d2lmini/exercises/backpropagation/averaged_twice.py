"""Exercise: find the mistake in a gradient that is averaged twice."""

from collections.abc import Callable, Iterator

import torch

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_gradient(X, y, W):
    """Put the 1/n of the mean into the errors, and nowhere else."""
    n = len(X)
    errors = (X @ W.T).softmax(dim=1)
    errors[torch.arange(n), y] -= 1
    errors = errors / n
    return errors.T @ X


def _broken() -> Callable:
    """Return the function that the chapter hands out."""

    def my_gradient(X, y, W):
        n = len(X)
        errors = (X @ W.T).softmax(dim=1)
        errors[torch.arange(n), y] -= 1
        errors = errors / n
        return errors.T @ X / n

    return my_gradient


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(39)

    def case(label: str, n: int, features: int, classes: int, double: bool = True) -> Case:
        X, W = (
            torch.randn(n, features, generator=generator),
            torch.randn(classes, features, generator=generator),
        )
        y = torch.randint(classes, (n,), generator=generator)
        return Case(label, (X.double(), y, W.double()) if double else (X, y, W))

    yield case("two examples", 2, 2, 3)
    yield case("one example", 1, 3, 2)
    yield case("five examples", 5, 3, 4)
    yield case("ten examples, ten classes", 10, 4, 10)
    yield case("single precision (float32)", 4, 2, 3, double=False)


def _of(change: Callable) -> Callable:
    return lambda X, y, W: change(my_gradient(X, y, W), X, y, W)


EXERCISE = Exercise(
    title="Find the mistake: averaged twice",
    statement=(
        "`my_gradient(X, y, W)` should be the gradient of the *mean* cross-entropy of a dense layer with "
        "the logits `X @ W.T`, for a batch `X` of shape `(n, features)` with labels `y`. A network learns"
        " with it, but the larger the batch, the slower. Find out why, and repair it."
    ),
    hints=(
        "Take a batch that holds the same example twice. What should happen to the mean loss, and to its "
        "gradient?",
        "The mean has one 1/n. How often is the gradient divided by n?",
        "The errors are divided by n already. The product with X adds over the batch, as it should.",
    ),
    solution=my_gradient,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake("it is still averaged twice: leave one division by n away.", _broken()),
        Mistake(
            "now nothing is averaged: the loss is a mean, so its gradient has one 1/n.",
            _of(lambda dW, X, y, W: dW * len(X)),
        ),
        Mistake(
            "the sign is wrong: the errors are the probabilities minus 1 at the right class.",
            _of(lambda dW, *rest: -dW),
        ),
        Mistake(
            "the right class is not looked at any more: its error is its probability minus 1.",
            lambda X, y, W: (X @ W.T).softmax(dim=1).T @ X / len(X),
        ),
        Mistake(
            "the gradient has the shape of W, (classes, features): turn it.",
            _of(lambda dW, *rest: dW.T),
        ),
        Mistake(
            "you divide by the number of classes: the mean is over the examples.",
            _of(lambda dW, X, y, W: dW * len(X) / len(W)),
        ),
    ),
)
