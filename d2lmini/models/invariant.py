"""Small networks of one size for digits, which differ in how they make their feature maps smaller."""

from collections.abc import Callable

from torch import nn

from d2lmini.arguments import check_int


class BlurPool2d(nn.Sequential):
    """Average with the weights [1, 2, 1] ⊗ [1, 2, 1] / 16 around every second position, channel by channel.

    Two means of 2x2 numbers have these weights, as the sum of two dice has: 1, 2, 1. There is one zero of
    padding on each side, where the paper's own code mirrors the picture.

    Shapes:
        input: (n, c, h, w)
        output: (n, c, (h - 1) // stride + 1, (w - 1) // stride + 1)

    Raises:
        ValueError: `stride` is below 1.

    Source: chapter "Invariance"; Zhang, "Making convolutional networks shift-invariant again" (2019).
    """

    def __init__(self, stride: int = 2) -> None:
        """Blur, and keep the numbers that are `stride` apart."""
        stride = check_int("stride", stride, minimum=1)
        super().__init__(
            nn.AvgPool2d(kernel_size=2, stride=1, padding=1), nn.AvgPool2d(kernel_size=2, stride=stride)
        )


def small_dense(num_classes: int = 10) -> nn.Sequential:
    """Build a network of two dense layers for pictures of 28x28 pixels; 14,320 parameters by default.

    Shapes:
        input: (n, 1, 28, 28)
        output: (n, num_classes), logits

    Raises:
        ValueError: `num_classes` is below 1.

    Source: chapter "Invariance".
    """
    check_int("num_classes", num_classes, minimum=1)
    return nn.Sequential(
        nn.Flatten(),  # (n, 784)
        nn.Linear(28 * 28, 18),
        nn.ReLU(),
        nn.Linear(18, num_classes),
    )


def small_lenet(pooling: str = "max", num_classes: int = 10) -> nn.Sequential:
    """Build LeNet with one dense layer less, for pictures of 28x28 pixels; 14,090 parameters by default.

    `pooling` changes no shape of a weight:

    - "max": the largest of 2x2 numbers, with stride 2;
    - "strided": no pooling, the convolutions have stride 2 themselves;
    - "blurred": the largest of 2x2 numbers at every position, and then `BlurPool2d`;
    - "global": "max" with padding in every convolution. The first dense layer reads every window of 5x5
      numbers, as a convolution, and the last one reads the mean over all positions.

    Shapes:
        input: (n, 1, 28, 28)
        output: (n, num_classes), logits

    Raises:
        ValueError: `pooling` is another word, or `num_classes` is below 1.

    Source: chapter "Invariance".
    """
    check_int("num_classes", num_classes, minimum=1)
    if pooling not in _SMALLER:
        words = ", ".join(map(repr, _SMALLER))
        raise ValueError(f"pooling must be one of {words}, got {pooling!r}")
    stride, smaller = _SMALLER[pooling]
    everywhere = pooling == "global"
    return nn.Sequential(
        nn.Conv2d(1, 6, kernel_size=5, stride=stride, padding=2),  # (n, 6, 28, 28); 14 where strided
        nn.ReLU(),
        *smaller(),  # (n, 6, 14, 14)
        nn.Conv2d(6, 16, kernel_size=5, stride=stride, padding=2 * everywhere),  # (n, 16, 10, 10); 14 or 5
        nn.ReLU(),
        *smaller(),  # (n, 16, 5, 5); 7 where global
        *(_mean_of_windows() if everywhere else (nn.Flatten(), nn.Linear(16 * 5 * 5, 28), nn.ReLU())),
        nn.Linear(28, num_classes),
    )


# Each word's stride of the convolutions, and the layers after them.
_SMALLER: dict[str, tuple[int, Callable[[], tuple[nn.Module, ...]]]] = {
    "max": (1, lambda: (nn.MaxPool2d(kernel_size=2),)),
    "strided": (2, tuple),
    "blurred": (1, lambda: (nn.MaxPool2d(kernel_size=2, stride=1), BlurPool2d())),
    "global": (1, lambda: (nn.MaxPool2d(kernel_size=2),)),
}


def _mean_of_windows() -> tuple[nn.Module, ...]:
    return nn.Conv2d(16, 28, kernel_size=5, padding=2), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()
