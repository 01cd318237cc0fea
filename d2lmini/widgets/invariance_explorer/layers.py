"""What the layers of a network are, as the browser gets them, and how far each is from equivariance."""

from itertools import pairwise

import torch
from torch import Tensor, nn

from d2lmini.models.invariant import BlurPool2d

_KINDS = {
    nn.Conv2d: "conv",
    nn.MaxPool2d: "max",
    BlurPool2d: "blur",
    nn.AdaptiveAvgPool2d: "mean",
    nn.Linear: "dense",
}


def layers_of(net: nn.Sequential) -> list[dict]:
    """Describe the layers, each with its ReLU: size, settings, pixels from unit to unit, end in the network.

    The last layer is called "output"; the others are numbered within their kind.
    """
    layers, X, jump = [], torch.zeros(1, 1, 28, 28, dtype=next(net.parameters()).dtype), 1
    for index, module in enumerate(net):
        with torch.no_grad():
            X = module(X)
        if isinstance(module, nn.ReLU):
            layers[-1] |= {"relu": True, "end": index + 1}
        if type(module) not in _KINDS:
            continue
        kind, settings = _KINDS[type(module)], _settings(module)
        jump *= settings.get("stride", 1)
        # A maximum at every position makes no map smaller.
        word = "pool" if kind == "max" and settings["stride"] > 1 else kind
        count = 1 + sum(layer["name"].startswith(f"{word} ") for layer in layers)
        name = word if kind == "mean" else f"{word} {count}"
        size = {"channels": X.shape[1], "side": X.shape[2] if X.ndim == 4 else 1}
        layers.append(
            {"name": name, "kind": kind, **settings, **size, "jump": jump, "relu": False} | {"end": index + 1}
        )
    layers[-1]["name"] = "output"
    return layers


def _settings(module: nn.Module) -> dict[str, int]:
    if isinstance(module, BlurPool2d):
        return {"stride": module[-1].stride}
    if not isinstance(module, (nn.Conv2d, nn.MaxPool2d)):
        return {}
    settings = {"kernel": module.kernel_size, "stride": module.stride, "padding": module.padding}
    return {name: value[0] if isinstance(value, tuple) else value for name, value in settings.items()}


def equivariance(net: nn.Sequential, X: Tensor, moved: Tensor, shift: tuple[int, int]) -> dict[str, float]:
    """Return how far each layer f is from equivariance: |f(shift x) - shift f(x)| as a share of |f(shift x)|.

    Where the shift leads between two units, the maps are interpolated linearly. What is shifted in from
    outside the map is not compared. Layers without positions are compared as they are.
    """
    shares, starts = {}, [0, *(layer["end"] for layer in layers_of(net))]
    for layer, (start, end) in zip(layers_of(net), pairwise(starts), strict=True):
        with torch.no_grad():
            X, moved = net[start:end](X), net[start:end](moved)
        expected, compared = (X, torch.ones_like(X)) if layer["side"] == 1 else _shifted(X, shift, layer)
        difference = ((moved - expected) * compared).norm()
        shares[layer["name"]] = (difference / ((moved * compared).norm() or 1)).item()
    return shares


def _shifted(X: Tensor, shift: tuple[int, int], layer: dict) -> tuple[Tensor, Tensor]:
    """Return maps moved by so many pixels of the picture, and 1 where they come from inside."""
    down, right = (_interpolation(by / layer["jump"], layer["side"]) for by in shift)
    inside = down.sum(1)[:, None] * right.sum(1)
    return down @ X @ right.T, (inside > 1 - 1e-9).to(X.dtype).expand_as(X)


def _interpolation(by: float, side: int) -> Tensor:
    """Return the weights with which a moved row asks the rows: (side, side), float64."""
    rows = torch.arange(side, dtype=torch.float64)
    return (1 - (rows[:, None] - by - rows).abs()).clamp(min=0)
