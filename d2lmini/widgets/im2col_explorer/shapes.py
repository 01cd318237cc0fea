"""Which layers can be shown as one matrix product, and in words why others cannot.

The reasons that a reader of the page can meet are, word for word, in `shapes.js` too.
"""

from d2lmini.widgets.layer_shapes import Shape, counts_reason, kernels_reason, sizes_reason
from d2lmini.widgets.sliding import Pair, fit_reason, output_sizes, times

# More channels, filters and numbers than these would not be seen together.
LIMITS = {
    "channels": [1, 3],
    "filters": [1, 4],
    "plane": [1, 8],
    "kernel": [1, 5],
    "in_columns": [1, 1000],
}


def layer_refusal(X: Shape, K: Shape, stride: Pair, padding: Pair, dilation: Pair) -> str | None:
    """Say why a layer of these shapes cannot be shown, or return None when it can."""
    steps = (stride, padding, dilation)
    return (
        counts_reason(X[0], K[0], LIMITS)
        or counts_reason(K[1], K[0], LIMITS)
        or kernels_reason(("X", "K"), X, K)
        or sizes_reason(X[1:], K[2:], LIMITS)
        or fit_reason(X[1:], K[2:], *steps)
        or _room_reason(K, output_sizes(X[1:], K[2:], *steps))
    )


def _room_reason(K: Shape, places: Pair) -> str | None:
    rows, columns = K[1] * K[2] * K[3], places[0] * places[1]
    _, most = LIMITS["in_columns"]
    if rows * columns <= most:
        return None
    return (
        f"the columns would be {times((rows, columns))}, and at most {most} numbers are shown; "
        "use a smaller input or kernel, less padding, or a larger stride"
    )
