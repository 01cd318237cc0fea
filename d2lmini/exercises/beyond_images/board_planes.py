"""Exercise: a board as planes."""

from collections.abc import Iterator

import torch

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_planes(board, player):
    """Return the planes of the player's stones, of the opponent's, and of the empty points."""
    return torch.stack([board == player, board == -player, board == 0]).float()


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(7)

    def draw(n: int) -> torch.Tensor:
        return torch.randint(-1, 2, (n, n), generator=generator)

    yield Case("an empty board", (torch.zeros(2, 2, dtype=torch.long), 1))
    corner = torch.tensor([[1, 0, 0], [0, -1, 0], [0, -1, 0]])
    yield Case("three stones, Black to play", (corner, 1))
    yield Case("three stones, White to play", (corner, -1))
    yield Case("a full board", (torch.tensor([[1, -1], [1, 1]]), -1))
    yield Case("random stones, Black to play", (draw(4), 1))
    yield Case("random stones, White to play", (draw(4), -1))
    yield Case("a board of 19 × 19", (draw(19), -1))


EXERCISE = Exercise(
    title="A board as planes",
    statement=(
        "Write `my_planes(board, player)`. The board is a square tensor with 1 for a black stone, −1 for a "
        "white one and 0 for an empty point; `player` is 1 or −1, the colour that moves next. The result has "
        "the shape `(3, n, n)` and the dtype `torch.float32`: the player's stones, the opponent's, and the "
        "empty points. Each plane is 1 where it is so, and 0 elsewhere."
    ),
    hints=(
        "Each plane is one comparison: board == … is True where it holds.",
        "The player's stones are where board == player. Which number have the opponent's?",
        "torch.stack puts three planes on top of each other, and .float() makes 1 and 0 of True and False.",
    ),
    solution=my_planes,
    cases=_cases,
    mistakes=(
        Mistake(
            "the first plane is always Black's: it should be that of the player, whose turn it is.",
            lambda board, player: my_planes(board, 1),
        ),
        Mistake(
            "the player's and the opponent's planes are swapped.",
            lambda board, player: my_planes(board, -player),
        ),
        Mistake(
            "those are True and False: the planes are numbers, of dtype torch.float32.",
            lambda board, player: my_planes(board, player).bool(),
        ),
        Mistake(
            "your planes lie along the last axis: channels come first, so stack along axis 0.",
            lambda board, player: my_planes(board, player).movedim(0, 2),
        ),
        Mistake(
            "the opponent's plane holds −1: write 1 where a stone lies, in each plane.",
            lambda board, player: my_planes(board, player) * torch.tensor([1.0, -1, 1])[:, None, None],
        ),
        Mistake(
            "the third plane marks the stones: it should be 1 where there is none.",
            lambda board, player: torch.stack([board == player, board == -player, board != 0]).float(),
        ),
        Mistake(
            "the third plane is 1 everywhere: it should be 1 at the empty points only.",
            lambda board, player: torch.stack(
                [board == player, board == -player, torch.ones_like(board).bool()]
            ).float(),
        ),
    ),
)
