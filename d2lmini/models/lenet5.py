"""LeNet-5 as it was in 1998, with the parts that later networks left out."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from d2lmini.arguments import check_int

# Which of S2's six maps each of C3's sixteen reads: the paper's table 1.
LENET5_TABLE = (
    *[tuple(sorted((first + step) % 6 for step in range(3))) for first in range(6)],
    *[tuple(sorted((first + step) % 6 for step in range(4))) for first in range(6)],
    *[tuple(sorted((first + step) % 6 for step in (0, 1, 3, 4))) for first in range(3)],
    tuple(range(6)),
)


def lenet5() -> nn.Sequential:
    """Build LeNet-5 for pictures of 32x32 pixels: 60,000 parameters.

    Layer by layer they are 156, 12, 1,516, 32, 48,120 and 10,164; the ten codes at the end are not learned.

    Shapes:
        input: (n, 1, 32, 32)
        output: (n, 10), squared distances to the classes' codes: the least one wins

    Source: LeCun et al., "Gradient-based learning applied to document recognition" (1998). The paper's
    tanh is 1.7159 tanh(2x/3), and its codes are drawings of the digits on 7x12 pixels; here both are plain.
    """
    return nn.Sequential(
        nn.Conv2d(1, 6, kernel_size=5),  # C1: (n, 6, 28, 28)
        nn.Tanh(),
        Subsample(6),  # S2: (n, 6, 14, 14)
        nn.Tanh(),
        PartialConv2d(LENET5_TABLE, kernel_size=5),  # C3: (n, 16, 10, 10)
        nn.Tanh(),
        Subsample(16),  # S4: (n, 16, 5, 5)
        nn.Tanh(),
        nn.Conv2d(16, 120, kernel_size=5),  # C5: (n, 120, 1, 1)
        nn.Tanh(),
        nn.Flatten(),  # (n, 120)
        nn.Linear(120, 84),  # F6
        nn.Tanh(),
        RBF(84, 10),
    )


class Subsample(nn.Module):
    """Add up each 2x2 window; multiply by one coefficient a channel, and add one bias: learned pooling.

    Shapes:
        input: (n, channels, h, w)
        output: (n, channels, h // 2, w // 2)
    """

    def __init__(self, channels: int) -> None:
        """Learn two numbers for each channel; at first the layer takes the average."""
        super().__init__()
        self.channels = check_int("channels", channels, minimum=1)
        self.coefficient = nn.Parameter(torch.full((channels, 1, 1), 0.25))
        self.bias = nn.Parameter(torch.zeros(channels, 1, 1))

    def forward(self, X: Tensor) -> Tensor:
        """Return the subsampled maps."""
        return self.coefficient * (4 * F.avg_pool2d(X, 2)) + self.bias

    def extra_repr(self) -> str:
        """Tell the number of channels."""
        return str(self.channels)


class PartialConv2d(nn.Module):
    """A convolution in which each output map reads some of the input maps, by a table.

    Shapes:
        input: (n, c, h, w), with every map that the table names
        output: (n, len(table), h - kernel_size + 1, w - kernel_size + 1)
    """

    def __init__(self, table: tuple[tuple[int, ...], ...] = LENET5_TABLE, kernel_size: int = 5) -> None:
        """Learn one kernel for each connection of the table, and one bias for each output map."""
        super().__init__()
        check_int("kernel_size", kernel_size, minimum=1)
        self.table = tuple(map(tuple, table))
        sources = [source for row in self.table for source in row]
        targets = [target for target, row in enumerate(self.table) for _ in row]
        self.register_buffer("sources", torch.tensor(sources), persistent=False)
        self.register_buffer("targets", torch.tensor(targets), persistent=False)
        # As nn.Conv2d draws them, where every map is read.
        bound = (len(sources) / len(self.table) * kernel_size**2) ** -0.5
        kernels = torch.empty(len(sources), 1, kernel_size, kernel_size)
        self.kernels = nn.Parameter(kernels.uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(len(self.table), 1, 1).uniform_(-bound, bound))

    def forward(self, X: Tensor) -> Tensor:
        """Convolve each connection by itself, and add up those of each output map."""
        each = F.conv2d(X[:, self.sources], self.kernels, groups=len(self.kernels))
        Y = each.new_zeros(len(X), len(self.table), *each.shape[2:])
        return Y.index_add(1, self.targets, each) + self.bias

    def extra_repr(self) -> str:
        """Tell the numbers of connections and maps."""
        size = self.kernels.shape[-1]
        return f"{len(self.kernels)} connections to {len(self.table)} maps, kernel_size={size}"


class RBF(nn.Module):
    """Measure how far the features are from each class's code, which is fixed: no parameters.

    Shapes:
        input: (n, features)
        output: (n, classes), squared Euclidean distances
    """

    def __init__(self, features: int, classes: int) -> None:
        """Draw codes of -1 and 1, the same ones every time."""
        super().__init__()
        generator = torch.Generator().manual_seed(0)
        signs = torch.randint(2, (classes, features), generator=generator, device="cpu")
        self.register_buffer("codes", torch.empty(classes, features).copy_(2 * signs - 1))

    def forward(self, X: Tensor) -> Tensor:
        """Return the distances: |x - c|^2 = |x|^2 - 2 x·c + |c|^2."""
        squares = X.square().sum(1, keepdim=True) + self.codes.square().sum(1)
        return squares - 2 * F.linear(X, self.codes)

    def extra_repr(self) -> str:
        """Tell the lengths of the codes and their number."""
        classes, features = self.codes.shape
        return f"{features}, {classes}"
