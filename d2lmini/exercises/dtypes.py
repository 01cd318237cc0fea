"""The mistakes in the dtype of a result that are the same in every exercise on two tensors."""

from collections.abc import Callable

import torch

from d2lmini.exercises.exercise import Mistake


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
