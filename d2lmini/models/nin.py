"""Network in network: dense layers at every pixel, and no dense layer at the end."""

from torch import nn

from d2lmini.arguments import check_int


def nin_block(
    in_channels: int, out_channels: int, kernel_size: int, strides: int, padding: int
) -> nn.Sequential:
    """Build a convolution and two 1x1 convolutions, each with a ReLU: a small dense network at every place.

    Shapes:
        input: (n, in_channels, h, w)
        output: (n, out_channels, h', w'), of the first convolution's height and width

    Raises:
        ValueError: an argument is below 1, or `padding` below 0.

    Source: Lin, Chen, Yan, "Network in network" (2013).
    """
    for name, value in {"in_channels": in_channels, "out_channels": out_channels}.items():
        check_int(name, value, minimum=1)
    return nn.Sequential(
        nn.Conv2d(in_channels, out_channels, kernel_size, strides, padding),
        nn.ReLU(),
        nn.Conv2d(out_channels, out_channels, kernel_size=1),
        nn.ReLU(),
        nn.Conv2d(out_channels, out_channels, kernel_size=1),
        nn.ReLU(),
    )


def nin(num_classes: int = 1000, in_channels: int = 3) -> nn.Sequential:
    """Build NiN for pictures of 224x224 pixels: no dense layers, but a mean for each class.

    With the defaults, 7,595,176 parameters and 1,100,188,800 multiply-adds.

    Shapes:
        input: (n, in_channels, 224, 224)
        output: (n, num_classes), logits

    Raises:
        ValueError: `num_classes` or `in_channels` is below 1.

    Source: Lin, Chen, Yan (2013), with the sizes of their network for ImageNet. Its last windows may reach
    past the edge, since Caffe rounded up when it pooled.
    """
    check_int("num_classes", num_classes, minimum=1)
    return nn.Sequential(
        nin_block(in_channels, 96, kernel_size=11, strides=4, padding=0),  # (n, 96, 54, 54)
        nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True),  # (n, 96, 27, 27)
        nin_block(96, 256, kernel_size=5, strides=1, padding=2),  # (n, 256, 27, 27)
        nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True),  # (n, 256, 13, 13)
        nin_block(256, 384, kernel_size=3, strides=1, padding=1),  # (n, 384, 13, 13)
        nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True),  # (n, 384, 6, 6)
        nn.Dropout(0.5),
        nn.Conv2d(384, 1024, kernel_size=3, padding=1),  # (n, 1024, 6, 6)
        nn.ReLU(),
        nn.Conv2d(1024, 1024, kernel_size=1),
        nn.ReLU(),
        nn.Conv2d(1024, num_classes, kernel_size=1),  # (n, num_classes, 6, 6)
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),  # (n, num_classes, 1, 1)
        nn.Flatten(),
    )
