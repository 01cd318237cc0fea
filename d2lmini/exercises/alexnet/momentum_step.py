"""Exercise: one step of AlexNet's training."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_step(w, g, v, lr, momentum, decay):
    """Go on as before, a little, and then downhill, and a little towards 0."""
    v = momentum * v - lr * (g + decay * w)
    return w + v, v


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(3)

    def draw(*shape: int) -> Tensor:
        return torch.randint(1, 10, shape, generator=generator).float()

    w, g, v = torch.tensor([8.0, -4.0]), torch.tensor([2.0, 1.0]), torch.tensor([1.0, -3.0])
    yield Case("neither momentum nor decay", (w, g, v, 0.5, 0.0, 0.0))
    yield Case("momentum", (w, g, v, 0.5, 0.5, 0.0))
    yield Case("weight decay", (w, g, torch.zeros(2), 0.5, 0.0, 0.25))
    yield Case("both", (w, g, v, 0.5, 0.5, 0.25))
    yield Case("another learning rate", (w, g, v, 0.125, 0.75, 0.5))
    yield Case("no gradient", (w, torch.zeros(2), v, 0.5, 0.5, 0.25))
    yield Case("weights of a filter", (draw(2, 3, 2), draw(2, 3, 2), draw(2, 3, 2), 0.1, 0.9, 0.05))
    many = tuple(draw(4).double() / 7 for _ in range(3))
    yield Case("double precision (float64)", (*many, 0.01, 0.9, 0.0005))


def _twin(velocity: Callable, weight: Callable = lambda w, v, old: w + v) -> Callable:
    def twin(w: Tensor, g: Tensor, v: Tensor, lr: float, momentum: float, decay: float) -> tuple:
        new = velocity(w, g, v, lr, momentum, decay)
        return weight(w, new, v), new

    return twin


def _right(w: Tensor, g: Tensor, v: Tensor, lr: float, momentum: float, decay: float) -> Tensor:
    return momentum * v - lr * (g + decay * w)


EXERCISE = Exercise(
    title="One step of AlexNet's training",
    statement=(
        "Write `my_step(w, g, v, lr, momentum, decay)`, equation (2): `w` holds weights, `g` their gradient, "
        "and `v` their velocity so far. It returns the new weights and the new velocity, and leaves `w`, `g` "
        "and `v` as they were."
    ),
    hints=(
        "First the velocity: a part of the old one, less the learning rate times two things.",
        "Those two things are the gradient and decay times the weights. Then the weights move by the new "
        "velocity.",
        "v = momentum * v - lr * (… + …); return w + v, v",
    ),
    solution=my_step,
    cases=_cases,
    mistakes=(
        Mistake(
            "the weights move by the old velocity: compute the new one first.",
            _twin(_right, lambda w, v, old: w + old),
        ),
        Mistake(
            "you go uphill: the gradient is subtracted.",
            _twin(lambda w, g, v, lr, momentum, decay: momentum * v + lr * (g - decay * w)),
        ),
        Mistake(
            "the weights grow: decay times the weights is subtracted, like the gradient.",
            _twin(lambda w, g, v, lr, momentum, decay: momentum * v - lr * (g - decay * w)),
        ),
        Mistake(
            "the decay is missing.",
            _twin(lambda w, g, v, lr, momentum, decay: momentum * v - lr * g),
        ),
        Mistake(
            "the momentum is missing: a part of the old velocity stays.",
            _twin(lambda w, g, v, lr, momentum, decay: -lr * (g + decay * w)),
        ),
        Mistake(
            "the whole old velocity stays: multiply it by the momentum.",
            _twin(lambda w, g, v, lr, momentum, decay: v - lr * (g + decay * w)),
        ),
        Mistake(
            "the decay is not multiplied by the learning rate: both terms are.",
            _twin(lambda w, g, v, lr, momentum, decay: momentum * v - lr * g - decay * w),
        ),
        Mistake(
            "that is PyTorch's way, whose velocity holds no learning rate: right, but not equation (2).",
            lambda w, g, v, lr, momentum, decay: (
                w - lr * (momentum * v + g + decay * w),
                momentum * v + g + decay * w,
            ),
        ),
        Mistake(
            "the velocity decays instead of the weights: the decay belongs to w.",
            _twin(lambda w, g, v, lr, momentum, decay: momentum * v - lr * (g + decay * v)),
        ),
        Mistake(
            "you return the velocity first: the new weights come first.",
            lambda *arguments: my_step(*arguments)[::-1],
        ),
    ),
)
