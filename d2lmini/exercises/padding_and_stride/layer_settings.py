"""Exercise: choose a layer's settings."""

from collections.abc import Iterator

import torch
from torch import nn

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake

_SIZE = 96, 150


def my_settings():
    """A kernel of 5 that moves by 3: (96 + 2 - 5) // 3 is 31 moves, (150 + 2 - 5) // 3 is 49."""
    return {"kernel_size": 5, "stride": 3, "padding": 1}


def _shape(settings: dict) -> str:
    Y = nn.Conv2d(1, 1, **settings)(torch.zeros(1, 1, *_SIZE))
    return f"an output of {Y.shape[2]} × {Y.shape[3]}"


def _reading(settings: dict) -> str:
    layer = nn.Conv2d(1, 1, **settings)
    nn.init.ones_(layer.weight)
    X = torch.zeros(1, 1, *_SIZE, requires_grad=True)
    layer(X).sum().backward()
    unread = int((X.grad == 0).sum())
    return f"{unread} pixels that no window reads" if unread else "no pixel unread"


def _overlap(settings: dict) -> str:
    layer = nn.Conv2d(1, 1, **settings)
    if max(layer.dilation) > 1:
        return "a dilated kernel"
    overlaps = [k > s for k, s in zip(layer.kernel_size, layer.stride, strict=True)]
    if any(overlaps) and not all(overlaps):
        return "windows that overlap along one axis only"
    return "windows that overlap" if all(overlaps) else "windows that do not overlap"


def _cases() -> Iterator[Case]:
    yield Case("the size of the output", (), _shape)
    yield Case("the pixels that are read", (), _reading)
    yield Case("neighbouring windows", (), _overlap)


EXERCISE = Exercise(
    title="Choose the settings",
    accepts="value",
    statement=(
        "You need a layer that makes 32 × 50 outputs from a 96 × 150 image, so a third of each side. "
        "Neighbouring windows should overlap, along both axes, no pixel may stay unread, and the kernel is "
        'not dilated. Give the settings as a dictionary, as in `my_settings = {"kernel_size": 2, "stride": '
        '1, "padding": 0}`. More than one answer is right.'
    ),
    hints=(
        "The output is a third of the input: which stride does that suggest? Then windows overlap if the "
        "kernel is larger than it.",
        "With stride 3, floor((96 + 2p − k) / 3) must be 31, so 96 + 2p − k is 93, 94 or 95.",
        "Take p = 1: then k is 5, 4 or 3, and of these 5 and 4 are larger than the stride. Check the width, "
        "and what is read.",
    ),
    solution=my_settings,
    cases=_cases,
    mistakes=(
        Mistake(
            "the size is right and every pixel is read, but a kernel of 3 with stride 3 tiles the image: "
            "nothing overlaps.",
            lambda: {"kernel_size": 3, "stride": 3, "padding": 0},
        ),
        Mistake(
            "without padding the last window does not fit: there is one output fewer on each axis.",
            lambda: {"kernel_size": 5, "stride": 3, "padding": 0},
        ),
        Mistake(
            "a stride of 1 keeps nearly the whole size: to get a third, the window has to move by 3.",
            lambda: {"kernel_size": 3, "stride": 1, "padding": 1},
        ),
    ),
)
