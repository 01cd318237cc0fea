"""Exercise: repair an evaluation."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_accuracy(net, batches):
    """Count in evaluation mode, add up the pictures, and go back to training mode."""
    net.eval()
    right, count = 0, 0
    with torch.no_grad():
        for X, y in batches:
            right += (net(X).argmax(dim=1) == y).sum().item()
            count += len(y)
    net.train()
    return right / count


def _broken() -> Callable:
    """Return the function that the chapter hands out."""

    def my_accuracy(net, batches):
        shares = []
        for X, y in batches:
            right = net(X).argmax(dim=1) == y
            shares.append(right.double().mean().item())
        return sum(shares) / len(shares)

    return my_accuracy


class _Flipped(nn.Module):
    """Turn the classes round, in either mode."""

    def forward(self, X: Tensor) -> Tensor:
        return X.flip(1)


class _Noisy(nn.Module):
    """Turn the classes round; in training mode the smallest score comes out as the largest."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(()))

    def forward(self, X: Tensor) -> Tensor:
        return self.scale * (-X if self.training else X).flip(1)


def _accuracy(answer: Callable, logits: Tensor, y: Tensor, sizes: list[int], noisy: bool) -> float:
    net = _Noisy().train() if noisy else _Flipped()
    return answer(net, list(zip(logits.split(sizes), y.split(sizes), strict=True)))


def _mode_after(answer: Callable, logits: Tensor, y: Tensor) -> str:
    net = _Noisy().train()
    answer(net, [(logits, y)])
    return f"a network in {'training' if net.training else 'evaluation'} mode"


_MODE = "the next epoch would be trained in evaluation mode: end with net.train()"


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(3)
    logits = torch.randn(11, 4, generator=generator)
    y = logits.flip(1).argmax(1).where(torch.arange(11) % 3 > 0, torch.zeros(11).long())
    yield Case("one batch", (logits, y, [11], False), _accuracy)
    yield Case("batches of one size", (logits[:8], y[:8], [4, 4], False), _accuracy)
    yield Case("a last batch that is smaller", (logits, y, [5, 5, 1], False), _accuracy)
    yield Case("a network that differs between its modes", (logits[:8], y[:8], [4, 4], True), _accuracy)
    yield Case("both", (logits, y, [8, 3], True), _accuracy)
    yield Case("the mode that it is left in", (logits, y), _mode_after, says=_MODE)


def _counted(mode: bool = True, each: bool = True, back: bool = True) -> Callable:
    def twin(net: nn.Module, batches: list) -> float:
        net.train(not mode)
        rights = [(net(X).argmax(1) == y).double() for X, y in batches]
        if back:
            net.train()
        return (torch.cat(rights).mean() if each else torch.stack([r.mean() for r in rights]).mean()).item()

    return twin


EXERCISE = Exercise(
    title="Find the mistakes: an unfair evaluation",
    statement=(
        "`my_accuracy(net, batches)` should return the share of all pictures that `net` reads rightly, as a "
        "Python number. It gets a network in training mode, measures it in evaluation mode, and leaves it in "
        "training mode. The function below forgets the mode, and is also wrong where the last batch is "
        "smaller than the others. Repair both."
    ),
    hints=(
        "Batches of 5, 5 and 1: how much does the one picture of the last batch count in a mean of three "
        "shares?",
        "Add up the right ones and the pictures over all batches, and divide at the end.",
        "net.eval() before the loop, net.train() after it; with torch.no_grad(): around it saves time.",
    ),
    solution=my_accuracy,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake(
            "the mode is still wrong: call net.eval() before the loop.",
            _counted(mode=False),
        ),
        Mistake(
            "a mean of batches is no mean of pictures: a last batch of one counts as much as one of five. "
            "Add up right ones and pictures.",
            _counted(each=False),
        ),
        Mistake(
            "both mistakes are still there: the mode, and the mean of the batches' shares.",
            _counted(mode=False, each=False),
        ),
        Mistake("the network stays in evaluation mode: end with net.train().", _counted(back=False)),
        Mistake(
            "that is a percentage: return a share between 0 and 1.",
            lambda net, batches: 100 * _counted()(net, batches),
        ),
        Mistake(
            "that is the number of right ones: divide by the number of pictures.",
            lambda net, batches: _counted()(net, batches) * sum(len(y) for _, y in batches),
        ),
        Mistake(
            "that is the share read wrongly.",
            lambda net, batches: 1 - _counted()(net, batches),
        ),
    ),
)
