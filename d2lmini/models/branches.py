"""Layers side by side: each branch reads the same input, and what they make of it is joined."""

from functools import reduce

import torch
from torch import Tensor, nn


class Add(nn.ModuleList):
    """Add the outputs of the branches, as in ResNet: `Add([body, nn.Identity()])`.

    Shapes:
        input: (n, c, h, w)
        output: that of every branch
    """

    def forward(self, X: Tensor) -> Tensor:
        """Return the sum of what the branches make of `X`."""
        return reduce(torch.add, [branch(X) for branch in self])


class Concat(nn.ModuleList):
    """Stand the channels of the branches behind each other, as in GoogLeNet.

    Shapes:
        input: (n, c, h, w)
        output: (n, the branches' channels in all, h', w')
    """

    def forward(self, X: Tensor) -> Tensor:
        """Return what the branches make of `X`, along the axis of the channels."""
        return torch.cat([branch(X) for branch in self], dim=1)
