"""Right and wrong answers to the exercises of "Beyond images"."""

import numpy as np
import torch
from scipy.ndimage import label
from torch.nn import functional as F

NAMES = {"F": F}


# board_planes


def planes(numbers=lambda board, player: (player, -player, 0), value=1.0, dtype=torch.float32):
    def answer(board, player):
        result = torch.zeros(3, *board.shape, dtype=dtype)
        for plane, number in zip(result, numbers(board, player), strict=True):
            plane[board == number] = value
        return result

    return answer


def planes_by_arithmetic(board, player):
    mine = board * player
    return torch.stack([mine.clamp(min=0), (-mine).clamp(min=0), 1 - mine.abs()]).float()


def planes_with_signs(board, player):
    result = planes()(board, player)
    result[1] = -result[1]
    return result


# captured_stones


def captured_by_label(board, i, j):
    """By SciPy's groups: a group is captured if the point is all that it has in its frame of neighbours."""
    groups, _ = label(board.numpy() == -1)
    count = 0
    for number in set(groups.flatten()) - {0}:
        padded = np.pad(groups == number, 1)
        around = padded[:-2, 1:-1] | padded[2:, 1:-1] | padded[1:-1, :-2] | padded[1:-1, 2:]
        free = np.argwhere(around & (board.numpy() == 0)).tolist()
        count += int((groups == number).sum()) * (free == [[i, j]])
    return count


def flood(board, start, steps):
    n, colour = len(board), int(board[start])
    group, free, waiting = [start], [], [start]
    while waiting:
        r, c = waiting.pop()
        for down, right in steps:
            point = r + down, c + right
            if min(point) < 0 or max(point) >= n:
                continue
            if board[point] == 0 and point not in free:
                free.append(point)
            if board[point] == colour and point not in group:
                group.append(point)
                waiting.append(point)
    return group, free


STRAIGHT = ((-1, 0), (0, -1), (0, 1), (1, 0))
AROUND = tuple((r, c) for r in (-1, 0, 1) for c in (-1, 0, 1) if (r, c) != (0, 0))


def captured(keep=len, colours=(-1,), once=True, steps=STRAIGHT, taken=lambda free, point: free == [point]):
    def answer(board, i, j):
        count, seen = 0, set()
        for down, right in steps:
            start = i + down, j + right
            if min(start) < 0 or max(start) >= len(board) or board[start] not in colours or start in seen:
                continue
            group, free = flood(board, start, steps)
            seen |= set(group) if once else set()
            count += keep(group) if taken(free, (i, j)) else 0
        return count

    return answer


def captured_alone(board, i, j):
    padded = F.pad(board, (1, 1, 1, 1), value=1)
    count = 0
    for down, right in STRAIGHT:
        r, c = i + 1 + down, j + 1 + right
        if padded[r, c] == -1:
            count += sum(padded[r + a, c + b] == 0 for a, b in STRAIGHT).item() == 1
    return count


def captured_on_a_torus(board, i, j):
    n = len(board)
    tiled = board.repeat(3, 3)
    stones = {(r % n, c % n) for r, c in taken_stones(tiled, i + n, j + n, n)}
    return len(stones)


def taken_stones(tiled, i, j, n):
    """The stones of the middle copy, and where they reach into others, whose liberties are all the point."""
    for down, right in STRAIGHT:
        start = i + down, j + right
        if tiled[start] == -1:
            group, free = flood(tiled, start, STRAIGHT)
            if {(r % n, c % n) for r, c in free} == {(i % n, j % n)}:
                yield from group


# legal_choice


