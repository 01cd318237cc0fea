"""Layers of all sorts for the tests of the receptive field explorer, and units of them."""

import random
from functools import cache

from d2lmini.widgets.receptive_field_explorer import stack
from d2lmini.widgets.receptive_field_explorer.fit import map_size, misfit
from d2lmini.widgets.receptive_field_explorer.pictures import PICTURES


def random_window(rng: random.Random, branch: bool) -> dict:
    """Draw a convolution or a pool; in a branch one that keeps the size."""

    def lengths(least: int, most: int) -> int | list[int]:
        one, other = rng.randint(least, most), rng.randint(least, most)
        return one if one == other or rng.random() < 0.5 else [one, other]

    if branch:
        kernel, dilation = rng.choice([1, 3, 3, 5]), rng.randint(1, 2)
        if rng.random() < 0.2:
            return {"kind": "pool", "kernel": 3, "stride": 1, "padding": 1}
        padding = dilation * (kernel - 1) // 2
        return {"kernel": kernel, "padding": padding, "dilation": dilation}
    if rng.random() < 0.3:
        pool = {"kind": "pool", "kernel": lengths(2, 3), "stride": lengths(1, 3)}
        return pool | {"padding": rng.randint(0, 1), "ceil": rng.random() < 0.5}
    sizes = {"kernel": lengths(1, 4), "stride": lengths(1, 2), "padding": lengths(0, 3)}
    return sizes | {"dilation": lengths(1, 3)}


def random_layers(rng: random.Random, depth: int = 0) -> list[dict]:
    layers = []
    for _ in range(rng.randint(0 if depth else 1, 3)):
        if depth < 2 and rng.random() < 0.3:
            branches = [random_layers(rng, depth + 1) for _ in range(rng.randint(1, 3))]
            layers.append({"kind": rng.choice(["add", "concat"]), "branches": branches})
        else:
            layers.append(random_window(rng, depth > 0))
    return layers


def paths_in(layers: list[dict], path: tuple = ()) -> list[tuple[int, ...]]:
    found = []
    for index, layer in enumerate(layers):
        found.append((*path, index))
        for at, branch in enumerate(layer.get("branches", ())):
            found += paths_in(branch, (*path, index, at))
    return found


def random_state(rng: random.Random) -> dict:
    """Draw layers that fit, and one of their units."""
    while True:
        layers, size = stack.complete(random_layers(rng)), rng.randint(6, 20)
        if misfit(layers, size) is None:
            break
    layer = rng.choice([*paths_in(layers), ()])
    at = [rng.randrange(length) for length in map_size(layers, size, layer)]
    seen = {"layers": layers, "size": size, "layer": list(layer), "at": at}
    return seen | {
        "picture": rng.choice(PICTURES),
        "weights": rng.choice(["random", "equal"]),
        "seed": rng.randint(0, 999),
        "inside": False,
    }


@cache
def states(count: int, seed: int = 31) -> list[dict]:
    rng = random.Random(seed)
    return [random_state(rng) for _ in range(count)]
