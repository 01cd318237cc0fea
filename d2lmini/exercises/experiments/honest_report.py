"""Exercise: choose on the validation set, report on the test set."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_report(val, test):
    """Let the validation set choose the run and the epoch, and read the test score there."""
    return test.flatten()[val.argmax()].item()


def _broken() -> Callable:
    """Return the function that the chapter hands out."""

    def my_report(val, test):
        best_epochs = test.amax(dim=1)
        return best_epochs.max().item()

    return my_report


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(12)
    yield Case("one run of three epochs", (torch.tensor([[80.0, 92, 85]]), torch.tensor([[81.0, 90, 94]])))
    val = torch.tensor([[80.0, 92, 91], [79, 90, 93]])
    yield Case("two runs of three epochs", (val, torch.tensor([[81.0, 95, 89], [78, 96, 91]])))
    for label, shape in (("five runs of four epochs", (5, 4)), ("eight runs of one epoch", (8, 1))):
        scores = 90 + 3 * torch.randn(2, *shape, generator=generator)
        yield Case(label, tuple(scores))
    yield Case("double precision (float64)", tuple(90 + torch.randn(2, 6, 9, generator=generator).double()))


def _of(report: Callable[[Tensor, Tensor], Tensor]) -> Callable:
    return lambda val, test: float(report(val, test))


def _best_run(val: Tensor) -> int:
    return int(val.amax(dim=1).argmax())


EXERCISE = Exercise(
    title="Find the mistake: too good a report",
    statement=(
        "`val[r, e]` and `test[r, e]` are the percentages that run `r` read after epoch `e`, on the "
        "validation and on the test set. One network will be used: that of the best run, stopped at its best "
        "epoch. `my_report(val, test)` should return its test score, as a Python number, and the test set "
        "may choose nothing. Repair it."
    ),
    hints=(
        "Two choices are made here, a run and an epoch. Which set may make them?",
        "val.argmax() counts through all rows, one after the other; so does test.flatten().",
        "test.flatten()[val.argmax()].item()",
    ),
    solution=my_report,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake("the test set still chooses run and epoch.", _of(lambda val, test: test.max())),
        Mistake(
            "that is the validation score of the chosen network, which the choice has made too good: report "
            "its test score.",
            _of(lambda val, test: val.max()),
        ),
        Mistake(
            "the validation set chooses the run, but the test set still chooses the epoch.",
            _of(lambda val, test: test[_best_run(val)].max()),
        ),
        Mistake(
            "the validation set chooses the epoch of each run, but the test set still chooses the run.",
            _of(lambda val, test: test.gather(1, val.argmax(dim=1, keepdim=True)).max()),
        ),
        Mistake(
            "the run is chosen, but not the epoch: that is its last one.",
            _of(lambda val, test: test[_best_run(val), -1]),
        ),
        Mistake(
            "that is the mean over all runs, each at its best epoch: honest, but not the score of the one "
            "network that is used.",
            _of(lambda val, test: test.gather(1, val.argmax(dim=1, keepdim=True)).mean()),
        ),
        Mistake(
            "that is the mean over everything: honest, but not the score of the one network that is used.",
            _of(lambda val, test: test.mean()),
        ),
        Mistake(
            "that is where the best score stands, not the test score there.",
            lambda val, test: int(val.argmax()),
        ),
    ),
)
