"""Exercise: put gradients of unequal shares together."""

from collections.abc import Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_mean_gradient(gradients, counts):
    """Weigh each process's mean with how many examples it had."""
    total = sum(g * count for g, count in zip(gradients, counts, strict=True))
    return total / sum(counts)


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(4)

    def draw(*shape: int) -> Tensor:
        return torch.randint(-9, 10, shape, generator=generator).float()

    yield Case("one process", ([torch.tensor([3.0, -1.0])], [5]))
    yield Case("two equal shares", ([draw(2), draw(2)], [4, 4]))
    yield Case("shares of 3 and 1", ([draw(2), draw(2)], [3, 1]))
    yield Case("an empty share", ([draw(2), draw(2)], [4, 0]))
    yield Case("three shares", ([draw(3), draw(3), draw(3)], [5, 2, 3]))
    yield Case("a filter's gradients", ([draw(2, 2, 2), draw(2, 2, 2)], [1, 7]))
    yield Case("double precision (float64)", ([draw(3).double() / 7, draw(3).double() / 7], [2, 5]))


EXERCISE = Exercise(
    title="Unequal shares",
    statement=(
        "The last batch of an epoch is smaller, and the shares of the processes differ. Write "
        "`my_mean_gradient(gradients, counts)`: `gradients[r]` is what process r found for the mean loss of "
        "its `counts[r]` examples. It returns the gradient of the mean loss of all examples together."
    ),
    hints=(
        "Which process has more to say: one with three examples, or one with a single example?",
        "A mean times the number of examples is a sum. Sums may be added.",
        "Add up gradients[r] * counts[r], and divide by sum(counts).",
    ),
    solution=my_mean_gradient,
    cases=_cases,
    mistakes=(
        Mistake(
            "that is the mean of the processes: it counts an example of a small share for more than one of a "
            "large share.",
            lambda gradients, counts: sum(gradients) / len(gradients),
        ),
        Mistake(
            "you add the means up: multiply each by its count, and divide by the number of all examples.",
            lambda gradients, counts: sum(gradients),
        ),
        Mistake(
            "that is the gradient of the summed loss: divide by the number of all examples.",
            lambda gradients, counts: sum(g * n for g, n in zip(gradients, counts, strict=True)),
        ),
        Mistake(
            "you divide by the number of processes: divide by the number of all examples.",
            lambda gradients, counts: (
                sum(g * n for g, n in zip(gradients, counts, strict=True)) / len(counts)
            ),
        ),
        Mistake(
            "you divide the means by all examples without multiplying by their counts first.",
            lambda gradients, counts: sum(gradients) / sum(counts),
        ),
        Mistake(
            "that is the first process's gradient alone.",
            lambda gradients, counts: gradients[0],
        ),
    ),
)
