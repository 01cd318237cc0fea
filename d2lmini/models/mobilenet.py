"""MobileNetV2's block: wide inside, narrow outside, and a kernel for each channel alone."""

from torch import nn

from d2lmini.arguments import check_int
from d2lmini.models.branches import Add


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
