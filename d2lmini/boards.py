"""Go boards whose right answers are known: liberties, captures, and boards with one capturing point.

A board is a square of whole numbers: 1 is a black stone, -1 a white one, 0 an empty point.
"""

from functools import reduce

import numpy as np
import torch
from scipy.ndimage import label
from torch import Tensor
from torch.nn import functional as F

from d2lmini.arguments import check_int

_CROSS = np.array([[[0, 1, 0], [1, 0, 1], [0, 1, 0]]])
_JOINED = np.pad(_CROSS, ((1, 1), (0, 0), (0, 0)))  # neighbours, never across boards
_SIDES = ((0, 1), (2, 1), (1, 0), (1, 2))  # above, below, left and right, in a frame that is one point wide


def count_liberties(boards: Tensor) -> Tensor:
    """Count, for each stone, the liberties of its group; 0 at the empty points.

    Shapes:
        boards: (num, n, n)
        returns: (num, n, n), torch.int64
    """
    _check_boards(boards)
    stones, n = boards.numpy(), boards.shape[-1]
    black, white = (label(stones == colour, _JOINED)[0] for colour in (1, -1))
    groups = np.where(white > 0, black.max(initial=0) + white, black).astype(np.int64)
    framed = np.pad(groups, ((0, 0), (1, 1), (1, 1)))
    points = np.arange(stones.size).reshape(stones.shape)
    pairs = []  # of a group and a liberty, as one number
    for i, j in _SIDES:
        beside = framed[:, i : i + n, j : j + n]
        free = (stones == 0) & (beside > 0)
        pairs.append(beside[free] * stones.size + points[free])
    groups_of_pairs = np.unique(np.concatenate(pairs)) // max(stones.size, 1)
    counts = np.bincount(groups_of_pairs, minlength=groups.max(initial=0) + 1)
    return torch.from_numpy(counts[groups])


def captures(boards: Tensor) -> Tensor:
    """Say where a black stone captures: the last liberties of white groups.

    Shapes:
        boards: (num, n, n)
        returns: (num, n, n), torch.bool
    """
    in_atari = (boards == -1) & (count_liberties(boards) == 1)
    return (boards == 0) & _beside(in_atari)


def capture_puzzles(num: int, n: int = 19, *, seed: int = 0, decoy: bool = False) -> tuple[Tensor, Tensor]:
    """Draw boards at random on which every group has a liberty, and exactly one point captures.

    Black gets the heights of a random landscape, White its depths, and groups without a liberty are taken
    away. Then Black attacks the group of a random white stone with two to eight liberties: all but one are
    filled. With a `decoy`, another group is attacked in the same way, but keeps two. Of the `num` boards
    drawn, about seven in ten are kept.

    Shapes:
        returns: boards (kept, n, n), torch.int64, and for each the number of the capturing point, counted row
            by row: (kept,), torch.int64

    Raises:
        ValueError: `num` or `n` is below 1.
    """
    check_int("num", num, minimum=1)
    check_int("n", n, minimum=1)
    generator = torch.Generator().manual_seed(seed)
    boards = _attacked(_landscapes(num, n, generator), 1, generator)
    if decoy:
        boards = _attacked(boards, 2, generator)
    legal = ((boards == 0) | (count_liberties(boards) > 0)).flatten(1).all(dim=1)
    right = captures(boards).flatten(1)
    kept = legal & (right.sum(dim=1) == 1)
    return boards[kept], right[kept].long().argmax(dim=1)


def _check_boards(boards: Tensor) -> None:
    if boards.ndim != 3 or boards.shape[1] != boards.shape[2]:
        raise ValueError(
            f"boards must have shape (num, n, n), got {tuple(boards.shape)}; write board[None] for one board"
        )


def _beside(points: Tensor) -> Tensor:
    """Say where a neighbour is True."""
    framed, n = F.pad(points, (1, 1, 1, 1)), points.shape[-1]
    return reduce(torch.logical_or, (framed[:, i : i + n, j : j + n] for i, j in _SIDES))


def _one_of(points: Tensor, generator: torch.Generator) -> Tensor:
    """Keep one True of each board, by chance."""
    chance = torch.rand(points.shape, generator=generator) * points
    return points & (chance == chance.amax((1, 2), keepdim=True))


def _landscapes(num: int, n: int, generator: torch.Generator) -> Tensor:
    """Draw boards whose stones lie in groups, as in a game, with nobody dead."""
    # In double precision, so that no threshold falls otherwise on another machine.
    hills = torch.randn(num, 1, n + 2, n + 2, dtype=torch.float64, generator=generator)
    noise = torch.randn(num, n, n, dtype=torch.float64, generator=generator)
    heights = 6 * F.avg_pool2d(hills, 3, stride=1)[:, 0] + noise
    boards = (heights > 1.7).long() - (heights < -1.7).long()
    boards[count_liberties(boards) == 0] = 0
    return boards


def _attacked(boards: Tensor, left: int, generator: torch.Generator) -> Tensor:
    """Fill the liberties of a white group, but `left` of them, on each board that has a suitable one."""
    white, number = boards == -1, count_liberties(boards)
    group = _one_of(white & (number > left) & (number <= 8), generator)
    while not torch.equal(larger := group | (_beside(group) & white), group):
        group = larger
    free = _beside(group) & (boards == 0)
    for _ in range(left):
        free &= ~_one_of(free, generator)
    return boards + free.long()
