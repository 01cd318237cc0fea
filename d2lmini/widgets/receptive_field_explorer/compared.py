"""PyTorch's gradients in a few states, with which the browser compares its own."""

from functools import cache

from d2lmini.widgets.receptive_field_explorer.pictures import picture_of
from d2lmini.widgets.receptive_field_explorer.presets import presets
from d2lmini.widgets.receptive_field_explorer.thin import effective_field


@cache
def torch_gradients() -> list[dict]:
    """Return states, each with PyTorch's derivatives as shares of the largest, float64 in bytes."""
    compared = []
    for name, weights in {
        "LeNet": "random",
        "GoogLeNet’s block": "random",
        "Dilations 3, 3, 3": "equal",
    }.items():
        layers, size, picture, at = (presets()[name][part] for part in ("layers", "size", "picture", "at"))
        state = {"layers": layers, "size": size, "picture": picture, "layer": [len(layers) - 1], "at": at}
        seed = 1 if weights == "random" else None
        X = picture_of(picture, size)
        gradient = effective_field(layers, state["layer"], tuple(at), X, seed)
        shares = (gradient / gradient.max()).numpy().tobytes()
        compared.append(state | {"weights": weights, "seed": 1, "shares": shares})
    return compared
