"""The mistakes in the dtype of a result that are the same in every exercise."""

from collections.abc import Callable

import torch

from d2lmini.exercises.kit.exercise import Mistake

LARGE = "whole numbers too large for float32"  # the label of the case that shows a detour through it


def through_float32(solve: Callable) -> Mistake:
    """Return the mistake of a detour where `solve(X, …)` should have the dtype of `X`."""
    return Mistake(
        "your numbers pass through float32, which rounds large ones: keep the dtype of X all the way.",
        lambda X, *rest: solve(X, *rest).float().to(X.dtype),
    )


def dtype_mistakes(solve: Callable, first: str, second: str) -> list[Mistake]:
    """Return what goes wrong where `solve(A, B, …)` should have the dtype `torch.result_type(A, B)`.

    `first` and `second` are the names that the exercise gives to A and B. The mistake of a result that is
    always float32 comes after these: without a look at dtypes, what passed through float32 is like it.
    """
    right = f"torch.result_type({first}, {second})"
    only_one = f"the dtype should be {right}, which looks at both: yours is that of {{}} alone."
    return [
        Mistake(only_one.format(first), lambda A, B, *rest: solve(A, B, *rest).to(A.dtype)),
        Mistake(only_one.format(second), lambda A, B, *rest: solve(A, B, *rest).to(B.dtype)),
        Mistake(
            f"your numbers pass through float32, which rounds large ones: make the zeros with dtype={right}.",
            lambda A, B, *rest: solve(A, B, *rest).float().to(torch.result_type(A, B)),
        ),
    ]
