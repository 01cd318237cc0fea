"""A digit to move, turn and scale before five networks, and how each layer follows a shift."""

from functools import cache
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from traitlets import Dict, default

from d2lmini.models.invariant_mnist import (
    NETWORKS,
    invariant_mnist,
    invariant_mnist_accuracy,
    stored_numbers,
)
from d2lmini.widgets.explorable import Explorable
from d2lmini.widgets.invariance_explorer.digits import CHOSEN, digits, held_back, warped
from d2lmini.widgets.invariance_explorer.layers import equivariance, layers_of
from d2lmini.widgets.traits import Choice, Pair, Whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_FURTHEST = 8  # pixels
_COMPARED = 40  # pictures on which the browser compares each network with PyTorch


class InvarianceExplorer(Explorable):
    """Move, turn and scale a digit before five networks, live in the browser and readable from Python.

        explorer = InvarianceExplorer(digit=4, shift=(0, 3), angle=20)
        explorer.warped             # the 28×28 picture that the networks are given
        explorer.predictions        # what each network predicts
        explorer.probabilities      # … and with which probabilities
        explorer.equivariance       # how far each layer of the network in view is from equivariance

    `digit` is one of ten test pictures, by its class. `shift` moves it by rows down and columns to the right,
    up to 8; `angle` turns it counter-clockwise, by −180 to 180 degrees; `scale` is from 50 to 150 percent.
    The networks are those of `invariant_mnist`: "dense", "lenet", "augmented", "global" and "blurred";
    `network` is the one in view.
    """

    digit = Whole(4, 0, 9)
    shift = Pair((3, 0), -_FURTHEST, _FURTHEST)
    angle = Whole(0, -180, 180)
    scale = Whole(100, 50, 150)
    network = Choice("lenet", *(name for name in NETWORKS if name != "lenet"))
    _digits = Dict().tag(sync=True)
    _networks = Dict().tag(sync=True)
    _compared = Dict().tag(sync=True)

    @default("_digits")
    def _pictures(self) -> dict[str, object]:
        return {"pixels": digits().numpy().tobytes(), "places": [*CHOSEN]}

    @default("_networks")
    def _described_networks(self) -> dict[str, dict]:
        return described_networks()

    @default("_compared")
    def _torch_logits(self) -> dict[str, object]:
        return torch_logits()

    @property
    def picture(self) -> Tensor:
        """The digit as it stands in the data: (28, 28), float64 from 0 to 1."""
        return digits()[self.digit].double() / 255

    @property
    def warped(self) -> Tensor:
        """The picture that the networks are given: (28, 28), float64."""
        return warped(self.picture, self.shift, self.angle, self.scale)

    @property
    def net(self) -> nn.Sequential:
        """The network in view, in float64."""
        return invariant_mnist(self.network).double()

    @property
    def probabilities(self) -> dict[str, Tensor]:
        """What each network gives each of the ten digits: (10,), float64."""
        X = self.warped[None, None]
        with torch.no_grad():
            return {name: invariant_mnist(name).double()(X)[0].softmax(0) for name in NETWORKS}

    @property
    def predictions(self) -> dict[str, int]:
        """The digit that each network predicts."""
        return {name: int(shares.argmax()) for name, shares in self.probabilities.items()}

    @property
    def equivariance(self) -> dict[str, float]:
        """How far each layer f of the network in view is from equivariance, by its name.

        |f(shift x) − shift f(x)| as a share of |f(shift x)|; x is the digit turned and scaled, but not moved.
        """
        X = warped(self.picture, (0, 0), self.angle, self.scale)
        return equivariance(self.net, X[None, None], self.warped[None, None], self.shift)

    def still(self) -> "Figure":
        """Draw the digit as it stands in the data, and as the networks get it."""
        from d2lmini.plot import show_images

        titles = [f"digit {self.digit}", "as the networks see it"]
        return show_images([self.picture, self.warped], titles=titles, scale=2)

    def sentence(self) -> str:
        """Tell the pose, what each network predicts, and how far the layers in view are from equivariance."""
        down, right = self.shift
        lines = [
            f"InvarianceExplorer: a {self.digit}, moved by {down} down and {right} to the right, turned by "
            f"{self.angle}° and scaled to {self.scale} %. In view is {self.network}."
        ]
        for name, shares in self.probabilities.items():
            first = int(shares.argmax())
            lines.append(f"{name}: {first}, probability {shares[first].item():.3f}")
        layers = ", ".join(f"{name} {share:.3f}" for name, share in self.equivariance.items())
        return "\n".join([*lines, f"|f(shift x) − shift f(x)| / |f(shift x)|: {layers}"])


@cache
def described_networks() -> dict[str, dict]:
    """Return the layers of each network, its weights, and the share of test pictures that it gets right."""
    accuracy = invariant_mnist_accuracy()
    return {
        name: {
            "layers": layers_of(invariant_mnist(name)),
            "numbers": stored_numbers(name).tobytes(),
            "accuracy": accuracy[name],
        }
        for name in NETWORKS
    }


@cache
def torch_logits() -> dict[str, object]:
    """Return pictures, and PyTorch's logits of them, with which the browser compares its own."""
    pixels = held_back()[:_COMPARED]
    X = pixels[:, None].float() / 255
    with torch.no_grad():
        logits = {name: invariant_mnist(name)(X).numpy().tobytes() for name in NETWORKS}
    return {"pixels": pixels.numpy().tobytes(), "logits": logits}
