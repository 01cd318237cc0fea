"""Right and wrong answers to the exercises of "Receptive field"."""

import torch
from torch.nn import functional as F

from d2lmini.receptive import ReceptiveField, receptive_field

NAMES = {"F": F}


# stack_field


def field_with(grow, begin=(1, 1, 0), order=1):
    def answer(layers):
        size, jump, start = begin
        for k, s, p, d in list(layers)[::order]:
            size, jump, start = grow(size, jump, start, k, s, p, d)
        return size, jump, start

    return answer


def step(size, jump, start, k, s, p, d):
    return size + (k - 1) * d * jump, s * jump, start - p * jump


def by_torch(layers):
    return tuple(receptive_field(layers)[-1]) if layers else (1, 1, 0)


# seen_pixels


def seen(before=0, field_end=1, picture_end=1, cut=True):
    def answer(field, unit, n):
        size, jump, start = field
        pixels = start + unit * jump, start + unit * jump + size - field_end
        return (max(pixels[0], before), min(pixels[1], n - picture_end)) if cut else pixels

    return answer


def seen_by_list(field, unit, n):
    size, jump, start = field
    inside = [pixel for pixel in range(start + unit * jump, start + unit * jump + size) if 0 <= pixel < n]
    return inside[0], inside[-1]


# reaching_units


def units_if(test, more=0):
    def answer(field, pixel, m):
        return [unit for unit in range(m + more) if test(*field, unit, pixel)]

    return answer


def units_by_pixels(field, pixel, m):
    def sees(unit):
        first, last = ReceptiveField(*field).pixels(unit)
        return first <= pixel <= last

    return list(filter(sees, range(m)))


# path_shares


def shares_by_conv(sizes):
    row = torch.ones(1, 1, 1, dtype=torch.float64)
    for k in sizes:
        row = F.conv1d(row, torch.full((1, 1, k), 1 / k, dtype=torch.float64), padding=k - 1)
    return row.flatten()


def shares_by_gradient(sizes):
    n = 1 + sum(k - 1 for k in sizes)
    with torch.inference_mode(False), torch.enable_grad():
        X = torch.zeros(1, 1, n, dtype=torch.float64, requires_grad=True)
        Y = X * 1
        for k in sizes:
            Y = F.conv1d(Y, torch.full((1, 1, k), 1 / k, dtype=torch.float64))
        return torch.autograd.grad(Y.sum(), X)[0].flatten()


def count_of(sizes):
    paths = 1
    for k in sizes:
        paths *= k
    return paths


def bell(sizes):
    n = 1 + sum(k - 1 for k in sizes)
    pixels = torch.arange(n, dtype=torch.float64) - (n - 1) / 2
    heights = torch.exp(-(pixels**2) / (2 * max(sum(k * k - 1 for k in sizes) / 12, 1e-9)))
    return heights / heights.sum()


# hidden_pixels


def ends_of(dilations, steps):
    ends = [0]
    for d in dilations:
        ends = [end + each for end in ends for each in steps(d)]
    return ends


def both_ways(d):
    return -d, 0, d


def hidden_by_gradient(dilations):
    n = 1 + 2 * sum(dilations)
    seen = torch.ones(1, 1, 1, dtype=torch.float64)
    for d in dilations:
        seen = F.conv1d(seen, torch.ones(1, 1, 3, dtype=torch.float64), padding=2 * d, dilation=d)
    return n - int((seen > 0).sum())


def loop_depth(n, k):
    depth = 0
    while 1 + depth * (k - 1) < n:
        depth += 1
    return depth


