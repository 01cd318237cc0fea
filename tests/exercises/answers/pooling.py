"""Right and wrong answers to the exercises of "Pooling"."""

import numpy as np
import torch
from torch.nn import functional as F

from d2lmini import ops

NAMES = {"F": F}


# pool2d


def pooling(
    window=lambda w, mode: w.max() if mode == "max" else w.mean(), dtype=True, turn=lambda pair: pair
):
    def answer(X, size, mode="max", stride=(1, 1)):
        (ph, pw), (sh, sw) = turn(size), turn(stride)
        rows, columns = range(0, X.shape[0] - ph + 1, sh), range(0, X.shape[1] - pw + 1, sw)
        Y = torch.zeros(len(rows), len(columns), dtype=X.dtype if dtype else None)
        for i, top in enumerate(rows):
            for j, left in enumerate(columns):
                Y[i, j] = window(X[top : top + ph, left : left + pw], mode)
        return Y

    return answer


def pooling_from_multiples_of_size(X, size, mode="max", stride=(1, 1)):
    Y = torch.zeros([(n - p) // s + 1 for n, p, s in zip(X.shape, size, stride, strict=True)], dtype=X.dtype)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            window = X[i * size[0] : (i + 1) * size[0], j * size[1] : (j + 1) * size[1]]
            Y[i, j] = window.max() if mode == "max" else window.mean()
    return Y


def pooling_by_numpy(X, size, mode="max", stride=(1, 1)):
    windows = np.lib.stride_tricks.sliding_window_view(X.numpy(), size)[:: stride[0], :: stride[1]]
    pooled = windows.max((2, 3)) if mode == "max" else windows.mean((2, 3), dtype=np.float64)
    return torch.from_numpy(np.asarray(pooled)).to(X.dtype)


def starting_from(start):
    def window_of(window, mode):
        return max(start, *window.flatten().tolist()) if mode == "max" else window.mean()

    return pooling(window_of)


def largest_size(window, mode):
    flat = window.flatten()
    return flat[flat.abs().argmax()] if mode == "max" else window.mean()


# max_padding


def bordered(value):
    return lambda X, size, padding: ops.pool2d(F.pad(X, (padding,) * 4, value=value), size, stride=size)


def by_lowest(X, size, padding):
    border = torch.full([n + 2 * padding for n in X.shape], torch.finfo(X.dtype).min, dtype=X.dtype)
    border[padding : padding + X.shape[0], padding : padding + X.shape[1]] = X
    return ops.pool2d(border, size, stride=size)


FINITE_BORDERS = -1, -10, -100, -1e4, -1e6, -1e9, -(2**31), -1e30


# changed_outputs


def moved(X, steps):
    result = torch.zeros_like(X)
    result[:, steps:] = X[:, : X.shape[1] - steps]
    return result


def moved_by_slices(X, steps):
    return torch.cat([torch.zeros(X.shape[0], steps), X[:, :-steps]], 1)


def moved_by_assignment(X, steps):
    result = torch.zeros(X.shape)
    result[:, steps:] = X[:, :-steps]
    return result


def pooled(X, size):
    return F.max_pool2d(X[None], size)[0]


def changed(move=moved, pool=pooled, summary=torch.mean):
    def answer(X, steps, size):
        return summary((pool(X, size) != pool(move(X, steps), size)).double()).item()

    return answer


# winners


def winners_by_torch(X, size):
    return F.max_pool2d(X[None], size, return_indices=True)[1][0]


def winners_by_search(X, size):
    largest = F.max_pool2d(X[None], size)[0]
    return torch.tensor([[(X.flatten() == value).nonzero().item() for value in row] for row in largest])


def winners_starting_from(start):
    def answer(X, size):
        places = torch.zeros([n // size for n in X.shape], dtype=torch.long)
        for i, j in torch.cartesian_prod(*map(torch.arange, places.shape)).tolist():
            largest = start
            for r in range(i * size, (i + 1) * size):
                for c in range(j * size, (j + 1) * size):
                    if X[r, c] > largest:
                        largest, places[i, j] = X[r, c].item(), r * X.shape[1] + c
        return places

    return answer


def winners_with(number):
    def answer(X, size):
        h, w = X.shape
        places = winners_by_torch(X, size)
        return torch.tensor(
            [
                [
                    number(*divmod(int(place), w), h, w, i * size, j * size, size)
                    for j, place in enumerate(row)
                ]
                for i, row in enumerate(places)
            ]
        )

    return answer


RIGHT = {
    "pool2d": [pooling(), pooling_by_numpy, ops.pool2d],
    "max_padding": [
        lambda X, size, padding: F.max_pool2d(X[None], size, padding=padding)[0],
        bordered(float("-inf")),
        by_lowest,
    ],
    "global_pool": [
        lambda X: X.flatten(2).mean(-1),
        lambda X: F.adaptive_avg_pool2d(X, 1)[:, :, 0, 0],
        lambda X: F.avg_pool2d(X, X.shape[2:]).flatten(1),
        lambda X: X.mean((-2, -1)),
    ],
    "changed_outputs": [
        changed(),
        lambda X, steps, size: float(np.mean([changed()(X, steps, size)])),
    ],
    "winners": [winners_by_torch, winners_by_search],
}

WRONG = {
    "pool2d": [
        (pooling(lambda window, mode: window.max()), "You always take the largest"),
        (
            pooling(lambda window, mode: window.max() if mode == "max" else window.sum()),
            "You add the window up",
        ),
        (
            pooling(lambda window, mode: max(0, window.max()) if mode == "max" else window.mean()),
            "Zero wins against negative numbers",
        ),
        (pooling(largest_size), "You take the number of the largest size"),
        (lambda X, size, mode="max", stride=(1, 1): pooling()(X, size, mode), "The stride is ignored"),
        (
            lambda X, size, mode="max", stride=(1, 1): pooling()(X, size, mode, size),
            "Your window moves by its own size",
        ),
        (pooling(turn=lambda pair: pair[::-1]), "Height and width are swapped"),
        (pooling(dtype=False), "always float32"),
        (pooling_from_multiples_of_size, "Your windows start at multiples of their size"),
        (
            lambda X, size, mode="max", stride=(1, 1): pooling()(X, size, mode, (stride[0],) * 2),
            "You use the first stride for both axes",
        ),
        (pooling(lambda w, mode: {"max": w.max(), "mean": 1}.get(mode, 0)), 'the mode is called "avg"'),
        *(
            (
                starting_from(start),
                "Your maximum starts from a number that is small, but not smaller than all",
            )
            for start in (-10, -100, -1e9, -(2**31), -1e30)
        ),
        (
            lambda X, *settings: pooling(dtype=False)(X, *settings).to(X.dtype),
            "Your numbers pass through float32, which rounds large ones",
        ),
        (
            pooling(lambda window, mode: window.long().max() if mode == "max" else window.mean()),
            "Every entry is 0",
        ),
        (
            pooling(lambda window, mode: window.max() if mode == "max" else window.float().mean()),
            "is 1.5 and should be 1.75",
        ),
    ],
    "max_padding": [
        (bordered(0), "The border still holds zeros"),
        *((bordered(value), "Your border is small, but not small enough") for value in FINITE_BORDERS),
        (lambda X, size, padding: ops.pool2d(X, size, stride=size), "The padding is gone"),
        (bordered(float("inf")), "Plus infinity always wins"),
        (
            lambda X, size, padding: F.max_pool2d(X[None], size, stride=1, padding=padding)[0],
            "The window now moves by 1",
        ),
        (bordered(-1e38), "Your border is small, but not small enough"),
        (lambda X, *rest: bordered(float("-inf"))(X, *rest).float(), "The dtype should be torch.float64"),
        (
            lambda X, size, padding: F.max_pool2d(X[None], size, padding=padding, ceil_mode=True)[0],
            "The shape should be (2, 2), not (2, 3)",
        ),
    ],
    "global_pool": [
        (lambda X: X.mean((1, 3)), "You average over channels and columns or rows"),
        (lambda X: X.mean((1, 2)), "You average over channels and columns or rows"),
        *(
            (lambda X, axis=axis: X.mean(axis), "You average along one axis")
            for axis in [2, (2,), 3, (3,), -1]
        ),
        (lambda X: F.adaptive_avg_pool2d(X, 1).squeeze(), "Squeeze also drops the axis"),
        (lambda X: X.mean(1), "You average over the channels alone"),
        (lambda X: X.mean(), "You average over everything"),
        (lambda X: X.mean((0, 2, 3)), "Images of the batch are mixed"),
        (lambda X: F.adaptive_avg_pool2d(X, 1), "The two axes are still there"),
        (lambda X: X.sum((2, 3)), "That is the sum"),
        (lambda X: X.amax((2, 3)), "That is the largest number of each channel"),
        (lambda X: X.abs().mean((2, 3)), "Numbers below 0 count as they are"),
        (lambda X: X.relu().mean((2, 3)), "Numbers below 0 count as they are"),
        (lambda X: X.long().to(X.dtype).mean((2, 3)), "2 of 2 entries differ"),
        (lambda X: X.float().mean((2, 3)), "The dtype should be torch.float64"),
        (lambda X: X.float().mean((2, 3)).to(X.dtype), "is 1.5 and should be 1.75"),
    ],
    "changed_outputs": [
        (changed(lambda X, steps: X.roll(steps, 1)), "Your image goes round"),
        (changed(lambda X, steps: moved(X.flip(1), steps).flip(1)), "Your image moves to the left"),
        (changed(lambda X, steps: moved(X.T, steps).T), "Your image moves down"),
        (lambda X, steps, size: int(changed(summary=torch.sum)(X, steps, size)), "You count the outputs"),
        (lambda *arguments: 1 - changed()(*arguments), "That is the share of outputs that stay"),
        (lambda X, steps, size: changed()(X, steps, 1), "You compare the images"),
        (
            lambda X, steps, size: changed()(ops.pool2d(X, size, stride=size), steps, 1),
            "You move the pooled map",
        ),
        (changed(pool=ops.pool2d), "Your window moves by 1"),
        (
            changed(moved_by_slices, lambda X, size: ops.pool2d(X, size, stride=size)),
            "is empty where steps is 0",
        ),
        (changed(moved_by_assignment), "is empty where steps is 0"),
        (
            lambda X, steps, size: (
                (ops.pool2d(X, size, stride=size) != ops.pool2d(moved(X, steps), size, stride=size))
                .mean()
                .item()
            ),
            "True and False have no mean",
        ),
        (
            lambda X, steps, size: (
                ((pooled(X, size) - pooled(moved(X, steps), size)).abs() > 0.5).double().mean().item()
            ),
            "It should be 0.3333333333333333, not 0.0",
        ),
        (changed(pool=lambda X, size: pooled(X, size).int()), "It should be 0.3333333333333333, not 0.0"),
        (changed(pool=lambda X, size: pooled(X.relu(), size)), "It should be 0.875, not 0.0"),
        (changed(pool=lambda X, size: pooled(X.abs(), size)), "It should be 0.875, not 0.625"),
        (changed(pool=lambda X, size: pooled(X.bfloat16(), size)), "It should be 0.875, not 0.25"),
        (
            changed(pool=lambda X, size: F.max_pool2d(X[None], size, ceil_mode=True)[0]),
            "It should be 0.5, not 0.6666666666666666",
        ),
    ],
    "winners": [
        (winners_with(lambda r, c, h, w, top, left, size: (r - top) * size + c - left), "You count inside"),
        (winners_with(lambda r, c, h, w, top, left, size: c * h + r), "You count column by column"),
        (winners_with(lambda r, c, h, w, top, left, size: r * h + c), "You multiply the row by the height"),
        (
            winners_with(lambda r, c, h, w, top, left, size: top * w + left),
            "That is where each window starts",
        ),
        (lambda X, size: F.max_pool2d(X[None], size)[0], "Those are the largest numbers themselves"),
        (lambda X, size: winners_by_torch(-X, size), "Those are the positions of the smallest"),
        (lambda X, size: winners_by_torch(X.abs(), size), "of the largest sizes, whatever their sign"),
        (lambda X, size: winners_by_torch(X, size).float(), "The positions are right, but not whole"),
        *(
            (winners_starting_from(start), "Your search starts from a number that all numbers of a window")
            for start in (0, -1, -100, -1e9, -1e30)
        ),
        (lambda X, size: winners_starting_from(-np.inf)(X.int(), size), "2 of 4 entries differ"),
        (lambda X, size: winners_by_torch(X.float(), size), "Numbers that differ little are taken for equal"),
        (lambda X, size: winners_by_torch(X, size).bfloat16().long(), "9 of 24 entries differ"),
        (lambda X, size: winners_by_torch(X, size).int(), "The dtype should be torch.int64, not torch.int32"),
        (
            winners_with(lambda r, c, h, w, top, left, size: top * w + left + (r - top) * size + (c - left)),
            "You multiply the row inside the window by the window's size",
        ),
        (
            winners_with(
                lambda r, c, h, w, top, left, size: (top // size + r % size) * w + left // size + c % size
            ),
            "not at row i and column j",
        ),
    ],
}

# Why a mutant is as right as the solution.

_POOLED = "Y = torch.zeros(m_h, m_w, dtype=X.dtype)"
_MOVED = "moved = F.pad(X, (steps, 0))[:, :X.shape[1]]"
_POSITIONS = "positions = torch.zeros(m_h, m_w, dtype=torch.long)"

EQUIVALENT = {
    "pool2d": {f"{_POOLED}  →  {_POOLED.replace('zeros', 'ones')}": "the loops write over every entry"},
    "changed_outputs": {
        f"{_MOVED}  →  {_MOVED.replace('0', '1', 1)}": "what is added at the right is cut off again",
    },
    "winners": {
        f"{_POSITIONS}  →  {_POSITIONS.replace('zeros', 'ones')}": "the loops write over every entry",
        "return positions  →  its size without its sign": "positions have no sign",
        "return positions  →  nothing below zero": "positions have no sign",
        "return positions  →  rounded to tenths": "positions are whole numbers",
    },
}
