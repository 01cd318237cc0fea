"""A photograph under an editable kernel, filtered in the browser."""

from typing import TYPE_CHECKING

import torch.nn.functional as F
from torch import Tensor

from d2lmini.widgets.explorable import Explorable, listed, rounded
from d2lmini.widgets.photos import PHOTOS, Carried, photo_values, shown_values
from d2lmini.widgets.sliding import times
from d2lmini.widgets.traits import Choice, Matrix, Number, Place

if TYPE_CHECKING:
    from matplotlib.figure import Figure

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

    photo = Choice(*PHOTOS)
    kernel = Matrix(default=((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)))
    divisor = Number(1)
    negatives = Choice("clip", "absolute", "signed")
    at = Place((106, 160), "photograph")
    _photos = Carried(_HEIGHT, grey=True)

    # More dots would only enlarge the photograph's own pixels.
    _still_dpi = 96

    @property
    def pixels(self) -> Tensor:
        """The photograph's grey values: (213, 319), float64, whole numbers from 0 to 255."""
        return photo_values(self.photo, _HEIGHT, grey=True).double()

    @property
    def output(self) -> Tensor:
        """The filtered photograph, of the same size, in float64."""
        K = self.kernel.double() / self.divisor
        return F.conv2d(self.pixels[None, None], K[None, None], padding=len(K) // 2)[0, 0]

    def _refusal(self, **changed: object) -> str | None:
        kernel, divisor = self._state("kernel", "divisor", **changed).values()
        if tuple(kernel.shape) not in {(3, 3), (5, 5)}:
            return f"kernel must be 3×3 or 5×5, got {times(kernel.shape)}; put zeros around a smaller one"
        return "dividing by 0 is impossible; use any other number" if divisor == 0 else None

    def _size_of(self, surface: str) -> tuple[int, int]:
        return tuple(photo_values(self.photo, _HEIGHT, grey=True).shape)

    def still(self) -> "Figure":
        """Draw the photograph beside the result."""
        from d2lmini.plot import show_images

        result = shown_values(self.output, self.negatives)
        return show_images([self.pixels / 255, result / 255], titles=[self.photo, "after the kernel"])

    def sentence(self) -> str:
        """Tell the photograph, the kernel, and the pixel in view."""
        photo = f"the photograph {self.photo!r} ({times(self.pixels.shape)} grey values, padded with zeros)"
        kernel = f"a {times(self.kernel.shape)} kernel divided by {self.divisor:g}"
        first = f"PhotoFilter: {photo} under {kernel}; negative values shown as {self.negatives!r}."
        return f"{listed(first, kernel=self.kernel)}\noutput at {self.at}: {rounded(self.output[self.at])}"
