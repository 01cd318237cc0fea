"""ResNet: blocks that add to what they read."""

from torch import nn

from d2lmini.arguments import check_int
from d2lmini.models.branches import Add


def residual_block(in_channels: int, out_channels: int, stride: int = 1) -> nn.Sequential:
    """Build two 3x3 convolutions whose output is added to their input.

    Where channels or size change, a 1x1 convolution brings the input to the shape of the output.

    Shapes:
        input: (n, in_channels, h, w)
        output: (n, out_channels, ceil(h / stride), ceil(w / stride))

    Raises:
        ValueError: an argument is below 1.

    Source: He et al., "Deep residual learning for image recognition" (2015), figures 2 and 3.
    """
    check_int("in_channels", in_channels, minimum=1)
    check_int("out_channels", out_channels, minimum=1)
    check_int("stride", stride, minimum=1)
    body = nn.Sequential(
        nn.Conv2d(in_channels, out_channels, kernel_size=3, stride=stride, padding=1, bias=False),
        nn.BatchNorm2d(out_channels),
        nn.ReLU(),
        nn.Conv2d(out_channels, out_channels, kernel_size=3, padding=1, bias=False),
        nn.BatchNorm2d(out_channels),
    )
    if (in_channels, 1) == (out_channels, stride):
        return nn.Sequential(Add([body, nn.Identity()]), nn.ReLU())
    shortcut = nn.Sequential(
        nn.Conv2d(in_channels, out_channels, kernel_size=1, stride=stride, bias=False),
        nn.BatchNorm2d(out_channels),
    )
    return nn.Sequential(Add([body, shortcut]), nn.ReLU())


def resnet18(num_classes: int = 1000, in_channels: int = 3) -> nn.Sequential:
    """Build ResNet-18 for pictures of 224x224 pixels: a convolution, eight blocks and a dense layer.

    With the defaults, 11,689,512 parameters and 1,814,073,344 multiply-adds.

    Shapes:
        input: (n, in_channels, 224, 224)
        output: (n, num_classes), logits

    Raises:
        ValueError: `num_classes` or `in_channels` is below 1.

    Source: He et al. (2015), table 1.
    """
    check_int("num_classes", num_classes, minimum=1)
    check_int("in_channels", in_channels, minimum=1)
    return nn.Sequential(
        nn.Conv2d(in_channels, 64, kernel_size=7, stride=2, padding=3, bias=False),  # (n, 64, 112, 112)
        nn.BatchNorm2d(64),
        nn.ReLU(),
        nn.MaxPool2d(kernel_size=3, stride=2, padding=1),  # (n, 64, 56, 56)
        *residual_block(64, 64),
        *residual_block(64, 64),
        *residual_block(64, 128, stride=2),  # (n, 128, 28, 28)
        *residual_block(128, 128),
        *residual_block(128, 256, stride=2),  # (n, 256, 14, 14)
        *residual_block(256, 256),
        *residual_block(256, 512, stride=2),  # (n, 512, 7, 7)
        *residual_block(512, 512),
        nn.AdaptiveAvgPool2d(1),  # (n, 512, 1, 1)
        nn.Flatten(),  # (n, 512)
        nn.Linear(512, num_classes),
    )
