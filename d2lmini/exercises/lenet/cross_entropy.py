"""Exercise: write the cross-entropy."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_cross_entropy(logits, y):
    """Return the mean of −log of the softmax's number for the right class."""
    right = logits.gather(1, y[:, None])[:, 0]
    return (logits.logsumexp(dim=1) - right).mean()


_TOO_LARGE = (
    "exp(1000) is infinite: subtract each row's largest logit first, which changes no softmax, or use "
    "logsumexp or log_softmax"
)


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(12)

    def draw(n: int, classes: int) -> tuple[Tensor, Tensor]:
        logits = torch.randn(n, classes, generator=generator) * 2
        return logits, torch.randint(classes, (n,), generator=generator)

    yield Case("two equal logits", (torch.zeros(1, 2), torch.tensor([1])))
    yield Case("one picture, three classes", (torch.tensor([[2.0, 1.0, -1.0]]), torch.tensor([0])))
    yield Case("two pictures", (torch.tensor([[2.0, 1.0, -1.0], [0.0, 3.0, 1.0]]), torch.tensor([1, 2])))
    yield Case("as many pictures as classes", draw(3, 3))
    yield Case("ten classes", draw(8, 10))
    large = torch.tensor([[1000.0, 998.0], [-1000.0, -1001.0]])
    double, right = draw(5, 6)
    yield Case("double precision (float64)", (double.double() / 3, right))
    yield Case("large logits", (large, torch.tensor([0, 1])), says=_TOO_LARGE)


def _of(term: Callable) -> Callable:
    """Return the mean of `term(logits, right)`, where `right` marks the right class of each row."""

    def twin(logits: Tensor, y: Tensor) -> Tensor:
        return term(logits, torch.nn.functional.one_hot(y, logits.shape[1]).bool())

    return twin


EXERCISE = Exercise(
    title="Write the cross-entropy",
    statement=(
        "Write `my_cross_entropy(logits, y)` for logits of shape `(n, classes)` and labels `y` of shape "
        "`(n,)`: the mean over the pictures, as a tensor with a single number, of equation (1). It must also "
        "be right for logits of 1,000, whose `exp` is infinite. Do not call PyTorch's cross-entropy; "
        "`logsumexp` is welcome."
    ),
    hints=(
        "Equation (1) is −log of a quotient, which is a difference of two logarithms. One of them undoes "
        "the exponential function.",
        "The loss of a picture is logsumexp of its logits, minus the logit of its right class.",
        "logits.logsumexp(dim=1) does not overflow; logits[torch.arange(len(y)), y] are the logits of the "
        "right classes.",
    ),
    solution=my_cross_entropy,
    cases=_cases,
    mistakes=(
        Mistake(
            "that is the sum over the pictures: the mean divides by their number.",
            lambda logits, y: my_cross_entropy(logits, y) * len(y),
        ),
        Mistake(
            "the sign is missing: the logarithm of a number below 1 is negative, and the loss is minus that.",
            lambda logits, y: -my_cross_entropy(logits, y),
        ),
        Mistake(
            "the softmax is missing: logits are no probabilities, and may be negative.",
            _of(lambda logits, right: -logits[right].mean()),
        ),
        Mistake(
            "the softmax goes down the batch: the numbers of one picture, along axis 1, add up to 1.",
            _of(lambda logits, right: -logits.log_softmax(0)[right].mean()),
        ),
        Mistake(
            "the logarithm has base 10: torch.log is the natural one.",
            lambda logits, y: my_cross_entropy(logits, y) / torch.log(torch.tensor(10.0)),
        ),
        Mistake(
            "the logarithm has base 2: torch.log is the natural one.",
            lambda logits, y: my_cross_entropy(logits, y) / torch.log(torch.tensor(2.0)),
        ),
        Mistake(
            "the logarithm is missing: that is one minus the probability of the right class.",
            _of(lambda logits, right: 1 - logits.softmax(1)[right].mean()),
        ),
        Mistake(
            "you average over all classes: only the right one counts.",
            _of(lambda logits, right: -logits.log_softmax(1).mean()),
        ),
        Mistake(
            "you take the largest logit of each picture, whatever its label.",
            lambda logits, y: (logits.logsumexp(1) - logits.amax(1)).mean(),
        ),
        Mistake(
            "each picture has a loss of its own there: return their mean.",
            lambda logits, y: logits.logsumexp(1) - logits.gather(1, y[:, None])[:, 0],
        ),
        Mistake(
            "you take the softmax of the softmax: it is done once.",
            lambda logits, y: my_cross_entropy(logits.softmax(1), y),
        ),
    ),
)
