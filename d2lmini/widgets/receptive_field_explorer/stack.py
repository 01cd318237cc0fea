"""Layers as plain data, from triples, dicts or modules, and in words why some cannot be shown."""

from collections.abc import Sequence
from numbers import Integral

from torch import nn

from d2lmini.receptive.fields import READS_ALL, is_pointwise
from d2lmini.widgets.sliding import pair

LIMITS = {
    "kernel": [1, 15],
    "stride": [1, 8],
    "padding": [0, 30],
    "dilation": [1, 16],
    "count": [0, 120],
    "branches": [1, 6],
    "depth": [0, 3],
    "size": [1, 256],
}
SETTINGS = {"kernel": None, "stride": 1, "padding": 0, "dilation": 1}
KINDS, BLOCKS = ("conv", "pool"), ("add", "concat")
_POOLS = (nn.MaxPool2d, nn.AvgPool2d)


def complete(layers: object) -> list[dict]:
    """Return the layers as dicts with every setting.

    Raises:
        ValueError: something is no layer, or out of its bounds.
    """
    listed = _listed(layers, "") if isinstance(layers, nn.Module) else layers
    result = _completed(listed, "", 0)
    if (count := count_layers(result)) > LIMITS["count"][1]:
        raise ValueError(f"layers has {count} layers; at most {LIMITS['count'][1]} can be shown")
    return result


def count_layers(layers: Sequence[dict]) -> int:
    """Count layers and blocks, those in branches too."""
    return sum(1 + sum(map(count_layers, layer.get("branches", ()))) for layer in layers)


def _completed(layers: object, path: str, depth: int) -> list[dict]:
    if not isinstance(layers, (list, tuple)):
        raise ValueError(f"layers must be a list of (kernel, stride, padding) or a network, got {layers!r}")
    if depth > LIMITS["depth"][1]:
        raise ValueError(f"branches can stand in branches {LIMITS['depth'][1]} deep, and no deeper")
    return [_layer(layer, f"{path}{index}", depth) for index, layer in enumerate(layers)]


def _layer(layer: object, path: str, depth: int) -> dict:
    if isinstance(layer, (list, tuple)) and len(layer) in (3, 4):
        layer = {"kind": "conv"} | dict(zip(SETTINGS, layer, strict=False))
    if not isinstance(layer, dict):
        raise ValueError(
            f"layer {path} must be (kernel, stride, padding), with the dilation after it if need be, "
            f"or a dict, got {layer!r}"
        )
    kind = layer.get("kind", "conv")
    if kind not in KINDS + BLOCKS:
        raise ValueError(f"kind of layer {path} must be one of {', '.join(KINDS + BLOCKS)}; got {kind!r}")
    known = ("branches",) if kind in BLOCKS else (*SETTINGS, "ceil")
    if unknown := set(layer) - {"kind", *known}:
        raise ValueError(f"layer {path}, {kind} has no setting {min(unknown)!r}; it has {', '.join(known)}")
    if kind in BLOCKS:
        branches, (least, most) = layer.get("branches"), LIMITS["branches"]
        if not isinstance(branches, (list, tuple)) or not least <= len(branches) <= most:
            raise ValueError(f"layer {path}, {kind}: branches must be from {least} to {most} lists of layers")
        inner = enumerate(branches)
        return {"kind": kind, "branches": [_completed(b, f"{path}.{at}.", depth + 1) for at, b in inner]}
    result = {"kind": kind}
    for name, usual in SETTINGS.items():
        value = layer.get(name, usual)
        if value is None:
            raise ValueError(f"layer {path}, {kind}: {name} is missing")
        result[name] = _lengths(f"layer {path}, {kind}: {name}", value, LIMITS[name])
    if kind == "pool" and pair(result["dilation"]) != (1, 1):
        raise ValueError(f"layer {path}, pool: a dilation of pooling cannot be shown")
    return result | ({"ceil": bool(layer.get("ceil"))} if kind == "pool" else {})


def _lengths(name: str, value: object, bounds: list[int]) -> int | list[int]:
    numbers = list(value) if isinstance(value, (list, tuple)) else [value, value]
    if len(numbers) != 2:
        raise ValueError(f"{name} must be a whole number or a pair (height, width), got {value!r}")
    for number in numbers:
        whole = isinstance(number, Integral) and not isinstance(number, bool)
        if not whole or not bounds[0] <= number <= bounds[1]:
            raise ValueError(f"{name} must be a whole number from {bounds[0]} to {bounds[1]}, got {number!r}")
    return int(numbers[0]) if numbers[0] == numbers[1] else [int(number) for number in numbers]


def _listed(net: nn.Module, path: str) -> list[dict]:
    """Return the layers of a network with windows; it ends where one reads the whole map."""
    result = []
    for module in net if isinstance(net, nn.Sequential) else [net]:
        if isinstance(module, READS_ALL):
            break
        if isinstance(module, nn.Sequential):
            result += _listed(module, path)
            if any(isinstance(part, READS_ALL) for part in module.modules()):
                break
        elif isinstance(module, nn.ModuleList):
            kind = "concat" if type(module).__name__ == "Concat" else "add"
            result.append({"kind": kind, "branches": [_listed(branch, path) for branch in module]})
        elif isinstance(module, (nn.Conv2d, *_POOLS)):
            result.append(_of_module(module))
        elif not (isinstance(module, nn.Identity) or is_pointwise(module)):
            raise ValueError(
                f"{type(module).__name__} cannot be shown; put (kernel, stride, padding) instead"
            )
    return result


def _of_module(module: nn.Module) -> dict:
    if isinstance(module.padding, str):
        raise ValueError(f"padding {module.padding!r} cannot be shown; write the number of pixels")
    settings = {name: getattr(module, name, 1) for name in ("stride", "padding", "dilation")}
    pool = isinstance(module, _POOLS)
    kind = {"kind": "pool", "ceil": module.ceil_mode} if pool else {"kind": "conv"}
    return kind | {"kernel": module.kernel_size} | settings


def leads(layers: Sequence[dict], path: Sequence[int]) -> bool:
    """Say whether a path leads to a layer; () is the picture."""
    if len(path) % 2 == 0:
        return not path
    index, *inner = path
    if not 0 <= index < len(layers):
        return False
    if not inner:
        return True
    branches = layers[index].get("branches", ())
    return 0 <= inner[0] < len(branches) and len(inner) > 1 and leads(branches[inner[0]], inner[1:])


def way_to(layers: Sequence[dict], path: Sequence[int]) -> list[dict]:
    """Return the layers on the way to the one at a path, of the branch that it stands in, if any."""
    way = []
    while path:
        index, *inner = path
        way += layers[: index + (not inner)]
        if inner:
            layers = layers[index]["branches"][inner[0]]
        path = inner[1:]
    return way
