"""A pattern to move over an image, seen by a convolution and by a dense layer side by side."""

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import Tensor
from traitlets import TraitError

from d2lmini.widgets.explorable import Explorable, listed
from d2lmini.widgets.traits import Choice, Place, Table, unpacked

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_PATTERNS = {
    "cross": [[0, 1, 0], [1, 1, 1], [0, 1, 0]],
    "corner": [[1, 1, 1], [1, 0, 0], [1, 0, 0]],
    "bar": [[0, 1, 0], [0, 1, 0], [0, 1, 0]],
    "diagonal": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
}
_SIZE, _REACH = 10, 8  # pixels of the image and positions of the pattern, along each axis
_EVERYWHERE = [(row, column) for row in range(_REACH) for column in range(_REACH)]
_TOLERANCE = 1e-9  # of the largest output; larger errors are none of rounding's


class _Places(Place):
    """Rows and columns, each position once."""

    def validate(self, obj: object, value: object) -> tuple[tuple[int, int], ...]:
        many = (list, tuple)
        positions = unpacked(value)
        if not isinstance(positions, many) or not all(isinstance(unpacked(one), many) for one in positions):
            raise TraitError(f"{self.name} must be a list of positions such as [(2, 2)], got {value!r}")
        return tuple(dict.fromkeys(super(_Places, self).validate(obj, position) for position in positions))


class ShiftExplorer(Explorable):
    """Move a pattern over an image; a convolution follows, a dense layer knows only what it was taught.

        explorer = ShiftExplorer(pattern="cross", at=(2, 3), learned=[(2, 2)])
        explorer.conv_output, explorer.dense_output     # the two maps in view
        explorer.learned = [*explorer.learned, (2, 3)]  # teach one position more

    `pattern` is "cross", "corner", "bar" or "diagonal": 3×3 pixels in a 10×10 image of zeros. `at` is the
    row and column of its upper left pixel, from 0 to 7. The convolution's kernel is the pattern itself. The
    dense layer has a weight for every pair of a pixel and an output; it has been fitted to give the
    convolution's outputs where the pattern is at a position in `learned`, with the smallest weights that do
    so. Those are where gradient descent on the squared error ends when it starts from zeros.
    """

    pattern = Choice(*_PATTERNS)
    at = Place((2, 3), "output")
    learned = _Places(((2, 2),))
    _patterns = Table(_PATTERNS)

    @property
    def kernel(self) -> Tensor:
        """The pattern's pixels, which are the convolution's weights: (3, 3), float64 as all numbers here."""
        return torch.tensor(_PATTERNS[self.pattern], dtype=torch.float64)

    @property
    def image(self) -> Tensor:
        """The image in view: (10, 10)."""
        return self._images([self.at]).view(_SIZE, _SIZE)

    @property
    def conv_output(self) -> Tensor:
        """The convolution's outputs: (8, 8)."""
        return self._convolve(self._images([self.at])).view(_REACH, _REACH)

    @property
    def dense_weights(self) -> Tensor:
        """The dense layer's weights: (64, 100), a row for each output."""
        images = self._images(self.learned)
        return self._convolve(images) @ torch.linalg.pinv(images)

    @property
    def dense_output(self) -> Tensor:
        """The dense layer's outputs: (8, 8)."""
        return (self.dense_weights @ self.image.flatten()).view(_REACH, _REACH)

    @property
    def right(self) -> Tensor:
        """Whether the dense layer is right, for each position of the pattern: (8, 8)."""
        images = self._images(_EVERYWHERE)
        outputs = self._convolve(images)
        errors = (self.dense_weights @ images - outputs).abs().amax(dim=0)
        return (errors < _TOLERANCE * outputs.max()).view(_REACH, _REACH)

    def _images(self, positions: list[tuple[int, int]]) -> Tensor:
        """Return the images with the pattern at these positions, one a column: (100, n)."""
        images = torch.zeros(_SIZE, _SIZE, len(positions), dtype=torch.float64)
        for index, (row, column) in enumerate(positions):
            images[row : row + 3, column : column + 3, index] = self.kernel
        return images.flatten(0, 1)

    def _convolve(self, images: Tensor) -> Tensor:
        """Return the outputs to images in columns: (64, n)."""
        batch = images.T.reshape(-1, 1, _SIZE, _SIZE)
        return F.conv2d(batch, self.kernel[None, None]).flatten(1).T

    def _size_of(self, surface: str) -> tuple[int, int]:
        return _REACH, _REACH

    def _refusal(self, **changed: object) -> str | None:
        outside = [position for position in self._state(**changed)["learned"] if max(position) >= _REACH]
        return f"learned must hold positions in the 8×8 output, got {outside[0]}" if outside else None

    def still(self) -> "Figure":
        """Draw the image and both maps, whose white is the largest output a layer should give."""
        from d2lmini.plot import show_images

        maps = [outputs / self.conv_output.max() for outputs in (self.conv_output, self.dense_output)]
        return show_images([self.image, *maps], titles=["image", "convolution", "dense layer"])

    def sentence(self) -> str:
        """Tell the positions, the errors and the numbers."""
        # Without the noise in the last digits, which differs between machines; adding 0 drops a zero's sign.
        outputs = self.dense_output.round(decimals=6) + 0.0
        error = (outputs - self.conv_output).abs().max().item()
        (row, column), learned, right = self.at, len(self.learned), int(self.right.sum())
        return listed(
            f"ShiftExplorer: a {self.pattern} at row {row}, column {column} of a 10×10 image; the "
            f"convolution's output is largest there. The dense layer has learned {learned} of 64 positions, "
            f"is right at {right}, and here wrong by up to {error:.6g}.\nlearned: {list(self.learned)}",
            convolution=self.conv_output,
            dense_layer=outputs,
        )
