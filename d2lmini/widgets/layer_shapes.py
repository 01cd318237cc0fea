"""Counts and sizes of a layer with several channels and filters: which go together, and why others do not.

`shared/maths/layer_shapes.js` gives the reasons that a reader of the page can meet, word for word.
"""

from d2lmini.widgets.sliding import times

Shape = tuple[int, ...]
Limits = dict[str, list[int]]  # least and most "channels", "filters", and lengths of "plane" and "kernel"


def counts_reason(channels: int, filters: int, limits: Limits) -> str | None:
    """Say why there cannot be so many input channels or filters, or return None when there can."""
    for kind, name, count in (("channels", "input channels", channels), ("filters", "filters", filters)):
        least, most = limits[kind]
        if not least <= count <= most:
            return f"{name} must be from {least} to {most}, got {count}"
    return None


def sizes_reason(plane: Shape, kernel: Shape, limits: Limits) -> str | None:
    """Say why input or kernel cannot be of this size, or return None when both can."""
    for kind, name, size in (("plane", "input", plane), ("kernel", "kernel", kernel)):
        least, most = limits[kind]
        if not all(least <= length <= most for length in size):
            return f"{name} must be between {least}×{least} and {most}×{most}, got {times(size)}"
    return None


def kernels_reason(names: tuple[str, str], input: Shape, weight: Shape) -> str | None:
    """Say why filters of shape `weight` cannot read an input of this shape, or return None when they can."""
    if input[0] == weight[1]:
        return None
    image, kernels = names
    fitting = (weight[0], input[0], *weight[2:])
    return (
        f"a filter needs one kernel for each input channel: {image} {input} has {input[0]}, "
        f"{kernels} {weight} has {weight[1]}; give {kernels} the shape {fitting}, "
        "or change both within hold_trait_notifications()"
    )
