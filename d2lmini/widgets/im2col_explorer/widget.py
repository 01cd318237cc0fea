"""A convolution as one matrix product: every window becomes a column, every filter a row."""

from typing import TYPE_CHECKING, ClassVar

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor
from traitlets import default, observe

from d2lmini.widgets.explorable import Explorable, listed
from d2lmini.widgets.im2col_explorer.presets import PRESETS, worked_input, worked_weight
from d2lmini.widgets.im2col_explorer.shapes import LIMITS, layer_refusal
from d2lmini.widgets.sliding import Pair, output_sizes, pair, times
from d2lmini.widgets.traits import Array, Axes, Place, Table, Whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Im2colExplorer(Explorable):
    """Unfold a layer's windows into columns and multiply, live in the browser and readable from Python.

        explorer = Im2colExplorer(torch.ones(2, 5, 5), torch.ones(3, 2, 3, 3), padding=1)
        explorer.columns            # each window as a column, in the order of F.unfold
        explorer.product            # the kernels as rows, times the columns
        explorer.folded             # the columns added back, as F.fold does

    `X` (channels, height, width), up to 3 channels of 8×8, and `K` (filters, channels, kernel height, kernel
    width), up to 4 filters of 5×5 kernels, take nested lists, arrays and tensors; what is left out is an
    example. `stride`, `padding` (per side) and `dilation` are ints or pairs (height, width).

    The window of the output position `at` is in view, with `filter` and, of the window's column, the number
    in row `entry`. What cannot be shown raises `TraitError` and changes nothing. Change several at once with

        with explorer.hold_trait_notifications():
            explorer.X, explorer.K = torch.ones(1, 5, 5), torch.ones(1, 1, 3, 3)
    """

    bounds: ClassVar = LIMITS

    X = Array("channels", "height", "width")
    K = Array("filters", "channels", "kernel height", "kernel width")
    stride = Axes(1, 1, 4)
    padding = Axes(0, 0, 3)
    dilation = Axes(1, 1, 3)
    at = Place((1, 1), "output")
    filter = Whole()
    entry = Whole()
    _presets = Table(PRESETS)

    def __init__(
        self,
        X: object = None,
        K: object = None,
        stride: int | Pair = 1,
        padding: int | Pair = 0,
        dilation: int | Pair = 1,
        **settings: object,
    ) -> None:
        """Show this layer; without a place in view, begin with one that fits."""
        given = {name: value for name, value in (("X", X), ("K", K)) if value is not None}
        super().__init__(**given, stride=stride, padding=padding, dilation=dilation, **settings)

    @default("X")
    def _worked_input(self) -> list:
        K = self._trait_values.get("K")
        return worked_input() if K is None else worked_input(K.shape[1])

    @default("K")
    def _worked_weight(self) -> list:
        return worked_weight(len(self.X))

    @default("at")
    def _near_the_start(self) -> Pair:
        return tuple(min(1, length - 1) for length in self._size_of("output"))

    @property
    def columns(self) -> Tensor:
        """Each window as a column: (c·kh·kw, oh·ow), float64 as all results."""
        return F.unfold(self.X.double()[None], **self._windows())[0]

    @property
    def product(self) -> Tensor:
        """The kernels as rows times the columns: (filters, oh·ow)."""
        return self.K.double().flatten(1) @ self.columns

    @property
    def output(self) -> Tensor:
        """The product with its rows as maps, which is the convolution's output: (filters, oh, ow)."""
        return self.product.unflatten(1, self._size_of("output"))

    @property
    def folded(self) -> Tensor:
        """The columns back where they came from, added up where they overlap: the shape of `X`."""
        return self._fold(self.columns)

    @property
    def copies(self) -> Tensor:
        """How many columns each number of `X` stands in."""
        return self._fold(torch.ones_like(self.columns)).long()

    def _fold(self, columns: Tensor) -> Tensor:
        return F.fold(columns[None], tuple(self.X.shape[1:]), **self._windows())[0]

    def _windows(self) -> dict[str, Pair]:
        """Return the settings of `F.unfold`."""
        steps = {name: pair(getattr(self, name)) for name in ("dilation", "padding", "stride")}
        return {"kernel_size": tuple(self.K.shape[2:])} | steps

    def _refusal(self, **changed: object) -> str | None:
        X, K, *steps = self._state("X", "K", "stride", "padding", "dilation", **changed).values()
        if reason := layer_refusal(tuple(X.shape), tuple(K.shape), *map(pair, steps)):
            return reason
        for name, count in {"filter": len(K), "entry": K[0].numel()}.items():
            if not 0 <= changed.get(name, 0) < count:
                return f"{name} must be from 0 to {count - 1}, got {changed[name]}"
        return None

    @observe("X", "K")
    def _keep_inside(self, change: dict) -> None:
        self.filter = min(self.filter, len(self.K) - 1)
        self.entry = min(self.entry, self.K[0].numel() - 1)

    def _size_of(self, surface: str) -> Pair:
        steps = map(pair, (self.stride, self.padding, self.dilation))
        return output_sizes(tuple(self.X.shape[1:]), tuple(self.K.shape[2:]), *steps)

    def _in_view(self) -> tuple[int, np.ndarray]:
        """Return which column is in view, and which rows and columns hold copies of the number in view."""
        column = self.at[0] * self._size_of("output")[1] + self.at[1]
        padded = F.pad(self.X.double(), [length for length in pair(self.padding)[::-1] for _ in range(2)])
        numbers = torch.arange(padded.numel(), dtype=torch.float64).view_as(padded)
        origins = F.unfold(numbers[None], **self._windows() | {"padding": 0})[0]
        return column, (origins == origins[self.entry, column]).numpy()

    def still(self) -> "Figure":
        """Draw the input, its columns, the kernels as rows, and the product; copies of a number are blue."""
        from d2lmini.plot.grids import Grid, draw_grids, outline

        column, copies = self._in_view()
        grids = [Grid(x.numpy(), "input", f"channel {channel}") for channel, x in enumerate(self.X)]
        grids.append(Grid(self.columns.numpy(), np.where(copies, "input", "plain"), "columns", sign="→"))
        grids.append(Grid(self.K.flatten(1).numpy(), "kernel", "kernels as rows"))
        grids.append(Grid(self.product.numpy(), "output", "kernels · columns", sign="→"))
        fig, ax, corners = draw_grids(grids)
        _, (left, top), (rows_left, rows_top), (product_left, product_top) = corners[-4:]
        outline(ax, (left + column, top), 1, len(copies), "kernel")
        outline(ax, (rows_left, rows_top + self.filter), len(copies), 1, "kernel")
        outline(ax, (product_left + column, product_top + self.filter), 1, 1, "output")
        return fig

    def sentence(self) -> str:
        """Tell shapes, what is copied, what the product costs, and the numbers."""
        columns, rows = self.columns, self.K.flatten(1)
        cost = len(rows) * columns.numel()
        window = ", ".join(f"{name} {times(lengths)}" for name, lengths in self._windows().items())
        first = (
            f"Im2colExplorer: input {tuple(self.X.shape)}, {window.replace('_', ' ')}. "
            f"{self.X.numel()} numbers become columns of {times(columns.shape)}, {columns.numel()} numbers; "
            f"the kernels as rows, {times(rows.shape)}, times the columns take {cost} multiply-adds."
        )
        return listed(first, input=self.X, kernels=self.K, columns=columns, product=self.product)
