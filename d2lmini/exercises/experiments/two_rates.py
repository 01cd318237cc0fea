"""Exercise: parameter groups with two learning rates."""

from collections.abc import Callable, Iterator
from itertools import chain

import torch
from torch import nn

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_groups(net, body_lr, head_lr):
    """Give the last layer one learning rate, and all layers before it another."""
    return [
        {"params": net[:-1].parameters(), "lr": body_lr},
        {"params": net[-1].parameters(), "lr": head_lr},
    ]


def _flat() -> nn.Sequential:
    return nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))


def _convolutional() -> nn.Sequential:
    layers = nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Conv2d(2, 3, 3, bias=False), nn.Flatten(), nn.Linear(12, 5)
    return nn.Sequential(*layers)


def _deep() -> nn.Sequential:
    return nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 4), nn.Linear(4, 2))


def _steps(answer: Callable, make: Callable, body_lr: float, head_lr: float) -> str:
    """How far each parameter moves in one step, where every gradient is −1."""
    net = make()
    optimizer = torch.optim.SGD(answer(net, body_lr, head_lr), lr=1.0)
    before = [parameter.detach().double().clone() for parameter in net.parameters()]
    for parameter in net.parameters():
        parameter.grad = -torch.ones_like(parameter)
    optimizer.step()
    moved = [
        f"{name} by {(after.detach().double() - old).mean().item():.3f}"
        for (name, after), old in zip(net.named_parameters(), before, strict=True)
    ]
    return f"the step moves {', '.join(moved)}"


def _cases() -> Iterator[Case]:
    yield Case("two dense layers", (_flat, 0.01, 0.1), _steps)
    yield Case("a body of two convolutions", (_convolutional, 0.03, 0.2), _steps)
    yield Case("three dense layers", (_deep, 0.1, 0.4), _steps)
    yield Case("a body that stands still", (_convolutional, 0.0, 0.5), _steps)


def _twin(body: slice = slice(0, -1), head: slice = slice(-1, None), swapped: bool = False) -> Callable:
    def twin(net: nn.Sequential, body_lr: float, head_lr: float) -> list[dict]:
        rates = (head_lr, body_lr) if swapped else (body_lr, head_lr)
        return [
            {"params": list(net[part].parameters()), "lr": lr}
            for part, lr in zip((body, head), rates, strict=True)
        ]

    return twin


def _biases_with_the_body(net: nn.Sequential, body_lr: float, head_lr: float) -> list[dict]:
    slow = chain(net[:-1].parameters(), [net[-1].bias])
    return [{"params": slow, "lr": body_lr}, {"params": [net[-1].weight], "lr": head_lr}]


EXERCISE = Exercise(
    title="Two learning rates",
    statement=(
        "Write `my_groups(net, body_lr, head_lr)` for an `nn.Sequential` whose last layer is the head: the "
        "list of parameter groups with which `torch.optim.SGD` moves the head with `head_lr`, and all other "
        "layers with `body_lr`."
    ),
    hints=(
        'A group is a dict with the keys "params" and "lr". How many groups are there?',
        "net[:-1] is the network without its last layer; it has parameters(), too.",
        '[{"params": net[:-1].parameters(), "lr": body_lr}, {"params": …, "lr": …}]',
    ),
    solution=my_groups,
    cases=_cases,
    mistakes=(
        Mistake("the two rates are swapped: the body gets body_lr, the head head_lr.", _twin(swapped=True)),
        Mistake(
            "the body is missing: what is in no group, the optimizer never moves.",
            lambda net, body_lr, head_lr: [{"params": net[-1].parameters(), "lr": head_lr}],
        ),
        Mistake(
            "the whole network is in the first group, and the head in the second, too: a parameter may be in "
            "one group only.",
            _twin(body=slice(None)),
        ),
        Mistake(
            "all layers get body_lr: the head needs a group of its own.",
            lambda net, body_lr, head_lr: [{"params": net.parameters(), "lr": body_lr}],
        ),
        Mistake(
            "all layers get head_lr: the body needs a group of its own.",
            lambda net, body_lr, head_lr: [{"params": net.parameters(), "lr": head_lr}],
        ),
        Mistake(
            "only the first layer is in the body's group: the body is all layers but the last.",
            _twin(body=slice(0, 1)),
        ),
        Mistake("the head's bias moves with the body: it belongs to the head.", _biases_with_the_body),
    ),
)
