"""MobileNet: a kernel for each channel alone, and 1x1 convolutions to mix the channels."""

from torch import nn

from d2lmini.arguments import check_int
from d2lmini.models.branches import Add


def separable_block(in_channels: int, out_channels: int, stride: int = 1) -> nn.Sequential:
    """Build MobileNet's depthwise separable convolution: 3x3 in each channel by itself, then 1x1 over all.

    Shapes:
        input: (n, in_channels, h, w)
        output: (n, out_channels, ceil(h / stride), ceil(w / stride))

    Raises:
        ValueError: an argument is below 1.

    Source: Howard et al., "MobileNets: efficient convolutional neural networks for mobile vision
    applications" (2017), figure 3.
    """
    for name, value in {"in_channels": in_channels, "out_channels": out_channels, "stride": stride}.items():
        check_int(name, value, minimum=1)
    return nn.Sequential(
        nn.Conv2d(
            in_channels, in_channels, kernel_size=3, stride=stride, padding=1, groups=in_channels, bias=False
        ),
        nn.BatchNorm2d(in_channels),
        nn.ReLU(),
        nn.Conv2d(in_channels, out_channels, kernel_size=1, bias=False),
        nn.BatchNorm2d(out_channels),
        nn.ReLU(),
    )


def mobilenet(num_classes: int = 1000, in_channels: int = 3) -> nn.Sequential:
    """Build MobileNet for pictures of 224x224 pixels: thirteen separable blocks after a convolution.

    With the defaults, 4,231,976 parameters and 568,740,352 multiply-adds.

    Shapes:
        input: (n, in_channels, 224, 224)
        output: (n, num_classes), logits

    Raises:
        ValueError: `num_classes` or `in_channels` is below 1.

    Source: Howard et al. (2017), table 1.
    """
    check_int("num_classes", num_classes, minimum=1)
    check_int("in_channels", in_channels, minimum=1)
    return nn.Sequential(
        nn.Conv2d(in_channels, 32, kernel_size=3, stride=2, padding=1, bias=False),  # (n, 32, 112, 112)
        nn.BatchNorm2d(32),
        nn.ReLU(),
        separable_block(32, 64),
        separable_block(64, 128, stride=2),  # (n, 128, 56, 56)
        separable_block(128, 128),
        separable_block(128, 256, stride=2),  # (n, 256, 28, 28)
        separable_block(256, 256),
        separable_block(256, 512, stride=2),  # (n, 512, 14, 14)
        *(separable_block(512, 512) for _ in range(5)),
        separable_block(512, 1024, stride=2),  # (n, 1024, 7, 7)
        separable_block(1024, 1024),
        nn.AdaptiveAvgPool2d(1),  # (n, 1024, 1, 1)
        nn.Flatten(),
        nn.Linear(1024, num_classes),
    )


def inverted_residual(
    in_channels: int, out_channels: int, stride: int = 1, expansion: int = 6
) -> nn.Sequential | Add:
    """Build an inverted residual block: widen, convolve each channel by itself, and narrow again.

    Its end has no activation. Where shape and channels stay, what the block makes is added to what it read.

    Shapes:
        input: (n, in_channels, h, w)
        output: (n, out_channels, ceil(h / stride), ceil(w / stride))

    Raises:
        ValueError: an argument is below 1.

    Source: Sandler et al., "MobileNetV2: inverted residuals and linear bottlenecks" (2018), figure 4.
    """
    for name, value in {"in_channels": in_channels, "out_channels": out_channels, "stride": stride}.items():
        check_int(name, value, minimum=1)
    wide = in_channels * check_int("expansion", expansion, minimum=1)
    expand = [nn.Conv2d(in_channels, wide, kernel_size=1, bias=False), nn.BatchNorm2d(wide), nn.ReLU6()]
    body = nn.Sequential(
        *(expand if expansion > 1 else []),
        nn.Conv2d(wide, wide, kernel_size=3, stride=stride, padding=1, groups=wide, bias=False),
        nn.BatchNorm2d(wide),
        nn.ReLU6(),
        nn.Conv2d(wide, out_channels, kernel_size=1, bias=False),
        nn.BatchNorm2d(out_channels),
    )
    return Add([body, nn.Identity()]) if (in_channels, 1) == (out_channels, stride) else body
