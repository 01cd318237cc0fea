"""Right and wrong answers to the exercises of "Fast convolution"."""

import numpy as np
import torch
from torch.nn import functional as F

NAMES = {"F": F}


# strided_columns


def by_unfold(X, k, stride, dilation):
    return F.unfold(X, k, dilation=dilation, stride=stride)


def by_loops(X, k, stride, dilation):
    n, _, n_h, n_w = X.shape
    span = dilation * (k - 1) + 1
    tops, lefts = range(0, n_h - span + 1, stride), range(0, n_w - span + 1, stride)
    columns = [
        X[:, :, top : top + span : dilation, left : left + span : dilation].reshape(n, -1)
        for top in tops
        for left in lefts
    ]
    return torch.stack(columns, dim=2)


def by_windows(X, k, stride, dilation, axes=(0, 1, 4, 5, 2, 3)):
    span = dilation * (k - 1) + 1
    windows = X.unfold(2, span, stride).unfold(3, span, stride)[..., ::dilation, ::dilation]
    return windows.permute(axes).flatten(4).flatten(1, 3)


# column_bytes


def bytes_by_range(n, c_i, size, k, s, p):
    positions = len(range(-p, size + p - k + 1, s))
    return n * c_i * (positions * k) ** 2 * 4


def bytes_by_torch(n, c_i, size, k, s, p):
    X = torch.zeros(1, c_i, size, size, dtype=torch.float32)
    return n * F.unfold(X, k, padding=p, stride=s).untyped_storage().nbytes()


def windows_along(size, k, s, p):
    return (size + 2 * p - k) // s + 1


# window_view


def by_two_unfolds(X, k, s):
    return X.unfold(0, k, s).unfold(1, k, s)


