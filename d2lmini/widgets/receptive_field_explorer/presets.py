"""Stacks of layers to start from, with the size of their picture and what others tell of their last map."""

from functools import cache

import torch
from torch import nn

from d2lmini import models
from d2lmini.widgets.receptive_field_explorer.fit import map_size
from d2lmini.widgets.receptive_field_explorer.stack import complete

ARAUJO = "Araujo, Norris, Sim, 2019"
TORCHVISION = "torchvision’s layers"


def _conv(kernel: int, dilation: int = 1) -> tuple[int, int, int, int]:
    """Return a convolution that keeps the size."""
    return kernel, 1, dilation * (kernel - 1) // 2, dilation


# A network or its layers, the picture's side, and the published field: size, jump, and whose.
_STACKS = {
    "LeNet": (models.lenet, 28, None),
    "AlexNet": (models.alexnet, 224, (195, 32, ARAUJO)),
    "VGG-16": (models.vgg16, 224, (212, 32, ARAUJO)),
    "NiN": (models.nin, 224, None),
    "ResNet-18": (models.resnet18, 224, (435, 32, TORCHVISION)),
    "ResNet-34": (models.resnet34, 224, (899, 32, TORCHVISION)),
    "ResNet-50": (models.resnet50, 224, (427, 32, TORCHVISION)),
    "MobileNet": (models.mobilenet, 224, (315, 32, ARAUJO)),
    "GoogLeNet’s block": (lambda: nn.Sequential(models.inception_block(1, 1, (1, 1), (1, 1), 1)), 28, None),
    "Five 3×3": ([_conv(3)] * 5, 64, None),
    "Twenty 3×3": ([_conv(3)] * 20, 64, None),
    "Dilations 1, 2, 4, 8": ([_conv(3, 2**power) for power in range(4)], 64, None),
    "Dilations 3, 3, 3": ([_conv(3, 3)] * 3, 32, None),
}


@cache
def presets() -> dict[str, dict]:
    """Return each preset's layers, size and published field, by its name."""
    result = {}
    with torch.device("meta"):
        for name, (stack, size, published) in _STACKS.items():
            layers = complete(stack() if callable(stack) else stack)
            picture = "digit" if name == "LeNet" else "china"
            middle = [length // 2 for length in map_size(layers, size, (len(layers) - 1,))]
            shown = {"layers": layers, "size": size, "picture": picture, "at": middle}
            result[name] = shown | {"published": published}
    return result
