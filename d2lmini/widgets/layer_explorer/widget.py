"""A photograph through the three stages of a network: convolution, activation function, pooling."""

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import Tensor

from d2lmini.widgets.explorable import Explorable, listed, rounded
from d2lmini.widgets.photos import Carried, photo_values, shown_values
from d2lmini.widgets.sliding import times
from d2lmini.widgets.traits import Choice, Matrix, Place

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_HEIGHT = 112  # and 168 wide: windows of 2 by 2 leave nothing over
_ACTIVATIONS = {
    "ReLU": F.relu,
    "Leaky ReLU": F.leaky_relu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "none": torch.clone,
}
_POOLINGS = {
    "maximum": lambda A: F.max_pool2d(A[None], 2)[0],
    "mean": lambda A: F.avg_pool2d(A[None], 2)[0],
    "every second": lambda A: A[::2, ::2],
}


class LayerExplorer(Explorable):
    """Send a photograph through convolution, activation function and pooling, live in the browser.

        explorer = LayerExplorer(photo="flower", activation="tanh")
        explorer.convolved          # (112, 168): one feature map
        explorer.output             # (56, 84): what is left after activation function and pooling

    `photo` is "china" or "flower", in fractions, padded with zeros so that the feature map keeps its size.
    `order` is the order of the channels that come in, "RGB" or "BGR"; the filter counts on red, green, blue.
    The filter is `kernel`, 3×3, once for each channel, times `colours`, 1×3. `activation` is "ReLU", "Leaky
    ReLU" (slope 0.01), "sigmoid", "tanh" or "none"; `pooling` writes the "maximum" or the "mean" of each 2×2
    window, or keeps "every second" number. `at` is the pixel whose window is spelt out.
    """

    photo = Choice("flower", "china")
    order = Choice("RGB", "BGR")
    colours = Matrix(default=((0.299, 0.587, 0.114),))
    kernel = Matrix(default=((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)))
    activation = Choice(*_ACTIVATIONS)
    pooling = Choice(*_POOLINGS)
    at = Place((56, 84), "photograph")
    _photos = Carried(_HEIGHT)

    # More dots would only enlarge the photograph's own pixels.
    _still_dpi = 96

    @property
    def pixels(self) -> Tensor:
        """The channels in the order in which they come in: (3, 112, 168), float64 fractions."""
        pixels = photo_values(self.photo, _HEIGHT).double() / 255
        return pixels.flip(0) if self.order == "BGR" else pixels

    @property
    def convolved(self) -> Tensor:
        """What the filter gives: (112, 168)."""
        K = self.colours.double()[0, :, None, None] * self.kernel.double()
        return F.conv2d(self.pixels[None], K[None], padding=1)[0, 0]

    @property
    def activated(self) -> Tensor:
        """The feature map after the activation function: (112, 168)."""
        return _ACTIVATIONS[self.activation](self.convolved)

    @property
    def output(self) -> Tensor:
        """The pooled map: (56, 84)."""
        return _POOLINGS[self.pooling](self.activated)

    def _refusal(self, **changed: object) -> str | None:
        colours, kernel = self._state("colours", "kernel", **changed).values()
        for name, array, shape in (("colours", colours, (1, 3)), ("kernel", kernel, (3, 3))):
            if tuple(array.shape) != shape:
                return f"{name} must be {times(shape)}, got {times(array.shape)}"
        return None

    def _size_of(self, surface: str) -> tuple[int, int]:
        return tuple(photo_values(self.photo, _HEIGHT).shape[1:])

    def still(self) -> "Figure":
        """Draw the four stages."""
        from d2lmini.plot import show_images

        maps = [shown_values(255 * Y, "signed") / 255 for Y in (self.convolved, self.activated, self.output)]
        titles = ["photograph", "convolution", self.activation, f"pooling: {self.pooling}"]
        return show_images([self.pixels, *maps], titles=titles, num_cols=2)

    def sentence(self) -> str:
        """Tell the stages, and the window in view."""
        row, column = (index // 2 for index in self.at)
        shares = " and ".join(f"{(Y == 0).double().mean():.1%}" for Y in (self.activated, self.output))
        first = (
            f"LayerExplorer: the photograph {self.photo!r} (3×{times(self.convolved.shape)}, {self.order}) "
            f"under a 3×3 filter, then {self.activation}, then pooling ({self.pooling}); zeros after the "
            f"last two: {shares}."
        )
        window = self.convolved[2 * row : 2 * row + 2, 2 * column : 2 * column + 2]
        numbers = listed(first, colours=self.colours, kernel=self.kernel, window_of_the_feature_map=window)
        return f"{numbers}\npooled at {(row, column)}: {rounded(self.output[row, column])}"
