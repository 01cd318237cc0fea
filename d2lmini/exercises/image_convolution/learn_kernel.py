"""Exercise: learn a kernel by gradient descent."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake
from d2lmini.exercises.kit.memory import unwritten_memory_is_nan
from d2lmini.exercises.kit.own import corr2d


def my_learn_kernel(X, Y, kernel_size, lr, num_steps):
    """Descend along the gradient of the squared error."""
    K = torch.zeros(kernel_size, requires_grad=True)
    for _ in range(num_steps):
        loss = ((corr2d(X, K) - Y) ** 2).sum()
        loss.backward()
        with torch.no_grad():
            K -= lr * K.grad
        K.grad.zero_()
    return K.detach()


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(6)
    image = torch.ones(6, 8)
    image[:, 2:6] = 0
    yield _case("the chapter's edge", image, [[1.0, -1.0]], lr=0.03)
    for label, hidden in (
        ("a hidden column", [[1.0], [-2.0]]),
        ("a hidden 2×2 kernel", [[0.0, 1.0], [2.0, 3.0]]),
        ("a hidden 3×2 kernel", [[1.0, 0.0], [-1.0, 2.0], [0.35, -2.15]]),
    ):
        yield _case(label, torch.randn(6, 6, generator=generator), hidden, lr=0.01)
    # Each entry of K meets the single 1 once, so that a step goes the part 2 lr of the way; and the way is so
    # long that it makes no difference where K starts.
    X = torch.zeros(3, 4)
    X[1, 1] = 1
    says = (
        "it takes other steps than it should: num_steps of them, no more and no fewer, each -lr times the "
        "gradient"
    )
    yield _case("three steps, each half the way", X, [[8e6, -16e6]], lr=0.25, num_steps=3, says=says)


def _case(label: str, X: Tensor, hidden: list, lr: float, num_steps: int = 100, says: str = "") -> Case:
    K = torch.tensor(hidden)
    return Case(label, (X, corr2d(X, K), tuple(K.shape), lr, num_steps), _learned, says=says)


def _learned(answer: Callable, X: Tensor, Y: Tensor, kernel_size: tuple, lr: float, num_steps: int) -> Any:
    with unwritten_memory_is_nan():  # torch.empty is no kernel to start from
        return answer(X, Y, kernel_size, lr, num_steps)


def _kaiming(size: tuple) -> Tensor:
    return nn.Conv2d(1, 1, size, bias=False).weight.detach()[0, 0]


# An answer may start anywhere. As chance is seeded, its start is most likely one of these.
_STARTS = (torch.zeros, torch.rand, torch.randn, torch.ones, _kaiming)


def _descent(X, Y, kernel_size, lr, num_steps, *, start, memory=0.0, mean=False, rate=1.0) -> Tensor:
    """Descend at `rate` times `lr`, with `memory` of earlier gradients, on the sum or mean of the squares."""

    # With a row of A for each place of K, the gradient is 2 A'(A K - Y): faster, and there are many twins.
    A = X.unfold(0, kernel_size[0], 1).unfold(1, kernel_size[1], 1).reshape(Y.numel(), -1)
    AA, AY = A.T @ A, A.T @ Y.flatten()
    K, gradient = start(kernel_size).flatten(), 0.0
    for _ in range(num_steps):
        gradient = memory * gradient + 2 * (AA @ K - AY) / (len(A) if mean else 1)
        K = K - rate * lr * gradient
    return K.reshape(kernel_size)


def _changed_under_watch(X, Y, kernel_size, lr, num_steps) -> Tensor:
    K = torch.zeros(kernel_size, requires_grad=True)
    K -= lr * torch.ones_like(K)
    return K


def _from_any_start(says: str, **settings: float) -> list[Mistake]:
    return [Mistake(says, partial(_descent, start=start, **settings)) for start in _STARTS]


EXERCISE = Exercise(
    title="Learn a kernel",
    statement=(
        "Write `my_learn_kernel(X, Y, kernel_size, lr, num_steps)`, which finds the kernel that made `Y` "
        "out of `X`. Start from any kernel `K` of shape `kernel_size` (a tuple), and take `num_steps` "
        "steps of equation (2), with learning rate `lr` and `corr2d(X, K)` as the output. Return `K` as "
        "a plain tensor that tracks no gradients."
    ),
    hints=(
        "Autograd works through corr2d: give K requires_grad=True and call .backward() on the sum of "
        "squares.",
        "Change K inside `with torch.no_grad():`, and set K.grad to zero after each step, or it adds up. "
        "Return K.detach().",
        "One step:\n"
        "    loss = ((corr2d(X, K) - Y) ** 2).sum()\n"
        "    loss.backward()\n"
        "    with torch.no_grad():\n"
        "        K -= lr * K.grad\n"
        "    K.grad.zero_()",
    ),
    solution=my_learn_kernel,
    cases=_cases,
    mistakes=(
        *_from_any_start("your kernel never moves: it comes back as it started.", rate=0.0),
        *_from_any_start(
            "the gradients of all steps add up: set K.grad to zero after each step, with K.grad.zero_().",
            memory=1.0,
        ),
        *_from_any_start(
            "your steps are too small: you take the mean of the squares, and lr is meant for their sum.",
            mean=True,
        ),
        *_from_any_start(
            "your steps are half as long as they should be: do not halve the squares, and keep the 2 of "
            "their derivative.",
            rate=0.5,
        ),
        *_from_any_start("you climb the loss: subtract lr times the gradient, do not add it.", rate=-1.0),
        Mistake(
            "you learn the flipped kernel: compute the output with cross-correlation, not with true "
            "convolution.",
            lambda *args: my_learn_kernel(*args).flip(0, 1),
        ),
        Mistake(
            "K = K - … makes a new tensor, to which backward() gives no .grad: change K itself with K -= …, "
            "inside `with torch.no_grad():`.",
            lambda X, Y, kernel_size, lr, num_steps: lr * None,  # there is no K.grad in the second step
        ),
        Mistake(
            "autograd watches while you change K: do it inside `with torch.no_grad():`.",
            _changed_under_watch,
        ),
    ),
)
