"""What a convolutional layer costs, how the costs grow with its settings, and how long a browser takes."""

from typing import TYPE_CHECKING, ClassVar

from traitlets import TraitError

from d2lmini.palette import LIGHT
from d2lmini.widgets.cost_explorer.costs import VARIED, at, costs, leading, output_size, refusal
from d2lmini.widgets.explorable import Explorable
from d2lmini.widgets.sliding import times
from d2lmini.widgets.traits import Choice, Flag, Sent, Whole, unpacked

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MOST_PADDING = 15
_LAYER = (
    "in_channels",
    "out_channels",
    "height",
    "width",
    "kernel_size",
    "stride",
    "padding",
    "groups",
    "bias",
)
_TITLES = {
    "kernel_size": "the kernel's height and width",
    "size": "the map's height and width",
    "in_channels": "in channels",
    "out_channels": "out channels",
    "channels": "in and out channels",
    "stride": "the stride",
    "groups": "the groups",
}
_CURVES = {
    "multiply_adds": ("multiply-adds", {"color": LIGHT["ink"], "linewidth": 2.4}),
    "columns": ("columns (bytes)", {"color": LIGHT["input"], "linestyle": "--"}),
    "output": ("output (bytes)", {"color": LIGHT["output"]}),
    "input": ("input (bytes)", {"color": LIGHT["input"]}),
    "weights": ("weights (bytes)", {"color": LIGHT["kernel"], "linestyle": "--"}),
    "parameters": ("parameters", {"color": LIGHT["kernel"]}),
    "intensity": ("operations a byte", {"color": LIGHT["muted"], "linestyle": ":"}),
}


class Padding(Sent):
    """Rows and columns of zeros on each side, or "same"."""

    def validate(self, obj: object, value: object) -> int | str:
        """Return an int or "same"."""
        plain = unpacked(value)
        if isinstance(plain, str) and plain == "same":
            return plain
        if type(plain) is not int or not 0 <= plain <= _MOST_PADDING:
            message = f"padding must be 'same' or a whole number from 0 to {_MOST_PADDING}, got {value!r}"
            raise TraitError(message)
        return plain


class CostExplorer(Explorable):
    """See what one convolutional layer costs for one image, and what doubling a setting does to each cost.

        explorer = CostExplorer(in_channels=3, out_channels=8, height=100, width=100, kernel_size=5)
        explorer.parameters     # 600
        explorer.multiply_adds  # 6000000
        explorer.bytes          # {'input': 120000, 'weights': 2400, 'output': 320000, 'columns': 3000000}
        explorer.intensity      # operations for each byte of input, weights and output
        explorer.doubled        # {'parameters': 4.0, 'multiply_adds': 4.0, ...}, with a kernel twice as large

    The settings are those of `torch.nn.Conv2d`; kernel and stride are square. `padding` is a number per side
    or "same", which keeps the size where the stride is 1 and divides it by the stride, rounded up, elsewhere.
    `groups=in_channels` is a depthwise layer. There is no bias unless `bias=True`. `vary` names what is
    doubled: one setting, "size" (height and width together) or "channels" (in and out together). The browser
    also measures, when its reader asks, how long it needs for the layer. Settings that do not go together
    raise `TraitError` and leave the state as it was.
    """

    bounds: ClassVar = {"padding_number": [0, _MOST_PADDING]}

    in_channels = Whole(3, 1, 1024)
    out_channels = Whole(8, 1, 1024)
    height = Whole(100, 1, 512)
    width = Whole(100, 1, 512)
    kernel_size = Whole(3, 1, 31)
    stride = Whole(1, 1, 16)
    padding = Padding("same")
    groups = Whole(1, 1, 1024)
    bias = Flag(False)
    vary = Choice(*VARIED)

    @property
    def parameters(self) -> int:
        """Weights, and biases if there are some."""
        return self._costs["parameters"]

    @property
    def multiply_adds(self) -> int:
        """Products added up for one image, those with padded zeros included; FLOPs are twice as many."""
        return self._costs["multiply_adds"]

    @property
    def bytes(self) -> dict[str, int]:
        """Bytes in float32 of the input, the parameters, the output and im2col's columns."""
        return {name: self._costs[name] for name in ("input", "weights", "output", "columns")}

    @property
    def intensity(self) -> float:
        """Operations for each byte of input, parameters and output, each moved once."""
        return self._costs["intensity"]

    @property
    def doubled(self) -> dict[str, float] | None:
        """What each cost is multiplied by when `vary` doubles; None where there is no such layer."""
        larger = at(self._layer, self.vary, 2 * self._layer[leading(self.vary)])
        return larger and {name: cost / self._costs[name] for name, cost in costs(larger).items()}

    @property
    def _layer(self) -> dict[str, int | str | bool]:
        return self._state(*_LAYER)

    @property
    def _costs(self) -> dict[str, int | float]:
        return costs(self._layer)

    def _refusal(self, **changed: object) -> str | None:
        return refusal(self._state(*_LAYER, **changed))

    def still(self) -> "Figure":
        """Draw each cost against what varies; the slopes are the exponents."""
        from d2lmini.plot.style import PAGE_WIDTH, subplots

        varied = leading(self.vary)
        _, most = self.traits()[varied].bounds
        layers = {value: at(self._layer, self.vary, value) for value in range(1, most + 1)}
        found = {value: costs(layer) for value, layer in layers.items() if layer}
        fig, axes = subplots(figsize=(PAGE_WIDTH, 3.2))
        ax = axes[0, 0]
        for name, (label, look) in _CURVES.items():
            ax.loglog(list(found), [each[name] for each in found.values()], label=label, **look)
            ax.plot(self._layer[varied], self._costs[name], "o", color=look["color"], markersize=4)
        ax.xaxis.set_major_formatter("{x:g}")
        ax.set(xlabel=_TITLES[self.vary], ylabel="count, or bytes")
        fig.legend(loc="outside right upper")
        return fig

    def sentence(self) -> str:
        """Tell the layer, its costs, and what they become when one setting doubles."""
        layer, count = self._layer, self._costs
        settings = ", ".join(f"{name} {layer[name]}" for name in ("stride", "padding", "groups", "bias"))
        grown = "there is no such layer"
        if factors := self.doubled:
            grown = ", ".join(f"{name} x {factor:.6g}" for name, factor in factors.items())
        kernel = times((self.kernel_size, self.kernel_size))
        return (
            f"CostExplorer: a {kernel} convolution from {self.in_channels} channels of "
            f"{times((self.height, self.width))} to {self.out_channels} of {times(output_size(layer))} "
            f"({settings}) has {count['parameters']:,} parameters and takes {count['multiply_adds']:,} "
            f"multiply-adds an image.\nbytes: {self.bytes}\noperations for each byte: "
            f"{self.intensity:.6g}\nwith {_TITLES[self.vary]} doubled: {grown}"
        )
