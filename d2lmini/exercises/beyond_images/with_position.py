"""Exercise: a channel that says where."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_with_position(X):
    """Append a channel that goes from −1 to 1 along the last axis: (n, c + 1, length)."""
    position = torch.linspace(-1, 1, X.shape[2], dtype=X.dtype)
    return torch.cat([X, position.expand(len(X), 1, -1)], dim=1)


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(12)

    def draw(*shape: int) -> Tensor:
        return torch.randint(0, 10, shape, generator=generator).float()

    yield Case("one sound, one channel", (draw(1, 1, 5),))
    yield Case("two numbers", (draw(1, 1, 2),))
    yield Case("two sounds", (draw(2, 1, 3),))
    yield Case("two channels", (draw(1, 2, 4),))
    yield Case("as many sounds as channels as numbers", (draw(3, 3, 3),))
    yield Case("double precision (float64)", (draw(2, 1, 4).double() / 7,))
    yield Case("half precision (float16)", (draw(1, 1, 3).half(),))


def _with(position: Callable) -> Callable:
    def twin(X: Tensor) -> Tensor:
        channel = position(X).to(X.dtype)
        return torch.cat([X, channel.expand(len(X), 1, X.shape[2])], dim=1)

    return twin


def _ramp(X: Tensor, first: float, last: float) -> Tensor:
    return torch.linspace(first, last, X.shape[2], dtype=X.dtype)


EXERCISE = Exercise(
    title="A channel that says where",
    statement=(
        "Write `my_with_position(X)`. To a batch of sounds `X` of shape `(n, c, length)` it appends one "
        "channel that goes in equal steps from −1, at the first number, to 1, at the last. The result has "
        "the shape `(n, c + 1, length)` and the dtype of `X`."
    ),
    hints=(
        "torch.linspace makes numbers in equal steps. From where to where, and how many?",
        "Every sound of the batch gets the same channel: expand it to the shape (n, 1, length).",
        "torch.cat([X, …], dim=1) joins along the channels.",
    ),
    solution=my_with_position,
    cases=_cases,
    mistakes=(
        Mistake("your channel goes from 0 to 1.", _with(lambda X: _ramp(X, 0, 1))),
        Mistake("your channel goes from 1 to −1.", _with(lambda X: _ramp(X, 1, -1))),
        Mistake(
            "your channel counts the numbers: it should go from −1 to 1, however many there are.",
            _with(lambda X: torch.arange(X.shape[2])),
        ),
        Mistake(
            "your channel does not reach 1: between n numbers there are n − 1 steps.",
            _with(lambda X: 2 * torch.arange(X.shape[2]) / X.shape[2] - 1),
        ),
        Mistake(
            "the new channel comes first: append it.",
            lambda X: my_with_position(X).roll(1, dims=1),
        ),
        Mistake(
            "you add the position to the sound: it should be a channel of its own.",
            lambda X: X + _ramp(X, -1, 1),
        ),
        Mistake(
            "the sound is gone: its channels stay, and the new one comes after them.",
            lambda X: my_with_position(X)[:, -1:],
        ),
        Mistake(
            "you append a sound to the batch: channels are axis 1.",
            lambda X: torch.cat([X, _ramp(X, -1, 1).expand(1, *X.shape[1:])]),
        ),
        Mistake(
            "you make the sounds longer: channels are axis 1.",
            lambda X: torch.cat([X, _ramp(X, -1, 1).expand(X.shape)], dim=2),
        ),
        Mistake(
            "the dtype should be that of X: give it to linspace.",
            lambda X: my_with_position(X).float(),
        ),
    ),
)
