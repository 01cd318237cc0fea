"""A photograph under an editable kernel, filtered in the browser."""

from pathlib import Path
from typing import TYPE_CHECKING

import torch.nn.functional as F
from d2lmini.widgets.base import Explorable, rounded
from d2lmini.widgets.settings import LIMITS, times
from torch import Tensor
from traitlets import Dict, TraitError, default, validate

from d2lmini.widgets.bundle import bundle_module, bundle_stylesheet
from d2lmini.widgets.photos import PHOTOS, carried, grey_values
from d2lmini.widgets.traits import Choice, Matrix, Number, Place

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_HERE = Path(__file__).parent
_HEIGHT = 213  # about 320 pixels wide: as large as a phone shows


class PhotoFilter(Explorable):
    """Filter one of scikit-learn's photographs with `kernel / divisor`, live in the browser.

        explorer = PhotoFilter(photo="flower", kernel=[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
        explorer.output             # what the kernel gives, before it is shown as greys

    `photo` is "china" or "flower", in grey values from 0 to 255, padded with zeros so that the output keeps
    its size. `kernel`, 3×3 or 5×5, takes lists, arrays and tensors and reads back as a tensor; `divisor` is
    any number but 0. `negatives` says how values that no grey stands for are shown: "clip" (below 0 is black,
    above 255 white), "absolute" (the sign is dropped) or "signed" (0 is mid-grey). `at` is the pixel that is
    spelt out.
    """

    _esm = bundle_module(_HERE / "widget.js")
    _css = bundle_stylesheet(_HERE / "widget.css")

    photo = Choice(*PHOTOS)
    kernel = Matrix()
    divisor = Number(1)
    negatives = Choice("clip", "absolute", "signed")
    at = Place((106, 160))
    _limits = Dict(LIMITS).tag(sync=True)
    _initial = Dict().tag(sync=True)
    _photos = Dict().tag(sync=True)

    def __init__(
        self, photo: str = "china", kernel: object = ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)), **settings: object
    ) -> None:
        """Start from a state that Reset in the browser comes back to."""
        super().__init__(photo=photo, kernel=kernel, **settings)

    @property
    def pixels(self) -> Tensor:
        """The photograph's grey values: (213, 319), float64, whole numbers from 0 to 255."""
        return grey_values(self.photo, _HEIGHT).double()

    @property
    def output(self) -> Tensor:
        """The filtered photograph, of the same size, in float64."""
        K = self.kernel.double() / self.divisor
        return F.conv2d(self.pixels[None, None], K[None, None], padding=len(K) // 2)[0, 0]

    @validate("kernel")
    def _check_kernel(self, proposal: dict) -> Tensor:
        if tuple(proposal["value"].shape) not in {(3, 3), (5, 5)}:
            got = times(proposal["value"].shape)
            raise TraitError(f"kernel must be 3×3 or 5×5, got {got}; put zeros around a smaller one")
        return proposal["value"]

    @validate("divisor")
    def _check_divisor(self, proposal: dict) -> float:
        if proposal["value"] == 0:
            raise TraitError("divisor must not be 0; use 1 to leave the kernel as it is")
        return proposal["value"]

    @validate("at")
    def _check_place(self, proposal: dict) -> tuple[int, int]:
        size = tuple(self.pixels.shape)
        if any(index >= length for index, length in zip(proposal["value"], size, strict=True)):
            raise TraitError(
                f"at must be a pixel of the {size[0]}×{size[1]} photograph, got {proposal['value']}"
            )
        return proposal["value"]

    @default("_initial")
    def _state_at_creation(self) -> dict:
        return self.snapshot("photo", "kernel", "divisor", "negatives", "at")

    @default("_photos")
    def _carried_photos(self) -> dict:
        return carried({photo: grey_values(photo, _HEIGHT) for photo in PHOTOS})

    # More dots would only enlarge the photograph's own pixels.
    _still_dpi = 96

    def still(self) -> "Figure":
        """Draw the photograph beside the result."""
        from d2lmini.plot import show_images

        return show_images([self.pixels / 255, self._shown() / 255], titles=[self.photo, "after the kernel"])

    def _shown(self) -> Tensor:
        greys = {"clip": self.output, "absolute": self.output.abs(), "signed": 127.5 + self.output / 2}
        return greys[self.negatives].clamp(0, 255)

    def sentence(self) -> str:
        """Tell the photograph, the kernel, and the pixel in view."""
        photo = f"the photograph {self.photo!r} ({times(self.pixels.shape)} grey values, padded with zeros)"
        kernel = f"a {times(self.kernel.shape)} kernel divided by {self.divisor:g}"
        value = rounded(self.output[self.at].view(1, 1))[0][0]
        return (
            f"PhotoFilter: {photo} under {kernel}; negative values shown as {self.negatives!r}.\n"
            f"kernel: {rounded(self.kernel)}\n"
            f"output at {self.at}: {value}"
        )
