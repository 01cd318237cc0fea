"""ZF Net: AlexNet with a smaller first window and a smaller first stride."""

from torch import nn

from d2lmini.arguments import check_int
from d2lmini.models.alexnet import dense_layers, local_response_norm


def zfnet(num_classes: int = 1000, in_channels: int = 3) -> nn.Sequential:
    """Build ZF Net of 2013, for pictures of 224x224 pixels: 62,357,608 parameters by default.

    Its first window is 7x7 with stride 2, where AlexNet's is 11x11 with stride 4, and no layer has groups.

    Shapes:
        input: (n, in_channels, 224, 224)
        output: (n, num_classes), logits

    Raises:
        ValueError: `num_classes` or `in_channels` is below 1.

    Source: Zeiler, Fergus, "Visualizing and understanding convolutional networks" (2013), figure 3. Its
    sizes need a padding of 1 in the first layer, and pools that round up; the normalisation is AlexNet's.
    """
    check_int("num_classes", num_classes, minimum=1)
    check_int("in_channels", in_channels, minimum=1)
    return nn.Sequential(
        nn.Conv2d(in_channels, 96, kernel_size=7, stride=2, padding=1),  # (n, 96, 110, 110)
        nn.ReLU(),
        nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True),  # (n, 96, 55, 55)
        local_response_norm(),
        nn.Conv2d(96, 256, kernel_size=5, stride=2),  # (n, 256, 26, 26)
        nn.ReLU(),
        nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True),  # (n, 256, 13, 13)
        local_response_norm(),
        nn.Conv2d(256, 384, kernel_size=3, padding=1),  # (n, 384, 13, 13)
        nn.ReLU(),
        nn.Conv2d(384, 384, kernel_size=3, padding=1),  # (n, 384, 13, 13)
        nn.ReLU(),
        nn.Conv2d(384, 256, kernel_size=3, padding=1),  # (n, 256, 13, 13)
        nn.ReLU(),
        nn.MaxPool2d(kernel_size=3, stride=2),  # (n, 256, 6, 6)
        *dense_layers(num_classes),
    )
