"""Exercise: what a stack of idle blocks does."""

from collections.abc import Iterator
from numbers import Real

import torch

from d2lmini.exercises.kit.compare import kind_of
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_numbers():
    """An idle block is a ReLU, which leaves 3 alone, with slope 1; without a shortcut only 0 is left."""
    return (3, 0, 1, 0)


def _number(numbers: tuple, position: int) -> str:
    if not isinstance(numbers, tuple | list) or len(numbers) != 4:
        return f"{kind_of(numbers)}; write four numbers: (…, …, …, …)"
    number = numbers[position]
    if isinstance(number, torch.Tensor) and number.numel() == 1:
        number = number.item()
    if not isinstance(number, Real):
        return f"{kind_of(number)}; write a number"
    return f"{float(number):g}" if number else "0"


def _cases() -> Iterator[Case]:
    for position, label in enumerate(("what 3 becomes", "what −2 becomes", "the slope", "without shortcuts")):
        yield Case(label, (position,), _number)


EXERCISE = Exercise(
    accepts="value",
    title="Predict: idle blocks",
    statement=(
        "A stack has 16 residual blocks, equation (3). In each of them the last batch normalisation has "
        "γ = 0 and β = 0. One number goes in. (1) What comes out for 3? (2) And for −2? (3) What is the "
        "derivative of the output with respect to the input, at 3? (4) What comes out for 3 if all "
        "shortcuts are removed? Give `my_numbers = (…, …, …, …)`."
    ),
    hints=(
        "With γ = 0 and β = 0, what is f(X)?",
        "So a block is ReLU(X + 0). What do sixteen of them in a row do?",
        "Each block leaves 3 as it is, and its slope there is 1; the product of sixteen slopes is … Without "
        "a shortcut there is only f(X).",
    ),
    solution=my_numbers,
    cases=_cases,
    mistakes=(
        Mistake(
            "an idle block still has its ReLU after the sum: −2 does not come through.", lambda: (3, -2, 1, 0)
        ),
        Mistake(
            "the change f(X) is 0, not X: a block adds nothing, and doubles nothing.",
            lambda: (3 * 2**16, 0, 2**16, 0),
        ),
        Mistake("the slopes of the blocks are multiplied, not added: 1 each.", lambda: (3, 0, 16, 0)),
        Mistake(
            "the slope comes by way of the shortcuts: f adds nothing to it, and takes nothing away.",
            lambda: (3, 0, 0, 0),
        ),
        Mistake(
            "without a shortcut nothing of X is left: each block gives ReLU(f(X)), and f(X) is 0.",
            lambda: (3, 0, 1, 3),
        ),
        Mistake("X goes around f, by the shortcut: it is not multiplied by γ.", lambda: (0, 0, 0, 0)),
    ),
)