RIGHT = {
    "stack_field": [field_with(step), by_torch],
    "seen_pixels": [seen(), seen_by_list],
    "reaching_units": [
        units_if(lambda size, j, b, unit, x: b + unit * j <= x < b + unit * j + size),
        units_by_pixels,
    ],
    "path_shares": [shares_by_conv, shares_by_gradient],
    "needed_layers": [loop_depth, lambda n, k: (n + k - 3) // (k - 1)],
    "hidden_pixels": [
        hidden_by_gradient,
        lambda dilations: 1 + 2 * sum(dilations) - len(set(ends_of(dilations, both_ways))),
    ],
}

WRONG = {
    "stack_field": [
        (
            field_with(lambda r, j, b, k, s, p, d: (r + (k - 1) * d * j * s, j * s, b - p * j * s)),
            "Your jump is multiplied too early",
        ),
        (
            field_with(lambda r, j, b, k, s, p, d: (r + (k - 1) * j, j * s, b - p * j)),
            "The dilation is ignored",
        ),
        (field_with(lambda r, j, b, k, s, p, d: (r + k * d * j, j * s, b - p * j)), "You add k units"),
        (field_with(step, begin=(0, 1, 0)), "A pixel sees itself"),
        (
            field_with(lambda r, j, b, k, s, p, d: (r + (k - 1) * d * j, j * s, b + p * j)),
            "Padding lets unit 0 begin earlier",
        ),
        (
            field_with(lambda r, j, b, k, s, p, d: (r + (k - 1) * d * j, j * s, b - p)),
            "Padding is counted in units of the layer before",
        ),
        (
            field_with(lambda r, j, b, k, s, p, d: (r + (k - 1) * d * j, j + s - 1, b - p * j)),
            "You add the strides up",
        ),
        (field_with(step, order=-1), "You begin at the last layer"),
    ],
    "seen_pixels": [
        (
            seen(field_end=0, picture_end=0),
            "The field still ends one pixel too late, and so does",
        ),
        (seen(field_end=0), "The field still ends one pixel too late: size pixels"),
        (seen(picture_end=0), "The last of n pixels has the number"),
        (seen(cut=False), "Padding still counts"),
        (seen(field_end=2), "Now the field ends too early"),
    ],
    "reaching_units": [
        (
            units_if(lambda size, j, b, unit, x: 0 <= x - b - unit * j <= size),
            "You let a field end one",
        ),
        (units_if(lambda size, j, b, unit, x: 0 < x - b - unit * j < size), "You leave out the first pixel"),
        (units_if(lambda size, j, b, unit, x: 0 <= x - b - unit < size), "The jump is ignored"),
        (units_if(lambda size, j, b, unit, x: 0 <= x - unit * j < size), "The start is ignored"),
        (units_if(lambda size, j, b, unit, x: 0 <= x + b - unit * j < size), "The start is added"),
        (units_if(lambda size, j, b, unit, x: 0 <= x - b - unit * j < size, 1), "There are only m units"),
        (lambda *arguments: len(units_by_pixels(*arguments)), "You count the units"),
    ],
    "path_shares": [
        (lambda sizes: shares_by_conv(sizes) * count_of(sizes), "Those are the numbers of paths"),
        (lambda sizes: torch.ones_like(shares_by_conv(sizes)) / len(shares_by_conv(sizes)), "You give all"),
        (lambda sizes: shares_by_conv(sizes) / shares_by_conv(sizes).max(), "The largest share is 1"),
        (lambda sizes: shares_by_conv(sizes).float(), "The shares are right, but not float64"),
        (bell, "That is the bell"),
        (lambda sizes: shares_by_conv([3 for _ in sizes]), "You take all kernels to be of size 3"),
    ],
    "needed_layers": [
        (lambda n, k: (n - 1) // (k - 1), "You round down"),
        (lambda n, k: -(-(n - 1) // k), "Each layer adds k − 1 pixels"),
        (lambda n, k: -(-n // (k - 1)), "Before the first layer the size is 1"),
        (lambda n, k: 1 + (n - 1) // (k - 1), "Before the first layer the size is 1"),
        (lambda n, k: loop_depth(n, k) + (n == 224), "It should be 112, not 113"),
        (lambda n, k: (n - 1) / (k - 1), "The number of layers has to be whole"),
    ],
    "hidden_pixels": [
        (lambda dilations: len(set(ends_of(dilations, both_ways))), "Those are the pixels that count"),
        (
            lambda ds: 1 + 2 * sum(ds) - len(set(ends_of(ds, lambda d: (-d, d)))),
            "A path may go straight on",
        ),
        (lambda dilations: 1 + 2 * sum(dilations), "That is the size of the whole field"),
        (
            lambda ds: (1 + 2 * sum(ds)) ** 2 - len(set(ends_of(ds, both_ways))) ** 2,
            "You count the holes of a whole picture",
        ),
        (lambda ds: 1 + 2 * sum(ds) - len(ends_of(ds, both_ways)), "You count the paths"),
        (lambda dilations: hidden_by_gradient(dilations) // 2, "You count holes on one side only"),
    ],
}

_ENDS = "return (max(first, 0), min(last, n - 1))"
_STEPS = "ends = {pixel + step for pixel in ends for step in (-d, 0, d)}"
_HOLES = "holes do not change when the whole field is moved"
EQUIVALENT = {
    "stack_field": {"size, jump, start = (1, 1, 0)  →  jump, size, start = (1, 1, 0)": "both start from 1"},
    "seen_pixels": {
        f"{_ENDS}  →  return (max(0, first), min(last, n - 1))": "the larger of two, in either order",
        f"{_ENDS}  →  return (max(first, 0), min(n - 1, last))": "the smaller of two, in either order",
    },
    "path_shares": {
        "return shares  →  its size without its sign": "shares are not negative",
        "return shares  →  nothing below zero": "shares are not negative",
        "return shares  →  in float64": "they are in float64",
        "return shares  →  turned over": "both sides are the same",
    },
    "hidden_pixels": {
        "ends = {0}  →  ends = {1}": _HOLES,
        "ends = {0}  →  ends = {-1}": _HOLES,
        f"{_STEPS}  →  {_STEPS.replace('+', '-')}": "the steps go both ways",
    },
}
