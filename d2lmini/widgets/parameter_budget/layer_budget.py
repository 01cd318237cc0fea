"""What a dense, a locally connected and a convolutional layer cost, as `layer_budget.js` counts too."""

from math import prod

from d2lmini.widgets.sliding import Pair, output_sizes

MEASURES = ("parameters", "multiply-adds", "memory")
_BYTES = 4  # of a number in float32


def layer_factors(
    measure: str, image: Pair, in_channels: int, kernel: Pair, stride: Pair, padding: Pair, out_channels: int
) -> dict[str, dict[str, int]]:
    """Return what multiplies to each layer's cost.

    They are `bytes` (in memory only), `one` (the cost of one output), `channels` (of the output) and
    `places`, which the convolution pays for with multiply-adds only.
    """
    works = measure == "multiply-adds"
    places = prod(output_sizes(image, kernel, stride, padding))
    every, window = (in_channels * prod(size) + (not works) for size in (image, kernel))
    number = {"bytes": _BYTES} if measure == "memory" else {}
    return {
        "dense": {**number, "one": every, "channels": out_channels, "places": places},
        "local": {**number, "one": window, "channels": out_channels, "places": places},
        "conv": {**number, "one": window, "channels": out_channels, **({"places": places} if works else {})},
    }


def layer_costs(measure: str, **layer: object) -> dict[str, int]:
    """Return the cost of each layer as an exact whole number; memory in bytes."""
    return {name: prod(factors.values()) for name, factors in layer_factors(measure, **layer).items()}
