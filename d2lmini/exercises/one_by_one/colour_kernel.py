"""Exercise: choose the numbers of a 1×1 kernel."""

from collections.abc import Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake

_COLOURS = {
    "black": (0.0, 0.0, 0.0),
    "a pure red": (1.0, 0.0, 0.0),
    "a pure green": (0.0, 1.0, 0.0),
    "a pure blue": (0.0, 0.0, 1.0),
    "a grey": (0.6, 0.6, 0.6),
    "an orange": (0.9, 0.6, 0.3),
}


def my_kernel():
    """The first row averages, the second compares red with the mean of green and blue."""
    return torch.tensor([[1 / 3, 1 / 3, 1 / 3], [1.0, -0.5, -0.5]])


def _shape(kernel: Tensor) -> str:
    return f"a kernel of shape {tuple(kernel.shape)}"


def _answer_to(kernel: Tensor, colour: tuple[float, ...]) -> Tensor:
    return kernel.detach().double() @ torch.tensor(colour, dtype=torch.double)


def _cases() -> Iterator[Case]:
    yield Case("two output channels, three input channels", (), _shape)
    for name, colour in _COLOURS.items():
        yield Case(name, (colour,), _answer_to)


EXERCISE = Exercise(
    title="Choose a kernel",
    accepts="value",
    statement=(
        "Write the numbers of a 1 × 1 kernel that makes two channels from three (red, green, blue): first "
        "the mean of the three, then red minus the mean of green and blue. Give it as a tensor `my_kernel` "
        "of shape `(2, 3)`: a row per output channel, a column per input channel."
    ),
    hints=(
        "Each row holds the weights of one output channel, in the order red, green, blue.",
        "The mean of three numbers gives each of them the weight 1/3.",
        "The second row is 1 for red, and −1/2 for each of the other two: my_kernel = torch.tensor([[…], "
        "[1.0, -0.5, -0.5]]).",
    ),
    solution=my_kernel,
    cases=_cases,
    tolerance=4e-3,  # 0.33 will do, 0.34 not
    mistakes=(
        Mistake(
            "a row belongs to an output channel, a column to an input channel: yours are swapped.",
            lambda: my_kernel().T,
        ),
        Mistake(
            "the first row adds the channels up: for their mean, divide by 3.",
            lambda: torch.tensor([[1.0, 1, 1], [1, -0.5, -0.5]]),
        ),
        Mistake(
            "the second row subtracts green and blue in full: their mean gives each the weight 1/2.",
            lambda: torch.tensor([[1 / 3, 1 / 3, 1 / 3], [1, -1, -1]]),
        ),
        Mistake(
            "the two rows are in the wrong order: the mean comes first.",
            lambda: my_kernel().flip(0),
        ),
        Mistake(
            "the second row has the opposite sign: red counts positively.",
            lambda: my_kernel() * torch.tensor([[1.0], [-1.0]]),
        ),
        Mistake(
            "your weights are for the order blue, green, red; here red is the first channel.",
            lambda: my_kernel().flip(1),
        ),
        Mistake(
            "the second row takes the mean of all three away: red is compared with green and blue only.",
            lambda: torch.tensor([[1 / 3, 1 / 3, 1 / 3], [2 / 3, -1 / 3, -1 / 3]]),
        ),
        Mistake(
            "the first row is 0: 1 // 3 rounds down to 0. Write 1 / 3.",
            lambda: torch.tensor([[0, 0, 0], [1, -0.5, -0.5]]),
        ),
    ),
)
