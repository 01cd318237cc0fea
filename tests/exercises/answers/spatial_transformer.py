"""Right and wrong answers to the exercises of "Spatial transformer"."""

import math

import torch
from torch.nn import functional as F

NAMES = {"F": F}


# read_border


def read_by_torch(X, i, j, padding="border"):
    h, w = X.shape
    place = torch.tensor([(2 * j + 1) / w - 1, (2 * i + 1) / h - 1], dtype=torch.float64)
    X, grid = X.double()[None, None], place.view(1, 1, 1, 2)
    return F.grid_sample(X, grid, padding_mode=padding, align_corners=False).item()


def read_padded(X, i, j):
    X = F.pad(X[None, None], (9, 9, 9, 9), mode="replicate")[0, 0]
    i, j = i + 9, j + 9
    row, column = int(i), int(j)
    down, right = i - row, j - column
    top = (1 - right) * X[row, column] + right * X[row, column + 1]
    bottom = (1 - right) * X[row + 1, column] + right * X[row + 1, column + 1]
    return ((1 - down) * top + down * bottom).item()


def mixed(weigh=lambda t: (1 - t, t), wrap=False):
    def answer(X, i, j):
        row, column = math.floor(i), math.floor(j)
        total = 0.0
        for row_of_it, weight_i in zip((row, row + 1), weigh(i - row), strict=True):
            for column_of_it, weight_j in zip((column, column + 1), weigh(j - column), strict=True):
                h, w = X.shape
                if wrap:
                    at = row_of_it % h, column_of_it % w
                else:
                    at = max(0, min(row_of_it, h - 1)), max(0, min(column_of_it, w - 1))
                total += weight_i * weight_j * X[at].item()
        return total

    return answer


def nearest(X, i, j):
    row, column = round(i), round(j)
    return X[max(0, min(row, X.shape[0] - 1)), max(0, min(column, X.shape[1] - 1))].item()


def reflected(X, i, j):
    h, w = X.shape
    place = torch.tensor([2 * j / (w - 1) - 1, 2 * i / (h - 1) - 1], dtype=torch.float64)
    X, grid = X.double()[None, None], place.view(1, 1, 1, 2)
    return F.grid_sample(X, grid, padding_mode="reflection", align_corners=True).item()


# place_slopes


def slopes_by_autograd(X, i, j):
    with torch.inference_mode(False), torch.enable_grad():
        X = X.clone().double()
        place = torch.tensor([i, j], dtype=torch.float64, requires_grad=True)
        rows = (1 - (place[0] - torch.arange(X.shape[0], device="cpu")).abs()).clamp(min=0)
        columns = (1 - (place[1] - torch.arange(X.shape[1], device="cpu")).abs()).clamp(min=0)
        return tuple(torch.autograd.grad(rows @ X @ columns, place)[0].tolist())


def slopes_by_difference(X, i, j):
    step = 1e-3
    return (
        (read_by_torch(X, i + step, j) - read_by_torch(X, i - step, j)) / (2 * step),
        (read_by_torch(X, i, j + step) - read_by_torch(X, i, j - step)) / (2 * step),
    )


def sloped(change):
    def answer(X, i, j):
        row, column = math.floor(i), math.floor(j)
        (nw, ne), (sw, se) = X[row : row + 2, column : column + 2].tolist()
        return change(sw - nw, se - ne, ne - nw, se - sw, i - row, j - column)

    return answer


# identity_grid


def identity_by_torch(h, w):
    return F.affine_grid(torch.eye(2, 3)[None], (1, 1, h, w), align_corners=False)[0]


def identity_by_loop(h, w):
    places = [[[(2 * j + 1) / w - 1, (2 * i + 1) / h - 1] for j in range(w)] for i in range(h)]
    return torch.tensor(places)


def grid_of(along, swap=False):
    def answer(h, w):
        y, x = torch.meshgrid(along(h), along(w), indexing="ij")
        return torch.stack([y, x] if swap else [x, y], dim=2)

    return answer


def ends(n):
    return torch.linspace(-1, 1, n)


# turn_theta


