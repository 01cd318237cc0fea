"""Exercise: a softmax too many."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_loss(net, X, y):
    """Give the logits to the cross-entropy, which has a softmax of its own."""
    return F.cross_entropy(net(X), y)


def _broken() -> Callable:
    """Return the function that the chapter hands out."""

    def my_loss(net, X, y):
        probabilities = net(X).softmax(dim=1)
        return F.cross_entropy(probabilities, y)

    return my_loss


class _Network(nn.Module):
    """Three times the input: what comes out differs from what goes in."""

    def forward(self, X: Tensor) -> Tensor:
        return 3 * X


def _loss_of(answer: Callable, logits: Tensor, y: Tensor) -> Tensor:
    return answer(_Network(), logits, y)


_DEAD = "a large logit must not make the loss infinite, or its gradient: leave the softmax to cross_entropy"


def _gradient(answer: Callable, logits: Tensor, y: Tensor) -> Tensor:
    logits = logits.clone().requires_grad_()
    answer(_Network(), logits, y).backward()
    return logits.grad


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(4)
    sure = torch.tensor([[3.0, 0.0, 0.0], [0.0, 0.0, 3.0]])
    yield Case("sure and right: a loss near 0", (sure, torch.tensor([0, 2])), _loss_of)
    yield Case("sure and wrong: a large loss", (sure, torch.tensor([1, 1])), _loss_of)
    mixed = torch.randn(5, 4, generator=generator), torch.randint(4, (5,), generator=generator)
    yield Case("random logits", mixed, _loss_of)
    yield Case("the gradient", mixed, _gradient)
    double = mixed[0].double(), mixed[1]
    yield Case("double precision (float64)", double, _loss_of)
    far = torch.tensor([[200.0, 0.0]])
    yield Case("very sure and wrong", (far, torch.tensor([1])), _loss_of, says=_DEAD)


def _of(loss: Callable) -> Callable:
    return lambda net, X, y: loss(net(X), y)


EXERCISE = Exercise(
    title="Find the mistake: a softmax too many",
    statement=(
        "`my_loss(net, X, y)` should be the cross-entropy of a network that returns logits. A network learns "
        "with it, but slowly, and the loss never falls below 1.46, however many digits are read rightly. "
        "Find out why, and repair it."
    ),
    hints=(
        "What does F.cross_entropy expect: logits, or probabilities? Equation (1) has the answer.",
        "Probabilities lie between 0 and 1. Taken for logits, the best that they can be is 1 for the right "
        "class and 0 for nine others: the loss is then −ln(e / (e + 9)) = 1.46.",
        "Hand the logits over as they are: F.cross_entropy(net(X), y).",
    ),
    solution=my_loss,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake(
            "there is still a softmax before the one that cross_entropy takes itself.",
            _of(lambda logits, y: F.cross_entropy(logits.softmax(1), y)),
        ),
        Mistake(
            "there is a sigmoid before the softmax now: cross_entropy wants the logits as they are.",
            _of(lambda logits, y: F.cross_entropy(logits.sigmoid(), y)),
        ),
        Mistake(
            "nll_loss takes logarithms of probabilities, and you give it logits: that is minus the "
            "right one.",
            _of(F.nll_loss),
        ),
        Mistake(
            "nll_loss takes logarithms of probabilities, and you give it probabilities.",
            _of(lambda logits, y: F.nll_loss(logits.softmax(1), y)),
        ),
        Mistake(
            "the softmax goes down the batch: dim=0 compares pictures, dim=1 the classes of one picture.",
            _of(lambda logits, y: F.nll_loss(logits.log_softmax(0), y)),
        ),
        Mistake(
            "that is the sum over the batch: with it the learning rate would depend on how many pictures "
            "there are.",
            _of(lambda logits, y: F.cross_entropy(logits, y, reduction="sum")),
        ),
    ),
)
