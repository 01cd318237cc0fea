"""A network to build layer by layer: what each costs, what it sees, and why a stack does not fit."""

from typing import TYPE_CHECKING, ClassVar

from torch import nn
from traitlets import TraitError, default, observe

from d2lmini.models import summary
from d2lmini.models.summary import Summary
from d2lmini.widgets.explorable import Explorable
from d2lmini.widgets.held import held_copy
from d2lmini.widgets.network.kinds import KINDS, LIMITS
from d2lmini.widgets.network.modules import build, layers_of, on_meta
from d2lmini.widgets.network.tree import complete, count_layers, leads
from d2lmini.widgets.network_builder.presets import presets
from d2lmini.widgets.traits import Choice, Flag, Path, Sent, Table, unpacked, whole_numbers

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MEASURES = ("parameters", "multiply-adds", "memory", "receptive field")


class Layers(Sent):
    """A network as plain data, or as a module of known layers."""

    def get(self, obj: object, cls: type | None = None) -> list:
        """Hand out a copy that refuses writes."""
        return held_copy(super().get(obj, cls), self.name)

    def validate(self, obj: object, value: object) -> list[dict]:
        """Return the layers with every setting."""
        try:
            return layers_of(value) if isinstance(value, nn.Module) else complete(value)
        except ValueError as error:
            raise TraitError(str(error)) from error


class Shape(Sent):
    """Channels, height and width of a picture."""

    def validate(self, obj: object, value: object) -> tuple[int, int, int]:
        """Return a tuple of three whole numbers."""
        plain = unpacked(value)
        if not whole_numbers(plain) or len(plain) != 3:
            raise TraitError(f"{self.name} must be (channels, height, width), got {value!r}")
        for part, number in zip(("channels", "height", "width"), plain, strict=True):
            least, most = LIMITS["channels" if part == "channels" else "size"]
            if not least <= number <= most:
                raise TraitError(
                    f"{part} of the input must be a whole number from {least} to {most}, got {number}"
                )
        return tuple(map(int, plain))


class NetworkBuilder(Explorable):
    """Build a network, and see what every layer costs, live in the browser and readable from Python.

        builder = NetworkBuilder(d2l.alexnet(), shape=(3, 224, 224))
        builder.summary         # the layers' shapes, parameters, multiply-adds, bytes and fields, with totals
        builder.network()       # a torch module of what the browser shows, with fresh weights

    `net` takes an `nn.Sequential` of known layers, or plain data: a list of dicts such as
    `{"layer": "Conv2d", "out_channels": 6, "kernel_size": 5}`, where `branches` of "Add" and "Concat" are
    lists again. It reads back as plain data. What a layer reads, such as `in_channels`, may be left out.
    `shape` is that of the input, (channels, height, width), `at` the layer in view: (3,) is `net[3]`.
    `measure` is what the totals and bars show, and `flops` counts two operations for each multiply-add.

    A stack whose layers do not fit is shown with the layer, the reason and ways out; `summary` and `network`
    raise `ValueError` then. What is no network raises `TraitError` and changes nothing.
    """

    bounds: ClassVar = LIMITS

    net = Layers()
    shape = Shape((1, 28, 28))
    at = Path((3,))
    measure = Choice(*MEASURES)
    flops = Flag(False)
    _kinds = Table(KINDS)
    _presets = Table()

    @default("net")
    def _first_net(self) -> list[dict]:
        return presets()["LeNet"]["net"]

    @default("_presets")
    def _all_presets(self) -> dict[str, dict]:
        return presets()

    @property
    def summary(self) -> Summary:
        """The table of `d2lmini.models.summary`."""
        return summary(on_meta(self.net, self.shape), self.shape)

    def network(self) -> nn.Sequential:
        """Return a new network, with weights as PyTorch draws them."""
        return build(self.net, self.shape)

    def _refusal(self, **changed: object) -> str | None:
        net, at = self._state("net", "at", **changed).values()
        if "at" in changed and not leads(net, at):
            return f"at must lead to a layer of the network, got {at}"
        return None

    @observe("net")
    def _keep_at_inside(self, change: dict) -> None:
        at = self.at
        while not leads(self.net, at):
            at = (*at[:-1], at[-1] - 1) if at[-1] else at[:-1]
        self.at = at

    def _problem(self) -> str | None:
        try:
            on_meta(self.net, self.shape)
        except ValueError as error:
            return str(error).splitlines()[0]
        return None

    def still(self) -> "Figure":
        """Draw what each layer has of the parameters and of the multiply-adds."""
        from d2lmini.widgets.network_builder.picture import draw_costs

        return draw_costs([] if self._problem() else self.summary, self._problem())

    def sentence(self) -> str:
        """Tell the network's totals and its table, or which layer does not fit."""
        first = f"NetworkBuilder: {count_layers(self.net)} layers read {' × '.join(map(str, self.shape))}"
        if problem := self._problem():
            return f"{first}; {problem}."
        table = self.summary
        totals = (
            f"{table.parameters:,} parameters, {table.multiply_adds:,} multiply-adds and "
            f"{table.activation_bytes:,} bytes of activations for one example"
        )
        gives = " × ".join(map(str, table[-1].shape))
        return f"{first} and give {gives}: {totals}; {self.measure} in view.\n{table!r}"