def turned(degrees, across=1.0, down=1.0, sense=1):
    c, s = math.cos(math.radians(degrees)), sense * math.sin(math.radians(degrees))
    return torch.tensor([[c, -s * across, 0.0], [s * down, c, 0.0]])


def by_matrices(degrees, h, w):
    scale = torch.diag(torch.tensor([w / 2, h / 2]))
    theta = torch.zeros(2, 3)
    theta[:, :2] = torch.linalg.inv(scale) @ turned(degrees)[:, :2] @ scale
    return theta


# undo_theta


def by_three_rows(theta):
    square = torch.cat([theta, torch.tensor([[0.0, 0.0, 1.0]], dtype=theta.dtype)])
    return torch.linalg.inv(square)[:2]


def by_solving(theta):
    identity = torch.eye(2, dtype=theta.dtype)
    right = torch.cat([identity, -theta[:, 2:]], dim=1)
    return torch.linalg.solve(theta[:, :2], right)


def back(linear, shift):
    return lambda theta: torch.hstack([linear(theta[:, :2]), shift(theta[:, :2], theta[:, 2:])])


RIGHT = {
    "read_border": [read_by_torch, read_padded, mixed()],
    "forward_holes": [(72, 0, 9), [72, 0, 9]],
    "place_slopes": [slopes_by_autograd, slopes_by_difference],
    "identity_grid": [identity_by_torch, identity_by_loop],
    "turn_theta": [by_matrices, lambda degrees, h, w: turned(degrees, h / w, w / h)],
    "undo_theta": [by_three_rows, by_solving],
}

WRONG = {
    "read_border": [
        (nearest, "You read the nearest pixel only"),
        (lambda X, i, j: read_by_torch(X, j, i), "Rows and columns are exchanged"),
        (mixed(weigh=lambda t: (t, 1 - t)), "The weights are the wrong way round"),
        (mixed(weigh=lambda t: (0.5, 0.5)), "All four pixels have the same weight"),
        (lambda X, i, j: read_by_torch(X, i, j, "zeros"), "Outside you read zeros"),
        (mixed(wrap=True), "Outside, your indices come round"),
        (reflected, "Outside, your picture is reflected"),
    ],
    "forward_holes": [
        ((9, 81, 9), "You count the pixels that get a number"),
        ((72, 72, 9), "An output pixel that asks always lands inside"),
        ((6, 0, 3), "You count along one axis only"),
        ((72, 0, 81), "In (3) you count the pixels that are sent"),
        ((72, 0, 72), "In (3) you count how many numbers one output gets"),
        ((0, 0, 9), "A number fills one output pixel"),
    ],
    "place_slopes": [
        (lambda *place: slopes_by_autograd(*place)[::-1], "The two slopes are exchanged"),
        (lambda *place: tuple(-slope for slope in slopes_by_autograd(*place)), "The signs are wrong"),
        (sloped(lambda left, right, top, bottom, t, s: (left, top)), "You take the difference at the upper"),
        (
            sloped(lambda left, right, top, bottom, t, s: ((left + right) / 2, (top + bottom) / 2)),
            "You give both differences the same weight",
        ),
        (
            sloped(
                lambda left, right, top, bottom, t, s: (
                    s * left + (1 - s) * right,
                    t * top + (1 - t) * bottom,
                )
            ),
            "The weights are the wrong way round",
        ),
        (
            sloped(
                lambda left, right, top, bottom, t, s: (
                    (1 - t) * left + t * right,
                    (1 - s) * top + s * bottom,
                )
            ),
            "Each slope is weighted by the place along the other axis",
        ),
        (lambda X, i, j: (0.0, 0.0), "A slope of 0 is that of rounding"),
    ],
    "identity_grid": [
        (grid_of(ends), "The ruler is still that of align_corners=True"),
        (
            lambda h, w: identity_by_torch(h, w).flip(-1),
            "A place is still (y, x)",
        ),
        (grid_of(ends, swap=True), "Neither of the two mistakes is gone"),
        (grid_of(lambda n: torch.arange(n) * 2 / n - 1), "Those are the left and upper edges"),
        (lambda h, w: identity_by_torch(h, w).transpose(0, 1), "Your grid is (w, h, 2)"),
        (grid_of(lambda n: torch.arange(n).float()), "Those are pixels"),
        (lambda h, w: identity_by_torch(h, w).movedim(2, 0), "A channel's place is not the grid's"),
    ],
    "turn_theta": [
        (lambda degrees, h, w: turned(degrees), "That turns the frame"),
        (lambda degrees, h, w: turned(degrees, w / h, h / w), "H and w are exchanged"),
        (lambda degrees, h, w: turned(degrees, h / w, w / h, -1), "That turns the other way"),
        (lambda degrees, h, w: turned(math.degrees(degrees), h / w, w / h), "Sines and cosines want radians"),
        (
            lambda degrees, h, w: by_matrices(degrees, h, w) * torch.tensor([[h / w, 1, 1], [1, w / h, 1]]),
            "The factor belongs to the sines alone",
        ),
        (lambda *size: by_matrices(*size)[:, :2], "Theta has a third column"),
        (lambda *size: by_matrices(*size)[None], "One theta is (2, 3)"),
    ],
    "undo_theta": [
        (back(torch.linalg.inv, lambda A, t: -t), "The shift is undone before the matrix"),
        (back(torch.linalg.inv, lambda A, t: torch.linalg.inv(A) @ t), "The way back needs the shift's"),
        (back(torch.linalg.inv, lambda A, t: 0 * t), "The shift is missing"),
        (back(lambda A: A.mT, lambda A, t: -A.mT @ t), "The transposed matrix leads back"),
        (back(torch.reciprocal, lambda A, t: -torch.reciprocal(A) @ t), "One over each number"),
        (back(torch.linalg.inv, lambda A, t: -A @ t), "A acts on the shift"),
        (
            lambda theta: torch.cat([by_solving(theta), torch.eye(3, dtype=theta.dtype)[2:]]),
            "That is the 3 × 3 matrix",
        ),
        (lambda theta: by_solving(theta).float(), "The result should have theta's dtype"),
    ],
}

