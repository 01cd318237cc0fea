"""Exercise: repair a check that cannot fail."""

from collections.abc import Callable, Iterator
from functools import partial

import torch
from torch import Tensor

import d2lmini as d2l
from d2lmini.exercises.exercise import Case, Exercise, Mistake
from d2lmini.ops import corr2d_multi_in_out


def my_test(conv1x1):
    """Say whether conv1x1(X, K) does what a 1 × 1 convolution should."""
    torch.manual_seed(0)
    X, K = torch.rand(3, 4, 5), torch.rand(2, 3, 1, 1)
    expected = d2l.corr2d_multi_in_out(X, K)
    got = conv1x1(X, K)
    return got.shape == expected.shape and torch.allclose(got, expected)


def _broken():
    """Return the test that the chapter hands out."""

    def my_test(conv1x1):
        X, K = torch.rand(3, 3, 3), torch.rand(2, 3, 1, 1)
        Y1 = conv1x1(X, K)
        Y2 = conv1x1(X, K)
        return bool((Y1 - Y2).abs().sum() < 1e-6)

    return my_test


# What the student's test is tried on: right ones, and wrong ones of every kind that a lax test lets through.


def _by_einsum(X: Tensor, K: Tensor) -> Tensor:
    return torch.einsum("oi,ihw->ohw", K[:, :, 0, 0], X)


def _in_double(X: Tensor, K: Tensor) -> Tensor:
    return corr2d_multi_in_out(X.double(), K.double()).to(X.dtype)


def _zeros(X: Tensor, K: Tensor) -> Tensor:
    return torch.zeros_like(corr2d_multi_in_out(X, K))


def _first_channel_only(X: Tensor, K: Tensor) -> Tensor:
    return corr2d_multi_in_out(X[:1], K[:, :1])


def _filters_reversed(X: Tensor, K: Tensor) -> Tensor:
    return corr2d_multi_in_out(X, K.flip(0))


def _channels_reversed(X: Tensor, K: Tensor) -> Tensor:
    return corr2d_multi_in_out(X, K.flip(1))


def _shuffled_pixels(X: Tensor, K: Tensor) -> Tensor:
    return corr2d_multi_in_out(X, K).flip(2)


def _rows_and_columns_swapped(X: Tensor, K: Tensor) -> Tensor:
    Y = corr2d_multi_in_out(X, K)
    return Y.transpose(1, 2).reshape(Y.shape)


def _nan(X: Tensor, K: Tensor) -> Tensor:
    return corr2d_multi_in_out(X, K) * torch.nan


def _first_filter_only(X: Tensor, K: Tensor) -> Tensor:
    return corr2d_multi_in_out(X, K[:1])


def _verdict(test: Callable, *, candidate: Callable) -> str:
    return "accepted" if test(candidate) else "rejected"


def _cases() -> Iterator[Case]:
    candidates = {
        "a right function": _by_einsum,
        "a function that returns zeros": _zeros,
        "the book's own function": corr2d_multi_in_out,
        "a right function that rounds a little differently": _in_double,
        "a function that reads the first channel only": _first_channel_only,
        "a function with its filters in reverse order": _filters_reversed,
        "a function with its channels in reverse order": _channels_reversed,
        "a function that mirrors the pixels": _shuffled_pixels,
        "a function that mixes up rows and columns": _rows_and_columns_swapped,
        "a function that returns NaN (not a number) everywhere": _nan,
        "a function that returns a single channel": _first_filter_only,
    }
    for label, candidate in candidates.items():
        yield Case(label, probe=partial(_verdict, candidate=candidate))


def _comparing(agree: Callable, fill: Callable = torch.rand) -> Callable:
    def twin(conv1x1: Callable) -> bool:
        torch.manual_seed(0)
        X, K = fill(3, 4, 5), fill(2, 3, 1, 1)
        return bool(agree(conv1x1(X, K), corr2d_multi_in_out(X, K)))

    return twin


def _alike(got: Tensor, expected: Tensor) -> bool:
    return got.shape == expected.shape and torch.allclose(got, expected)


_AGAINST_ITSELF = (
    "it still compares the function with itself, and everything agrees with itself. Compare with "
    "d2l.corr2d_multi_in_out."
)


EXERCISE = Exercise(
    name="honest_check",
    title="Find the mistake: a check that cannot fail",
    statement=(
        "`my_test(conv1x1)` should return `True` if the function it is given is a right 1 × 1 convolution, "
        "and `False` if it is not. As it stands it accepts almost anything. Write one that deserves trust: "
        "your test will be tried on right functions and on wrong ones, some of them quite nearly right. Each "
        "takes `X` of shape `(c_i, h, w)` and `K` of shape `(c_o, c_i, 1, 1)`."
    ),
    hints=(
        "What does the test compare with what? Think of a function that returns zeros: would it notice?",
        "Compare with something you trust and that was written another way: d2l.corr2d_multi_in_out(X, K).",
        "Then ask what could still slip through: square images hide swapped axes, broadcasting hides a "
        "missing channel, and a comparison with NaN is never true. Compare the shapes first, then use "
        "torch.allclose.",
    ),
    solution=my_test,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake(_AGAINST_ITSELF, _comparing(lambda got, expected: not got.isnan().any())),
        Mistake("it accepts every function: compare what it returns.", lambda conv1x1: True),
        Mistake(
            "it compares the shapes only: a function that returns zeros of the right shape passes.",
            _comparing(lambda got, expected: got.shape == expected.shape),
        ),
        Mistake(
            "it compares the functions on zeros or ones, where many wrong ones agree: take random numbers.",
            _comparing(_alike, fill=torch.ones),
        ),
        Mistake(
            "it adds the differences up with their signs, so that they can cancel: take .abs() of each "
            "first.",
            _comparing(lambda got, expected: abs((got - expected).sum()) < 1e-4),
        ),
        Mistake(
            "a single channel passes, because broadcasting repeats it: take more than one filter and "
            "compare shapes.",
            _comparing(lambda got, expected: torch.allclose(got[:1], expected[:1])),
        ),
        Mistake(
            "NaN slips through: a comparison with it is never true, so ask whether the difference is small "
            "and not whether it is large.",
            _comparing(
                lambda got, expected: got.shape == expected.shape and not (got - expected).abs().max() > 1e-4
            ),
        ),
        Mistake(
            "it rejects a right function whose last digit differs: compare with torch.allclose, not with == "
            "or torch.equal.",
            _comparing(torch.equal),
        ),
    ),
)
