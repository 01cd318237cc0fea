"""A photograph whose channels are mixed by a 1×1 convolution, pixel by pixel, in the browser."""

from functools import cache
from typing import TYPE_CHECKING, ClassVar

import torch
import torch.nn.functional as F
from torch import Tensor
from traitlets import default, observe

from d2lmini.widgets.explorable import Explorable, listed, rounded
from d2lmini.widgets.photos import PHOTOS, Carried, photo_values, shown_values
from d2lmini.widgets.sliding import times
from d2lmini.widgets.traits import Array, Choice, Matrix, Place, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_HEIGHT = 150  # three channels of both photographs travel with the page
_MOST = 4  # output channels


@cache
def principal_components(photo: str) -> Tensor:
    """Return the directions in which a photograph's colours vary, the most first: orthonormal rows (3, 3).

    They are eigenvectors of the covariance of red, green and blue, turned so that each counts red positive.
    """
    _, columns = torch.linalg.eigh(torch.cov(photo_values(photo, _HEIGHT).double().flatten(1)))
    rows = columns.flip(1).T
    return rows * rows[:, :1].sign()


class ChannelMixer(Explorable):
    """Multiply the (red, green, blue) of every pixel by `kernel` and add `bias`, live in the browser.

        mixer = ChannelMixer(photo="flower", kernel=[[0.299, 0.587, 0.114]])
        mixer.output                # (1, 150, 225): what the 1×1 convolution gives

    `photo` is "china" or "flower", with values from 0 to 255. `kernel` has a row for each output channel, one
    to four, and a column each for red, green and blue; it takes lists, arrays and tensors and reads back as a
    tensor. `bias` holds one number for each output channel; a kernel of another height cuts it or adds zeros.
    `showing` says how the result is shown: "colour" (three channels as red, green and blue; any other number
    as "clip") or each channel in grey, where values that no grey stands for are shown as "clip" (below 0 is
    black, above 255 white), "absolute" (the sign is dropped) or "signed" (0 is mid-grey). `at` is the pixel
    that is spelt out. `components` is a kernel learned from the photograph: its principal components.
    """

    bounds: ClassVar = {"output channels": [1, _MOST]}

    photo = Choice(*PHOTOS)
    kernel = Matrix(default=((0.299, 0.587, 0.114),))
    bias = Array("output channels")
    showing = Choice("colour", "clip", "absolute", "signed")
    at = Place((75, 112), "photograph")
    _photos = Carried(_HEIGHT)
    _components = Table()

    # More dots would only enlarge the photograph's own pixels.
    _still_dpi = 96

    @property
    def pixels(self) -> Tensor:
        """The photograph's red, green and blue: (3, 150, 225), float64, whole numbers from 0 to 255."""
        return photo_values(self.photo, _HEIGHT).double()

    @property
    def components(self) -> Tensor:
        """The principal components of the photograph's colours: orthonormal rows (3, 3)."""
        return principal_components(self.photo).clone()

    @property
    def output(self) -> Tensor:
        """The mixed channels: (rows of the kernel, 150, 225), float64."""
        return F.conv2d(self.pixels[None], self.kernel.double()[:, :, None, None], self.bias.double())[0]

    def _refusal(self, **changed: object) -> str | None:
        kernel, bias = self._state("kernel", "bias", **changed).values()
        rows, columns = kernel.shape
        if columns != 3 or rows > _MOST:
            return (
                f"kernel must have 1 to {_MOST} rows, the output channels, and 3 columns for red, green and "
                f"blue, got {rows}×{columns}; leave rows out or transpose it"
            )
        # Another kernel may come alone: the bias follows it.
        if "bias" in changed and len(bias) != rows:
            return (
                f"bias must hold one number for each of the kernel's {rows} rows, got {len(bias)}; "
                "set the kernel first"
            )
        return None

    def _size_of(self, surface: str) -> tuple[int, int]:
        return tuple(photo_values(self.photo, _HEIGHT).shape[1:])

    @default("bias")
    def _no_bias(self) -> list[int]:
        return [0] * len(self.kernel)

    @observe("kernel")
    def _fit_bias(self, change: dict) -> None:
        missing = len(self.kernel) - len(self.bias)
        if missing:
            self.bias = F.pad(self.bias, (0, missing))

    @default("_components")
    def _carried_components(self) -> dict:
        return {photo: principal_components(photo).tolist() for photo in PHOTOS}

    def still(self) -> "Figure":
        """Draw the photograph beside the result."""
        from d2lmini.plot import show_images

        shown = shown_values(self.output, self.showing) / 255
        in_colour = self._shown_as() == "colour"
        titles = ["mixed"] if in_colour else [f"channel {channel}" for channel in range(len(shown))]
        results = [shown] if in_colour else shown
        return show_images([self.pixels / 255, *results], titles=[self.photo, *titles])

    def _shown_as(self) -> str:
        return "clip" if self.showing == "colour" and len(self.kernel) != 3 else self.showing

    def sentence(self) -> str:
        """Tell the photograph, the kernel, and the pixel in view."""
        channels, (row, column) = len(self.kernel), self.at
        before, after = (rounded(X[:, row, column]) for X in (self.pixels, self.output))
        first = (
            f"ChannelMixer: the photograph {self.photo!r} (3×{times(self.pixels.shape[1:])}) under a "
            f"{channels}×3×1×1 kernel gives {channels} channel{'s' * (channels > 1)}, shown as "
            f"{self._shown_as()!r}."
        )
        numbers = listed(first, kernel=self.kernel, bias=self.bias)
        return f"{numbers}\npixel {self.at}: {before} becomes {after}"