def as_strided(strides, offset=None):
    def answer(X, k, s):
        shape = [(n - k) // s + 1 for n in X.shape] + [k, k]
        return torch.as_strided(X, shape, strides(X, s), offset)

    return answer


def by_numpy(X, k, s):
    windows = np.lib.stride_tricks.sliding_window_view(X.numpy(), (k, k))
    return torch.from_numpy(windows[::s, ::s].copy())


# columns_layer


class ByEinsum:
    def __init__(self, K, u):
        self.K, self.u = K, u

    def forward(self, X):
        k = self.K.shape[-1]
        windows = X.unfold(2, k, 1).unfold(3, k, 1)
        return torch.einsum("ncijab,ocab->noij", windows, self.K) + self.u[:, None, None]


def layer(end, with_bias=True):
    class Layer:
        def __init__(self, K, u):
            self.K, self.u = K, u

        def forward(self, X):
            self.batch_size, k = X.shape[0], self.K.shape[2]
            m_h, m_w = X.shape[2] - k + 1, X.shape[3] - k + 1
            rows = F.unfold(X, k).mT.flatten(0, 1)
            out = rows @ self.K.flatten(1).T
            return end(out + self.u if with_bias else out, self.batch_size, m_h, m_w)

    return Layer


class WithoutSelf:
    def __init__(self, K, u):
        self.K, self.u = K, u

    def forward(self, X):
        self.batch_size, k = X.shape[0], self.K.shape[2]
        m_h, m_w = X.shape[2] - k + 1, X.shape[3] - k + 1
        rows = F.unfold(X, k).mT.flatten(0, 1)
        out = rows @ self.K.flatten(1).T + self.u
        return out.reshape(batch_size, m_h, m_w, -1).permute(0, 3, 1, 2)  # noqa: F821


# block_pictures


def block_by_counting(cache, n, c_i, k, m):
    at_once = 1
    while at_once < n and (at_once + 1) * 4 * c_i * (k * m) ** 2 <= cache:
        at_once += 1
    return at_once


def one_picture(c_i, k, m):
    return 4 * c_i * k * k * m * m


# fastest_predicted


def in_loop(seconds, better=lambda new, old: new < old):
    def answer(methods, peak, bandwidth):
        best = None
        for name, (operations, moved) in methods.items():
            time = seconds(operations, moved, peak, bandwidth)
            if best is None or better(time, best[1]):
                best = name, time
        return best

    return answer


def longer(operations, moved, peak, bandwidth):
    return max(operations / peak, moved / bandwidth)


def by_sorting(methods, peak, bandwidth):
    times = sorted((longer(*pair, peak, bandwidth), name) for name, pair in methods.items())
    return times[0][1], times[0][0]


def by_performance(methods, peak, bandwidth):
    attained = {name: ops / longer(ops, moved, peak, bandwidth) for name, (ops, moved) in methods.items()}
    name = max(attained, key=attained.get)
    return name, methods[name][0] / attained[name]


def in_operations(methods, peak, bandwidth):
    name, seconds = by_sorting(methods, peak, bandwidth)
    return name, methods[name][0] / seconds


RIGHT = {
    "strided_columns": [by_unfold, by_loops, by_windows],
    "column_bytes": [bytes_by_range, bytes_by_torch],
    "weight_rows": [
        lambda K: K.permute(1, 0, 2, 3).reshape(K.shape[1], -1),
        lambda K: torch.stack([K[:, o].flatten() for o in range(K.shape[1])]),
    ],
    "window_view": [
        by_two_unfolds,
        as_strided(lambda X, s: (s * X.stride(0), s * X.stride(1), X.stride(0), X.stride(1))),
    ],
    "columns_layer": [
        ByEinsum,
        layer(lambda out, n, m_h, m_w: out.unflatten(0, (n, m_h, m_w)).movedim(3, 1)),
    ],
    "block_pictures": [
        block_by_counting,
        lambda cache, n, c, k, m: max(1, min(n, int(cache / one_picture(c, k, m)))),
    ],
    "fastest_predicted": [in_loop(longer), by_sorting],
}

WRONG = {
    "strided_columns": [
        (lambda X, k, stride, dilation: F.unfold(X, k, stride=stride), "The dilation is ignored"),
        (lambda X, k, stride, dilation: F.unfold(X, k, dilation=dilation), "The stride is ignored"),
        (
            lambda X, k, stride, dilation: F.unfold(X, k, dilation=stride, stride=dilation),
            "Stride and dilation have changed places",
        ),
        (
            lambda *arguments: by_windows(*arguments, axes=(0, 4, 5, 1, 2, 3)),
            "The rows of different channels are mixed",
        ),
        (lambda *arguments: by_windows(*arguments, axes=(0, 1, 5, 4, 2, 3)), "Each window is read column by"),
        (
            lambda *arguments: by_windows(*arguments, axes=(0, 1, 4, 5, 3, 2)),
            "The windows stand in the order of their columns",
        ),
        (lambda *arguments: by_unfold(*arguments).transpose(1, 2).clone(), "Your windows are rows"),
        (
            lambda X, *rest: by_unfold(X.to(torch.float32), *rest).to(X.dtype),
            "Your numbers pass through float32",
        ),
    ],
    "column_bytes": [
        (lambda *arguments: bytes_by_range(*arguments) // 4, "Those are the numbers"),
        (lambda *arguments: bytes_by_range(*arguments) * 2, "That is double precision"),
        (
            lambda n, c, size, k, s, p: 4 * n * c * (k * size) ** 2,
            "There is one column for each position of the kernel",
        ),
        (
            lambda n, c, size, k, s, p: 4 * n * c * (k * len(range(0, size + p - k + 1, s))) ** 2,
            "The padding is per side",
        ),
        (
            lambda n, c, size, k, s, p: 4 * n * c * (k * windows_along(size, k, s, 0)) ** 2,
            "The padding is ignored",
        ),
        (
            lambda n, c, size, k, s, p: 4 * n * c * (k * windows_along(size, k, 1, p)) ** 2,
            "The stride is ignored",
        ),
        (lambda n, c, *rest: bytes_by_range(n, 1, *rest), "A column holds the pixels of all channels"),
        (lambda n, *rest: bytes_by_range(1, *rest), "That is one picture"),
        (lambda n, c, size, k, s, p: n * c * 4 * (2 * p + size) ** 2, "That is the padded input"),
        (
            lambda n, c, size, k, s, p: 4 * n * c * k * windows_along(size, k, s, p),
            "A window has k · k pixels",
        ),
        (
            lambda n, c, size, k, s, p: 4 * n * c * (k * (1 + (size + 2 * p - k) / s)) ** 2,
            "Windows that do not fit are left out",
        ),
    ],
    "weight_rows": [
        (lambda K: K.reshape(K.size(1), -1), "The filters are still mixed up"),
        (lambda K: K.reshape(K.size(0), -1), "Your rows belong to the input channels"),
        (lambda K: K.movedim(0, 3).reshape(K.size(1), -1), "The channel runs fastest in your rows"),
        (lambda K: K.transpose(0, 1).mT.reshape(K.size(1), -1), "The kernels are read column by column"),
        (lambda K: K.permute(1, 0, 2, 3), "The axes are in order, but four of them"),
        (lambda K: K.transpose(0, 1).flip((2, 3)).flatten(1), "The kernels are turned over"),
    ],
    "window_view": [
        (as_strided(lambda X, s: (*X.stride(), *X.stride())), "The stride is ignored"),
        (
            as_strided(lambda X, s: (X.stride(0), X.stride(1), s * X.stride(0), s * X.stride(1))),
            "You spread the pixels of each window",
        ),
        (
            as_strided(lambda X, s: (s * X.shape[1], s, X.shape[1], 1)),
            "You take the numbers to lie row by row",
        ),
        (lambda *arguments: by_two_unfolds(*arguments).transpose(2, 3), "Rows and columns are swapped"),
        (
            lambda *arguments: by_two_unfolds(*arguments).movedim((2, 3), (0, 1)),
            "The axes of the window come first",
        ),
        (
            as_strided(lambda X, s: (s * X.stride(0), s * X.stride(1), *X.stride()), 0),
            "Your view begins at the first number in memory",
        ),
        (by_numpy, "The numbers are right, but copied"),
        (lambda *arguments: by_two_unfolds(*arguments).contiguous(), "The numbers are right, but copied"),
    ],
    "columns_layer": [
        (WithoutSelf, "Nothing was given the name batch_size"),
        (layer(lambda out, n, m_h, m_w: out.reshape(n, -1, m_h, m_w)), "The numbers of different filters"),
        (layer(lambda out, n, m_h, m_w: out.reshape(n, m_h, m_w, -1)), "The axes come in another order"),
        (
            layer(lambda out, n, m_h, m_w: out.reshape(n, m_h, m_w, -1).transpose(1, 3)),
            "Rows and columns of the maps are swapped",
        ),
        (layer(lambda out, n, m_h, m_w: out.T.reshape(n, -1, m_h, m_w)), "Pictures are mixed"),
        (
            layer(lambda out, n, m_h, m_w: out.reshape(n, m_h, m_w, -1).permute(0, 3, 1, 2), False),
            "The bias is missing",
        ),
    ],
    "block_pictures": [
        (lambda cache, n, c, k, m: min(n, cache // one_picture(c, k, m)), "None at a time is no progress"),
        (lambda cache, n, c, k, m: max(1, cache // one_picture(c, k, m)), "There are only n pictures"),
        (lambda cache, n, c, k, m: cache // one_picture(c, k, m), "Neither bound holds"),
        (
            lambda cache, n, c, k, m: max(1, min(n, int(np.ceil(cache / one_picture(c, k, m))))),
            "You round up",
        ),
        (lambda cache, *rest: block_by_counting(4 * cache, *rest), "The cache is given in bytes"),
        (lambda cache, *rest: block_by_counting(cache // 2, *rest), "That is double precision"),
        (lambda cache, n, c, k, m: block_by_counting(cache, n, 1, k, m), "A column holds the pixels"),
        (lambda cache, n, c, k, m: block_by_counting(cache, n, c, 1, m), "That is the output's size"),
        (lambda cache, n, *rest: block_by_counting(cache // n, n, *rest), "That is room for all columns"),
    ],
    "fastest_predicted": [
        (in_loop(lambda ops, moved, peak, width: ops / peak + moved / width), "You add the two times up"),
        (in_loop(lambda ops, moved, peak, width: min(ops / peak, moved / width)), "You take the shorter"),
        (in_loop(lambda ops, moved, peak, width: ops / peak), "The bytes are ignored"),
        (in_loop(lambda ops, moved, peak, width: moved / width), "The operations are ignored"),
        (by_performance, "You choose the highest performance"),
        (in_loop(longer, lambda new, old: new > old), "That is the slowest"),
        (in_operations, "That is the performance"),
        (lambda *arguments: by_sorting(*arguments)[0], "Return both"),
    ],
}

_ROWS = "rows = F.unfold(X, k).mT.flatten(0, 1)"
_K = "self.batch_size, k = (X.shape[0], self.K.shape[{}])"
_SECONDS = "seconds = {{name: max({}, {}) for name, (operations, moved) in methods.items()}}"
_LIMITS = "return min(max(fitting, 1), n)"
_EITHER_ORDER = "the larger or smaller of two, in either order"
_PRODUCT = "the product and the reshape do not mind another axis of pictures"
EQUIVALENT = {
    "weight_rows": {
        "return K.transpose(0, 1).flatten(1)  →  return K.transpose(1, 0).flatten(1)": "the same two axes"
    },
    "columns_layer": {
        f"{_K.format(2)}  →  {_K.format(3)}": "kernels are square",
        f"{_ROWS}  →  {_ROWS.replace('(0, 1)', '(1, 1)')}": _PRODUCT,
        f"{_ROWS}  →  {_ROWS.replace('(0, 1)', '(0, 0)')}": _PRODUCT,
    },
    "block_pictures": {
        f"{_LIMITS}  →  return min(n, max(fitting, 1))": _EITHER_ORDER,
        f"{_LIMITS}  →  return min(max(1, fitting), n)": _EITHER_ORDER,
    },
    "fastest_predicted": {
        f"{_SECONDS.format('operations / peak', 'moved / bandwidth')}  →  "
        f"{_SECONDS.format('moved / bandwidth', 'operations / peak')}": _EITHER_ORDER
    },
}
