"""Exercise: write dropout."""

from collections.abc import Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_dropout(X, noise, p, training):
    """Set to 0 where the dice fell below p, and make up for it."""
    if not training:
        return X
    return torch.where(noise < p, 0, X / (1 - p))


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(5)

    def draw(*shape: int) -> tuple[Tensor, Tensor]:
        X = torch.randint(-9, 10, shape, generator=generator).float()
        return X, torch.rand(shape, generator=generator)

    X, noise = torch.tensor([2.0, -4.0, 6.0, 8.0]), torch.tensor([0.9, 0.1, 0.6, 0.3])
    yield Case("four numbers, p = 0.5, in training", (X, noise, 0.5, True))
    yield Case("a random number equal to p = 0.25", (X, torch.tensor([0.9, 0.1, 0.25, 0.3]), 0.25, True))
    yield Case("the same numbers, p = 0.25", (X, noise, 0.25, True))
    yield Case("predicting, p = 0.5", (X, noise, 0.5, False))
    yield Case("predicting, p = 0.25", (X, noise, 0.25, False))
    yield Case("p = 0: nothing is dropped", (X, noise, 0.0, True))
    yield Case("a batch of 3 × 5, p = 0.8", (*draw(3, 5), 0.8, True))
    yield Case("a batch of feature maps, p = 0.3", (*draw(2, 3, 2, 2), 0.3, True))
    X, noise = draw(2, 6)
    yield Case("double precision (float64)", (X.double() / 7, noise.double(), 0.5, True))
    yield Case("double precision, predicting", (X.double() / 7, noise.double(), 0.5, False))


def _kept(noise: Tensor, p: float) -> Tensor:
    return noise >= p


EXERCISE = Exercise(
    title="Write dropout",
    statement=(
        "Write `my_dropout(X, noise, p, training)`. `noise` has the shape of `X` and holds random numbers "
        "between 0 and 1. In training, entries of `X` whose random number is smaller than `p` become 0, and "
        "the others are divided by 1 − p. Where `training` is False, `X` comes back as it is. The dtype of "
        "`X` stays."
    ),
    hints=(
        "Which entries are kept? noise >= p is a tensor of True and False, of the shape of X.",
        "True times a number is the number, False times a number is 0. What makes up for the lost part, on "
        "average?",
        "return X * (noise >= p) / (1 - p) if training, and X otherwise.",
    ),
    solution=my_dropout,
    cases=_cases,
    mistakes=(
        Mistake(
            "you keep what should go: entries whose random number is smaller than p become 0.",
            lambda X, noise, p, training: torch.where(noise < p, X / (1 - p), 0) if training else X,
        ),
        Mistake(
            "nothing makes up for what is dropped: divide what stays by 1 − p.",
            lambda X, noise, p, training: X * _kept(noise, p) if training else X,
        ),
        Mistake(
            "that is the form of 2012: nothing is divided in training, and all is multiplied by 1 − p when "
            "predicting. Here the division happens in training.",
            lambda X, noise, p, training: X * _kept(noise, p) if training else X * (1 - p),
        ),
        Mistake(
            "you drop when predicting, too: there X comes back as it is.",
            lambda X, noise, p, training: X * _kept(noise, p) / (1 - p),
        ),
        Mistake(
            "you divide when predicting, too: there X comes back as it is.",
            lambda X, noise, p, training: X * _kept(noise, p) / (1 - p) if training else X / (1 - p),
        ),
        Mistake(
            "you multiply by 1 − p: divide by it, so that the mean stays.",
            lambda X, noise, p, training: X * _kept(noise, p) * (1 - p) if training else X,
        ),
        Mistake(
            "you divide by p: what stays is a part of 1 − p, so divide by that.",
            lambda X, noise, p, training: X * _kept(noise, p) / p if training else X,
        ),
        Mistake(
            "training and predicting have changed places.",
            lambda X, noise, p, training: X if training else X * _kept(noise, p) / (1 - p),
        ),
    ),
)
