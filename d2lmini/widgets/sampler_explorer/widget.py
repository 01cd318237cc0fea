"""A sampler to take apart: each output pixel asks the input for a number, at a place that theta tells."""

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import Tensor
from traitlets import Dict, List, default

from d2lmini.widgets.digit import HANDWRITTEN_2
from d2lmini.widgets.explorable import Explorable, listed
from d2lmini.widgets.sampler_explorer import localisation
from d2lmini.widgets.sliding import times
from d2lmini.widgets.traits import Choice, Flag, Matrix, Pair, Place

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LARGEST = 12
_FURTHEST = 3  # of theta's numbers


class SamplerExplorer(Explorable):
    """Warp `input` by the affine map `theta`, live in the browser and readable from Python.

        explorer = SamplerExplorer(theta=[[0.5, 0, 0], [0, 0.5, 0]])
        explorer.grid               # the places that the output's pixels ask, as torch computes them
        explorer.output             # what they get
        explorer.gradient           # of the loss, to theta
        explorer.localised          # what a trained and a stuck network choose as theta

    `input` (up to 12×12) takes lists, arrays and tensors; `normalised` shifts and scales it to mean 0 and
    variance 1. `theta` is 2×3, with numbers from −3 to 3; `size` that of the output, an int or a pair.
    `align_corners`, `mode` ("bilinear" or "nearest") and `padding_mode` ("zeros", "border" or "reflection")
    are those of `F.grid_sample`. With `direction="forward"`, input pixels are sent to the output instead.
    `at` is the output pixel in view. The loss compares with what the identity gives.
    """

    input = Matrix(1, _LARGEST, default=HANDWRITTEN_2)
    theta = Matrix(default=((0.8, -0.35, 0.1), (0.35, 0.8, 0)))
    size = Pair((8, 8), 1, _LARGEST)
    align_corners = Flag(False)
    mode = Choice("bilinear", "nearest")
    padding_mode = Choice("zeros", "border", "reflection")
    direction = Choice("inverse", "forward")
    normalised = Flag(False)
    at = Place((3, 4), "output")
    _digit = List(HANDWRITTEN_2).tag(sync=True)
    _turned = Dict().tag(sync=True)
    _networks = Dict().tag(sync=True)

    @default("_turned")
    def _turned_digits(self) -> dict[str, list]:
        return localisation.turned_digits()

    @default("_networks")
    def _localisation_networks(self) -> dict[str, dict]:
        return localisation.packed()

    @property
    def shown(self) -> Tensor:
        """The input as it is sampled, in float64."""
        X = self.input.double()
        return (X - X.mean()) / self._deviation(X) if self.normalised else X

    @property
    def grid(self) -> Tensor:
        """The place (x, y) that each output pixel asks: (oh, ow, 2)."""
        return self._grid(self.theta.double())

    @property
    def output(self) -> Tensor:
        """What the output's pixels get: (oh, ow)."""
        return self._forward() if self.direction == "forward" else self._sampled(self.theta.double())

    @property
    def loss(self) -> float:
        """How far the sampled output is from what the identity gives: a share of the input's variance."""
        return self._loss(self.theta.double()).item()

    @property
    def gradient(self) -> Tensor:
        """The gradient of the loss, to theta: (2, 3)."""
        theta = self.theta.double().requires_grad_()
        return torch.autograd.grad(self._loss(theta), theta)[0]

    @property
    def localised(self) -> dict[str, Tensor]:
        """The theta that each localisation network gives for the input; for one that is not 8×8, none."""
        side = localisation.SIDE
        seen = localisation.NETWORKS if tuple(self.input.shape) == (side, side) else ()
        return {name: localisation.answer(name, self.input) for name in seen}

    def _grid(self, theta: Tensor) -> Tensor:
        return F.affine_grid(theta[None], [1, 1, *self.size], align_corners=self.align_corners)[0]

    def _sampled(self, theta: Tensor, mode: str | None = None) -> Tensor:
        how = {
            "mode": mode or self.mode,
            "padding_mode": self.padding_mode,
            "align_corners": self.align_corners,
        }
        return F.grid_sample(self.shown[None, None], self._grid(theta)[None], **how)[0, 0]

    def _loss(self, theta: Tensor) -> Tensor:
        # Bilinear, for rounding may fall either way between two pixels.
        target = self._sampled(torch.eye(2, 3).double(), "bilinear")
        return F.mse_loss(self._sampled(theta), target) / self._deviation(self.shown) ** 2

    def _deviation(self, X: Tensor) -> Tensor:
        deviation = X.std(correction=0)
        return deviation if deviation else torch.ones_like(deviation)

    def _forward(self) -> Tensor:
        # In the browser's own steps: what falls between two pixels must be rounded the same way.
        X, Y, corners = self.shown, torch.zeros(self.size, dtype=torch.float64), self.align_corners
        (a, b, e), (c, d, f) = self.theta.tolist()
        determinant = a * d - b * c
        (height, width), (rows, columns) = self.size, X.shape
        for row in range(rows):
            for column in range(columns):
                u, v = _centre(column, columns, corners) - e, _centre(row, rows, corners) - f
                x, y = (d * u - b * v) / determinant, (a * v - c * u) / determinant
                i = round(y * (height - corners) / 2 + (height - 1) / 2)
                j = round(x * (width - corners) / 2 + (width - 1) / 2)
                if 0 <= i < height and 0 <= j < width:
                    Y[i, j] = X[row, column]
        return Y

    def _refusal(self, **changed: object) -> str | None:
        theta, direction = self._state("theta", "direction", **changed).values()
        if tuple(theta.shape) != (2, 3):
            return f"theta must be 2×3, got {times(theta.shape)}"
        if theta.abs().max() > _FURTHEST:
            return f"theta must hold numbers from −{_FURTHEST} to {_FURTHEST}; 1 is half of the picture"
        (a, b, _), (c, d, _) = theta.tolist()
        if direction == "forward" and a * d == b * c:
            return "theta squeezes the picture to a line, and no way leads back; direction must be 'inverse'"
        return None

    def _size_of(self, surface: str) -> tuple[int, int]:
        return self.size

    def still(self) -> "Figure":
        """Draw the input with the places that are asked, and the output."""
        from d2lmini.plot.grids import Grid, draw_grids, outline

        X = Grid(self.shown.numpy().round(1), "input", "input, and the places asked")
        Y = Grid(self.output.numpy().round(1), "output", "output", sign="→")
        fig, ax, ((x_left, x_top), (y_left, y_top)) = draw_grids([X, Y])
        height, width = self.input.shape
        scales = [(n - 1 if self.align_corners else n) / 2 for n in (width, height)]
        x, y = (
            self.grid[..., axis].flatten() * scales[axis] + n / 2 for axis, n in enumerate((width, height))
        )
        ax.scatter(x_left + x, x_top + y, s=5, color="black", zorder=5)
        outline(ax, (y_left + self.at[1], y_top + self.at[0]), 1, 1, "output")
        return fig

    def sentence(self) -> str:
        """Tell settings, numbers, and how far the output is from what the identity gives."""
        ways = [self.mode, self.padding_mode, f"align_corners={self.align_corners}", self.direction]
        first = (
            f"SamplerExplorer ({', '.join(ways + ['normalised'] * self.normalised)}): an input of "
            f"{times(self.input.shape)} is warped to {times(self.size)}. Its loss against the identity is "
            f"{self.loss:.4g}."
        )
        return listed(first, theta=self.theta, input=self.input, output=self.output)


def _centre(index: int, length: int, corners: bool) -> float:
    """Return where the centre of a pixel lies in the frame from -1 to 1."""
    if corners:
        return 2 * index / (length - 1) - 1 if length > 1 else 0
    return (2 * index + 1) / length - 1
