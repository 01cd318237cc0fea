"""A network's costs as a still picture: what each layer has of the parameters and of the multiply-adds."""

from typing import TYPE_CHECKING

from d2lmini.models.summary import LayerSummary
from d2lmini.palette import LIGHT
from d2lmini.plot.style import PAGE_WIDTH, subplots

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MOST = 24  # rows that can be read in one picture


def draw_costs(layers: list[LayerSummary], problem: str | None) -> "Figure":
    """Draw two rows of bars, as shares of the whole, for the layers that have any."""
    shown = [layer for layer in layers if layer.parameters or layer.multiply_adds][:_MOST]
    fig, axes = subplots(1, 2, figsize=(PAGE_WIDTH, 1.1 + 0.21 * max(4, len(shown))), sharey=True)
    for ax, measure, colour in zip(
        axes[0], ("parameters", "multiply_adds"), (LIGHT["kernel"], LIGHT["accent"]), strict=True
    ):
        counts = [getattr(layer, measure) for layer in shown]
        whole = sum(getattr(layer, measure) for layer in layers) or 1
        ax.barh(range(len(shown)), [100 * count / whole for count in counts], height=0.6, color=colour)
        for row, count in enumerate(counts):
            ax.text(100 * count / whole + 1, row, f"{count:,}", va="center", fontsize=7.5)
        ax.set(xlim=(0, 135), ylim=(max(4, len(shown)) - 0.5, -0.5), xticks=range(0, 101, 25))
        ax.set_xlabel(f"% of the {measure.replace('_', '-')}")
        ax.set_yticks(range(len(shown)), [f"{layer.name} {layer.kind}" for layer in shown])
    if problem:
        axes[0, 0].text(0, 1, problem, color=LIGHT["warning"], fontsize=8)
    return fig
