"""VGG: the same block of 3x3 convolutions again and again."""

from torch import nn

from d2lmini.arguments import check_int


def vgg_block(num_convs: int, in_channels: int, out_channels: int) -> nn.Sequential:
    """Build `num_convs` 3x3 convolutions, each with a ReLU, and pooling that halves height and width.

    Shapes:
        input: (n, in_channels, h, w)
        output: (n, out_channels, h // 2, w // 2)

    Raises:
        ValueError: an argument is below 1.

    Source: Simonyan, Zisserman, "Very deep convolutional networks for large-scale image recognition" (2014).
    """
    check_int("num_convs", num_convs, minimum=1)
    check_int("in_channels", in_channels, minimum=1)
    check_int("out_channels", out_channels, minimum=1)
    layers = []
    for _ in range(num_convs):
        layers += [nn.Conv2d(in_channels, out_channels, kernel_size=3, padding=1), nn.ReLU()]
        in_channels = out_channels
    return nn.Sequential(*layers, nn.MaxPool2d(kernel_size=2))


def vgg16(num_classes: int = 1000, in_channels: int = 3) -> nn.Sequential:
    """Build VGG-16 for pictures of 224x224 pixels: thirteen convolutions and three dense layers.

    With the defaults, 138,357,544 parameters and 15,470,264,320 multiply-adds.

    Shapes:
        input: (n, in_channels, 224, 224)
        output: (n, num_classes), logits

    Raises:
        ValueError: `num_classes` or `in_channels` is below 1.

    Source: Simonyan, Zisserman (2014), configuration D.
    """
    check_int("num_classes", num_classes, minimum=1)
    return nn.Sequential(
        vgg_block(2, in_channels, 64),  # (n, 64, 112, 112)
        vgg_block(2, 64, 128),  # (n, 128, 56, 56)
        vgg_block(3, 128, 256),  # (n, 256, 28, 28)
        vgg_block(3, 256, 512),  # (n, 512, 14, 14)
        vgg_block(3, 512, 512),  # (n, 512, 7, 7)
        nn.Flatten(),  # (n, 25088)
        nn.Linear(512 * 7 * 7, 4096),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(4096, 4096),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(4096, num_classes),
    )
