"""Which channels, filters and sizes are allowed together, and in words why others are not.

The reasons that a reader of the page can meet are, word for word, in `shapes.js` too.
"""

from d2lmini.widgets.layer_shapes import Shape, counts_reason, kernels_reason, sizes_reason
from d2lmini.widgets.sliding import times

# Every channel has a row of its own, and every filter a picture: more would not be seen together.
LIMITS = {"channels": [1, 4], "filters": [1, 4], "plane": [1, 5], "kernel": [1, 3]}


def numbers_refusal(input: Shape, weight: Shape, bias: Shape) -> str | None:
    """Say why these shapes cannot be shown together, or return None when they can."""
    return (
        counts_reason(input[0], weight[0], LIMITS)
        or kernels_reason(("input", "weight"), input, weight)
        or _bias_reason("bias", weight, bias)
        or sizes_reason(input[1:], weight[2:], LIMITS)
        or _fit_reason(input[1:], weight[2:])
    )


def photo_refusal(weight: Shape, bias: Shape) -> str | None:
    """Say why these shapes cannot filter a photograph and keep its size, or return None when they can."""
    if weight[1:] != (3, 3, 3):
        return (
            f"photo_weight must have shape (out, 3, 3, 3), got {weight}; "
            "give each filter three 3×3 kernels, for red, green and blue"
        )
    return counts_reason(3, weight[0], LIMITS) or _bias_reason("photo_bias", weight, bias)


def _fit_reason(plane: Shape, kernel: Shape) -> str | None:
    if all(k <= n for n, k in zip(plane, kernel, strict=True)):
        return None
    return (
        f"kernel {times(kernel)} is larger than the input {times(plane)}; use a smaller kernel or more input"
    )


def _bias_reason(name: str, weight: Shape, bias: Shape) -> str | None:
    if bias == weight[:1]:
        return None
    return (
        f"{name} needs one number for each of the {weight[0]} filters, got shape {bias}; give {weight[0]}, "
        "or change weight and bias within hold_trait_notifications()"
    )
