"""Exercise: repair an AlexNet with six convolutions and two dense layers."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import torch
from torch import nn

from d2lmini.exercises.kit.compare import kind_of
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_alexnet():
    """Build five convolutions and three dense layers."""
    channels, layers = [1, 96, 256, 384, 384, 256], []
    for i in range(5):
        k, s, p = {0: (11, 4, 1), 1: (5, 1, 2)}.get(i, (3, 1, 1))
        layers += [nn.Conv2d(channels[i], channels[i + 1], k, s, p), nn.ReLU()]
        if i in (0, 1, 4):
            layers.append(nn.MaxPool2d(3, stride=2))
    layers += [nn.Flatten(), nn.Linear(6400, 4096), nn.ReLU(), nn.Dropout(0.5)]
    layers += [nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(0.5)]
    return nn.Sequential(*layers, nn.Linear(4096, 10))


def _broken() -> Callable:
    """Return the function that the chapter hands out."""

    def my_alexnet():
        channels, layers = [1, 96, 256, 384, 384, 384, 256], []
        for i in range(6):
            k, s, p = {0: (11, 4, 1), 1: (5, 1, 2)}.get(i, (3, 1, 1))
            layers += [nn.Conv2d(channels[i], channels[i + 1], k, s, p), nn.ReLU()]
            if i in (0, 1, 5):
                layers.append(nn.MaxPool2d(3, stride=2))
        layers += [nn.Flatten(), nn.Linear(6400, 4096), nn.ReLU(), nn.Dropout(0.5)]
        return nn.Sequential(*layers, nn.Linear(4096, 10))

    return my_alexnet


def _built(answer: Callable) -> nn.Module | str:
    with torch.device("meta"):  # 180 MB of weights are not needed
        net = answer()
    return net if isinstance(net, nn.Module) else f"{kind_of(net)} instead of a network"


def _leaves(net: nn.Module) -> list[nn.Module]:
    return [layer for layer in net.modules() if not list(layer.children())]


def _convolutions(answer: Callable) -> str:
    net = _built(answer)
    if isinstance(net, str):
        return net
    found = [layer for layer in _leaves(net) if isinstance(layer, nn.Conv2d)]
    return ", ".join(
        f"{layer.in_channels} to {layer.out_channels} by {layer.kernel_size[0]} × {layer.kernel_size[1]} "
        f"(stride {layer.stride[0]}, padding {layer.padding[0]})"
        for layer in found
    )


def _dense(answer: Callable) -> str:
    net = _built(answer)
    if isinstance(net, str):
        return net
    found = [layer for layer in _leaves(net) if isinstance(layer, nn.Linear)]
    return ", ".join(f"{layer.in_features} to {layer.out_features}" for layer in found)


def _between(answer: Callable) -> str:
    """Name what stands between the layers that have weights."""
    net = _built(answer)
    if isinstance(net, str):
        return net
    short = {nn.Conv2d: "convolution", nn.Linear: "dense"}
    names = (short.get(type(layer), type(layer).__name__) for layer in _leaves(net))
    pools = (layer for layer in _leaves(net) if isinstance(layer, nn.MaxPool2d))
    windows = sorted({f"window {pool.kernel_size}, stride {pool.stride}" for pool in pools})
    return f"{', '.join(names)} ({'; '.join(windows)})"


def _output(answer: Callable) -> str:
    net = _built(answer)
    if isinstance(net, str):
        return net
    return f"an output of shape {tuple(net(torch.zeros(2, 1, 224, 224, device='meta')).shape)}"


def _cases() -> Iterator[Case]:
    yield Case("the convolutions", probe=_convolutions)
    yield Case("the dense layers", probe=_dense)
    yield Case("the order of all layers", probe=_between)
    yield Case("two pictures of 224 × 224", probe=_output)


def _twin(
    channels: tuple = (1, 96, 256, 384, 384, 256),
    pools: tuple = (0, 1, 4),
    dense: tuple = (6400, 4096, 4096, 10),
    dropout: bool = True,
    relu: bool = True,
) -> Callable:
    def twin() -> nn.Sequential:
        layers = []
        for i, (c_i, c_o) in enumerate(pairwise(channels)):
            k, s, p = {0: (11, 4, 1), 1: (5, 1, 2)}.get(i, (3, 1, 1))
            layers += [nn.Conv2d(c_i, c_o, k, s, p), nn.ReLU()]
            if i in pools:
                layers.append(nn.MaxPool2d(3, stride=2))
        layers.append(nn.Flatten())
        for width, following in pairwise(dense[:-1]):
            layers += [nn.Linear(width, following)]
            layers += [nn.ReLU()] * relu + [nn.Dropout(0.5)] * dropout
        return nn.Sequential(*layers, nn.Linear(*dense[-2:]))

    return twin


_SIX, _LAST_OF_SIX, _TWO = (1, 96, 256, 384, 384, 384, 256), (0, 1, 5), (6400, 4096, 10)
_STILL_SIX = "there are still six convolutions: AlexNet has five, 1 → 96 → 256 → 384 → 384 → 256."
_NO_POOL = (
    "the last pooling is gone: it stood after the convolution of number 5, and the last one now has number 4."
)

EXERCISE = Exercise(
    title="Find the mistakes: 6 + 2",
    statement=(
        "`my_alexnet()` should build the form for courses, of 46,764,746 "
        "parameters and 938,146,176 multiply-adds: five convolutions and three dense layers, with a ReLU "
        "and then dropout after each dense layer but the last. (In the form of 2014, dropout stands in "
        "front of the first two dense layers.) Repair it."
    ),
    hints=(
        "Count the layers with weights. How many are convolutions, how many are dense?",
        "One 384 too many stands in the list, and two numbers depend on its length. A dense layer from 4096 "
        "to 4096 is missing.",
        "channels = [1, 96, 256, 384, 384, 256], range(5), pooling after 0, 1 and 4; and after the first "
        "dropout: nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(0.5).",
    ),
    solution=my_alexnet,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake(_STILL_SIX, _twin(_SIX, _LAST_OF_SIX)),
        Mistake(_STILL_SIX, _twin(_SIX, _LAST_OF_SIX, _TWO)),
        Mistake(
            "the convolutions are right. A dense layer is missing: there are three, 6400 → 4096 → 4096 → 10.",
            _twin(dense=_TWO),
        ),
        Mistake(_NO_POOL, _twin(pools=(0, 1))),
        Mistake(_NO_POOL, _twin(pools=(0, 1), dense=_TWO)),
        Mistake(
            "one of the convolutions from 384 to 384 stays: AlexNet's go 96 → 256 → 384 → 384 → 256.",
            _twin((1, 96, 256, 384, 256), (0, 1, 3)),
        ),
        Mistake(
            "the dropout is gone: it follows the ReLU of each dense layer but the last.",
            _twin(dropout=False),
        ),
        Mistake(
            "a ReLU is missing between two dense layers, which are one without it.",
            _twin(relu=False),
        ),
    ),
)
