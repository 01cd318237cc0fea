"""Exercise: build a network from its pattern."""

from collections.abc import Callable, Iterator

from torch import nn

from d2lmini.exercises.kit.compare import kind_of
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_network(c_i, stages, num_classes):
    """Go through the stages, remember the channels, and end in means and a dense layer."""
    layers = []
    for stage in stages:
        for c_o in stage:
            layers += [nn.Conv2d(c_i, c_o, kernel_size=3, padding=1), nn.ReLU()]
            c_i = c_o
        layers.append(nn.MaxPool2d(2))
    layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(c_i, num_classes)]
    return nn.Sequential(*layers)


def _pair(size: int | tuple) -> tuple:
    return size if isinstance(size, tuple) else (size, size)


def _named(layer: nn.Module) -> str:
    """Tell one layer in words that are equal where two layers do the same."""
    match layer:
        case nn.Conv2d():
            padding = layer.padding if isinstance(layer.padding, str) else _pair(layer.padding)
            padding = "padding 1" if padding in ("same", (1, 1)) else f"padding {layer.padding}"
            size, stride = "×".join(map(str, layer.kernel_size)), layer.stride[0]
            told = f"convolution {layer.in_channels} → {layer.out_channels} ({size}, {padding}"
            return told + (f", stride {stride})" if stride != 1 else ")")
        case nn.MaxPool2d():
            return f"maximum of {'×'.join(map(str, _pair(layer.kernel_size)))}"
        case nn.AdaptiveAvgPool2d() if _pair(layer.output_size) == (1, 1):
            return "global mean"
        case nn.Linear():
            return f"dense {layer.in_features} → {layer.out_features}"
    return type(layer).__name__


def _layers(answer: Callable, c_i: int, stages: tuple, num_classes: int) -> str:
    net = answer(c_i, stages, num_classes)
    if not isinstance(net, nn.Module):
        return f"{kind_of(net)}; return nn.Sequential(*layers)"
    return ", ".join(_named(layer) for layer in net.modules() if not list(layer.children()))


def _cases() -> Iterator[Case]:
    yield Case("one stage of one layer", (1, ((8,),), 10), _layers)
    yield Case("two stages", (3, ((8,), (16,)), 10), _layers)
    yield Case("two layers in a stage", (1, ((8, 16),), 5), _layers)
    yield Case("stages of different lengths", (3, ((4,), (8, 8), (16, 32, 16)), 7), _layers)


def _network(
    per: str = "stage",
    relu: bool = True,
    padding: int = 1,
    chain: bool = True,
    last: bool = True,
    mean: bool = True,
    end: tuple = (),
) -> Callable:
    def twin(c_i: int, stages: tuple, num_classes: int) -> nn.Sequential:
        layers, first = [], c_i
        for n, stage in enumerate(stages):
            for c_o in stage:
                layers.append(nn.Conv2d(c_i if chain else first, c_o, 3, padding=padding))
                layers += [nn.ReLU()] * relu + [nn.MaxPool2d(2)] * (per == "layer")
                c_i = c_o
            layers += [nn.MaxPool2d(2)] * (per == "stage" and (last or n + 1 < len(stages)))
        layers += [nn.AdaptiveAvgPool2d(1)] * mean + [nn.Flatten(), nn.Linear(c_i, num_classes)]
        return nn.Sequential(*layers, *(layer() for layer in end))

    return twin


EXERCISE = Exercise(
    title="From a pattern to a network",
    statement=(
        "Write `my_network(c_i, stages, num_classes)`, which returns an `nn.Sequential` for pictures with "
        "`c_i` channels and any size. `stages` is a tuple of tuples, such as `((8,), (16, 16))`: each number "
        "stands for a 3 × 3 convolution with padding 1 to so many channels and a ReLU, and each tuple ends "
        "in 2 × 2 max pooling. After the stages come `nn.AdaptiveAvgPool2d(1)`, `nn.Flatten()` and one dense "
        "layer to `num_classes` scores."
    ),
    hints=(
        "Two loops, one in the other: over the stages, and over the numbers of a stage.",
        "A convolution reads as many channels as the one before it made: after each, c_i = c_o.",
        "After the global mean there is one number for each channel, so that the dense layer reads c_i of "
        "them.",
    ),
    solution=my_network,
    cases=_cases,
    mistakes=(
        Mistake("pooling follows each convolution: it stands at the end of a stage.", _network(per="layer")),
        Mistake("the ReLUs are missing: without them two convolutions are one.", _network(relu=False)),
        Mistake("the padding is missing: without it each convolution takes two pixels.", _network(padding=0)),
        Mistake(
            "each convolution reads the channels of the picture: it must read what the one before made.",
            _network(chain=False),
        ),
        Mistake("the pooling of the last stage is missing.", _network(last=False)),
        Mistake("the global mean is missing: nn.AdaptiveAvgPool2d(1).", _network(mean=False)),
        Mistake(
            "a ReLU follows the scores: they may be negative, and the last dense layer has none.",
            _network(end=(nn.ReLU,)),
        ),
        Mistake(
            "a softmax follows the scores: the network returns the scores themselves.",
            _network(end=(lambda: nn.Softmax(dim=1),)),
        ),
    ),
)