_FLOAT32 = "the numbers are float32 anyway"
_CLAMPED = "i, j = (min(max(i, 0), h - 1), min(max(j, 0), w - 1))"
_ROWS = "rows = (1 - (i - torch.arange(h, dtype=X.dtype)).abs()).clamp(min=0)"
_COLUMNS = "columns = (1 - (j - torch.arange(w, dtype=X.dtype)).abs()).clamp(min=0)"
_NO_ORDER = "minimum, maximum and a product of vectors have no order"
_NO_SIGN = "a distance has no sign"

EQUIVALENT = {
    "read_border": {
        f"{_CLAMPED}  →  i, j = (min(h - 1, max(i, 0)), min(max(j, 0), w - 1))": _NO_ORDER,
        f"{_CLAMPED}  →  i, j = (min(max(0, i), h - 1), min(max(j, 0), w - 1))": _NO_ORDER,
        f"{_CLAMPED}  →  i, j = (min(max(i, 0), h - 1), min(w - 1, max(j, 0)))": _NO_ORDER,
        f"{_CLAMPED}  →  i, j = (min(max(i, 0), h - 1), min(max(0, j), w - 1))": _NO_ORDER,
        f"{_ROWS}  →  rows = (1 - (torch.arange(h, dtype=X.dtype) - i).abs()).clamp(min=0)": _NO_SIGN,
        f"{_COLUMNS}  →  columns = (1 - (torch.arange(w, dtype=X.dtype) - j).abs()).clamp(min=0)": _NO_SIGN,
        "return (rows @ X @ columns).item()  →  return (columns @ (rows @ X)).item()": _NO_ORDER,
    },
    "identity_grid": {
        "return torch.stack([x.expand(h, w), y[:, None].expand(h, w)], dim=-1)  →  in float32": _FLOAT32,
    },
    "turn_theta": {
        "return torch.tensor([[cosine, -sine * h / w, 0], [sine * w / h, cosine, 0]])  →  "
        "in float32": _FLOAT32,
        "angle = torch.deg2rad(torch.tensor(float(degrees)))  →  "
        "angle = torch.deg2rad(torch.tensor(degrees))": "deg2rad makes fractions of whole numbers",
    },
}
