"""Exercise: repair a check that cannot fail."""

from collections.abc import Callable, Iterator
from functools import partial

import torch
from torch import Tensor

from d2lmini.exercises.kit.compare import kind_of
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake
from d2lmini.exercises.kit.own import corr2d_multi_in_out, d2l


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


def _but(change: Callable) -> Callable:
    """Return the right function but for a change of its result, `change(Y, X, K)`."""
    return lambda X, K: change(corr2d_multi_in_out(X, K), X, K)


def _but_for_one(part: float) -> Callable:
    """Return the right function but for one number: the first, that in the middle or the last."""

    def change(Y: Tensor, X: Tensor, K: Tensor) -> Tensor:
        Y[tuple(int(part * (n - 1)) for n in Y.shape)] += 1
        return Y

    return _but(change)


_ONE_WRONG = "a single wrong number slips through: compare all channels and all pixels"

# Label, function, and what a test is told that is mistaken about it.
_CANDIDATES = (
    ("a right function", lambda X, K: torch.einsum("oi,ihw->ohw", K[:, :, 0, 0], X), ""),
    ("the book's own function", corr2d_multi_in_out, ""),
    (
        "a right function that rounds a little differently",
        lambda X, K: corr2d_multi_in_out(X.double(), K.double()).to(X.dtype),
        "it rejects a right function whose last digit differs: use torch.allclose, not == or torch.equal",
    ),
    # Wrong ones, of every kind that a lax test lets through.
    (
        "a function that returns zeros",
        _but(lambda Y, X, K: 0 * Y),
        "a function that returns zeros passes: compare the numbers too, on random X and K",
    ),
    ("a function that reads the first channel only", lambda X, K: corr2d_multi_in_out(X[:1], K[:, :1]), ""),
    (
        "a function with its filters in reverse order",
        lambda X, K: corr2d_multi_in_out(X, K.flip(0)),
        "nobody sees that filters change places: take several, of random numbers, and compare all",
    ),
    (
        "a function with its channels in reverse order",
        lambda X, K: corr2d_multi_in_out(X, K.flip(1)),
        "nobody sees that channels change places: take random numbers",
    ),
    (
        "a function that mirrors the pixels",
        _but(lambda Y, X, K: Y.flip(2)),
        "nobody sees that pixels change places: compare pixel by pixel, on random numbers",
    ),
    (
        "a function that turns the picture upside down",
        _but(lambda Y, X, K: Y.flip(1)),
        "nobody sees that rows change places: compare pixel by pixel, on random numbers",
    ),
    ("a function that mixes up rows and columns", _but(lambda Y, X, K: Y.mT.reshape(Y.shape)), ""),
    (
        "a function that is wrong in the last column only",
        _but(lambda Y, X, K: torch.cat([Y[..., :-1], 0 * Y[..., -1:]], -1)),
        "a function that is wrong in its last column only passes: compare all pixels",
    ),
    (
        "a function that returns NaN (not a number) everywhere",
        _but(lambda Y, X, K: Y * torch.nan),
        "NaN slips through: a comparison with it is never true, so ask whether the difference is small",
    ),
    (
        "a function that returns a single channel",
        lambda X, K: corr2d_multi_in_out(X, K[:1]),
        "a single channel passes, because broadcasting repeats it: take several filters, and compare shapes",
    ),
    (
        "a function whose result has an axis too many",
        _but(lambda Y, X, K: Y[None]),
        "an axis too many slips through, because broadcasting adds it: compare shapes",
    ),
    (
        "a function whose numbers are a hundredth too large",
        _but(lambda Y, X, K: Y * 1.01),
        "its tolerance is too wide: a hundredth slips through",
    ),
    (
        "a function whose numbers are a thousandth too large",
        _but(lambda Y, X, K: Y * 1.001),
        "its tolerance is too wide: a thousandth slips through",
    ),
    *(
        (f"a function that is wrong in one number only, {where}", _but_for_one(part), _ONE_WRONG)
        for where, part in (("the first", 0), ("in the middle", 0.5), ("the last", 1))
    ),
    (
        "a function that rounds K to one decimal",
        lambda X, K: corr2d_multi_in_out(X, (K * 10).round() / 10),
        "nobody sees that K is rounded to one decimal: take random numbers with more, and a small tolerance",
    ),
    (
        "a function that is right on square images only",
        _but(lambda Y, X, K: Y * (X.shape[1] == X.shape[2])),
        "on a square image nobody sees that height and width are swapped: try one that is not square",
    ),
    (
        "a function that is right for as many outputs as inputs only",
        _but(lambda Y, X, K: Y * (K.shape[0] == K.shape[1])),
        "with as many outputs as inputs nobody sees that they are swapped: take different numbers",
    ),
    (
        "a right function, after all the wrong ones",
        corr2d_multi_in_out,
        "it rejects a right function that comes later: each function deserves the same test",
    ),
)


def _verdict(test: Callable, *, candidate: Callable) -> str:
    verdict = test(candidate)
    verdict = verdict.item() if hasattr(verdict, "item") else verdict  # a tensor of one, or NumPy's own bool
    if isinstance(verdict, bool):
        return "accepted" if verdict else "rejected"
    way_out = "end it with return" if verdict is None else "return True or False"
    return f"answered with {kind_of(verdict)}: {way_out}"


def _cases() -> Iterator[Case]:
    for label, candidate, says in _CANDIDATES:
        yield Case(label, (), partial(_verdict, candidate=candidate), says)


def _comparing(agree: Callable) -> Callable:
    def twin(conv1x1: Callable) -> bool:
        torch.manual_seed(0)
        X, K = torch.rand(3, 4, 5), torch.rand(2, 3, 1, 1)
        return bool(agree(conv1x1(X, K), corr2d_multi_in_out(X, K)))

    return twin


EXERCISE = Exercise(
    title="Find the mistake: a check that cannot fail",
    statement=(
        "`my_test(conv1x1)` should return `True` if the function it is given is a right 1 × 1 convolution, "
        "and `False` if it is not. As it stands it accepts almost anything. Write one that deserves trust: "
        "your test will be tried on right functions and on wrong ones, some of them quite nearly right. Each "
        "takes `X` of shape `(c_i, h, w)` and `K` of shape `(c_o, c_i, 1, 1)`, and returns a tensor, not "
        "always of the right shape."
    ),
    hints=(
        "What does the test compare with what? Think of a function that returns zeros: would it notice?",
        "Compare with something you trust and that was written another way: d2l.corr2d_multi_in_out(X, K).",
        "Then ask what could still slip through: square images hide swapped axes, whole numbers hide "
        "rounding, broadcasting hides a missing channel, and a comparison with NaN is never true. Compare "
        "the shapes first, then use torch.allclose.",
    ),
    solution=my_test,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake(
            "it still compares the function with itself, and everything agrees with itself. Compare with "
            "d2l.corr2d_multi_in_out.",
            _comparing(lambda got, expected: not got.isnan().any()),
        ),
        Mistake("it accepts every function: compare what it returns.", lambda conv1x1: True),
        Mistake(
            "it adds the differences up with their signs, so that they can cancel: take .abs() of each "
            "first.",
            _comparing(lambda got, expected: abs((got - expected).sum()) < 1e-4),
        ),
    ),
)
