"""Exercise: design a filter that responds to red and not to grey."""

from collections.abc import Iterator
from functools import partial

import torch
from torch import Tensor

from d2lmini.exercises.channels.cases import small_whole_numbers
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake
from d2lmini.exercises.kit.own import corr2d_multi_in_out


def my_red_filter():
    """One of many: red minus the mean of green and blue, at one pixel."""
    return torch.tensor([1.0, -0.5, -0.5]).reshape(1, 3, 1, 1)


def _form(W: Tensor) -> str:
    if W.dim() != 4:
        return f"a tensor with {W.dim()} {'axis' if W.dim() == 1 else 'axes'}"
    out, in_, kh, kw = W.shape
    if (out, in_) == (3, 1):
        return "a weight with the input channels first, (in, out, kh, kw)"
    if (out, in_) != (1, 3) or not 1 <= min(kh, kw) <= max(kh, kw) <= 5:
        return f"a weight of shape {tuple(W.shape)}{', where 5 × 5 is the most' * (max(kh, kw) > 5)}"
    if W.dtype != torch.float32:
        return f"a weight of {W.dtype}: F.conv2d wants the photo's float32, so write 3.0, not 3"
    return (
        "a weight of one filter for three channels"
        if W.isfinite().all()
        else "a weight with entries that are not finite"
    )


def _reaction(W: Tensor, picture: Tensor) -> str:
    """In words, the sign of the filter's response: filters of all sizes and scales say the same."""
    Y = corr2d_multi_in_out(picture, W)
    noise = 1e-5 * W.abs().sum() * picture.abs().max()
    rises, falls = bool(Y.max() > noise), bool(Y.min() < -noise)
    return {
        (False, False): "no reaction",
        (True, False): "a positive reaction",
        (False, True): "a negative reaction",
        (True, True): "positive and negative reactions",
    }[rises, falls]


def _above_zero(W: Tensor, picture: Tensor) -> str:
    return "a positive reaction" if _reaction(W, picture) == "a positive reaction" else "none above 0"


def _flat(*colour: float) -> Tensor:
    return torch.tensor(colour, dtype=torch.float)[:, None, None].expand(3, 8, 8)


def _cases() -> Iterator[Case]:
    grey = small_whole_numbers()(12, 12)  # more pixels than a kernel has entries, or it could cancel them all
    yield Case("its form", probe=_form)
    yield Case(
        "a flat grey area",
        (_flat(0.5, 0.5, 0.5),),
        _reaction,
        says="it reacts to grey, where red, green and blue are equal: all entries together must add up to 0",
    )
    yield Case(
        "a grey picture with all kinds of edges",
        (grey.expand(3, 12, 12),),
        _reaction,
        says="it reacts to edges in a grey picture: at each place the three entries must add up to 0",
    )
    yield Case("a red area", (_flat(1, 0, 0),), _reaction)
    yield Case("a green area", (_flat(0, 1, 0),), _above_zero)
    yield Case("a blue area", (_flat(0, 0, 1),), _above_zero)


def _weight(*colour: float) -> Tensor:
    return torch.tensor(colour, dtype=torch.float).reshape(1, 3, 1, 1)


_SOBEL = torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])

EXERCISE = Exercise(
    accepts="value",
    title="Design a filter for red",
    statement=(
        "Give `my_red_filter`, a weight of shape `(1, 3, kh, kw)` with kernels of at most 5 × 5. On a red "
        "area the output of `F.conv2d(photo[None], my_red_filter)` is positive, on green and on blue areas "
        "it is 0 or negative, and on any grey picture, where the three channels are equal, it is 0 "
        "everywhere, edges included. There are many right answers."
    ),
    hints=(
        "A kernel of 1 × 1 for each channel is enough. What must three numbers satisfy so that equal red, "
        "green and blue cancel?",
        "They add up to 0, red's is positive, and the other two are not: think of red minus something.",
        "torch.tensor([1.0, …, …]).reshape(1, 3, 1, 1), with two numbers that add up to -1.",
    ),
    solution=my_red_filter,
    cases=_cases,
    mistakes=(
        Mistake(
            "the shape begins with the input channels: one filter for three channels is (1, 3, kh, kw).",
            lambda: torch.tensor([1.0, -0.5, -0.5]).reshape(3, 1, 1, 1),
        ),
        Mistake(
            "too little is taken away, so that it is positive on white and grey too, where red is just as "
            "bright: all three kernels together must add up to 0.",
            lambda: _weight(1, 0, 0),
        ),
        Mistake(
            "it takes away too much: where red, green and blue are equal, the result is negative. Let the "
            "three numbers add up to 0.",
            lambda: _weight(1, -1, -1),
        ),
        *(
            Mistake("the sign is reversed: it is negative on red.", partial(_weight, -1, green, 1 - green))
            for green in (0.5, 1, 0)
        ),
        Mistake(
            "it finds edges in brightness, and says nothing about a red area: let the channels differ "
            "instead of the pixels.",
            lambda: _SOBEL.expand(1, 3, 3, 3),
        ),
        Mistake(
            "it says nothing inside a red area: red's kernel must add up to more than 0. With a sum of 0 it "
            "finds at most the edges of what is red.",
            lambda: _weight(1, -0.5, -0.5) * _SOBEL,
        ),
        Mistake(
            "it responds to blue as well: neither green nor blue may have a positive sum.",
            lambda: _weight(1, -2, 1),
        ),
        Mistake(
            "it responds to green as well: neither green nor blue may have a positive sum.",
            lambda: _weight(1, 1, -2),
        ),
    ),
)
