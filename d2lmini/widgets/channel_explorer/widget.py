"""A convolution with several input and output channels: of numbers to edit, and of a colour photograph."""

from functools import reduce
from typing import TYPE_CHECKING, ClassVar

import torch
import torch.nn.functional as F
from torch import Tensor, promote_types
from traitlets import default, observe

from d2lmini.widgets.channel_explorer import filters
from d2lmini.widgets.channel_explorer.shapes import LIMITS, numbers_refusal, photo_refusal
from d2lmini.widgets.explorable import Explorable, listed, rounded
from d2lmini.widgets.photos import PHOTOS, Carried, photo_values, shown_values
from d2lmini.widgets.sliding import output_sizes
from d2lmini.widgets.traits import Array, Choice, Place, Table, Whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_HEIGHT = 110  # three tinted channels, their results and the filters' maps all stand in one page
_WEIGHT_AXES = ("out", "in", "kernel height", "kernel width")


class ChannelExplorer(Explorable):
    """Take a convolution with several channels apart, live in the browser and readable from Python.

        explorer = ChannelExplorer(input=torch.ones(2, 3, 3), weight=torch.ones(1, 2, 2, 2))
        explorer.partials           # what each input channel adds to the output of the filter in view
        explorer.output             # one channel for each filter, as torch computes them

    `input` (in, height, width), up to 4 channels of 5×5, `weight` (out, in, kernel height, kernel width),
    up to 4 filters of 3×3 kernels, and `bias` (out,), 0 unless given, take nested lists, arrays and tensors;
    they read back as tensors, int64 when every number is whole and float64 otherwise. `filter` is the filter
    in view and `at` the place in its output.

    With `view="photograph"` the input is the photograph `photo`, "china" or "flower": red, green and blue
    from 0 to 255, padded with zeros so that the output keeps its size. Its filters are `photo_weight`
    (out, 3, 3, 3) and `photo_bias` (out,), and `pixel` is the place that is spelt out.

    What does not fit together raises `TraitError` and changes nothing. Change several at once with

        with explorer.hold_trait_notifications():
            explorer.weight, explorer.bias = torch.ones(1, 2, 3, 3), [5]
    """

    bounds: ClassVar = LIMITS

    input = Array("in", "height", "width", default=filters.WORKED_INPUT)
    weight = Array(*_WEIGHT_AXES, default=filters.WORKED_WEIGHT)
    bias = Array("out")
    at = Place((0, 0), "output")
    view = Choice("numbers", "photograph")
    photo = Choice(*PHOTOS)
    photo_weight = Array(*_WEIGHT_AXES, default=filters.PHOTO_WEIGHT)
    photo_bias = Array("out")
    pixel = Place((54, 79), "photograph")
    filter = Whole()
    _photos = Carried(_HEIGHT)
    _presets = Table(filters.PHOTO_FILTERS)

    @default("bias")
    def _no_bias(self) -> list[int]:
        return [0] * len(self.weight)

    @default("photo_bias")
    def _bias_of_presets(self) -> list[int]:
        as_given = rounded(self.photo_weight) == filters.PHOTO_WEIGHT
        return filters.PHOTO_BIAS if as_given else [0] * len(self.photo_weight)

    @property
    def output(self) -> Tensor:
        """The output channels of the view: (out, height, width), int64 for whole numbers, else float64."""
        X, W, b, padding = self._layer()
        return F.conv2d(X[None], W, b, padding=padding)[0]

    @property
    def partials(self) -> Tensor:
        """What each input channel gives under its kernel of the filter in view: (in, height, width)."""
        X, W, _, padding = self._layer()
        return F.conv2d(X[None], W[self.filter][:, None], padding=padding, groups=len(X))[0]

    def _layer(self) -> tuple[Tensor, Tensor, Tensor, int]:
        """Return input, weight and bias of the view, of one dtype, and the padding."""
        if self.view == "photograph":
            X = photo_values(self.photo, _HEIGHT)
            return X.double(), self.photo_weight.double(), self.photo_bias.double(), 1
        parts = (self.input, self.weight, self.bias)
        dtype = reduce(promote_types, (part.dtype for part in parts))
        return *(part.to(dtype) for part in parts), 0

    def _refusal(self, **changed: object) -> str | None:
        filter, count = changed.get("filter", 0), self._count_filters()
        if not 0 <= filter < count:
            return f"filter must be from 0 to {count - 1}, got {filter}; there are {count} filters"
        parts = self._state("input", "weight", "bias", "photo_weight", "photo_bias", **changed).values()
        shapes = [tuple(X.shape) for X in parts]
        return numbers_refusal(*shapes[:3]) or photo_refusal(*shapes[3:])

    @observe("weight", "photo_weight", "view")
    def _keep_filter_inside(self, change: dict) -> None:
        self.filter = min(self.filter, self._count_filters() - 1)

    def _count_filters(self) -> int:
        return len(self.photo_weight if self.view == "photograph" else self.weight)

    def _size_of(self, surface: str) -> tuple[int, int]:
        if surface == "photograph":
            return tuple(photo_values(self.photo, _HEIGHT).shape[1:])
        return output_sizes(self.input.shape[1:], self.weight.shape[2:], (1, 1), (0, 0))

    def still(self) -> "Figure":
        """Draw how the output channel of the filter in view comes about; of a photograph, 0 is mid-grey."""
        from d2lmini.plot import show_images
        from d2lmini.plot.grids import Grid, draw_grids

        filter, Y = self.filter, self.output[self.filter]
        if self.view == "photograph":
            greys = shown_values(torch.stack([*self.partials, Y]), "signed") / 255
            titles = ["photograph", "red gives", "green gives", "blue gives", f"feature map {filter}"]
            return show_images([photo_values(self.photo, _HEIGHT), *greys], titles=titles)
        grids = []
        for channel, (x, k) in enumerate(zip(self.input, self.weight[filter], strict=True)):
            grids.append(Grid(x.numpy(), "input", f"channel {channel}", sign="+" if channel else ""))
            grids.append(Grid(k.numpy(), "kernel", f"kernel {channel}", sign="⋆"))
        grids.append(Grid(self.bias[filter].view(1, 1).numpy(), "kernel", "bias", sign="+"))
        grids.append(Grid(Y.numpy(), "output", f"output {filter}", sign="="))
        return draw_grids(grids)[0]

    def sentence(self) -> str:
        """Tell shapes and numbers, or the photograph, its filter and the pixel in view."""
        shapes = zip(("input", "weight", "output"), (*self._layer()[:2], self.output), strict=True)
        told = ", ".join(f"{name} {tuple(X.shape)}" for name, X in shapes)
        head = f"ChannelExplorer ({self.view}): {told}; filter {self.filter} in view."
        if self.view == "photograph":
            told = listed(f"{head}\nphoto: {self.photo!r}", kernels=self.photo_weight[self.filter])
            return f"{told}\noutput at {self.pixel}: {rounded(self.output[self.filter][self.pixel])}"
        return listed(head, input=self.input, bias=self.bias, weight=self.weight, output=self.output)
