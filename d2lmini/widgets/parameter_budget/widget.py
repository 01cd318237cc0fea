"""What a layer costs when it is dense, locally connected or convolutional."""

from math import log10, prod
from typing import TYPE_CHECKING

from d2lmini.palette import LIGHT
from d2lmini.widgets.explorable import Explorable
from d2lmini.widgets.sliding import fit_reason, output_sizes, pair, times
from d2lmini.widgets.traits import Axes, Choice, Whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MEASURES = ("parameters", "multiply-adds", "memory")
_AXES = ("image", "kernel", "stride", "padding")
_NAMES = {"dense": "dense", "local": "locally connected", "conv": "convolutional"}


class ParameterBudget(Explorable):
    """Compare what three layers cost that read the same image and give outputs of the same size.

        budget = ParameterBudget(image=227, in_channels=3, kernel=11, stride=4, out_channels=96)
        budget.parameters       # {'dense': ..., 'local': 105705600, 'conv': 34944}, biases included
        budget.multiply_adds    # for one image
        budget.memory           # bytes of the parameters in float32

    In the dense layer every output has a weight for every number of the image. In the locally connected one
    it has weights for a window as large as `kernel` only, and in the convolutional one all places of an
    output channel share their window's weights.

    `image` (up to 4096), `kernel` (up to 64), `stride` and `padding` (per side) are ints or pairs
    (height, width); `in_channels` and `out_channels` go up to 1024. `measure` is what the bars show:
    "parameters", "multiply-adds" or "memory". Settings that cannot be shown together raise `TraitError` and
    leave the state as it was.
    """

    image = Axes(1000, 1, 4096)
    in_channels = Whole(3, 1, 1024)
    kernel = Axes(3, 1, 64)
    stride = Axes(1, 1, 64)
    padding = Axes(1, 0, 32)
    out_channels = Whole(64, 1, 1024)
    measure = Choice(*MEASURES)

    @property
    def parameters(self) -> dict[str, int]:
        """Weights and biases of each layer."""
        return self._costs("parameters")

    @property
    def multiply_adds(self) -> dict[str, int]:
        """Products that each layer adds up for one image, those with padded zeros included."""
        return self._costs("multiply-adds")

    @property
    def memory(self) -> dict[str, int]:
        """Bytes of each layer's parameters in float32."""
        return self._costs("memory")

    def _lengths(self, **changed: object) -> dict[str, tuple[int, int]]:
        return {name: pair(value) for name, value in self._state(*_AXES, **changed).items()}

    def _refusal(self, **changed: object) -> str | None:
        return fit_reason(*self._lengths(**changed).values(), words=("image", "kernel"))

    def _factors(self, measure: str) -> dict[str, dict[str, int]]:
        """Return what multiplies to each layer's cost, as `layer_budget.js` does too.

        They are `bytes` (in memory only), `one` (the cost of one output), `channels` (of the output) and
        `places`, which the convolution pays for with multiply-adds only.
        """
        lengths, works = self._lengths(), measure == "multiply-adds"
        sizes = (lengths["image"], lengths["kernel"])
        every, window = (self.in_channels * prod(size) + (not works) for size in sizes)
        number = {"bytes": 4} if measure == "memory" else {}  # of each in float32
        channels, places = {"channels": self.out_channels}, {"places": prod(output_sizes(*lengths.values()))}
        return {
            "dense": {**number, "one": every, **channels, **places},
            "local": {**number, "one": window, **channels, **places},
            "conv": {**number, "one": window, **channels, **(places if works else {})},
        }

    def _costs(self, measure: str) -> dict[str, int]:
        """Return the cost of each layer as an exact whole number; memory in bytes."""
        return {name: prod(factors.values()) for name, factors in self._factors(measure).items()}

    def still(self) -> "Figure":
        """Draw the three layers' bars in the measure in view."""
        from d2lmini.plot.style import PAGE_WIDTH, subplots

        looks = {
            "bytes": {"color": LIGHT["muted"]},
            "one": {"color": LIGHT["kernel"]},
            "channels": {"color": LIGHT["output"]},
            "places": {"color": LIGHT["output-soft"], "edgecolor": LIGHT["output"], "hatch": "///"},
        }
        words = {"bytes": "4 bytes", "channels": "output channels", "places": "positions"}
        words["one"] = f"{'multiply-adds' if self.measure == 'multiply-adds' else 'parameters'} of one output"
        fig, axes = subplots(figsize=(PAGE_WIDTH, 2.7))
        ax = axes[0, 0]
        for row, (layer, factors) in enumerate(self._factors(self.measure).items()):
            left = 0
            for part, factor in factors.items():
                label = words[part] if layer == "dense" else None
                ax.barh(row, log10(factor), left=left, height=0.5, label=label, **looks[part])
                left += log10(factor)
            ax.text(0, row - 0.33, f"{_NAMES[layer]}: {prod(factors.values()):,}", fontsize=9)
        ticks = range(0, 22, 3)
        ax.set_xticks(ticks, [f"$10^{{{tick}}}$" for tick in ticks])
        ax.set(xlim=(0, 22), ylim=(2.5, -0.7), yticks=[])
        unit = "bytes" if self.measure == "memory" else self.measure
        ax.set_xlabel(f"{unit}: lengths add where numbers multiply")
        fig.legend(loc="outside upper center", ncols=4)
        return fig

    def sentence(self) -> str:
        """Tell sizes and settings, and the costs, first those in the measure in view."""
        lengths = self._lengths()
        settings = f"kernel {times(lengths['kernel'])}, stride {self.stride}, padding {self.padding}"
        size = times(output_sizes(*lengths.values()))
        costs = {measure: self._costs(measure) for measure in MEASURES}
        shown = ", ".join(f"{_NAMES[layer]} {cost:,}" for layer, cost in costs[self.measure].items())
        unit = " in bytes" if self.measure == "memory" else ""
        channels = f"{self.in_channels} channel{'s' * (self.in_channels > 1)}"
        first = (
            f"ParameterBudget: three layers that read a {times(lengths['image'])} image with {channels} "
            f"and give {self.out_channels} of {size} ({settings}). {self.measure}{unit}: {shown}."
        )
        return "\n".join([first, *(f"{measure}: {layers}" for measure, layers in costs.items())])
