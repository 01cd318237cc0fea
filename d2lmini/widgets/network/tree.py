"""A network as plain data: a list of layers, each a dict of its kind and its settings.

    [{"layer": "Conv2d", "out_channels": 6, "kernel_size": 5}, {"layer": "ReLU"}]

`branches` of the kinds "Add" and "Concat" are lists of layers. What a layer reads, such as `in_channels`, is
None where it is what arrives. `network_builder/check.js` refuses the same in the same words.
"""

from collections.abc import Sequence
from numbers import Integral, Real

from d2lmini.widgets.network.kinds import BLOCKS, KINDS, LIMITS
from d2lmini.widgets.traits import unpacked


def complete(layers: object, path: str = "") -> list[dict]:
    """Return the layers with every setting, in plain numbers.

    Raises:
        ValueError: something in them is no layer, or out of its bounds; the message says which and why.
    """
    where = f"branch {path}" if path else "net"
    if not isinstance(layers, (list, tuple)):
        raise ValueError(f"{where} must be a list of layers, got {layers!r}")
    if path.count(".") // 2 >= LIMITS["depth"][1]:
        raise ValueError(f"branches can stand in branches {LIMITS['depth'][1]} deep, and no deeper")
    done = [_layer(layer, f"{path}.{index}".lstrip(".")) for index, layer in enumerate(layers)]
    if not path and (count := count_layers(done)) > LIMITS["layers"][1]:
        raise ValueError(f"net has {count} layers; at most {LIMITS['layers'][1]} can be shown")
    return done


def count_layers(layers: Sequence[dict]) -> int:
    """Count the layers, those in branches and their blocks included."""
    return sum(1 + sum(map(count_layers, layer.get("branches", []))) for layer in layers)


def leads(layers: Sequence[dict], at: Sequence[int]) -> bool:
    """Say whether a path leads to a layer or a branch."""
    here = layers
    for depth, index in enumerate(at):
        items = here.get("branches", []) if depth % 2 else here
        if index >= len(items):
            return False
        here = items[index]
    return True


def _layer(layer: object, path: str) -> dict:
    kind = layer.get("layer") if isinstance(layer, dict) else layer
    if not isinstance(kind, str) or kind not in KINDS:
        raise ValueError(f"layer {path} must be one of {', '.join(KINDS)}; got {kind!r}")
    given = {name: value for name, value in layer.items() if name != "layer"}
    where = f"layer {path}, {kind}"
    if kind in BLOCKS:
        return {"layer": kind, "branches": _branches(given.pop("branches", None), where, path)}
    settings = KINDS[kind]["settings"]
    if unknown := [name for name in given if name not in settings]:
        raise ValueError(f"{where} has no setting {unknown[0]!r}; it has {', '.join(settings) or 'none'}")
    set_ = {name: _setting(f"{where}: {name}", given, name, spec) for name, spec in settings.items()}
    return {"layer": kind} | set_


def _branches(branches: object, where: str, path: str) -> list[list[dict]]:
    count = len(branches) if isinstance(branches, (list, tuple)) else 0
    least, most = LIMITS["branches"]
    if not least <= count <= most:
        raise ValueError(f"{where}: it must have from {least} to {most} branches, got {count}")
    return [complete(branch, f"{path}.{index}") for index, branch in enumerate(branches)]


def _setting(where: str, given: dict, name: str, spec: dict) -> object:
    if name not in given:
        if spec["type"] == "reads" or "usual" in spec:
            return spec.get("usual")
        raise ValueError(f"{where} is missing")
    value = unpacked(given[name])
    if value is None and (spec["type"] == "reads" or spec.get("usual", 0) is None):
        return None
    if spec["type"] == "flag":
        if not isinstance(value, bool):
            raise ValueError(f"{where} must be True or False, got {value!r}")
        return value
    least, most = spec["bounds"]
    if spec["type"] == "real":
        if not _is(value, Real) or not least <= value <= most:
            raise ValueError(f"{where} must be a number from {least} to {most}, got {value!r}")
        return int(value) if isinstance(value, Integral) else float(value)
    numbers = list(value) if spec["type"] == "lengths" and isinstance(value, (list, tuple)) else [value]
    inside = (_is(number, Integral) and least <= number <= most for number in numbers)
    if len(numbers) not in (1, 2) or not all(inside):
        raise ValueError(f"{where} must be a whole number from {least} to {most}, got {value!r}")
    whole = [int(number) for number in numbers]
    return whole if len(whole) == 2 else whole[0]


def _is(value: object, number: type) -> bool:
    return isinstance(value, number) and not isinstance(value, bool)
