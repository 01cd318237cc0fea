"""Exercise: what a move captures."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_captured(board, i, j):
    """Count the white stones whose last liberty is the point at row i, column j."""
    n, taken = len(board), set()
    for start in ((i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)):
        group, free, waiting = set(), set(), [start]
        while waiting:
            r, c = waiting.pop()
            if not (0 <= r < n and 0 <= c < n) or (r, c) in group:
                continue
            if board[r, c] == 0:
                free.add((r, c))
            elif board[r, c] == -1:
                group.add((r, c))
                waiting += [(r - 1, c), (r + 1, c), (r, c - 1), (r, c + 1)]
        if free == {(i, j)}:
            taken |= group
    return len(taken)


_BOARDS = {
    "one stone in the middle": (".X. XO. .X.", 1, 2),
    "a stone with another liberty": ("... XO. .X.", 1, 2),
    "a stone in the corner": ("OX. .X. ...", 1, 0),
    "a stone at the edge": ("X.. OX. ...", 2, 0),
    "no stone beside the point": (".X. X.. O..", 0, 2),
    "two stones in a row": (".XX. XOO. .XX. ....", 1, 3),
    "a group with a liberty at its other end": (".XX. .OO. .XX. ....", 1, 3),
    "a group that goes round a corner": (".XX. XOOX .XO. ..X.", 2, 3),
    "a group that touches the point twice": ("XXXX XOOX XO.X .XXX", 2, 2),
    "two groups at once": (".X.X. XO.OX .X.X. ..... .....", 1, 2),
    "one group of two that is captured": (".X... XO.O. .X.X. ..... .....", 1, 2),
    "white stones that touch at a corner": (".X.. XO.. .XOX ..X.", 1, 2),
    "a black stone in atari": (".O. OX. .O.", 1, 2),
    "a stone at the left edge": ("X... O... X... ....", 1, 1),
    "two long groups": ("XXXXX OOOO. XXXXO ...XO ....X", 1, 4),
}


def _board(rows: str) -> Tensor:
    colours = {".": 0, "X": 1, "O": -1}
    return torch.tensor([[colours[point] for point in row] for row in rows.split()])


def _cases() -> Iterator[Case]:
    for label, (rows, i, j) in _BOARDS.items():
        yield Case(label, (_board(rows), i, j))


_STRAIGHT = ((-1, 0), (1, 0), (0, -1), (0, 1))
_DIAGONAL = ((-1, -1), (-1, 1), (1, -1), (1, 1))


def _groups(board: Tensor, i: int, j: int, steps: tuple, colours: tuple, round_the_edge: bool) -> list:
    """Return stones and liberties of the groups beside the point, one for each stone beside it."""
    n, found = len(board), []

    def beside(r: int, c: int) -> list[tuple[int, int]]:
        points = [(r + down, c + right) for down, right in steps]
        if round_the_edge:
            return [(r % n, c % n) for r, c in points]
        return [(r, c) for r, c in points if 0 <= r < n and 0 <= c < n]

    for start in beside(i, j):
        colour = int(board[start])
        if colour not in colours:
            continue
        group, free, waiting = {start}, set(), [start]
        while waiting:
            for point in beside(*waiting.pop()):
                if board[point] == 0:
                    free.add(point)
                elif board[point] == colour and point not in group:
                    group.add(point)
                    waiting.append(point)
        found.append((group, free))
    return found


def _counted(
    count: Callable = lambda taken: len(set().union(*taken)),
    is_taken: Callable = lambda group, free, point: free == {point},
    steps: tuple = _STRAIGHT,
    colours: tuple = (-1,),
    round_the_edge: bool = False,
) -> Callable:
    def twin(board: Tensor, i: int, j: int) -> int:
        groups = _groups(board, i, j, steps, colours, round_the_edge)
        return count([group for group, free in groups if is_taken(group, free, (i, j))])

    return twin


def _alone(board: Tensor, i: int, j: int) -> int:
    """Count the stones beside the point that have no other empty neighbour of their own."""
    n, count = len(board), 0
    for down, right in _STRAIGHT:
        r, c = i + down, j + right
        if 0 <= r < n and 0 <= c < n and board[r, c] == -1:
            around = [(r + a, c + b) for a, b in _STRAIGHT if 0 <= r + a < n and 0 <= c + b < n]
            count += sum(int(board[point] == 0) for point in around) == 1
    return count


EXERCISE = Exercise(
    title="What a move captures",
    statement=(
        "Write `my_captured(board, i, j)`. The board is a square tensor as in exercise 1, the point at row "
        "`i`, column `j` is empty, and Black plays there. It returns how many white stones are captured, as "
        "a Python number. The text's `liberties` is welcome."
    ),
    hints=(
        "Only the groups beside the new stone can lose their last liberty. How many such groups are there at "
        "most?",
        "A white group is captured if the point at (i, j) is its only liberty. Collect its stones by the "
        "flood fill of the text.",
        "Two of the four neighbours may belong to one group: collect the captured stones in a set, and "
        "return its length.",
    ),
    solution=my_captured,
    cases=_cases,
    mistakes=(
        Mistake(
            "you count the groups: their stones are asked for.",
            _counted(lambda taken: len({*map(frozenset, taken)})),
        ),
        Mistake(
            "a group that touches the point twice is counted twice.",
            _counted(lambda taken: sum(map(len, taken))),
        ),
        Mistake(
            "you count each stone by itself: stones that are joined share their liberties, and are captured "
            "together.",
            _alone,
        ),
        Mistake(
            "for you, stones are joined along diagonals: in Go they are not.",
            _counted(steps=_STRAIGHT + _DIAGONAL),
        ),
        Mistake(
            "you take every white group beside the point: it may have other liberties.",
            _counted(is_taken=lambda group, free, point: True),
        ),
        Mistake(
            "you count the groups that have no liberty now: Black's stone takes one more.",
            _counted(is_taken=lambda group, free, point: not free),
        ),
        Mistake("you capture black stones, too: Black captures White's.", _counted(colours=(-1, 1))),
        Mistake("you capture black stones: Black captures White's.", _counted(colours=(1,))),
        Mistake(
            "your board goes round: row −1 is the last one for Python, and no neighbour of row 0.",
            _counted(round_the_edge=True),
        ),
    ),
)
