"""Exercise: bound a gradient through five layers."""

from collections.abc import Callable, Iterator
from numbers import Real

import torch

from d2lmini.exercises.kit.compare import kind_of
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake

_NAMES = ("sigmoid, w = 1", "tanh, w = 1", "ReLU, w = 2", "sigmoid, w = 4")


def my_bounds():
    """Take the largest slope times the weight to the power of five, as with 1/4, 1, 2 and 4/4."""
    return (1 / 1024, 1, 32, 1)


def _told(bounds: tuple, position: int) -> str:
    if not isinstance(bounds, tuple | list) or len(bounds) != len(_NAMES):
        return f"{kind_of(bounds)}; write four numbers: (…, …, …, …)"
    bound = bounds[position]
    if isinstance(bound, torch.Tensor) and bound.numel() == 1:
        bound = bound.item()
    return f"{float(bound):.3g}" if isinstance(bound, Real) else f"{kind_of(bound)}; write a number"


def _cases() -> Iterator[Case]:
    for position, name in enumerate(_NAMES):
        yield Case(name, (position,), _told)


def _factors(sigmoid: float, tanh: float, relu: float, steep: float, depth: int = 5) -> Callable:
    return lambda: tuple(factor**depth for factor in (sigmoid, tanh, relu, steep))


EXERCISE = Exercise(
    accepts="value",
    title="Predict: five layers",
    statement=(
        "Five layers in a row have a single unit each, with the weight $w$ and no bias. No slope exceeds the "
        "largest one of its function. Which bound follows for the derivative of the last output with respect "
        "to the first input, for (1) the sigmoid and $w = 1$, (2) tanh and $w = 1$, (3) the ReLU and $w = "
        "2$, (4) the sigmoid and $w = 4$? Give `my_bounds = (…, …, …, …)`."
    ),
    hints=(
        "The largest slopes stand in the chapter: 1/4, 1 and 1.",
        "A layer contributes its slope times its weight, and there are five layers.",
        "For the sigmoid with w = 1 it is (1/4) ** 5.",
    ),
    solution=my_bounds,
    cases=_cases,
    mistakes=(
        Mistake("the weights are missing: each layer multiplies by slope · w.", _factors(1 / 4, 1, 1, 1 / 4)),
        Mistake("that is a single layer: there are five.", _factors(1 / 4, 1, 2, 1, depth=1)),
        Mistake("five factors are multiplied, not added.", lambda: (5 / 4, 5, 10, 5)),
        Mistake("the largest slope of the sigmoid is 1/4; 1/2 is its value at 0.", _factors(1 / 2, 1, 2, 2)),
        Mistake("that is four layers: the last one counts, too.", _factors(1 / 4, 1, 2, 1, depth=4)),
    ),
)
