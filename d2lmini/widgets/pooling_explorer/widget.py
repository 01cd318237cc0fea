"""Pooling to take apart: move the input by pixels, and see which outputs change."""

from typing import TYPE_CHECKING

import torch.nn.functional as F
from torch import Tensor
from traitlets import List

from d2lmini.widgets.digit import HANDWRITTEN_2
from d2lmini.widgets.explorable import Explorable, listed
from d2lmini.widgets.sliding import fit_reason, output_sizes, pair, times
from d2lmini.widgets.traits import Axes, Choice, Flag, Matrix, Pair, Place

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LARGEST = 12  # of input and window: one as large as the input pools globally
_FURTHEST = 3  # pixels that the input moves


class PoolingExplorer(Explorable):
    """Pool `input` after moving it by `shift`, live in the browser and readable from Python.

        explorer = PoolingExplorer(window=2, shift=(0, 1))
        explorer.output             # pooled after the shift
        explorer.output_before      # and without it
        explorer.changed            # where the two differ

    `input` (up to 12×12) takes lists, arrays and tensors. `mode` is "max" or "avg". `window`, `stride` (None
    is the window, as in PyTorch) and `padding` (per side) are ints or pairs (height, width); padding is −∞
    for the maximum and zeros for the average, which count unless `count_include_pad` is False. `shift` moves
    the input down and to the right, by −3 to 3 each: zeros come in, and what passes the edge is left out.
    `at` is the output position in view. Settings that cannot be shown raise `TraitError` and change nothing.
    """

    input = Matrix(1, _LARGEST, default=HANDWRITTEN_2)
    mode = Choice("max", "avg")
    window = Axes(2, 1, _LARGEST)
    stride = Axes(None, 1, _LARGEST, allow_none=True)
    padding = Axes(0, 0, 6)
    count_include_pad = Flag(True)
    shift = Pair((0, 1), -_FURTHEST, _FURTHEST)
    at = Place((0, 2), "output")
    _digit = List(HANDWRITTEN_2).tag(sync=True)

    @property
    def shifted(self) -> Tensor:
        """The input after the shift, of the same size."""
        (height, width), (down, right) = self.input.shape, self.shift
        top, left = _FURTHEST - down, _FURTHEST - right
        return F.pad(self.input, (_FURTHEST,) * 4)[top : top + height, left : left + width]

    @property
    def output(self) -> Tensor:
        """The pooled shifted input: of the input's dtype for the maximum, float64 for the average."""
        return self._pool(self.shifted)

    @property
    def output_before(self) -> Tensor:
        """The pooled input without the shift."""
        return self._pool(self.input)

    @property
    def changed(self) -> Tensor:
        """Where the shift changed the output, by more than rounding: a bool tensor."""
        return _differing(self.output, self.output_before)

    def _pool(self, X: Tensor) -> Tensor:
        images, sizes = X.double()[None, None], (self.window, self.stride, self.padding)
        if self.mode == "avg":
            return F.avg_pool2d(images, *sizes, count_include_pad=self.count_include_pad)[0, 0]
        return F.max_pool2d(images, *sizes)[0, 0].to(X.dtype)

    def _geometry(self, **changed: object) -> dict[str, tuple[int, int]]:
        """Return size, window, stride and padding, each (height, width)."""
        state = self._state(**changed)
        state["stride"] = state["window"] if state["stride"] is None else state["stride"]
        lengths = {name: pair(state[name]) for name in ("window", "stride", "padding")}
        return {"size": tuple(state["input"].shape)} | lengths

    def _refusal(self, **changed: object) -> str | None:
        size, window, stride, padding = self._geometry(**changed).values()
        # PyTorch's rule: with more padding, a window could hold nothing else.
        most = tuple(length // 2 for length in window)
        if any(length > half for length, half in zip(padding, most, strict=True)):
            return (
                f"padding {times(padding)} is more than half of the window {times(window)}; "
                f"use at most {times(most)}, or a larger window"
            )
        return fit_reason(size, window, stride, padding, words=("input", "window"))

    def _size_of(self, surface: str) -> tuple[int, int]:
        return output_sizes(*self._geometry().values())

    def still(self) -> "Figure":
        """Draw the shifted input and its output; what the shift changed is hatched there."""
        from d2lmini.plot.grids import Grid, draw_grids, hatch, outline

        X = Grid(self.shifted.numpy(), "input", f"input moved by {self.shift}")
        Y = Grid(self.output.numpy(), "output", f"{self.mode} pooled; hatched: changed", sign="→")
        fig, ax, ((x_left, x_top), (y_left, y_top)) = draw_grids([X, Y])
        for row, column in self.changed.nonzero().tolist():
            hatch(ax, (y_left + column, y_top + row), 1, 1)
        axes = zip(self.at, *self._geometry().values(), strict=True)
        (top, bottom), (left, right) = (
            (max(0, at * s - p), min(n, at * s - p + w)) for at, n, w, s, p in axes
        )
        outline(ax, (x_left + left, x_top + top), right - left, bottom - top, "kernel")
        outline(ax, (y_left + self.at[1], y_top + self.at[0]), 1, 1, "output")
        return fig

    def sentence(self) -> str:
        """Tell sizes, settings, numbers, and what the shift changed."""
        size, window, stride, padding = (times(values) for values in self._geometry().values())
        inputs = _differing(self.shifted, self.input)
        counts = [f"{int(X.sum())} of {X.numel()}" for X in (inputs, self.changed)]
        first = (
            f"PoolingExplorer ({self.mode}): a {window} window, stride {stride}, padding {padding}"
            f"{'' if self.count_include_pad else ' not counted'}, over an input of {size} moved by "
            f"{self.shift} gives an output of {times(self.output.shape)}. The shift changed {counts[0]} "
            f"inputs and {counts[1]} outputs."
        )
        return listed(first, input=self.input, output=self.output, output_before=self.output_before)


def _differing(after: Tensor, before: Tensor) -> Tensor:
    return ~after.double().isclose(before.double(), rtol=1e-9, atol=1e-9)
