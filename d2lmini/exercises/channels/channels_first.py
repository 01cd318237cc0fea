"""Exercise: bring an image library's picture into PyTorch's form."""

from collections.abc import Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_channels_first(pixels):
    """Move the channels to the front, put red before blue, and scale bytes to fractions."""
    return pixels.permute(2, 0, 1).flip(0) / 255


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(21)

    def draw(h: int, w: int) -> Tensor:
        return torch.randint(256, (h, w, 3), generator=generator, dtype=torch.uint8)

    yield Case("a single pixel", (torch.tensor([[[255, 102, 51]]], dtype=torch.uint8),))
    yield Case("two pixels", (torch.tensor([[[255, 0, 51], [0, 102, 204]]], dtype=torch.uint8),))
    yield Case("an upright picture", (draw(3, 2),))
    yield Case("a wide picture", (draw(2, 4),))
    yield Case("a square picture", (draw(3, 3),))


_RESHAPED = (
    lambda pixels: pixels.reshape(3, *pixels.shape[:2]) / 255,
    lambda pixels: pixels.reshape(3, *pixels.shape[:2]).flip(0) / 255,
    lambda pixels: pixels.flip(2).reshape(3, *pixels.shape[:2]) / 255,
)

EXERCISE = Exercise(
    title="From an image library to PyTorch",
    statement=(
        "A library hands you `pixels`, a `uint8` tensor of shape `(h, w, 3)` with values from 0 to 255 in "
        "the order blue, green, red. Write `my_channels_first(pixels)`, which returns the same picture as "
        "`(3, h, w)`, in the order red, green, blue, as `float32` fractions from 0 to 1."
    ),
    hints=(
        "Three things have to change: which axis comes first, the order of the channels, and the numbers' "
        "scale. Do them one after the other.",
        "permute names, for each axis of the result, the axis of the input that goes there. flip turns an "
        "axis round.",
        "pixels.permute(2, 0, 1) is (3, h, w), still blue first; .flip(0) turns its first axis round.",
    ),
    solution=my_channels_first,
    cases=_cases,
    mistakes=(
        *(
            Mistake(
                "reshape does not move axes: it deals the numbers out anew, in the order of the memory. Use "
                "permute.",
                twin,
            )
            for twin in _RESHAPED
        ),
        Mistake(
            "the colours are still in the order blue, green, red: turn the channel axis round.",
            lambda pixels: pixels.permute(2, 0, 1) / 255,
        ),
        Mistake(
            "the picture lies on its side: permute(2, 1, 0), as .T does it, swaps height and width as well.",
            lambda pixels: pixels.permute(2, 1, 0).flip(0) / 255,
        ),
        Mistake(
            "you turn another axis round, not that of the channels: the picture stands on its head or is "
            "mirrored, and its colours are as before.",
            lambda pixels: pixels.flip(0).permute(2, 0, 1) / 255,
        ),
        Mistake(
            "you turn another axis round, not that of the channels: the picture is mirrored, and its colours "
            "are as before.",
            lambda pixels: pixels.flip(1).permute(2, 0, 1) / 255,
        ),
        Mistake(
            "the values still go up to 255: divide by 255, which makes fractions of them.",
            lambda pixels: pixels.permute(2, 0, 1).flip(0).float(),
        ),
        Mistake(
            "torch slices cannot go backwards, as [::-1] does: use flip.",
            lambda pixels: pixels[::-1],
        ),
        Mistake(
            "divide by 255, not by the brightest pixel: a dark picture stays dark.",
            lambda pixels: pixels.permute(2, 0, 1).flip(0) / pixels.max(),
        ),
        Mistake(
            "you divide by 256: the brightest byte is 255, and should become 1.",
            lambda pixels: pixels.permute(2, 0, 1).flip(0) / 256,
        ),
        Mistake(
            "you divide whole numbers by //, which leaves only 0 and 1: use /.",
            lambda pixels: (pixels.permute(2, 0, 1).flip(0) // 255).float(),
        ),
        Mistake(
            "the channels are still last: permute brings them to the front.",
            lambda pixels: pixels.flip(2) / 255,
        ),
    ),
)
