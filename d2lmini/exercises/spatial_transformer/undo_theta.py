"""Exercise: the transformation that leads back."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_inverse(theta):
    """Return the theta that leads from where theta leads back to the beginning: (2, 3)."""
    A = theta[:, :2].inverse()
    return torch.cat([A, -A @ theta[:, 2:]], dim=1)


def _cases() -> Iterator[Case]:
    yield Case("the identity", (torch.eye(2, 3),))
    yield Case("a shift", (torch.tensor([[1.0, 0.0, 0.5], [0.0, 1.0, -0.25]]),))
    yield Case("a scale", (torch.tensor([[0.5, 0.0, 0.0], [0.0, 2.0, 0.0]]),))
    yield Case("a turn", (torch.tensor([[0.8, -0.6, 0.0], [0.6, 0.8, 0.0]]),))
    yield Case("a shear", (torch.tensor([[1.0, 0.5, 0.0], [0.0, 1.0, 0.0]]),))
    yield Case("a scale and a shift", (torch.tensor([[0.5, 0.0, 0.3], [0.0, 0.5, 0.1]]),))
    yield Case("all at once", (torch.tensor([[0.9, -0.4, 0.2], [0.7, 0.5, -0.6]]),))
    yield Case("double precision (float64)", (torch.tensor([[0.9, 0.1, 0.2], [-0.7, 2, 1]]).double(),))


def _joined(linear: Callable, shift: Callable) -> Callable:
    def twin(theta: Tensor) -> Tensor:
        A, t = theta[:, :2], theta[:, 2:]
        return torch.cat([linear(A), shift(A, t)], dim=1)

    return twin


EXERCISE = Exercise(
    title="The way back",
    statement=(
        "Write `my_inverse(theta)`. It takes a tensor of shape `(2, 3)`, and returns the tensor of shape "
        "`(2, 3)` that leads back: a place that is sent by the one, and then by the other, is where it "
        "was."
    ),
    hints=(
        "Write theta as a 2 × 2 matrix A and a shift t: p becomes A p + t. Solve for p.",
        "p = A⁻¹ (q − t) = A⁻¹ q − A⁻¹ t.",
        "A.inverse() inverts a matrix, and theta[:, 2:] keeps the shift as a column; torch.cat joins the "
        "two.",
    ),
    solution=my_inverse,
    cases=_cases,
    mistakes=(
        Mistake(
            "the shift is undone before the matrix, not after it: A⁻¹ has to act on it, too.",
            _joined(torch.inverse, lambda A, t: -t),
        ),
        Mistake(
            "the way back needs the shift's other sign.", _joined(torch.inverse, lambda A, t: A.inverse() @ t)
        ),
        Mistake(
            "the shift is missing.",
            _joined(torch.inverse, lambda A, t: torch.zeros_like(t)),
        ),
        Mistake(
            "the transposed matrix leads back from a turn only: take the inverse.",
            _joined(lambda A: A.T, lambda A, t: -A.T @ t),
        ),
        Mistake(
            "one over each number is not the inverse of a matrix.",
            _joined(lambda A: 1 / A, lambda A, t: -(1 / A) @ t),
        ),
        Mistake(
            "A acts on the shift where A⁻¹ should.",
            _joined(torch.inverse, lambda A, t: -A @ t),
        ),
        Mistake(
            "that is the 3 × 3 matrix: theta has its first two rows.",
            lambda theta: torch.cat([my_inverse(theta), torch.tensor([[0, 0, 1]]).to(theta.dtype)]),
        ),
        Mistake("the result should have theta's dtype.", lambda theta: my_inverse(theta).float()),
    ),
)
