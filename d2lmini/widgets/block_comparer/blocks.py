"""The blocks that can be compared: each makes C channels of C, and keeps the size of the map.

A convolution says which share of C it makes. `blocks.js` makes layers of the same table.
"""

from math import lcm

from d2lmini.widgets.network.kinds import BLOCKS as JOINTS
from d2lmini.widgets.network.tree import complete

CONVOLUTIONS = ("without bias", "with bias", "with batch norm")
ACTIVATIONS = ("ReLU", "ReLU6")
STEP = 8  # of C, so that the branches of the inception block make C together


def _conv(
    kernel: int, share: int = 1, of: int = 1, *, alone: bool = False, then: str | None = "ReLU"
) -> dict:
    """Return a convolution that makes `share / of` of C; `alone` are the channels of a depthwise one."""
    return {"conv": kernel, "share": [share, of], "alone": alone, "then": then}


def _added(*body: dict) -> dict:
    return {"join": "Add", "branches": [list(body), []]}


# Channels of the inception block: GoogLeNet's (4c), the only one that makes as many as it reads.
BLOCKS = {
    "3×3": [_conv(3)],
    "two 3×3": [_conv(3), _conv(3)],
    "three 3×3": [_conv(3), _conv(3), _conv(3)],
    "5×5": [_conv(5)],
    "7×7": [_conv(7)],
    "1×1 bottleneck": [_conv(1, 1, 4), _conv(3, 1, 4), _conv(1)],
    "NiN block": [_conv(3), _conv(1), _conv(1)],
    "inception block": [
        {
            "join": "Concat",
            "branches": [
                [_conv(1, 1, 4)],
                [_conv(1, 1, 4), _conv(3, 1, 2)],
                [_conv(1, 3, 64), _conv(5, 1, 8)],
                [{"pool": 3}, _conv(1, 1, 8)],
            ],
        }
    ],
    "residual block": [_added(_conv(3), _conv(3, then=None)), {"then": "ReLU"}],
    "residual bottleneck": [
        _added(_conv(1, 1, 4), _conv(3, 1, 4), _conv(1, then=None)),
        {"then": "ReLU"},
    ],
    "depthwise separable": [_conv(3, alone=True), _conv(1)],
    "inverted residual": [
        _added(_conv(1, 6, then="ReLU6"), _conv(3, 6, alone=True, then="ReLU6"), _conv(1, then=None))
    ],
}


def block_layers(name: str, channels: int, convolutions: str) -> list[dict]:
    """Return a block as plain data, with every setting."""
    return complete(_layers(BLOCKS[name], channels, convolutions))


def _layers(parts: list[dict], channels: int, convolutions: str) -> list[dict]:
    layers = []
    for part in parts:
        if "join" in part:
            branches = [_layers(branch, channels, convolutions) for branch in part["branches"]]
            layers.append({"layer": part["join"], "branches": branches})
        if "pool" in part:
            kernel = part["pool"]
            layers.append({"layer": "MaxPool2d", "kernel_size": kernel, "stride": 1, "padding": kernel // 2})
        if "conv" in part:
            layers += _convolution(part, channels, convolutions)
        if part.get("then"):
            layers.append({"layer": part["then"]})
    return layers


def _convolution(part: dict, channels: int, convolutions: str) -> list[dict]:
    kernel, (share, of) = part["conv"], part["share"]
    made = max(1, (2 * channels * share + of) // (2 * of))  # the nearest whole number
    groups = {"groups": made} if part["alone"] else {}
    conv = {"layer": "Conv2d", "out_channels": made, "kernel_size": kernel, "padding": kernel // 2} | groups
    norm = [{"layer": "BatchNorm2d"}] if convolutions == "with batch norm" else []
    return [conv | {"bias": convolutions == "with bias"}, *norm]


def repeats_for(fields: list[int]) -> list[int]:
    """Return how often each block has to stand in a row until all their fields are equal."""
    whole = lcm(*(field - 1 for field in fields))
    return [whole // (field - 1) for field in fields]


def in_a_row(layers: list[dict]) -> tuple[int, int]:
    """Return the least and the most activations that a number passes through, one after the other."""
    least = most = 0
    for layer in layers:
        if layer["layer"] in JOINTS:
            fewest, greatest = zip(*map(in_a_row, layer["branches"]), strict=True)
            least, most = least + min(fewest), most + max(greatest)
        elif layer["layer"] in ACTIVATIONS:
            least, most = least + 1, most + 1
    return least, most
