"""Backpropagation to take apart: where errors go, through a convolution or a pooling layer."""

from typing import TYPE_CHECKING, ClassVar

from torch import Tensor
from traitlets import List, default, observe

from d2lmini.widgets.backprop_explorer.compared import autograd_gradients
from d2lmini.widgets.backprop_explorer.layer import gradients, output
from d2lmini.widgets.backprop_explorer.shapes import (
    LIMITS,
    POOLING,
    error_shape,
    fitted_errors,
    geometry_reason,
    shapes_reason,
)
from d2lmini.widgets.explorable import Explorable, listed
from d2lmini.widgets.sliding import Pair, pair, times
from d2lmini.widgets.traits import Array, Axes, Choice, Flag, Number, Place, Whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_WORKED_INPUT = ((1, 3, 2, 0), (4, 2, 5, 1), (0, 5, 1, 2), (3, 1, 2, 4))
_WORKED_KERNEL = ((1, 2), (3, -1))


def _repeated(plane: tuple, channels: int) -> list:
    return [plane] * min(channels, LIMITS["channels"][1])


class BackpropExplorer(Explorable):
    """Follow errors back through a layer, live in the browser and readable from Python.

        explorer = BackpropExplorer(mode="dX", stride=2)
        explorer.dX                 # the gradient of the input, as autograd computes it
        explorer.dW, explorer.db    # and those of kernels and biases
        explorer.difference         # what nudging the number in view says of its gradient

    `mode` is what is asked for: "dX" or "dW" of a convolution, or dX of "max" or "avg" pooling, whose window
    has the kernel's height and width. `X` (channels, height, width), up to 3 channels of 6×6, `K` (filters,
    channels, kernel height, kernel width), up to 3 filters of 3×3 kernels, and the errors `dY`, of the
    output's shape, take nested lists, arrays and tensors; axes of length 1 at the front may be left out, and
    what is not given is an example. When the output changes its shape, `dY` follows: errors that remain stay.
    `stride`, `padding` (per side) and `dilation` are ints or pairs (height, width).

    `channel` and `filter` are in view, and in them the error `at`, the `pixel` of the input and the `weight`
    of the kernel. `step` is how far a number is nudged; with `so_far` the gradients in the picture hold what
    the errors up to the one in view have given. What cannot be shown raises `TraitError` and changes nothing.
    """

    bounds: ClassVar = LIMITS

    mode = Choice("dX", "dW", *POOLING)
    X = Array("channels", "height", "width", optional=1)
    K = Array("filters", "channels", "kernel height", "kernel width", optional=2)
    dY = Array("maps", "rows", "columns", optional=1)
    stride = Axes(1, 1, 3)
    padding = Axes(0, 0, 2)
    dilation = Axes(1, 1, 3)
    channel = Whole(0, 0, LIMITS["channels"][1] - 1)
    filter = Whole(0, 0, LIMITS["filters"][1] - 1)
    at = Place((1, 1), "error map")
    pixel = Place((1, 2), "input")
    weight = Place((0, 0), "kernel")
    step = Number(0.1)
    so_far = Flag(False)
    _compared = List().tag(sync=True)

    def __init__(
        self,
        mode: str = "dX",
        X: object = None,
        K: object = None,
        dY: object = None,
        stride: int | Pair = 1,
        padding: int | Pair = 0,
        dilation: int | Pair = 1,
        **settings: object,
    ) -> None:
        """Show this layer; what is left out is an example that fits."""
        given = {name: value for name, value in (("X", X), ("K", K), ("dY", dY)) if value is not None}
        steps = {"stride": stride, "padding": padding, "dilation": dilation}
        super().__init__(mode=mode, **given, **steps, **settings)

    @default("X")
    def _worked_input(self) -> list:
        K = self._trait_values.get("K")
        return _repeated(_WORKED_INPUT, 1 if K is None else K.shape[1])

    @default("K")
    def _worked_kernel(self) -> list:
        return [_repeated(_WORKED_KERNEL, len(self.X))]

    @default("_compared")
    def _compared_layers(self) -> list[dict]:
        return autograd_gradients()

    @default("dY")
    def _usual_errors(self) -> list:
        return fitted_errors(self._error_shape()).tolist()

    @property
    def output(self) -> Tensor:
        """The layer's output: (maps, oh, ow), in float64."""
        return output(self.mode, self.X.double(), self.K.double(), **self._settings())

    @property
    def loss(self) -> float:
        """A loss whose gradient at the output is `dY`: the sum of errors times outputs."""
        return self._loss(self.X.double(), self.K.double())

    @property
    def dX(self) -> Tensor:
        """The gradient of the input, of its shape, in float64."""
        return self._gradients()[0]

    @property
    def dW(self) -> Tensor:
        """The gradient of the kernels, of their shape, in float64; 0 where a layer pools."""
        return self._gradients()[1]

    @property
    def db(self) -> Tensor:
        """The gradient of one bias for each filter, in float64: the sum of its errors."""
        return self.dY.double().sum((1, 2))

    @property
    def difference(self) -> float:
        """How the loss changes with the pixel in view, or in the mode "dW" with the weight: a difference.

        The number is nudged by `step` up and down.
        """
        losses = []
        for step in (self.step, -self.step):
            X, K = self.X.double().clone(), self.K.double().clone()
            if self.mode == "dW":
                K[(self.filter, self.channel, *self.weight)] += step
            else:
                X[(self.channel, *self.pixel)] += step
            losses.append(self._loss(X, K))
        return (losses[0] - losses[1]) / (2 * self.step)

    def _settings(self) -> dict[str, object]:
        return self._state("stride", "padding", "dilation")

    def _gradients(self) -> tuple[Tensor, Tensor]:
        numbers = (self.X.double(), self.K.double(), self.dY.double())
        return gradients(self.mode, *numbers, **self._settings())

    def _loss(self, X: Tensor, K: Tensor) -> float:
        return (self.dY.double() * output(self.mode, X, K, **self._settings())).sum().item()

    def _error_shape(self, **changed: object) -> tuple[int, ...]:
        mode, X, K, *settings = self._state(
            "mode", "X", "K", "stride", "padding", "dilation", **changed
        ).values()
        return error_shape(mode, tuple(X.shape), tuple(K.shape), *map(pair, settings))

    def _refusal(self, **changed: object) -> str | None:
        mode, X, K, *settings = self._state(
            "mode", "X", "K", "stride", "padding", "dilation", **changed
        ).values()
        size, kernel = tuple(X.shape[1:]), tuple(K.shape[2:])
        reason = shapes_reason(tuple(X.shape), tuple(K.shape)) or geometry_reason(
            mode, size, kernel, *map(pair, settings)
        )
        if reason is None and "step" in changed and changed["step"] <= 0:
            return f"step must be more than 0, got {changed['step']}"
        # Errors that were not given follow the output, in `_keep_errors_fitting`.
        expected = None if reason or "dY" not in changed else self._error_shape(**changed)
        if expected and tuple(changed["dY"].shape) != expected:
            return f"dY must have the output's shape {expected}, got {tuple(changed['dY'].shape)}"
        for name, count in (("channel", len(X)), ("filter", len(K))):
            if not reason and changed.get(name, 0) >= count:
                return f"{name} must be from 0 to {count - 1}, got {changed[name]}"
        return reason

    @observe("mode", "X", "K", "stride", "padding", "dilation")
    def _keep_errors_fitting(self, change: dict) -> None:
        shape = self._error_shape()
        if tuple(self.dY.shape) != shape:
            self.dY = fitted_errors(shape, self.dY)
        self.channel, self.filter = min(self.channel, len(self.X) - 1), min(self.filter, len(self.K) - 1)

    def _size_of(self, surface: str) -> tuple[int, int]:
        sizes = {"error map": self.dY.shape[1:], "input": self.X.shape[1:], "kernel": self.K.shape[2:]}
        return tuple(sizes[surface])

    def still(self) -> "Figure":
        """Draw input, kernel, errors and the gradient asked for, with what the error in view reads."""
        from d2lmini.plot.grids import Grid, draw_grids, outline

        channel, filter = self.channel, self.filter
        pooling, of_weights = self.mode in POOLING, self.mode == "dW"
        grids = [Grid(self.X[channel].numpy(), "input", "input")]
        if not pooling:
            grids.append(Grid(self.K[filter, channel].numpy(), "kernel", "kernel"))
        grids.append(Grid(self.dY[channel if pooling else filter].numpy(), "output", "errors"))
        gradient = self.dW[filter, channel] if of_weights else self.dX[channel]
        role, name = ("kernel", "dW") if of_weights else ("input", "dX")
        grids.append(Grid(gradient.numpy(), role, name, sign="→"))
        fig, ax, corners = draw_grids(grids)
        (left, top), (row, column) = corners[-2], self.at
        outline(ax, (left + column, top + row), 1, 1, "output")
        (left, top), (row, column) = corners[-1], self.weight if of_weights else self.pixel
        outline(ax, (left + column, top + row), 1, 1, role)
        return fig

    def sentence(self) -> str:
        """Tell shapes, settings, numbers and gradients."""
        layer = {"max": "max pooling", "avg": "average pooling"}.get(
            self.mode, f"{self.mode} of a convolution"
        )
        shapes = (tuple(self.X.shape), tuple(self.K.shape), tuple(self.dY.shape))
        window = f"a window of {times(self.K.shape[2:])}" if self.mode in POOLING else f"kernels {shapes[1]}"
        first = (
            f"BackpropExplorer ({layer}): input {shapes[0]}, {window}, stride {self.stride}, padding "
            f"{self.padding}, dilation {self.dilation}, errors {shapes[2]}."
        )
        told = {"input": self.X, "kernels": self.K, "errors": self.dY, "dX": self.dX}
        return listed(first, **told, **({} if self.mode in POOLING else {"dW": self.dW, "db": self.db}))
