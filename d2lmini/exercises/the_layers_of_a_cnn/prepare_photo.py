"""Exercise: repair the preprocessing of a photograph."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_prepare(pixels, mean, std):
    """Make fractions in the right order first: to these the means belong."""
    X = pixels.permute(2, 0, 1).flip(0) / 255
    return (X - mean[:, None, None]) / std[:, None, None]


def _broken() -> Callable:
    """Return the function that the chapter hands out."""

    def my_prepare(pixels, mean, std):
        X = (pixels - mean) / std
        X = X.permute(2, 0, 1).flip(0)
        return X / 255

    return my_prepare


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(21)
    mean, std = torch.tensor([0.5, 0.4, 0.3]), torch.tensor([0.25, 0.2, 0.5])
    equal, one = torch.full((3,), 0.5), torch.ones(3)

    def draw(*size: int) -> Tensor:
        return torch.randint(256, (*size, 3), generator=generator).to(torch.uint8)

    blue = torch.tensor([[[255, 0, 0]]], dtype=torch.uint8)
    yield Case("a blue pixel, and the same mean for all channels", (blue, equal, one))
    yield Case("a blue pixel, and a mean for each channel", (blue, mean, one))
    yield Case("a blue pixel, and a deviation for each channel", (blue, equal, std))
    yield Case("two rows of three pixels", (draw(2, 3), mean, std))
    yield Case("three rows of three pixels", (draw(3, 3), mean, std))


def _prepared(order: Callable = lambda pair: pair, divisor: float = 255, flip: bool = True) -> Callable:
    def twin(pixels: Tensor, mean: Tensor, std: Tensor) -> Tensor:
        X = pixels.permute(2, 0, 1) / divisor
        mean, std = order((mean, std))
        return ((X.flip(0) if flip else X) - mean[:, None, None]) / std[:, None, None]

    return twin


EXERCISE = Exercise(
    title="Find the mistakes: a photograph for a network",
    statement=(
        "`my_prepare(pixels, mean, std)` should turn what OpenCV reads, `uint8` of shape `(h, w, 3)` with "
        "blue first, into what a network was trained on: `float32` of shape `(3, h, w)` with red first, "
        "fractions of 255, standardised by each channel's `mean` and `std`. Both have the shape `(3,)`, with "
        "red first. The function below has two mistakes. Repair them."
    ),
    hints=(
        "What is the first number of `mean`, and what is the first number of a pixel?",
        "The means belong to fractions in the order red, green, blue. So they come last.",
        "X = pixels.permute(2, 0, 1).flip(0) / 255, and then mean[:, None, None], which has the shape "
        "3 × 1 × 1.",
    ),
    solution=my_prepare,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake(
            "the means of red meet the blue channel: turn the channels round before you subtract.",
            _prepared(order=lambda pair: (pair[0].flip(0), pair[1].flip(0))),
        ),
        Mistake(
            "fractions are subtracted from numbers up to 255: divide by 255 first.",
            lambda pixels, mean, std: _prepared(divisor=1)(pixels, mean, std) / 255,
        ),
        Mistake(
            "blue still stands first: .flip(0) turns the channels round once they are in front.",
            _prepared(flip=False),
        ),
        Mistake("the division by 255 is missing.", _prepared(divisor=1)),
        Mistake(
            "the mean is subtracted after the division: subtract first.",
            lambda pixels, mean, std: _prepared()(pixels, mean * std, std),
        ),
        Mistake(
            "the standard deviation is missing: divide by it at the end.",
            lambda pixels, mean, std: _prepared()(pixels, mean, torch.ones_like(std)),
        ),
        Mistake(
            "the channels are still behind: .permute(2, 0, 1) brings them to the front.",
            lambda pixels, mean, std: my_prepare(pixels, mean, std).permute(1, 2, 0),
        ),
    ),
)
