"""Networks and blocks to start from, each with the shape of what it reads."""

from functools import cache

import torch

from d2lmini import models
from d2lmini.widgets.network.modules import layers_of

_BUILT = {
    "LeNet": (models.lenet, (1, 28, 28)),
    "LeNet-5 (1998)": (models.lenet5, (1, 32, 32)),
    "AlexNet": (models.alexnet, (3, 224, 224)),
    "AlexNet (2012)": (models.alexnet_2012, (3, 227, 227)),
    "ZF Net": (models.zfnet, (3, 224, 224)),
    "VGG-16": (models.vgg16, (3, 224, 224)),
    "NiN": (models.nin, (3, 224, 224)),
    "GoogLeNet's block": (lambda: models.inception_block(192, 64, (96, 128), (16, 32), 32), (192, 28, 28)),
    "ResNet's block": (lambda: models.residual_block(64, 64), (64, 56, 56)),
    "ResNet's block, halving": (lambda: models.residual_block(64, 128, stride=2), (64, 56, 56)),
    "ResNet-18": (models.resnet18, (3, 224, 224)),
    "MobileNet": (models.mobilenet, (3, 224, 224)),
    "MobileNetV2's block": (lambda: models.inverted_residual(24, 24), (24, 56, 56)),
}


@cache
def presets() -> dict[str, dict]:
    """Return each preset's `net` and `shape`."""
    with torch.device("meta"):
        return {
            name: {"net": layers_of(build()), "shape": list(shape)} for name, (build, shape) in _BUILT.items()
        }
