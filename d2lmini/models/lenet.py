"""LeNet-5 as *Dive into Deep Learning* trains it: average pooling, and a plain dense layer at the end."""

from collections.abc import Callable

from torch import nn

from d2lmini.arguments import check_int


def lenet(
    num_classes: int = 10,
    in_channels: int = 1,
    activation: Callable[[], nn.Module] = nn.Sigmoid,
    pooling: Callable[..., nn.Module] = nn.AvgPool2d,
) -> nn.Sequential:
    """Build LeNet for pictures of 28x28 pixels; 61,706 parameters with the defaults.

    Shapes:
        input: (n, in_channels, 28, 28)
        output: (n, num_classes), logits

    Raises:
        TypeError: `activation` or `pooling` is not a layer's class, or something else that makes a layer when
            called.
        ValueError: `num_classes` or `in_channels` is below 1.

    Source: chapter "LeNet"; LeCun et al., "Gradient-based learning applied to document recognition" (1998).
    """
    check_int("num_classes", num_classes, minimum=1)
    check_int("in_channels", in_channels, minimum=1)
    for name, layer, such, count in (
        ("activation", activation, "nn.ReLU", "four"),
        ("pooling", pooling, "nn.MaxPool2d", "two"),
    ):
        if isinstance(layer, nn.Module) or not callable(layer):
            raise TypeError(
                f"{name} must be a layer's class, such as {such}, got {layer!r}; "
                f"write it without brackets, since LeNet makes {count} of them"
            )
    return nn.Sequential(
        nn.Conv2d(in_channels, 6, kernel_size=5, padding=2),  # (n, 6, 28, 28)
        activation(),
        pooling(kernel_size=2),  # (n, 6, 14, 14)
        nn.Conv2d(6, 16, kernel_size=5),  # (n, 16, 10, 10)
        activation(),
        pooling(kernel_size=2),  # (n, 16, 5, 5)
        nn.Flatten(),  # (n, 400)
        nn.Linear(16 * 5 * 5, 120),
        activation(),
        nn.Linear(120, 84),
        activation(),
        nn.Linear(84, num_classes),
    )
