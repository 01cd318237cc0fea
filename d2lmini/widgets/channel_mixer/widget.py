"""A photograph whose channels are mixed by a 1×1 convolution, pixel by pixel, in the browser."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from d2lmini.widgets.base import Explorable, rounded
from d2lmini.widgets.settings import LIMITS, times
from torch import Tensor
from traitlets import Dict, TraitError, default, observe, validate

from d2lmini.widgets.bundle import bundle_module, bundle_stylesheet
from d2lmini.widgets.photos import PHOTOS, carried, colour_values
from d2lmini.widgets.traits import Array, Choice, Matrix, Place

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_HERE = Path(__file__).parent
_HEIGHT = 150  # three channels of both photographs travel with the page
_MOST = 4  # output channels


@cache
def principal_components(photo: str) -> Tensor:
    """Return the directions in which a photograph's colours vary, the most first: orthonormal rows (3, 3).

    They are eigenvectors of the covariance of red, green and blue, turned so that each counts red positive.
    """
    _, columns = torch.linalg.eigh(torch.cov(colour_values(photo, _HEIGHT).double().flatten(1)))
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

    _esm = bundle_module(_HERE / "widget.js")
    _css = bundle_stylesheet(_HERE / "widget.css")

    photo = Choice(*PHOTOS)
    kernel = Matrix()
    bias = Array("output channels")
    showing = Choice("colour", "clip", "absolute", "signed")
    at = Place((75, 112))
    _limits = Dict(LIMITS | {"channels": [1, _MOST]}).tag(sync=True)
    _initial = Dict().tag(sync=True)
    _photos = Dict().tag(sync=True)
    _components = Dict().tag(sync=True)

    def __init__(
        self, photo: str = "china", kernel: object = ((0.299, 0.587, 0.114),), **settings: object
    ) -> None:
        """Start from a state that Reset in the browser comes back to."""
        super().__init__(photo=photo, kernel=kernel, **settings)

    @property
    def pixels(self) -> Tensor:
        """The photograph's red, green and blue: (3, 150, 225), float64, whole numbers from 0 to 255."""
        return colour_values(self.photo, _HEIGHT).double()

    @property
    def components(self) -> Tensor:
        """The principal components of the photograph's colours: orthonormal rows (3, 3)."""
        return principal_components(self.photo).clone()

    @property
    def output(self) -> Tensor:
        """The mixed channels: (rows of the kernel, 150, 225), float64."""
        return F.conv2d(self.pixels[None], self.kernel.double()[:, :, None, None], self.bias.double())[0]

    @validate("kernel")
    def _check_kernel(self, proposal: dict) -> Tensor:
        rows, columns = proposal["value"].shape
        if columns != 3 or rows > _MOST:
            raise TraitError(
                f"kernel must have 1 to {_MOST} rows, the output channels, and 3 columns for red, green and "
                f"blue, got {rows}×{columns}; leave rows out or transpose it"
            )
        return proposal["value"]

    @validate("bias")
    def _check_bias(self, proposal: dict) -> Tensor:
        if len(proposal["value"]) != len(self.kernel):
            raise TraitError(
                f"bias must hold one number for each of the kernel's {len(self.kernel)} rows, "
                f"got {len(proposal['value'])}; set the kernel first"
            )
        return proposal["value"]

    @default("bias")
    def _no_bias(self) -> Tensor:
        return torch.zeros(len(self.kernel), dtype=torch.int64)

    @observe("kernel")
    def _fit_bias(self, change: dict) -> None:
        missing = len(self.kernel) - len(self.bias)
        if missing:
            self.bias = F.pad(self.bias, (0, missing))

    @validate("at")
    def _check_place(self, proposal: dict) -> tuple[int, int]:
        size = tuple(self.pixels.shape[1:])
        if any(index >= length for index, length in zip(proposal["value"], size, strict=True)):
            raise TraitError(f"at must be a pixel of the {times(size)} photograph, got {proposal['value']}")
        return proposal["value"]

    @default("_initial")
    def _state_at_creation(self) -> dict:
        return self.snapshot("photo", "kernel", "bias", "showing", "at")

    @default("_photos")
    def _carried_photos(self) -> dict:
        return carried({photo: colour_values(photo, _HEIGHT) for photo in PHOTOS})

    @default("_components")
    def _carried_components(self) -> dict:
        return {photo: principal_components(photo).tolist() for photo in PHOTOS}

    # More dots would only enlarge the photograph's own pixels.
    _still_dpi = 96

    def still(self) -> "Figure":
        """Draw the photograph beside the result."""
        from d2lmini.plot import show_images

        shown = self._shown() / 255
        if self._shown_as() == "colour":
            return show_images([self.pixels / 255, shown], titles=[self.photo, "mixed"])
        titles = [f"channel {channel}" for channel in range(len(shown))]
        return show_images([self.pixels / 255, *shown], titles=[self.photo, *titles])

    def _shown_as(self) -> str:
        return "clip" if self.showing == "colour" and len(self.kernel) != 3 else self.showing

    def _shown(self) -> Tensor:
        Y = self.output
        values = {"absolute": Y.abs(), "signed": 127.5 + Y / 2}.get(self.showing, Y)
        return values.clamp(0, 255)

    def sentence(self) -> str:
        """Tell the photograph, the kernel, and the pixel in view."""
        channels, (row, column) = len(self.kernel), self.at
        before, after = (rounded(X[None, :, row, column])[0] for X in (self.pixels, self.output))
        return (
            f"ChannelMixer: the photograph {self.photo!r} (3×{times(self.pixels.shape[1:])}) under a "
            f"{channels}×3×1×1 kernel gives {channels} channel{'s' * (channels > 1)}, shown as "
            f"{self._shown_as()!r}.\n"
            f"kernel: {rounded(self.kernel)}\n"
            f"bias: {rounded(self.bias[None])[0]}\n"
            f"pixel {self.at}: {before} becomes {after}"
        )
