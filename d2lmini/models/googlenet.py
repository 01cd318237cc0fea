"""GoogLeNet's block: four branches with windows of different sizes, side by side."""

from torch import nn

from d2lmini.arguments import check_int
from d2lmini.models.branches import Concat


def inception_block(in_channels: int, c1: int, c2: tuple[int, int], c3: tuple[int, int], c4: int) -> Concat:
    """Build GoogLeNet's inception block; `c1` to `c4` are the channels of its branches.

    The branches are a 1x1 convolution; a 1x1 and then a 3x3 one; a 1x1 and then a 5x5 one; and pooling, then
    a 1x1 one. Each convolution has a ReLU. All keep height and width, so that their channels can be joined.

    Shapes:
        input: (n, in_channels, h, w)
        output: (n, c1 + c2[1] + c3[1] + c4, h, w)

    Raises:
        ValueError: a number of channels is below 1.

    Source: Szegedy et al., "Going deeper with convolutions" (2014), figure 2b and table 1.
    """
    check_int("in_channels", in_channels, minimum=1)
    return Concat(
        [
            _conv(in_channels, c1, 1),
            nn.Sequential(*_conv(in_channels, c2[0], 1), *_conv(c2[0], c2[1], 3)),
            nn.Sequential(*_conv(in_channels, c3[0], 1), *_conv(c3[0], c3[1], 5)),
            nn.Sequential(nn.MaxPool2d(kernel_size=3, stride=1, padding=1), *_conv(in_channels, c4, 1)),
        ]
    )


def _conv(in_channels: int, out_channels: int, kernel_size: int) -> nn.Sequential:
    check_int("channels", out_channels, minimum=1)
    return nn.Sequential(
        nn.Conv2d(in_channels, out_channels, kernel_size, padding=kernel_size // 2), nn.ReLU()
    )
