"""ResNet: blocks that add to what they read."""

from collections.abc import Callable, Sequence

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
    return nn.Sequential(Add([body, _shortcut(in_channels, out_channels, stride)]), nn.ReLU())


def bottleneck_block(in_channels: int, out_channels: int, stride: int = 1) -> nn.Sequential:
    """Build a 1x1, a 3x3 and a 1x1 convolution whose output is added to their input.

    The first one leaves a quarter of `out_channels`, on which the 3x3 convolution works; the last one leads
    back. Where channels or size change, a 1x1 convolution brings the input to the shape of the output.

    Shapes:
        input: (n, in_channels, h, w)
        output: (n, out_channels, ceil(h / stride), ceil(w / stride))

    Raises:
        ValueError: an argument is below 1, or `out_channels` is no multiple of 4.

    Source: He et al. (2015), figure 5; the stride is in the 3x3 convolution, as in torchvision.
    """
    check_int("in_channels", in_channels, minimum=1)
    check_int("stride", stride, minimum=1)
    if check_int("out_channels", out_channels, minimum=1) % 4:
        raise ValueError(f"out_channels must be a multiple of 4, got {out_channels}")
    narrow = out_channels // 4
    body = nn.Sequential(
        nn.Conv2d(in_channels, narrow, kernel_size=1, bias=False),
        nn.BatchNorm2d(narrow),
        nn.ReLU(),
        nn.Conv2d(narrow, narrow, kernel_size=3, stride=stride, padding=1, bias=False),
        nn.BatchNorm2d(narrow),
        nn.ReLU(),
        nn.Conv2d(narrow, out_channels, kernel_size=1, bias=False),
        nn.BatchNorm2d(out_channels),
    )
    return nn.Sequential(Add([body, _shortcut(in_channels, out_channels, stride)]), nn.ReLU())


def _shortcut(in_channels: int, out_channels: int, stride: int) -> nn.Module:
    if (in_channels, 1) == (out_channels, stride):
        return nn.Identity()
    return nn.Sequential(
        nn.Conv2d(in_channels, out_channels, kernel_size=1, stride=stride, bias=False),
        nn.BatchNorm2d(out_channels),
    )


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
    return _resnet(residual_block, (2, 2, 2, 2), (64, 128, 256, 512), num_classes, in_channels)


def resnet34(num_classes: int = 1000, in_channels: int = 3) -> nn.Sequential:
    """Build ResNet-34, of the same blocks as ResNet-18, but sixteen: 21,797,672 parameters by default.

    Shapes, errors and source are those of `resnet18`; 3,663,761,408 multiply-adds.
    """
    return _resnet(residual_block, (3, 4, 6, 3), (64, 128, 256, 512), num_classes, in_channels)


def resnet50(num_classes: int = 1000, in_channels: int = 3) -> nn.Sequential:
    """Build ResNet-50, of sixteen bottleneck blocks: 25,557,032 parameters by default.

    Shapes, errors and source are those of `resnet18`; 4,089,184,256 multiply-adds.
    """
    return _resnet(bottleneck_block, (3, 4, 6, 3), (256, 512, 1024, 2048), num_classes, in_channels)


def _resnet(
    block: Callable, counts: Sequence[int], channels: Sequence[int], num_classes: int, in_channels: int
) -> nn.Sequential:
    """Return a first convolution, four stages of blocks, of which the first keeps the size, and the end."""
    check_int("num_classes", num_classes, minimum=1)
    check_int("in_channels", in_channels, minimum=1)
    blocks, reads = [], 64
    for stage, (count, makes) in enumerate(zip(counts, channels, strict=True)):
        for index in range(count):
            blocks += block(reads, makes, stride=2 if stage and index == 0 else 1)
            reads = makes
    return nn.Sequential(
        nn.Conv2d(in_channels, 64, kernel_size=7, stride=2, padding=3, bias=False),  # (n, 64, 112, 112)
        nn.BatchNorm2d(64),
        nn.ReLU(),
        nn.MaxPool2d(kernel_size=3, stride=2, padding=1),  # (n, 64, 56, 56)
        *blocks,  # (n, channels[-1], 7, 7)
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(channels[-1], num_classes),
    )
