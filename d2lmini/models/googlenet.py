"""GoogLeNet: blocks of four branches with windows of different sizes, side by side."""

from torch import nn

from d2lmini.arguments import check_int
from d2lmini.models.branches import Concat

# What `inception_block` is told besides what it reads, from inception (3a) to (5b): table 1 of the paper.
_BLOCKS = {
    "3a": (64, (96, 128), (16, 32), 32),
    "3b": (128, (128, 192), (32, 96), 64),
    "4a": (192, (96, 208), (16, 48), 64),
    "4b": (160, (112, 224), (24, 64), 64),
    "4c": (128, (128, 256), (24, 64), 64),
    "4d": (112, (144, 288), (32, 64), 64),
    "4e": (256, (160, 320), (32, 128), 128),
    "5a": (256, (160, 320), (32, 128), 128),
    "5b": (384, (192, 384), (48, 128), 128),
}


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


def googlenet(num_classes: int = 1000, in_channels: int = 3) -> nn.Sequential:
    """Build GoogLeNet for pictures of 224x224 pixels: nine inception blocks, and no dense layer but the last.

    With the defaults, 6,998,552 parameters and 1,582,671,872 multiply-adds. Two layers of normalisation, and
    two more outputs that were used in training only, are left out.

    Shapes:
        input: (n, in_channels, 224, 224)
        output: (n, num_classes), logits

    Raises:
        ValueError: `num_classes` or `in_channels` is below 1.

    Source: Szegedy et al. (2014), table 1.
    """
    check_int("num_classes", num_classes, minimum=1)
    check_int("in_channels", in_channels, minimum=1)
    return nn.Sequential(
        nn.Conv2d(in_channels, 64, kernel_size=7, stride=2, padding=3),  # (n, 64, 112, 112)
        nn.ReLU(),
        _halved(),  # (n, 64, 56, 56)
        *_conv(64, 64, 1),
        *_conv(64, 192, 3),
        _halved(),  # (n, 192, 28, 28)
        inception_block(192, *_BLOCKS["3a"]),  # (n, 256, 28, 28)
        inception_block(256, *_BLOCKS["3b"]),  # (n, 480, 28, 28)
        _halved(),  # (n, 480, 14, 14)
        inception_block(480, *_BLOCKS["4a"]),  # (n, 512, 14, 14)
        inception_block(512, *_BLOCKS["4b"]),
        inception_block(512, *_BLOCKS["4c"]),
        inception_block(512, *_BLOCKS["4d"]),  # (n, 528, 14, 14)
        inception_block(528, *_BLOCKS["4e"]),  # (n, 832, 14, 14)
        _halved(),  # (n, 832, 7, 7)
        inception_block(832, *_BLOCKS["5a"]),
        inception_block(832, *_BLOCKS["5b"]),  # (n, 1024, 7, 7)
        nn.AdaptiveAvgPool2d(1),  # (n, 1024, 1, 1)
        nn.Flatten(),
        nn.Dropout(0.4),
        nn.Linear(1024, num_classes),
    )


def _halved() -> nn.MaxPool2d:
    return nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True)


def _conv(in_channels: int, out_channels: int, kernel_size: int) -> nn.Sequential:
    check_int("channels", out_channels, minimum=1)
    return nn.Sequential(
        nn.Conv2d(in_channels, out_channels, kernel_size, padding=kernel_size // 2), nn.ReLU()
    )
