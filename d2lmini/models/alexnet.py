"""AlexNet: five convolutions and three dense layers, in today's form and in that of 2012."""

from torch import nn

from d2lmini.arguments import check_int


def alexnet(num_classes: int = 1000, in_channels: int = 3) -> nn.Sequential:
    """Build AlexNet for pictures of 224x224 pixels, in the form that torchvision has.

    With the defaults, 61,100,840 parameters and 714,188,480 multiply-adds. Other sizes from 63x63 on will do:
    adaptive pooling gives the dense layers 6x6 numbers a channel.

    Shapes:
        input: (n, in_channels, 224, 224)
        output: (n, num_classes), logits

    Raises:
        ValueError: `num_classes` or `in_channels` is below 1.

    Source: Krizhevsky, "One weird trick for parallelizing convolutional neural networks" (2014).
    """
    check_int("num_classes", num_classes, minimum=1)
    check_int("in_channels", in_channels, minimum=1)
    return nn.Sequential(
        nn.Conv2d(in_channels, 64, kernel_size=11, stride=4, padding=2),  # (n, 64, 55, 55)
        nn.ReLU(),
        nn.MaxPool2d(kernel_size=3, stride=2),  # (n, 64, 27, 27)
        nn.Conv2d(64, 192, kernel_size=5, padding=2),  # (n, 192, 27, 27)
        nn.ReLU(),
        nn.MaxPool2d(kernel_size=3, stride=2),  # (n, 192, 13, 13)
        nn.Conv2d(192, 384, kernel_size=3, padding=1),  # (n, 384, 13, 13)
        nn.ReLU(),
        nn.Conv2d(384, 256, kernel_size=3, padding=1),  # (n, 256, 13, 13)
        nn.ReLU(),
        nn.Conv2d(256, 256, kernel_size=3, padding=1),  # (n, 256, 13, 13)
        nn.ReLU(),
        nn.MaxPool2d(kernel_size=3, stride=2),  # (n, 256, 6, 6)
        nn.AdaptiveAvgPool2d(6),  # (n, 256, 6, 6)
        *dense_layers(num_classes),
    )


def alexnet_2012(num_classes: int = 1000, in_channels: int = 3) -> nn.Sequential:
    """Build AlexNet as it won in 2012, for pictures of 227x227 pixels: 60,965,224 parameters by default.

    Its channels were split between two graphics cards, which shows in three convolutions of two groups. The
    paper says 224x224; its first layer fits the sizes that follow only with 227x227, or with padding.

    Shapes:
        input: (n, in_channels, 227, 227)
        output: (n, num_classes), logits

    Raises:
        ValueError: `num_classes` or `in_channels` is below 1.

    Source: Krizhevsky, Sutskever, Hinton, "ImageNet classification with deep convolutional neural networks"
    (2012).
    """
    check_int("num_classes", num_classes, minimum=1)
    check_int("in_channels", in_channels, minimum=1)

    return nn.Sequential(
        nn.Conv2d(in_channels, 96, kernel_size=11, stride=4),  # (n, 96, 55, 55)
        nn.ReLU(),
        local_response_norm(),
        nn.MaxPool2d(kernel_size=3, stride=2),  # (n, 96, 27, 27)
        nn.Conv2d(96, 256, kernel_size=5, padding=2, groups=2),  # (n, 256, 27, 27)
        nn.ReLU(),
        local_response_norm(),
        nn.MaxPool2d(kernel_size=3, stride=2),  # (n, 256, 13, 13)
        nn.Conv2d(256, 384, kernel_size=3, padding=1),  # (n, 384, 13, 13)
        nn.ReLU(),
        nn.Conv2d(384, 384, kernel_size=3, padding=1, groups=2),  # (n, 384, 13, 13)
        nn.ReLU(),
        nn.Conv2d(384, 256, kernel_size=3, padding=1, groups=2),  # (n, 256, 13, 13)
        nn.ReLU(),
        nn.MaxPool2d(kernel_size=3, stride=2),  # (n, 256, 6, 6)
        *dense_layers(num_classes),
    )


def local_response_norm() -> nn.LocalResponseNorm:
    """Return the normalisation of 2012: a number is divided by a measure of five neighbouring channels."""
    # PyTorch divides alpha by the size, the paper does not.
    return nn.LocalResponseNorm(size=5, alpha=5e-4, beta=0.75, k=2)


def dense_layers(num_classes: int) -> list[nn.Module]:
    """Return the layers from the last feature map, (n, 256, 6, 6), to the logits."""
    return [
        nn.Flatten(),  # (n, 9216)
        nn.Dropout(0.5),
        nn.Linear(256 * 6 * 6, 4096),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(4096, 4096),
        nn.ReLU(),
        nn.Linear(4096, num_classes),
    ]