def choice(masked, order=1):
    def answer(logits, board):
        best = int(masked(logits, board).argmax())
        return (best // len(board), best % len(board))[::order]

    return answer


def filled(value, where=lambda board: board != 0):
    return choice(lambda logits, board: torch.where(where(board), value, logits))


def choice_by_loop(logits, board):
    empty = [(i, j) for i in range(len(board)) for j in range(len(board)) if board[i, j] == 0]
    return max(empty, key=lambda point: logits[point].item())


# conv1d


def sliding(product="ocw,cw->o", stride_of=lambda stride, k: stride, start=lambda i, stride: i * stride):
    def answer(X, K, stride=1):
        k, stride = K.shape[2], stride_of(stride, K.shape[2])
        firsts = [start(i, stride) for i in range((X.shape[1] - k) // stride + 1)]
        return torch.stack([torch.einsum(product, K, X[:, each : each + k]) for each in firsts], dim=-1)

    return answer


def by_torch(X, K, stride=1):
    return F.conv1d(X[None], K, stride=stride)[0]


# with_position


def positioned(channel, join=lambda X, position: torch.cat([X, position], 1)):
    def answer(X):
        n, _, length = X.shape
        return join(X, torch.as_tensor(channel(length)).to(X.dtype).repeat(n, 1, 1))

    return answer


def ramp(length):
    return 2 * torch.arange(length, dtype=torch.float64) / (length - 1) - 1


RIGHT = {
    "board_planes": [planes(), planes_by_arithmetic],
    "captured_stones": [captured(), captured_by_label],
    "legal_choice": [filled(-torch.inf), filled(-1e30), choice_by_loop],
    "capture_layers": [(2, 6, 3), [2, 6, 3]],
    "conv1d": [by_torch, sliding()],
    "with_position": [
        positioned(ramp),
        lambda X: torch.stack([F.pad(each, (0, 0, 0, 1)) for each in X]).index_copy(
            1, torch.tensor([X.shape[1]]), ramp(X.shape[2]).to(X.dtype).repeat(len(X), 1, 1)
        ),
    ],
}

WRONG = {
    "board_planes": [
        (planes(lambda board, player: (1, -1, 0)), "The first plane is always Black's"),
        (planes(lambda board, player: (-player, player, 0)), "planes are swapped"),
        (planes(dtype=torch.bool, value=True), "Those are True and False"),
        (
            lambda board, player: planes()(board, player).permute(1, 2, 0),
            "Your planes lie along the last axis",
        ),
        (planes_with_signs, "The opponent's plane holds −1"),
        (
            lambda board, player: torch.stack([board == player, board == -player, board.abs() == 1]).float(),
            "The third plane marks the stones",
        ),
        (
            lambda board, player: torch.cat([planes()(board, player)[:2], torch.ones(1, *board.shape)]),
            "The third plane is 1 everywhere",
        ),
        (planes(dtype=torch.float64), "The dtype should be torch.float32, not torch.float64"),
    ],
    "captured_stones": [
        (captured(keep=lambda group: 1), "You count the groups"),
        (captured(once=False), "A group that touches the point twice is counted twice"),
        (captured_alone, "You count each stone by itself"),
        (captured(steps=AROUND), "For you, stones are joined along diagonals"),
        (captured(taken=lambda free, point: True), "You take every white group"),
        (captured(taken=lambda free, point: not free), "You count the groups that have no liberty now"),
        (captured(colours=(-1, 1)), "You capture black stones, too"),
        (captured(colours=(1,)), "You capture black stones: Black captures"),
        (captured_on_a_torus, "Your board goes round"),
        (lambda board, i, j: torch.tensor(captured()(board, i, j)), "A whole number was expected"),
    ],
    "legal_choice": [
        (filled(0), "The points with stones still get 0"),
        (filled(-1), "but not small enough"),
        *((filled(value), "but not small enough") for value in (-10, -100, -999)),
        (filled(-torch.inf, lambda board: board == 0), "You choose among the stones"),
        (choice(lambda logits, board: logits), "Nothing is masked any more"),
        (filled(torch.inf), "Plus infinity always wins"),
        (filled(-torch.inf, lambda board: board == 1), "Only one colour is masked"),
        (filled(-torch.inf, lambda board: board == -1), "Only one colour is masked"),
        (
            choice(lambda logits, board: logits.masked_fill(board != 0, -torch.inf), order=-1),
            "Row and column are swapped",
        ),
        (choice(lambda logits, board: logits.abs() * (board == 0)), "The sign of a logit counts"),
        (
            choice(lambda logits, board: logits.flatten().softmax(0).view_as(logits) * (board == 0)),
            "A softmax over all points can round",
        ),
    ],
    "capture_layers": [
        ((1, 5, 2), "The stones alone do not decide"),
        ((5, 13, 7), "Those are widths of receptive fields"),
        ((2, 5, 3), "A layer does not add three rows"),
        ((2, 6, 4), "rows and columns are not added up"),
        ((2, 6, 6), "the ends of the row are only two columns away"),
        ((3, 7, 4), "The new stone reads its own point"),
        ((2, 6), "write three whole numbers"),
        ((2.0, 6, 3), "write a whole number"),
        ((2, 6, 5), "it should be 3, not 5"),
    ],
    "conv1d": [
        (lambda X, K, stride=1: by_torch(X, K), "The stride is ignored"),
        (sliding(start=lambda i, stride: i), "Your window at position i starts at i"),
        (sliding(stride_of=lambda stride, k: k), "Your window moves by its own length"),
        (lambda X, K, stride=1: by_torch(X, K.flip(-1), stride), "Your kernel is turned round"),
        (lambda X, K, stride=1: by_torch(X[:1], K[:, :1], stride), "You read the first input channel only"),
        (lambda X, K, stride=1: by_torch(X, K, stride) / K[0].numel(), "You take means"),
        (sliding("ocw,cw->oc"), "Your channels stay apart"),
        (
            lambda X, K, stride=1: by_torch(X, K.sum(0, keepdim=True), stride),
            "You add the outputs of all kernels up",
        ),
        (lambda X, K, stride=1: by_torch(X, K, stride).float(), "The dtype should be torch.float64"),
        (lambda X, K, stride=1: by_torch(X, K, stride)[:, :-1], "The shape should be"),
    ],
    "with_position": [
        (positioned(lambda length: ramp(length) / 2 + 0.5), "Your channel goes from 0 to 1"),
        (positioned(lambda length: -ramp(length)), "Your channel goes from 1 to −1"),
        (positioned(range), "Your channel counts the numbers"),
        (
            positioned(lambda length: [2 * i / length - 1 for i in range(length)]),
            "Your channel does not reach 1",
        ),
        (positioned(ramp, lambda X, position: torch.cat([position, X], 1)), "The new channel comes first"),
        (positioned(ramp, lambda X, position: X + position), "You add the position to the sound"),
        (positioned(ramp, lambda X, position: position), "The sound is gone"),
        (
            positioned(ramp, lambda X, position: torch.cat([X, position[:1].expand(1, X.shape[1], -1)])),
            "You append a sound to the batch",
        ),
        (
            positioned(ramp, lambda X, position: torch.cat([X, position.expand(X.shape)], 2)),
            "You make the sounds longer",
        ),
        (lambda X: positioned(ramp)(X).float(), "The dtype should be that of X"),
    ],
}

_PLANES = "return torch.stack([board == player, board == -player, board == 0]).float()"

EQUIVALENT = {
    "board_planes": {
        f"{_PLANES}  →  its size without its sign": "nothing is negative",
        f"{_PLANES}  →  in float32": "it is float32 already",
        f"{_PLANES}  →  in whole numbers": "all are 0 or 1",
        f"{_PLANES}  →  with the precision of bfloat16": "all are 0 or 1",
        f"{_PLANES}  →  rounded to tenths": "all are 0 or 1",
        f"{_PLANES}  →  nothing below zero": "nothing is negative",
    },
    "captured_stones": {
        "group, free, waiting = (set(), set(), [start])  →  "
        "free, group, waiting = (set(), set(), [start])": "both are empty",
    },
    "conv1d": {
        "Y = torch.zeros(c_o, m, dtype=X.dtype)  →  Y = torch.ones(c_o, m, dtype=X.dtype)": "all are set",
    },
}
