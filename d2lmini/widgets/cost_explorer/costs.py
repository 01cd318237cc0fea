"""What one convolutional layer costs for one image, and the same layer with one of its settings scaled.

`costs.js` and `scaling.js` count the same.
"""

from math import gcd

from d2lmini.widgets.sliding import fit_reason

BYTES = 4  # of a number in float32
# What can be doubled: one setting, or several that move together.
VARIED = ("kernel_size", "size", "in_channels", "out_channels", "channels", "stride", "groups")


def output_size(layer: dict) -> tuple[int, int]:
    """Return rows and columns of the output; with padding "same" and stride 1 those of the input."""
    kernel, padding = layer["kernel_size"], layer["padding"]
    around = kernel - 1 if padding == "same" else 2 * padding
    return tuple((layer[side] + around - kernel) // layer["stride"] + 1 for side in ("height", "width"))


def costs(layer: dict) -> dict[str, int | float]:
    """Count parameters and multiply-adds, the bytes of each array, and operations for each byte moved."""
    window = layer["in_channels"] // layer["groups"] * layer["kernel_size"] ** 2
    rows, columns = output_size(layer)
    weights, places = layer["out_channels"] * window, rows * columns
    parameters = weights + layer["out_channels"] * layer["bias"]
    moved = {
        "input": BYTES * layer["in_channels"] * layer["height"] * layer["width"],
        "weights": BYTES * parameters,
        "output": BYTES * layer["out_channels"] * places,
    }
    return {
        "parameters": parameters,
        "multiply_adds": weights * places,
        **moved,
        "columns": BYTES * layer["in_channels"] * layer["kernel_size"] ** 2 * places,
        "intensity": 2 * weights * places / sum(moved.values()),
    }


def refusal(layer: dict) -> str | None:
    """Say why there is no such layer, or return None when there is."""
    groups, channels = layer["groups"], (layer["in_channels"], layer["out_channels"])
    common = gcd(*channels)
    if common % groups:
        fitting = [number for number in range(1, common + 1) if common % number == 0]
        below, above = max(n for n in fitting if n < groups), [n for n in fitting if n > groups][:1]
        return (
            f"groups must divide in_channels {channels[0]} and out_channels {channels[1]}, got {groups}; "
            f"use {' or '.join(map(str, [below, *above]))}"
        )
    if layer["padding"] == "same":
        return None
    size, kernel, padding = (layer["height"], layer["width"]), layer["kernel_size"], layer["padding"]
    return fit_reason(size, (kernel, kernel), (layer["stride"],) * 2, (padding, padding))


def is_depthwise(layer: dict) -> bool:
    """Say whether each input channel is a group of its own."""
    return 1 < layer["groups"] == layer["in_channels"]


def leading(varied: str) -> str:
    """Return the setting by whose value a variation is told."""
    return {"size": "height", "channels": "in_channels"}.get(varied, varied)


def at(layer: dict, varied: str, value: int) -> dict | None:
    """Return the layer whose leading setting has this value, others in proportion; None if there is none."""
    names = {"size": ["height", "width"], "channels": ["in_channels", "out_channels"]}.get(varied, [varied])
    if varied == "channels" and is_depthwise(layer):
        names.append("groups")
    present = layer[leading(varied)]
    if any(layer[name] * value % present for name in names):
        return None
    moved = layer | {name: layer[name] * value // present for name in names}
    return None if refusal(moved) else moved
