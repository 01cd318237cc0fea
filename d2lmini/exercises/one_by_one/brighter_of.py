"""Exercise: two 1×1 layers that do what one cannot."""

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from d2lmini.exercises.kit.compare import kind_of
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake

_COLOURS = {
    "more red than green": (0.7, 0.2, 0.4),
    "more green than red": (0.1, 0.9, 0.3),
    "red and green alike": (0.5, 0.5, 0.0),
    "black": (0.0, 0.0, 0.0),
    "white": (1.0, 1.0, 1.0),
    "blue alone": (0.0, 0.0, 1.0),
    "pure red": (1.0, 0.0, 0.0),
    "pure green": (0.0, 1.0, 0.0),
}


def my_layers():
    """Green, and what red has more: max(R, G) = ReLU(R - G) + ReLU(G)."""
    return torch.tensor([[1.0, -1.0, 0.0], [0.0, 1.0, 0.0]]), torch.tensor([[1.0, 1.0]])


def _fit(layers: tuple[Tensor, Tensor]) -> str:
    if [kind_of(each) for each in layers] != ["a tensor", "a tensor"]:
        return " and ".join(map(kind_of, layers)) + ": two tensors are expected"
    first, second = (tuple(kernel.shape) for kernel in layers)
    if len(first) == 2 and first[1] == 3 and second == (1, first[0]):
        return "kernels of shapes (n, 3) and (1, n)"
    return f"kernels of shapes {first} and {second}"


def _answer_to(layers: tuple[Tensor, Tensor], colour: Sequence) -> Tensor:
    first, second = (kernel.detach().double() for kernel in layers)
    hidden = (first @ torch.as_tensor(colour, dtype=torch.double)).relu()
    return second @ hidden


def _cases() -> Iterator[Case]:
    yield Case("the shapes", (), _fit)
    for name, colour in _COLOURS.items():
        yield Case(name, (colour,), _answer_to)
    # So many that no layers can be right on them by chance.
    palette = torch.rand(3, 100, generator=torch.Generator().manual_seed(11))
    yield Case("a hundred colours", (palette,), _answer_to)


EXERCISE = Exercise(
    title="Challenge: the larger of two channels",
    accepts="value",
    statement=(
        "Find two 1 × 1 kernels, with a ReLU between them and without biases, that give the larger of red "
        "and green at every pixel; blue is ignored. Colours lie between 0 and 1. Give them as a pair of "
        "tensors `my_layers = (first, second)`: the first of shape `(n, 3)`, for as many hidden channels `n` "
        "as you need, and the second of shape `(1, n)`."
    ),
    hints=(
        "No single kernel can do it. How did the text build |R − G| from two hidden channels?",
        "If R is larger than G, the answer is G plus something; if not, it is G. What is that something?",
        "max(R, G) = ReLU(R − G) + G. And since G is never negative, ReLU(G) = G: a second hidden channel "
        "brings it through.",
    ),
    solution=my_layers,
    cases=_cases,
    tolerance=1e-3,
    mistakes=(
        Mistake(
            "that is |R − G|, the example of the text. The larger of two is their difference plus the "
            "smaller one, or half of |R − G| + R + G.",
            lambda: (torch.tensor([[1.0, -1, 0], [-1, 1, 0]]), torch.tensor([[1.0, 1]])),
        ),
        Mistake(
            "that is R + G: the ReLU has nothing to cut off. Let one hidden channel be a difference.",
            lambda: (torch.tensor([[1.0, 0, 0], [0, 1, 0]]), torch.tensor([[1.0, 1]])),
        ),
        Mistake(
            "that is the smaller of the two: add the difference instead of taking it away.",
            lambda: (torch.tensor([[1.0, -1, 0], [1, 0, 0]]), torch.tensor([[-1.0, 1]])),
        ),
        Mistake(
            "that is only what red has more: where green is larger, it gives 0. Bring green through as well.",
            lambda: (torch.tensor([[1.0, -1, 0]]), torch.tensor([[1.0]])),
        ),
        Mistake(
            "that is the mean of red and green: without a difference the ReLU never cuts anything off.",
            lambda: (torch.tensor([[0.5, 0.5, 0]]), torch.tensor([[1.0]])),
        ),
        Mistake(
            "that is red alone: where green is larger, it has to come through.",
            lambda: (torch.tensor([[1.0, 0, 0]]), torch.tensor([[1.0]])),
        ),
        Mistake(
            "that is green alone: where red is larger, what it has more has to be added.",
            lambda: (torch.tensor([[0, 1.0, 0]]), torch.tensor([[1.0]])),
        ),
    ),
)
