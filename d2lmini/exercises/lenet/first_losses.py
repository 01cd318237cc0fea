"""Exercise: predict three losses."""

from collections.abc import Iterator
from numbers import Real

import torch

from d2lmini.exercises.kit.compare import kind_of
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_losses():
    """ln 10; a share of nearly 1, whose logarithm is 0; and a logit that is 6 behind: −ln of about 0.0025."""
    return (2.3, 0.0, 6.0)


def _rounded(losses: tuple, position: int) -> str:
    if not isinstance(losses, tuple | list) or len(losses) != 3:
        return f"{kind_of(losses)}; write three numbers: (…, …, …)"
    loss = losses[position]
    if isinstance(loss, torch.Tensor) and loss.numel() == 1:
        loss = loss.item()
    return str(round(float(loss), 1) + 0.0) if isinstance(loss, Real) else f"{kind_of(loss)}; write a number"


def _cases() -> Iterator[Case]:
    for position, label in enumerate(("equal logits", "sure and right", "sure and wrong")):
        yield Case(label, (position,), _rounded)


EXERCISE = Exercise(
    accepts="value",
    title="Predict: three losses",
    statement=(
        "A network sorts pictures into ten classes. To one decimal, what is its cross-entropy on a picture, "
        "if (1) all logits are 7; (2) the logit of the right class is 20, and all others are 0; (3) the "
        "logit of one wrong class is 6, that of the right class is 0, and all others are −20? "
        "Give `my_losses = (…, …, …)`."
    ),
    hints=(
        "Write down the softmax's number for the right class first. Which of the exponentials matter?",
        "Ten equal logits share evenly, whatever they are. In (2) the right class has nearly everything.",
        "In (3) the right class has about 1 / (1 + exp(6)), so about exp(−6), and −ln of that is …",
    ),
    solution=my_losses,
    cases=_cases,
    mistakes=(
        Mistake(
            "ten classes of the same share have 1/10 each, and −ln(1/10) = ln 10; the common 7 cancels.",
            lambda: (7.0, 0.0, 6.0),
        ),
        Mistake(
            "the logarithm is the natural one: ln 10 is 2.3, and only to base 10 would it be 1.",
            lambda: (1.0, 0.0, 2.6),
        ),
        Mistake(
            "those are probabilities of the right class: the loss is −ln of them.", lambda: (0.1, 1.0, 0.0)
        ),
        Mistake(
            "a network that is sure and right loses nearly nothing: its probability is nearly "
            "1, and ln 1 is 0.",
            lambda: (2.3, 1.0, 6.0),
        ),
        Mistake(
            "a share of exp(−6) costs 6: −ln undoes the exponential function.",
            lambda: (2.3, 0.0, 0.0),
        ),
        Mistake("the loss is never negative: it is minus the logarithm.", lambda: (-2.3, 0.0, -6.0)),
        Mistake(
            "the classes with logit −20 have no share worth counting: the runner-up is one, not nine.",
            lambda: (2.3, 0.0, 2.3),
        ),
    ),
)
