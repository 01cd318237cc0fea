"""Filters with several kernels to start from: the worked example, and some to try on a colour photograph."""

WORKED_INPUT = (((0, 1, 2), (3, 4, 5), (6, 7, 8)), ((1, 2, 3), (4, 5, 6), (7, 8, 9)))
_KERNELS = tuple(((k, k + 1), (k + 2, k + 3)) for k in range(4))
WORKED_WEIGHT = tuple(_KERNELS[first : first + 2] for first in range(3))


def _everywhere(number: float) -> list[list[float]]:
    return [[number] * 3 for _ in range(3)]


def _centre(number: float) -> list[list[float]]:
    return [[0, 0, 0], [0, number, 0], [0, 0, 0]]


_EDGE = [[0, 0, 0], [-1, 0, 1], [0, 0, 0]]
_LAPLACIAN = [[0, 1, 0], [1, -4, 1], [0, 1, 0]]

# The kernels for red, green and blue, the bias, and what the feature map tells.
PHOTO_FILTERS = {
    "Vertical edges in all": {
        "weight": [_EDGE, _EDGE, _EDGE],
        "bias": 0,
        "finds": "Light where the channels together grow from left to right, dark where they fall.",
    },
    "Red minus green": {
        "weight": [_centre(1), _centre(-1), _centre(0)],
        "bias": 0,
        "finds": "Lighter where red is above green, darker where it is below; blue is left out.",
    },
    "Luminance blur": {
        "weight": [_everywhere(0.03), _everywhere(0.07), _everywhere(0.01)],
        "bias": 0,
        "finds": "The brightness that the eye sees, averaged over nine pixels; green counts most.",
    },
    "Blue detector": {
        "weight": [_everywhere(-0.2), _everywhere(0), _everywhere(0.2)],
        "bias": -20,
        "finds": "Light only where blue is clearly above red: the negative bias is a threshold.",
    },
    "Edges of the green channel": {
        "weight": [_everywhere(0), _LAPLACIAN, _everywhere(0)],
        "bias": 0,
        "finds": "Where green changes abruptly; kernels of zeros leave red and blue out.",
    },
}
_SHOWN_FIRST = list(PHOTO_FILTERS.values())[:4]
PHOTO_WEIGHT = [preset["weight"] for preset in _SHOWN_FIRST]
PHOTO_BIAS = [preset["bias"] for preset in _SHOWN_FIRST]
