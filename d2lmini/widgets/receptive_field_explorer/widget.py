"""Layers, and what any unit of them sees: its field in every layer before it, and how much pixels count."""

from typing import TYPE_CHECKING, ClassVar

from torch import Tensor
from traitlets import Dict, List, TraitError, default, observe

from d2lmini.receptive import ReceptiveField, receptive_field
from d2lmini.widgets.explorable import Explorable
from d2lmini.widgets.held import held_copy
from d2lmini.widgets.receptive_field_explorer import stack
from d2lmini.widgets.receptive_field_explorer.compared import torch_gradients
from d2lmini.widgets.receptive_field_explorer.fit import map_size, misfit
from d2lmini.widgets.receptive_field_explorer.pictures import PICTURES, picture_bytes, picture_of
from d2lmini.widgets.receptive_field_explorer.presets import presets
from d2lmini.widgets.receptive_field_explorer.thin import effective_field, network_to
from d2lmini.widgets.traits import Choice, Flag, Path, Place, Sent, Table, Whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MOST_SEEDS = 999


class Stack(Sent):
    """Layers as plain data, or a network of modules."""

    def get(self, obj: object, cls: type | None = None) -> list:
        """Hand out a copy that refuses writes."""
        return held_copy(super().get(obj, cls), self.name)

    def validate(self, obj: object, value: object) -> list[dict]:
        """Return the layers with every setting."""
        try:
            return stack.complete(value)
        except ValueError as error:
            raise TraitError(str(error)) from error


class ReceptiveFieldExplorer(Explorable):
    """See what any unit of any layer depends on, live in the browser and readable from Python.

        explorer = ReceptiveFieldExplorer(d2l.alexnet(), layer=(7,), at=(3, 3))
        explorer.field              # size, jump and start of the layer's receptive field
        explorer.pixels             # the rows and the columns that the unit sees, padding included
        explorer.effective          # how much each pixel counts for it, as torch computes it

    `layers` is a list of (kernel, stride, padding), with the dilation after it if need be; or of dicts such
    as `{"kind": "pool", "kernel": 2, "stride": 2}`, with "conv", "pool", and for branches of layers "add" and
    "concat"; or a network of modules, whose windows are taken up to the last map. It reads back as dicts.
    They read a square of `size` pixels: of `picture`, "china", "flower" or "digit". One unit is in view: of
    the layer at `layer`, where (4,) is `layers[4]` and () the picture itself, the unit `at`.

    The effective field is that of a thin network with these windows. With `weights="random"` it has three
    channels, weights drawn by `seed`, ReLU and maximum pooling; with "equal" all layers average. `inside`
    shows the layers inside of blocks.
    """

    bounds: ClassVar = {name: stack.LIMITS[name] for name in stack.LIMITS if name != "size"}

    layers = Stack()
    size = Whole(224, *stack.LIMITS["size"])
    picture = Choice(*PICTURES)
    layer = Path((7,))
    at = Place((2, 3), "map")
    weights = Choice("random", "equal")
    seed = Whole(0, 0, _MOST_SEEDS)
    inside = Flag(False)
    _presets = Table()
    _pictures = Dict().tag(sync=True)
    _compared = List().tag(sync=True)

    @default("layers")
    def _first_layers(self) -> list[dict]:
        return presets()["AlexNet"]["layers"]

    @default("_presets")
    def _all_presets(self) -> dict[str, dict]:
        return presets()

    @default("_pictures")
    def _all_pictures(self) -> dict[str, dict]:
        pictures = {name: picture_bytes(name) for name in PICTURES}
        return {name: {"side": len(X), "pixels": X.numpy().tobytes()} for name, X in pictures.items()}

    @default("_compared")
    def _torch_gradients(self) -> list[dict]:
        return torch_gradients()

    @property
    def field(self) -> ReceptiveField:
        """The receptive field of the layer in view."""
        fields = receptive_field(network_to(self.layers, self.layer))
        return fields[-1] if fields else ReceptiveField(1, 1, 0)

    @property
    def pixels(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """First and last row, first and last column that the unit sees; outside of the picture is padding."""
        return self.field.pixels(self.at)

    @property
    def effective(self) -> Tensor:
        """Absolute derivatives of the unit by each pixel: (size, size), float64."""
        X = picture_of(self.picture, self.size)
        seed = self.seed if self.weights == "random" else None
        return effective_field(self.layers, self.layer, self.at, X, seed)

    def _refusal(self, **changed: object) -> str | None:
        layers, size, layer = self._state("layers", "size", "layer", **changed).values()
        if reason := misfit(layers, size):
            return reason
        if "layer" in changed and not stack.leads(layers, layer):
            return f"layer must lead to one of the layers, got {layer}"
        return None

    @observe("layers")
    def _keep_layer_inside(self, change: dict) -> None:
        layer = self.layer
        while not stack.leads(self.layers, layer):
            layer = (*layer[:-1], layer[-1] - 1) if layer[-1] else layer[:-2]
        self.layer = layer

    def _size_of(self, surface: str) -> tuple[int, int]:
        return map_size(self.layers, self.size, self.layer)

    def still(self) -> "Figure":
        """Draw the picture with the unit's field, and how much each pixel counts."""
        from d2lmini.plot import show_images
        from d2lmini.plot.grids import outline

        effective = self.effective
        X = picture_of(self.picture, self.size)
        counts = (effective / (effective.max() or 1)).sqrt()  # or the few largest would hide all others
        fig = show_images([X, counts], titles=["theoretical", "effective"])
        (top, bottom), (left, right) = (
            (max(0, first), min(self.size - 1, last)) for first, last in self.pixels
        )
        for ax in fig.axes[:2]:
            outline(ax, (left - 0.5, top - 0.5), bottom - top + 1, right - left + 1, "kernel")
        return fig

    def sentence(self) -> str:
        """Tell the unit, its field, and on how many pixels nine tenths of its gradient lie."""
        size, jump, start = self.field
        (top, bottom), (left, right) = self.pixels
        ordered = self.effective.flatten().sort(descending=True).values.cumsum(0)
        most = int((ordered < 0.9 * ordered[-1]).sum()) + 1 if ordered[-1] else 0
        where = f"layer {'.'.join(map(str, self.layer))}" if self.layer else "the picture"
        return (
            f"ReceptiveFieldExplorer: unit {self.at} of {where}, of {stack.count_layers(self.layers)} layers "
            f"on {self.size}×{self.size} pixels of {self.picture!r}, sees rows {top} to {bottom} and columns "
            f"{left} to {right}.\nsize {size}, jump {jump}, start {start}; with {self.weights} weights nine "
            f"tenths of the gradient lie on {most} pixels"
        )
