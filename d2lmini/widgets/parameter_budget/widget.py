"""What a layer costs when it is dense, locally connected or convolutional."""

from math import log10
from typing import TYPE_CHECKING

from d2lmini.palette import LIGHT
from d2lmini.widgets.explorable import Explorable
from d2lmini.widgets.parameter_budget.layer_budget import MEASURES, layer_costs, layer_factors
from d2lmini.widgets.sliding import fit_reason, output_sizes, pair, times
from d2lmini.widgets.traits import Axes, Choice, Whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

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
        return layer_costs("parameters", **self._layer())

    @property
    def multiply_adds(self) -> dict[str, int]:
        """Products that each layer adds up for one image, those with padded zeros included."""
        return layer_costs("multiply-adds", **self._layer())

    @property
    def memory(self) -> dict[str, int]:
        """Bytes of each layer's parameters in float32."""
        return layer_costs("memory", **self._layer())

    def _lengths(self, **changed: object) -> dict[str, tuple[int, int]]:
        return {name: pair(value) for name, value in self._state(*_AXES, **changed).items()}

    def _layer(self) -> dict:
        return self._state("in_channels", "out_channels") | self._lengths()

    def _refusal(self, **changed: object) -> str | None:
        return fit_reason(*self._lengths(**changed).values(), words=("image", "kernel"))

    def still(self) -> "Figure":
        """Draw the three layers' bars in the measure in view."""
        from d2lmini.plot.style import PAGE_WIDTH, subplots

        looks = {
            "bytes": {"color": LIGHT["muted"]},
            "one": {"color": LIGHT["kernel"]},
            "channels": {"color": LIGHT["output"]},
            "places": {"color": LIGHT["output-soft"], "edgecolor": LIGHT["output"], "hatch": "///"},
        }
        words = {"bytes": "4 bytes", "channels": "output channels", "places": "places"}
        words["one"] = f"{'multiply-adds' if self.measure == 'multiply-adds' else 'parameters'} of one output"
        fig, axes = subplots(figsize=(PAGE_WIDTH, 2.7))
        ax = axes[0, 0]
        costs = layer_costs(self.measure, **self._layer())
        for row, (layer, factors) in enumerate(layer_factors(self.measure, **self._layer()).items()):
            left = 0
            for part, factor in factors.items():
                label = words[part] if layer == "dense" else None
                ax.barh(row, log10(factor), left=left, height=0.5, label=label, **looks[part])
                left += log10(factor)
            ax.text(0, row - 0.33, f"{_NAMES[layer]}: {costs[layer]:,}", fontsize=9)
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
        costs = {measure: layer_costs(measure, **self._layer()) for measure in MEASURES}
        shown = ", ".join(f"{_NAMES[layer]} {cost:,}" for layer, cost in costs[self.measure].items())
        unit = " in bytes" if self.measure == "memory" else ""
        channels = f"{self.in_channels} channel{'s' * (self.in_channels > 1)}"
        first = (
            f"ParameterBudget: three layers that read a {times(lengths['image'])} image with {channels} "
            f"and give {self.out_channels} of {size} ({settings}). {self.measure}{unit}: {shown}."
        )
        return "\n".join([first, *(f"{measure}: {layers}" for measure, layers in costs.items())])
