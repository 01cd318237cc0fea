"""Exercise: repair the choice among the empty points."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_choice(logits, board):
    """Return row and column of the empty point with the largest logit."""
    legal = logits.masked_fill(board != 0, -torch.inf)
    return divmod(legal.argmax().item(), len(board))


def _broken() -> Callable:
    """Return the function that the chapter hands out."""

    def my_choice(logits, board):
        legal = logits * (board == 0)
        return divmod(legal.argmax().item(), len(board))

    return my_choice


_FINITE = "your occupied points get a small logit, but not small enough: minus infinity always is"
_SOFTMAX = (
    "a softmax over all points can round those of the empty ones to 0: mask the logits, before any softmax"
)


def _cases() -> Iterator[Case]:
    above = torch.tensor([[0.5, 0.8, 0.9], [0.7, 0.6, 0.2], [0.3, 0.1, 0.4]])
    below = torch.tensor([[-1.5, -0.2, -0.9], [-0.4, -0.6, -0.1], [-0.3, -0.8, -0.7]])
    stones = torch.tensor([[0, 0, -1], [0, 1, -1], [1, 1, 0]])
    yield Case("an empty board", (above, torch.zeros_like(stones)))
    yield Case("the largest logit at a white stone", (above, stones))
    yield Case("the largest logit at a black stone", (above, -stones))
    yield Case("the largest logit at an empty point", (above, 1 - stones.abs()))
    yield Case("logits below 0", (below, stones))
    one_left = torch.tensor([[0, 1, 1], [1, -1, -1], [1, 1, 1]])
    yield Case("one empty point, with the smallest logit", (below, one_left), says=_FINITE)
    generator = torch.Generator().manual_seed(5)
    logits = torch.randperm(25, generator=generator).reshape(5, 5) / 10 - 1.25
    board = torch.randint(-1, 2, (5, 5), generator=generator)
    yield Case("logits of both signs", (logits, board))
    yield Case("logits far below 0", (below * 1e5, stones), says=_FINITE)
    apart = torch.where(stones == 0, below - 500, below)
    yield Case("stones with far larger logits", (apart, stones), says=_FINITE)
    yield Case("double precision (float64)", (below.double() * 1e5, stones), says=_FINITE)


def _choosing(masked: Callable, order: int = 1) -> Callable:
    def twin(logits: Tensor, board: Tensor) -> tuple[int, int]:
        return divmod(masked(logits, board).argmax().item(), len(board))[::order]

    return twin


def _filled(logits: Tensor, board: Tensor) -> Tensor:
    return logits.masked_fill(board != 0, -torch.inf)


EXERCISE = Exercise(
    title="Find the mistake: a stone on a stone",
    statement=(
        "`my_choice(logits, board)` should give row and column, two whole numbers, of the empty point with "
        "the largest logit. Logits and board have the same square shape. It is right for logits above 0. "
        "Find out why it is wrong for others, and repair it with one change."
    ),
    hints=(
        "Let all logits be negative. Which number does the function give to a point with a stone?",
        "What could stand at the stones so that it never is the largest number?",
        "logits.masked_fill(where, value) writes a value wherever a tensor of True and False is True.",
    ),
    solution=my_choice,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake(
            "the points with stones still get 0, and 0 wins against negative logits.",
            _choosing(lambda logits, board: logits * (board == 0)),
        ),
        Mistake(
            "you choose among the stones: mask them, and keep the empty points.",
            _choosing(lambda logits, board: logits.masked_fill(board == 0, -torch.inf)),
        ),
        Mistake("nothing is masked any more: a stone may win.", _choosing(lambda logits, board: logits)),
        Mistake(
            "plus infinity always wins: the points with stones must never do so.",
            _choosing(lambda logits, board: logits.masked_fill(board != 0, torch.inf)),
        ),
        Mistake(
            "only one colour is masked: a white stone is −1, and a black one 1.",
            _choosing(lambda logits, board: logits.masked_fill(board > 0, -torch.inf)),
        ),
        Mistake(
            "only one colour is masked: a white stone is −1, and a black one 1.",
            _choosing(lambda logits, board: logits.masked_fill(board < 0, -torch.inf)),
        ),
        Mistake("row and column are swapped.", _choosing(_filled, order=-1)),
        Mistake(
            "the sign of a logit counts: −3 is smaller than −1.",
            _choosing(lambda logits, board: logits.abs() * (board == 0)),
        ),
        Mistake(
            _SOFTMAX + ".",
            _choosing(lambda logits, board: logits.flatten().softmax(0).reshape(board.shape) * (board == 0)),
        ),
    ),
)
