"""What a dense, a locally connected and a convolutional layer cost, exactly, and which settings are allowed.

`layer_budget.js` computes the same and says the same, word for word.
"""

from math import prod

from d2lmini.widgets.settings import LIMITS, Pair, output_sizes, refusal

MEASURES = ("parameters", "multiply-adds", "memory")
BUDGET_LIMITS = {
    **LIMITS,
    "input": [1, 4096],
    "kernel": [1, 64],
    "stride": [1, 64],
    "padding": [0, 32],
    "channels": [1, 1024],
}
_BYTES = 4  # of a number in float32


def budget_refusal(
    image: Pair, in_channels: int, kernel: Pair, stride: Pair, padding: Pair, out_channels: int
) -> str | None:
    """Say why these cannot be shown together, or return None when they can."""
    reason = refusal(image, kernel, stride, padding, (1, 1), BUDGET_LIMITS)
    if reason:
        return reason.replace("input", "image")
    return _channels_reason("in_channels", in_channels) or _channels_reason("out_channels", out_channels)


def _channels_reason(name: str, count: int) -> str | None:
    least, most = BUDGET_LIMITS["channels"]
    if least <= count <= most:
        return None
    return f"{name} must be a whole number from {least} to {most}, got {count}"


def layer_factors(
    measure: str,
    image: Pair,
    in_channels: int,
    kernel: Pair,
    stride: Pair,
    padding: Pair,
    out_channels: int,
) -> dict[str, dict[str, int]]:
    """Return what multiplies to each layer's cost.

    They are `bytes` (in memory only), `one` (the cost of one output), `channels` (of the output) and
    `places`, which the convolution pays for with multiply-adds only.
    """
    works = measure == "multiply-adds"
    places = prod(output_sizes(image, kernel, stride, padding, (1, 1)))
    every, window = (in_channels * prod(size) + (not works) for size in (image, kernel))
    number = {"bytes": _BYTES} if measure == "memory" else {}
    return {
        "dense": {**number, "one": every, "channels": out_channels, "places": places},
        "local": {**number, "one": window, "channels": out_channels, "places": places},
        "conv": {**number, "one": window, "channels": out_channels, **({"places": places} if works else {})},
    }


def layer_costs(measure: str, **state: object) -> dict[str, int]:
    """Return the cost of each layer as an exact whole number; memory in bytes."""
    return {layer: prod(factors.values()) for layer, factors in layer_factors(measure, **state).items()}


def verdict(measure: str, **state: object) -> str:
    """Tell what locality saves, and what sharing saves on top."""
    if state["image"] == state["kernel"] and state["padding"] == (0, 0):
        return f"One window covers the whole image: all three are the same layer, with the same {measure}."
    return f"{_locality(measure, **state)} {_sharing(measure, **state)}"


def _locality(measure: str, **state: object) -> str:
    costs = layer_costs(measure, **state)
    if costs["local"] >= costs["dense"]:
        return "Locality saves nothing here: with padding, a window is as large as the image or larger."
    return f"Locality divides the dense layer's {measure} by {quotient(costs['dense'], costs['local'])}."


def _sharing(measure: str, **state: object) -> str:
    height, width = output_sizes(state["image"], state["kernel"], state["stride"], state["padding"], (1, 1))
    if height * width == 1:
        return "Sharing changes nothing: the output has one place."
    if measure == "multiply-adds":
        return "Sharing changes nothing here: it saves memory, not arithmetic."
    divided = "it" if measure == "memory" else "them"
    return (
        f"Sharing divides {divided} by {height * width:,} more: "
        f"all {height:,}×{width:,} places use the same weights."
    )


def quotient(a: int, b: int) -> str:
    """Write a / b exactly, or with a word of warning: to the nearest whole number, or hundredth below 100."""
    if a % b == 0:
        return f"{a // b:,}"
    if a >= 100 * b:
        return f"about {(2 * a + b) // (2 * b):,}"
    return f"about {(200 * a + b) // (2 * b) / 100:g}"
