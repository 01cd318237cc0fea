"""The sizes of the layers' maps, and in words why layers do not fit together."""

from collections.abc import Iterable, Sequence

from d2lmini.widgets.receptive_field_explorer.stack import SETTINGS, way_to
from d2lmini.widgets.sliding import fit_reason, pair, times

Pair = tuple[int, int]


def misfit(layers: Sequence[dict], side: int) -> str | None:
    """Say which layer does not fit, and why, or return None. `graph.js` says the same, word for word."""
    try:
        _sizes(layers, (side, side), (1, 1), "")
    except ValueError as error:
        return str(error)
    return None


def map_size(layers: Sequence[dict], side: int, path: Sequence[int]) -> Pair:
    """Return the size of the map of the layer at a path."""
    return _sizes(way_to(layers, path), (side, side), (1, 1), "")[0]


def _sizes(layers: Sequence[dict], size: Pair, jump: Pair, path: str) -> tuple[Pair, Pair]:
    """Return the size of the last map, and how far its units lie apart."""
    for index, layer in enumerate(layers):
        where = f"layer {path}{index}, {layer['kind']}: "
        if "branches" in layer:
            inner = enumerate(layer["branches"])
            ends = [_sizes(branch, size, jump, f"{path}{index}.{at}.") for at, branch in inner]
            size, jump = ends[0]
            if any(end[0] != size for end in ends):
                made = _and(times(end[0]) for end in ends)
                raise ValueError(
                    f"{where}its branches make maps of {made}; to be joined, they must have one size"
                )
            if any(end[1] != jump for end in ends):
                apart = _and(times(end[1]) for end in ends)
                raise ValueError(
                    f"{where}its branches’ units lie {apart} pixels apart; give them one stride in all"
                )
            continue
        kernel, stride, padding, dilation = (pair(layer[name]) for name in SETTINGS)
        most = tuple(length // 2 for length in kernel)
        if layer["kind"] == "pool" and any(length > half for length, half in zip(padding, most, strict=True)):
            raise ValueError(
                f"{where}padding {times(padding)} is more than half of the window {times(kernel)}; "
                f"use at most {times(most)}, or a larger window"
            )
        words = ("map", "window" if layer["kind"] == "pool" else "kernel")
        if reason := fit_reason(size, kernel, stride, padding, dilation, words):
            raise ValueError(where + reason)
        size = tuple(
            _places(*axis, layer.get("ceil", False))
            for axis in zip(size, kernel, stride, padding, dilation, strict=True)
        )
        jump = tuple(j * s for j, s in zip(jump, stride, strict=True))
    return size, jump


def _places(size: int, kernel: int, stride: int, padding: int, dilation: int, up: bool) -> int:
    room = size + 2 * padding - dilation * (kernel - 1) - 1
    places = -(-room // stride) + 1 if up else room // stride + 1
    return places - 1 if up and (places - 1) * stride >= size + padding else places


def _and(items: Iterable[str]) -> str:
    *items, last = items
    return f"{', '.join(items)} and {last}"
