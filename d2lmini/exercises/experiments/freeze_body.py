"""Exercise: freeze all layers but the head."""

from collections.abc import Callable, Iterator

import torch
from torch import nn

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_freeze(net):
    """Freeze all layers but the last, and count the numbers of what is left."""
    net[:-1].requires_grad_(False)
    return sum(each.numel() for each in net.parameters() if each.requires_grad)


def _flat() -> nn.Sequential:
    return nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))


def _convolutional() -> nn.Sequential:
    layers = nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Conv2d(2, 3, 3), nn.Flatten(), nn.Linear(12, 5)
    return nn.Sequential(*layers)


def _deep() -> nn.Sequential:
    return nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 4), nn.Linear(4, 2))


def _number(answer: Callable, make: Callable) -> int:
    return answer(make())


def _trained(answer: Callable, make: Callable, X: torch.Tensor) -> str:
    """Say which parameters a step of training moves."""
    net = make()
    answer(net)
    if not any(parameter.requires_grad for parameter in net.parameters()):
        return "nothing is left to train"
    before = [parameter.detach().clone() for parameter in net.parameters()]
    net(X).square().sum().backward()
    torch.optim.SGD(net.parameters(), lr=0.1).step()
    named = zip(net.named_parameters(), before, strict=True)
    moved = [name for (name, after), old in named if not torch.equal(after, old)]
    return f"a step moves {', '.join(moved)}"


def _cases() -> Iterator[Case]:
    yield Case("the number for two dense layers", (_flat,), _number)
    yield Case("what a step of training moves", (_flat, torch.ones(2, 3)), _trained)
    yield Case("the number for a body of two convolutions", (_convolutional,), _number)
    yield Case("what a step moves there", (_convolutional, torch.ones(2, 1, 6, 6)), _trained)
    yield Case("what a step moves in three dense layers", (_deep, torch.ones(2, 3)), _trained)


def _counted(net: nn.Module, trainable: bool = True) -> int:
    return sum(each.numel() for each in net.parameters() if each.requires_grad == trainable)


def _twin(freeze: Callable, count: Callable = _counted) -> Callable:
    def twin(net: nn.Sequential) -> int:
        freeze(net)
        return count(net)

    return twin


def _body(net: nn.Sequential) -> None:
    net[:-1].requires_grad_(False)


def _weights(net: nn.Sequential) -> None:
    for layer in net[:-1]:
        if hasattr(layer, "weight"):
            layer.weight.requires_grad_(False)


EXERCISE = Exercise(
    title="Freeze the body",
    statement=(
        "Write `my_freeze(net)` for an `nn.Sequential` whose last layer is the head: freeze all other "
        "layers, in place, and return how many numbers are left to train, as a Python number."
    ),
    hints=(
        "A frozen parameter has requires_grad = False. A module, too, has requires_grad_(False).",
        "net[:-1].requires_grad_(False) freezes the body: the slice holds the very same layers.",
        "Add up numel() of those parameters of net that still have requires_grad.",
    ),
    solution=my_freeze,
    cases=_cases,
    mistakes=(
        Mistake(
            "all layers are frozen, the head too: nothing is left to train.",
            _twin(lambda net: net.requires_grad_(False)),
        ),
        Mistake(
            "that counts the tensors, weights and biases: count the numbers in them, with numel().",
            _twin(_body, lambda net: sum(each.requires_grad for each in net.parameters())),
        ),
        Mistake(
            "that counts all numbers, the frozen ones too.",
            _twin(_body, lambda net: sum(each.numel() for each in net.parameters())),
        ),
        Mistake(
            "that counts the frozen numbers: count those that are left.",
            _twin(_body, lambda net: _counted(net, trainable=False)),
        ),
        Mistake("the biases of the body still learn: freeze all its parameters.", _twin(_weights)),
        Mistake(
            "the head is frozen, and the body learns: it is the other way round.",
            _twin(lambda net: net[-1].requires_grad_(False)),
        ),
        Mistake(
            "only the first layer is frozen: the body is all layers but the last.",
            _twin(lambda net: net[0].requires_grad_(False)),
        ),
        Mistake(
            "the number is right, and nothing is frozen: set requires_grad to False in the body.",
            _twin(lambda net: None, lambda net: _counted(net[-1])),
        ),
    ),
)
