"""A digit to draw, and LeNet that computes it number by number in the browser."""

from functools import cache
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from traitlets import Dict, List, default, observe

from d2lmini.data import load_data_mnist
from d2lmini.models.lenet_mnist import checkpoints, lenet_mnist
from d2lmini.widgets.explorable import Explorable
from d2lmini.widgets.lenet_live.drawing import Picture, Strokes
from d2lmini.widgets.lenet_live.examples import examples, first_picture
from d2lmini.widgets.lenet_live.preparation import ink_of, prepared
from d2lmini.widgets.traits import Choice, Flag, Place, Whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Maps and their sides, and where the layer ends in the network: before its activation, and after it.
_LAYERS = {
    "conv 1": (6, 28, 1, 2),
    "pool 1": (6, 14, 3, 3),
    "conv 2": (16, 10, 4, 5),
    "pool 2": (16, 5, 6, 6),
    "dense 1": (120, 1, 8, 9),
    "dense 2": (84, 1, 10, 11),
    "output": (10, 1, 12, 12),
}
_COMPARED = 200  # pictures on which the browser compares itself with PyTorch


class LeNetLive(Explorable):
    """Draw a digit and watch LeNet compute it, live in the browser and readable from Python.

        explorer = LeNetLive(strokes=[[(8, 5), (20, 5), (12, 24)]])
        explorer.prepared           # the 28×28 picture that the network is given
        explorer.logits             # what it predicts, as torch computes it
        explorer.prediction         # the digit, or None where there is no ink

    The network is `lenet_mnist(epoch)`: LeNet with ReLU and max pooling. On the pad are `picture`, 28×28
    whole numbers from 0 (paper) to 255 or fractions from 0 to 1, such as `load_data_mnist` gives, and over it
    `strokes` of points (x, y) in pixels, x to the right. The drawing is fitted into 20×20 pixels and moved
    until its centre of mass is in the middle, as MNIST's makers did; with `fit=False` it stays as it is.

    One unit is in view: of the `layer` "conv 1", "pool 1", "conv 2", "pool 2", "dense 1", "dense 2" or
    "output", the map `channel` (in dense layers the unit), and `at` in that map. `values` says whether the
    maps show what is "after" or "before" the activation.
    """

    picture = Picture(first_picture())
    strokes = Strokes(())
    fit = Flag(True)
    epoch = Whole(max(checkpoints()))
    layer = Choice(*_LAYERS)
    channel = Whole(3)
    at = Place((14, 11), "feature map")
    values = Choice("after", "before")
    _checkpoints = List().tag(sync=True)
    _examples = Dict().tag(sync=True)
    _compared = Dict().tag(sync=True)

    @default("_checkpoints")
    def _trained_weights(self) -> list[dict]:
        return [
            {
                "epoch": epoch,
                "accuracy": kept["accuracy"],
                "numbers": kept["numbers"].tobytes(),
                "exponents": kept["exponents"].tobytes(),
            }
            for epoch, kept in checkpoints().items()
        ]

    @default("_compared")
    def _torch_logits(self) -> dict[str, bytes]:
        return torch_logits()

    @default("_examples")
    def _digits_to_choose(self) -> dict[str, dict]:
        return examples()

    @property
    def prepared(self) -> Tensor:
        """The picture that the network is given: (28, 28), float32 from 0 to 1."""
        return prepared(ink_of(self.picture, self.strokes), self.fit).float() / 255

    @property
    def net(self) -> nn.Sequential:
        """The network in view."""
        return lenet_mnist(self.epoch).float()  # whatever PyTorch's default

    @property
    def logits(self) -> Tensor:
        """The logits of the drawing: (10,), float32."""
        return self._values_after(None)[:, 0, 0]

    @property
    def prediction(self) -> int | None:
        """The digit with the largest logit, or None where nothing is drawn."""
        return int(self.logits.argmax()) if self.prepared.any() else None

    @property
    def activations(self) -> Tensor:
        """The maps of the layer in view, before or after its activation: (maps, side, side)."""
        _, _, before, after = _LAYERS[self.layer]
        return self._values_after(before if self.values == "before" else after)

    def _values_after(self, end: int | None) -> Tensor:
        with torch.no_grad():
            Y = self.net[:end](self.prepared[None, None])[0]
        return Y if Y.ndim == 3 else Y[:, None, None]

    def _refusal(self, **changed: object) -> str | None:
        epochs, count = [*checkpoints()], _LAYERS[changed.get("layer", self.layer)][0]
        if changed.get("epoch", self.epoch) not in epochs:
            return f"epoch must be one of {', '.join(map(str, epochs))}, got {changed['epoch']}"
        if not 0 <= changed.get("channel", 0) < count:
            return f"channel must be a whole number from 0 to {count - 1}, got {changed['channel']}"
        return None

    @observe("layer")
    def _keep_channel_inside(self, change: dict) -> None:
        self.channel = min(self.channel, _LAYERS[self.layer][0] - 1)

    def _size_of(self, surface: str) -> tuple[int, int]:
        return (_LAYERS[self.layer][1],) * 2

    def still(self) -> "Figure":
        """Draw the network's picture and the maps of the layer in view, up to eleven."""
        from d2lmini.plot import show_images

        values = self.activations
        # Units of a dense layer are shown in a strip.
        maps = values.view(1, 1, -1) if values.shape[-1] == 1 else values[:11]
        titles = [f"{self.layer}, {i}" for i in range(len(maps))]
        scale = values.abs().max() or 1
        return show_images([self.prepared, *(maps / scale)], titles=["drawing", *titles], signed=True)

    def sentence(self) -> str:
        """Tell the prediction, the unit in view, and the logits."""
        logits = self.logits.double()
        first, second = logits.topk(2).indices.tolist()
        margin = f"{(logits[first] - logits[second]).item():.3g}"
        prediction = f"the network predicts {first}, runner-up {second}, {margin} logits behind"
        ink = int(self.prepared.mul(255).round().sum())
        if ink == 0:
            prediction = "no ink, so no prediction"
        place = f"map {self.channel}, {self.at}" if _LAYERS[self.layer][1] > 1 else f"unit {self.channel}"
        fitted = "fitted and centred" if self.fit else "as it stands on the pad"
        head = (
            f"LeNetLive after epoch {self.epoch}: {prediction}. The drawing is {fitted}; in view is "
            f"{self.layer}, {place}, the maps {self.values} the activation."
        )
        value = self.activations[(self.channel, *self.at)].item()
        return f"{head}\nink: {ink} in all, {len(self.strokes)} strokes; value in view: {value:.3f}"


@cache
def torch_logits() -> dict[str, bytes]:
    """Return pictures, and PyTorch's logits of them, with which the browser compares its own."""
    _, test_iter = load_data_mnist(_COMPARED)
    X, _ = next(iter(test_iter))
    with torch.no_grad():
        logits = lenet_mnist().float()(X)
    pixels = (X * 255).round().to(torch.uint8)
    return {"pixels": pixels.numpy().tobytes(), "logits": logits.numpy().tobytes()}
