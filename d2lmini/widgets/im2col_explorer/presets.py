"""Layers to start from. In the first, a channel counts its numbers, so that copies are found by eye."""

_PLACES = ((0, 1, 2, 3), (4, 5, 6, 7), (8, 9, 10, 11), (12, 13, 14, 15))
_INPUT = (
    _PLACES,
    ((3, 1, 4, 1), (5, 9, 2, 6), (5, 3, 5, 8), (9, 7, 9, 3)),
    ((1, 0, 0, 1), (0, 1, 1, 0), (0, 1, 1, 0), (1, 0, 0, 1)),
)
_WEIGHT = (
    (((1, 0), (0, 1)), ((0, 2), (1, 0)), ((1, 1), (1, 1))),
    (((1, -1), (1, -1)), ((1, 1), (-1, -1)), ((0, 0), (0, 1))),
)
_SOBEL = (((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)),)
_BLUR = (((1, 2, 1), (2, 4, 2), (1, 2, 1)),)


def worked_input(channels: int = 2) -> list:
    """Return (channels, 4, 4) numbers, up to three channels of them."""
    return list(_INPUT[:channels])


def worked_weight(channels: int = 2) -> list:
    """Return two filters of 2×2 kernels for so many channels, up to three."""
    return [list(kernels[:channels]) for kernels in _WEIGHT]


def _cropped(rows: int, columns: int, channels: int = 3) -> list:
    return [[row[:columns] for row in channel[:rows]] for channel in _INPUT[:channels]]


def _layer(X: list, K: list, **steps: object) -> dict:
    return {"X": X, "K": K, "stride": 1, "padding": 0, "dilation": 1} | steps


PRESETS = {
    "Worked example": _layer(worked_input(), worked_weight()),
    "Stride 2: no overlap": _layer(worked_input(), worked_weight(), stride=2),
    "3 × 3 with padding 1": _layer([[(1, 2, 3), (4, 5, 6), (7, 8, 9)]], [_SOBEL, _BLUR], padding=1),
    "Dilation 2": _layer(worked_input(1), worked_weight(1), dilation=2),
    "2 × 3 with stride (1, 2)": _layer(
        [[(0, 1, 2, 3, 4, 5), (6, 7, 8, 9, 10, 11), (12, 13, 14, 15, 16, 17)]],
        [[((1, 0, -1), (1, 0, -1))], [((0, 1, 0), (1, 0, 1))]],
        stride=(1, 2),
    ),
    "1 × 1 kernels": _layer(_cropped(3, 3), [[[[1]], [[0]], [[-1]]], [[[1]], [[2]], [[3]]]]),
    "Kernel as large as the input": _layer(
        _cropped(3, 3, channels=2), [[*_SOBEL, *_BLUR], [*_BLUR, *_SOBEL], [*_SOBEL, *_SOBEL]]
    ),
}
