"""Autograd's gradients of a few layers, with which the browser compares its own."""

from functools import cache
from itertools import product

import torch
from torch import Tensor

from d2lmini.widgets.backprop_explorer.layer import gradients
from d2lmini.widgets.backprop_explorer.shapes import error_shape
from d2lmini.widgets.sliding import pair

_SETTINGS = (
    {"stride": 1, "padding": 0, "dilation": 1},
    {"stride": 2, "padding": 1, "dilation": 1},
    {"stride": (1, 2), "padding": (1, 0), "dilation": 1},
    {"stride": 2, "padding": 1, "dilation": 2},
)


@cache
def autograd_gradients() -> list[dict]:
    """Return states with two channels and filters, each with the gradients that autograd gives."""
    generator = torch.Generator().manual_seed(0)

    def draw(*shape: int) -> Tensor:
        return torch.randint(-300, 300, shape, generator=generator).double() / 100

    compared = []
    for mode, settings in product(("dX", "max", "avg"), _SETTINGS):
        settings = settings | {"dilation": 1} if mode == "avg" else settings
        X, K = draw(2, 6, 5), draw(2, 2, 3, 2)
        lengths = map(pair, settings.values())
        dY = draw(*error_shape(mode, tuple(X.shape), tuple(K.shape), *lengths))
        dX, dW = gradients(mode, X, K, dY, **settings)
        numbers = {"X": X, "K": K, "dY": dY, "dX": dX, "dW": dW}
        compared.append(
            {"mode": mode, **settings} | {name: value.tolist() for name, value in numbers.items()}
        )
    return compared
