"""From a network as plain data to PyTorch's modules, and back."""

from collections.abc import Sequence

import torch
from torch import nn

from d2lmini import models
from d2lmini.models.lenet5 import LENET5_TABLE
from d2lmini.widgets.network.kinds import BLOCKS, KINDS
from d2lmini.widgets.network.tree import complete

Shape = tuple[int, ...]
_OWN = {"Subsample", "PartialConv2d", "RBF", *BLOCKS}


def class_of(kind: str) -> type[nn.Module]:
    """Return the class of a kind of layer."""
    return getattr(models if kind in _OWN else nn, kind)


def layers_of(net: nn.Module) -> list[dict]:
    """Return a network of known layers as plain data; a Sequential within another is unrolled.

    Raises:
        ValueError: a layer is of an unknown kind, or set in a way that cannot be shown.
    """
    return complete(_listed(net))


def _listed(module: nn.Module) -> list[dict]:
    if isinstance(module, nn.Sequential):
        return [layer for part in module for layer in _listed(part)]
    kind = type(module).__name__
    if kind not in KINDS or type(module) is not class_of(kind):
        raise ValueError(f"{kind} cannot be shown; the layers that can are {', '.join(KINDS)}")
    if kind in BLOCKS:
        return [{"layer": kind, "branches": [_branch(branch) for branch in module]}]
    if kind == "PartialConv2d" and module.table != LENET5_TABLE:
        raise ValueError("PartialConv2d can be shown with LeNet-5's table alone")
    values = {name: _value(module, name) for name in KINDS[kind]["settings"]}
    for name, only in KINDS[kind]["leaves"].items():
        expected, value = values.get(only, only), getattr(module, name, only)
        if (value is not None if name == "bias" else value) != expected:
            raise ValueError(f"{kind} can be shown with {name}={expected!r} alone, got {value!r}")
    return [{"layer": kind} | values]


def _branch(module: nn.Module) -> list[dict]:
    """Return the layers of a branch; one that does nothing has none."""
    return [] if type(module) is nn.Identity else _listed(module)


def _value(module: nn.Module, name: str) -> object:
    if isinstance(module, models.RBF):
        return module.codes.shape[{"classes": 0, "features": 1}[name]]
    if isinstance(module, models.PartialConv2d):
        return module.kernels.shape[-1]
    value = getattr(module, name)
    if name == "bias":
        return value is not None
    # PyTorch's pools have their window as stride where none was given.
    same_stride = name == "stride" and KINDS[type(module).__name__]["settings"]["stride"]["usual"] is None
    if same_stride and value == module.kernel_size:
        return None
    return value[0] if isinstance(value, tuple) and len(set(value)) == 1 else value


def build(layers: Sequence[dict], shape: Sequence[int]) -> nn.Sequential:
    """Return the network for inputs of this shape, without the batch.

    Raises:
        ValueError: a layer cannot read what arrives; its place and PyTorch's reason are in the message.
    """
    return _built(layers, tuple(shape), "")[0]


def _built(layers: Sequence[dict], shape: Shape, path: str) -> tuple[nn.Sequential, Shape]:
    net = nn.Sequential()
    for index, layer in enumerate(layers):
        where = f"{path}{index}"
        try:
            module = _module(layer, shape, where)
            shape = models.summary(module, shape)[-1].shape
        except ValueError as error:
            if str(error).startswith("layer "):
                raise
            reason = str(error).rpartition(f"{shape}: ")[2]
            raise ValueError(f"layer {where}, {layer['layer']}, cannot read {shape}: {reason}") from error
        net.append(module)
    return net, shape


def _module(layer: dict, shape: Shape, path: str) -> nn.Module:
    kind = layer["layer"]
    if kind in BLOCKS:
        built = [_built(branch, shape, f"{path}.{at}.") for at, branch in enumerate(layer["branches"])]
        branches, shapes = zip(*built, strict=True)
        if kind == "Add" and len(set(shapes)) > 1:
            raise ValueError(
                f"branches that are added must agree, and they make {', '.join(map(str, shapes))}"
            )
        return class_of(kind)([branch if len(branch) else nn.Identity() for branch in branches])
    settings = KINDS[kind]["settings"]
    if kind in {"Linear", "RBF"} and len(shape) != 1:
        raise ValueError("a dense layer reads a vector; put a Flatten before it")
    arguments = {
        name: shape[0] if spec["type"] == "reads" and layer[name] is None else _tuple(layer[name])
        for name, spec in settings.items()
    }
    return class_of(kind)(**arguments)


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def on_meta(layers: Sequence[dict], shape: Sequence[int]) -> nn.Sequential:
    """Return the network without numbers: of any size, it takes no memory."""
    with torch.device("meta"):
        return build(layers, shape).to("meta")
