"""Exercise: one number a channel."""

from collections.abc import Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_global_pool(X):
    """Return the mean of each channel of each image."""
    return X.mean(dim=(2, 3))


_NEGATIVE = "numbers below 0 count as they are: the mean of -1 and -3 is -2, and that of -1 and 3 is 1"


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(8)

    def draw(*shape: int) -> Tensor:
        return torch.randint(0, 10, shape, generator=generator).float()

    yield Case("one image, one channel", (draw(1, 1, 2, 2),))
    yield Case("one image, three channels", (draw(1, 3, 2, 2),))
    yield Case("two images", (draw(2, 3, 2, 4),))
    yield Case("images of one pixel", (draw(2, 3, 1, 1),))
    yield Case("as many images as channels as rows", (draw(3, 3, 3, 3),))
    yield Case("negative means", (-draw(2, 2, 2, 3),), says=_NEGATIVE)
    yield Case("numbers of both signs", (draw(1, 2, 2, 2) - 5,), says=_NEGATIVE)
    yield Case("fractions", (draw(1, 2, 2, 3) / 7,))
    far = torch.tensor([1e9 + 2, -1e9 - 1, 2.0, 4.0], dtype=torch.double).reshape(1, 1, 2, 2)
    yield Case("double precision (float64)", (far,))


_ONE_AXIS = "you average along one axis of the image only: rows and columns, axes 2 and 3, both go"
_OVER_CHANNELS = "you average over channels and columns or rows: the channels, axis 1, must stay apart"

EXERCISE = Exercise(
    title="One number a channel",
    statement=(
        "Write `my_global_pool(X)`: from a batch of shape `(n, c, h, w)` it makes the means of whole "
        "channels, of shape `(n, c)` and of the dtype of `X`. It must work for images of any size."
    ),
    hints=(
        "Which two of the four axes should disappear?",
        "The mean runs over rows and columns, axes 2 and 3; images and channels stay apart.",
        "Tensor.mean takes several axes at once: X.mean(dim=(…, …)).",
    ),
    solution=my_global_pool,
    cases=_cases,
    mistakes=(
        Mistake(_OVER_CHANNELS, lambda X: X.mean(dim=(1, 3))),
        Mistake(_OVER_CHANNELS, lambda X: X.mean(dim=(1, 2))),
        Mistake(_ONE_AXIS, lambda X: X.mean(dim=2)),
        Mistake(_ONE_AXIS, lambda X: X.mean(dim=3)),
        Mistake(
            "you average over the channels alone: rows and columns are axes 2 and 3.", lambda X: X.mean(1)
        ),
        Mistake(
            "you average over everything: each image and each channel has a mean of its own.", torch.mean
        ),
        Mistake(
            "images of the batch are mixed: axis 0 must stay.",
            lambda X: X.mean(dim=(0, 2, 3)),
        ),
        Mistake(
            "the two axes are still there, with length 1: .mean(dim=(2, 3)) drops them, and so does "
            ".flatten(1).",
            lambda X: X.mean(dim=(2, 3), keepdim=True),
        ),
        Mistake("that is the sum: the mean divides by the number of pixels.", lambda X: X.sum(dim=(2, 3))),
        Mistake("that is the largest number of each channel, not its mean.", lambda X: X.amax(dim=(2, 3))),
        Mistake(
            "squeeze also drops the axis of a single image or channel: use .flatten(1).",
            lambda X: X.mean(dim=(2, 3)).squeeze(),
        ),
    ),
)
