"""Right and wrong answers to the exercises of "Padding and stride"."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from d2lmini.ops import corr2d, output_size

NAMES = {"F": F}


# all_pairs


def pairs_by_layer(n, k, m):
    X, found = torch.empty(1, 1, n, device="meta"), []
    for s in range(k, 0, -1):
        for p in range(k):
            layer = nn.Conv1d(1, 1, k, stride=s, padding=p, device="meta")
            if n + 2 * p >= k and layer(X).shape[-1] == m:
                found.append([p, s])
    return found


def pairs_by_room(n, k, m):
    """Solve for the rows that m windows need, instead of trying every size."""
    return {(p, s) for s in range(1, k + 1) for p in range(k) if 0 <= n + 2 * p - ((m - 1) * s + k) < s}


def pairs_of(keep, paddings=range, strides=lambda k: range(1, k + 1)):
    """Keep the pairs of which `keep` says so, given the room for moves, the stride and m."""
    return lambda n, k, m: [(p, s) for s in strides(k) for p in paddings(k) if keep(n + 2 * p - k, s, m)]


def fits(room, s, m):
    return room // s == m - 1


def pairs_then(change):
    return lambda n, k, m: change(pairs_of(fits)(n, k, m))


# predicted_shape


def shapes(axis):
    """Apply a formula for one axis to both."""
    return lambda *settings: tuple(axis(*each) for each in zip(*settings, strict=True))


def height_and_width(height, width):
    return lambda *settings: (shapes(height)(*settings)[0], shapes(width)(*settings)[1])


def book_size(n, k, p, s):
    return (n - k + p + s) // s


# corr2d_strided


def strided(
    sides=lambda p_h, p_w: (p_w, p_w, p_h, p_h), steps=lambda s_h, s_w: (s_h, s_w), start=lambda s: 0
):
    def answer(X, K, padding=(0, 0), stride=(1, 1)):
        Y = corr2d(F.pad(X, sides(*padding)), K)
        down, right = steps(*stride)
        return Y[start(down) :: down, start(right) :: right]

    return answer


def strided_loops(X, K, padding=(0, 0), stride=(1, 1), dtype=torch.result_type):
    (n_h, n_w), (k_h, k_w), (p_h, p_w), (s_h, s_w) = X.shape, K.shape, padding, stride
    dtype = dtype(X, K) if dtype else None
    padded = torch.zeros(n_h + 2 * p_h, n_w + 2 * p_w, dtype=X.dtype)
    padded[p_h : p_h + n_h, p_w : p_w + n_w] = X
    size = output_size(n_h, k_h, p_h, s_h), output_size(n_w, k_w, p_w, s_w)
    Y = torch.zeros(size, dtype=dtype)
    for i in range(size[0]):
        for j in range(size[1]):
            Y[i, j] = (padded[i * s_h : i * s_h + k_h, j * s_w : j * s_w + k_w] * K).sum()
    return Y


def strided_unfold(X, K, padding=(0, 0), stride=(1, 1)):
    padded = F.pad(X, (padding[1], padding[1], padding[0], padding[0]))
    windows = padded.unfold(0, K.shape[0], stride[0]).unfold(1, K.shape[1], stride[1])
    return (windows * K).sum((2, 3))


def strided_then(change):
    return lambda X, K, *settings: change(strided_unfold(X, K, *settings), X, K)


def strided_loops_from_i_and_j(X, K, padding=(0, 0), stride=(1, 1)):
    rows, columns = strided_unfold(X, K, padding, stride).shape
    return strided_unfold(X, K, padding)[:rows, :columns]


# unread_rows


def unread_by_gradient(n, k, padding=0, stride=1, dilation=1):
    X = torch.zeros(1, 1, n, requires_grad=True)
    F.conv1d(X, torch.ones(1, 1, k), None, stride, padding, dilation).sum().backward()
    return [row for row in range(n) if X.grad[0, 0, row] == 0]


def unread_in_padded(n, k, padding=0, stride=1, dilation=1):
    return unread_by_gradient(n + 2 * padding, k, 0, stride, dilation)


def unread_with(starts, tap_step=lambda dilation: dilation):
    def answer(n, k, padding=0, stride=1, dilation=1):
        room = n + 2 * padding - dilation * (k - 1)
        read = {
            s - padding + t * tap_step(dilation)
            for s in starts(room, stride, n + 2 * padding)
            for t in range(k)
        }
        return sorted(set(range(n)) - read)

    return answer


def then(change):
    return lambda *args, **named: change(unread_by_gradient(*args, **named))


def only_left_over(n, k, padding=0, stride=1, dilation=1):
    last = (output_size(n, k, padding, stride, dilation) - 1) * stride + dilation * (k - 1)
    return list(range(last + 1 - padding, n))


# transposed_corr2d


def by_matrix(Y, K, stride=1):
    size = [(m - 1) * stride + k for m, k in zip(Y.shape, K.shape, strict=True)]
    dtype = torch.result_type(Y, K)
    basis = torch.eye(size[0] * size[1], dtype=dtype).reshape(-1, 1, *size)
    A = F.conv2d(basis, K.to(dtype)[None, None], stride=stride).flatten(1)  # (entries of X, entries of Y)
    return (A @ Y.to(dtype).flatten()).reshape(size)


def stamps(add=lambda place, stamp: place + stamp, dtype=torch.result_type, turn=lambda K: K):
    def answer(Y, K, stride=1):
        (m_h, m_w), (k_h, k_w) = Y.shape, K.shape
        X = torch.zeros((m_h - 1) * stride + k_h, (m_w - 1) * stride + k_w, dtype=dtype(Y, K))
        for i in range(m_h):
            for j in range(m_w):
                window = X[i * stride : i * stride + k_h, j * stride : j * stride + k_w]
                window.copy_(add(window, Y[i, j] * turn(K)))
        return X

    return answer


RIGHT = {
    "all_pairs": [
        pairs_by_layer,
        pairs_by_room,
        pairs_of(fits),
        lambda n, k, m: [
            (p, s) for p in range(k) for s in range(1, k + 1) if len(range(0, n + 2 * p - k + 1, s)) == m
        ],
        lambda n, k, m: tuple(pairs_of(lambda room, s, m: math.floor(room / s) + 1 == m)(n, k, m)),
    ],
    "predicted_shape": [
        shapes(output_size_of := lambda n, k, p, s: output_size(n, k, p, s)),
        shapes(lambda n, k, p, s: (n - k + 2 * p) // s + 1),
    ],
    "same_padding": [
        lambda k, dilation=1: (dilation * (k - 1) // 2, math.ceil(dilation * (k - 1) / 2)),
        lambda k, dilation=1: ((dilation * (k - 1)) >> 1, (dilation * (k - 1) + 1) >> 1),
    ],
    "corr2d_strided": [strided_loops, strided_unfold],
    "unread_rows": [unread_by_gradient, unread_with(lambda room, stride, padded: range(0, room, stride))],
    "layer_settings": [
        {"kernel_size": 4, "stride": 3, "padding": 1},
        {"kernel_size": (5, 4), "stride": (3, 3), "padding": (1, 1)},
        {"kernel_size": 7, "stride": 3, "padding": 2, "bias": False},
    ],
    "transposed_corr2d": [by_matrix, stamps()],
}

WRONG = {
    "all_pairs": [
        (
            lambda n, k, m: [
                (p, s) for p in range(k) for s in range(1, k + 1) if output_size(n, k, p, s) == m
            ],
            "It stopped with ValueError",
        ),
        (
            lambda n, k, m: [(p, s) for p in range(k) for s in range(1, k + 1) if (n + p - k) // s + 1 == m],
            "You count the padding once",
        ),
        (pairs_of(lambda room, s, m: room // s == m), "One position is missing"),
        (pairs_of(lambda room, s, m: math.ceil(room / s) + 1 == m), "You round up"),
        (pairs_of(lambda room, s, m: round(room / s) + 1 == m), "You round to the nearest number"),
        (pairs_of(lambda room, s, m: room == (m - 1) * s), "You keep only strides that divide"),
        (pairs_of(lambda room, s, m: (room + 1) // s == m), "You divide after adding 1"),
        (pairs_of(lambda room, s, m: int(room / s) + 1 == m), "but int(…) rounds −0.5 up to 0"),
        (pairs_of(lambda room, s, m: max(room, 0) // s + 1 == m), "n + 2 · padding must be at least k"),
        (pairs_of(fits, paddings=lambda k: [0]), "You take padding as 0 only"),
        (pairs_of(fits, paddings=lambda k: range(1, k)), "Padding 0, that is no padding"),
        (pairs_of(fits, paddings=lambda k: range(k - 1)), "A padding of k − 1 is missing"),
        (pairs_of(fits, paddings=lambda k: range(k + 1)), "A padding of k is too much"),
        (pairs_of(fits, strides=lambda k: range(1, k)), "A stride of k is missing"),
        (pairs_of(fits, strides=lambda k: range(1, k + 2)), "A stride above k is not asked for"),
        (pairs_of(fits, strides=lambda k: range(k + 1)), "ZeroDivisionError"),
        (pairs_then(lambda pairs: [pair[::-1] for pair in pairs]), "The pairs are turned round"),
        (pairs_then(lambda pairs: sorted(pairs)[:1]), "You stop at the first pair"),
        (pairs_then(lambda pairs: list({p: (p, s) for p, s in pairs}.values())), "You keep one stride"),
        (pairs_then(lambda pairs: [(p, s) for p, s in pairs if s - p == 1]), "side by side (zip)"),
        (pairs_then(len), "a list was expected, not a whole number".capitalize()),
        (pairs_then(print), "It prints its result but returns nothing"),
    ],
    "predicted_shape": [
        (shapes(lambda n, k, p, s: (n - k + p) // s + 1), "It still takes padding for the total"),
        (lambda *settings: shapes(output_size_of)(*settings)[::-1], "Height and width are swapped"),
        (shapes(lambda n, k, p, s: (n - k + 2 * p + 1) // s), "The numerator was right but for the padding"),
        (shapes(lambda n, k, p, s: (n - k + 4 * p) // s + 1), "At position 0: it should be 8, not 10"),
        (shapes(lambda n, k, p, s: -(-(n - k + 2 * p) // s) + 1), "At position 0: it should be 112, not 113"),
        (height_and_width(lambda n, k, p, s: output_size(n, k, p, s), book_size), "The width still"),
        (height_and_width(book_size, lambda n, k, p, s: output_size(n, k, p, s)), "The height still"),
    ],
    "same_padding": [
        (lambda k, dilation=1: (dilation * (k - 1) // 2,) * 2, "You add the same number on both sides"),
        (
            lambda k, dilation=1: (math.ceil(dilation * (k - 1) / 2), dilation * (k - 1) // 2),
            "The odd zero is before the axis",
        ),
        (lambda k, dilation=1: (dilation * (k // 2),) * 2, "You add k // 2 on both sides"),
        (lambda k, dilation=1: ((k - 1) // 2, k // 2), "The dilation is ignored"),
        (lambda k, dilation=1: (dilation * ((k - 1) // 2), dilation * (k // 2)), "You halve before you"),
        (lambda k, dilation=1: (dilation * (k - 1),) * 2, "That is the total on each side"),
        (lambda k, dilation=1: (dilation * (k - 1) / 2,) * 2, "You return the halves unrounded"),
        (lambda k, dilation=1: dilation * (k - 1) // 2, "was expected"),
        (lambda k, dilation=1: (dilation * k // 2, (dilation * k + 1) // 2), "not dilation · k"),
        (lambda k, dilation=1: ((k - 1) // 2, (k - 1) // 2), "and the dilation is ignored"),
        (lambda k, dilation=1: (k // 2, k // 2), "and the dilation is ignored"),
        (lambda k, dilation=1: (0, dilation * (k - 1)), "All the zeros go after the axis"),
    ],
    "corr2d_strided": [
        (strided(sides=lambda p_h, p_w: (p_h, p_h, p_w, p_w)), "The paddings are swapped"),
        (
            strided(sides=lambda p_h, p_w: (p_h, p_w, p_h, p_w)),
            "F.pad(X, (p_h, p_w, …)) pads the left by p_h",
        ),
        (strided(sides=lambda p_h, p_w: (p_w, 0, p_h, 0)), "You pad one side of each axis only"),
        (strided(sides=lambda p_h, p_w: (0, 0, 0, 0)), "The padding is missing"),
        (strided(steps=lambda s_h, s_w: (s_w, s_h)), "The strides are swapped"),
        (strided(start=lambda s: s - 1), "The first position is left out"),
        (strided(steps=lambda s_h, s_w: (1, 1)), "The stride is missing"),
        (
            lambda X, K, p=(0, 0), s=(1, 1): corr2d(F.pad(X, (p[1], p[1], p[0], p[0]))[:: s[0], :: s[1]], K),
            "You take every stride-th row and column of the *input*",
        ),
        (lambda *arguments: strided_loops(*arguments, dtype=None), "always float32"),
        (strided_then(lambda Y, X, K: Y.to(X.dtype)), "looks at both: yours is that of X alone"),
        (strided_then(lambda Y, X, K: Y.to(K.dtype)), "looks at both: yours is that of K alone"),
        (strided_then(lambda Y, X, K: Y.float().to(Y.dtype)), "Your numbers pass through float32"),
        (strided_then(lambda Y, X, K: Y.double().round(decimals=1).to(Y.dtype)), "entries differ"),
        (strided_loops_from_i_and_j, "The window of output (i, j) starts at row i · stride[0]"),
        (
            lambda X, K, p=(0, 0), s=(1, 1): strided()(X, K, p)[:: s[0]][:: s[1]],
            "The second [::s_w] cuts rows again",
        ),
        (strided(sides=lambda p_h, p_w: (p_h, p_h, p_h, p_h)), "The first number of a pair is for rows only"),
        (strided(steps=lambda s_h, s_w: (s_h, s_h)), "The first number of a pair is for rows only"),
        (
            lambda X, K, p=(0, 0), s=(1, 1): strided_unfold(X, K, (p[0], p[0]), (s[0], s[0])),
            "The first number of a pair is for rows only",
        ),
    ],
    "unread_rows": [
        (unread_in_padded, "You list rows of the padded input"),
        (
            lambda n, *args, **named: [row for row in unread_in_padded(n, *args, **named) if row < n],
            "You count rows of the padded input",
        ),
        (only_left_over, "You list what is left over at the end only"),
        (
            lambda n, k, padding=0, stride=1, dilation=1: unread_by_gradient(
                n, dilation * (k - 1) + 1, padding, stride
            ),
            "A dilated kernel reads only every dilation-th row",
        ),
        (unread_with(lambda room, stride, padded: range(0, room - 1, stride)), "The last window is missing"),
        (unread_with(lambda room, stride, padded: range(0, padded, stride)), "You let windows stick out"),
        (
            lambda n, k, padding=1, stride=1, dilation=1: unread_by_gradient(n, k, padding, stride, dilation),
            "What is not given must be padding=0",
        ),
        (then(len), "was expected"),
        (
            lambda n, k, padding=0, stride=1, dilation=1: unread_by_gradient(n, k, 0, stride, dilation),
            "The padding is ignored",
        ),
        (
            lambda n, k, padding=0, stride=1, dilation=1: unread_by_gradient(n, k, padding, stride),
            "The dilation is ignored",
        ),
        (
            lambda n, k, padding=0, stride=1, dilation=1: unread_by_gradient(n, k, padding, 1, dilation),
            "The stride is ignored",
        ),
        (
            lambda n, *args, **named: sorted(set(range(n)) - set(unread_by_gradient(n, *args, **named))),
            "Those are the rows that are read",
        ),
        (then(lambda rows: [row + 1 for row in rows]), "You count from 1"),
        (then(set), "convert it with sorted"),
        (then(tuple), "convert it with sorted"),
    ],
    "layer_settings": [
        ({"kernel_size": 3, "stride": 3, "padding": 0}, "but a kernel of 3 with stride 3 tiles the image"),
        ({"kernel_size": 5, "stride": 3, "padding": 0}, "Without padding the last window does not fit"),
        ({"kernel_size": 3, "stride": 1, "padding": 1}, "A stride of 1 keeps nearly the whole size"),
        ({"kernel_size": (3, 5), "stride": 3, "padding": (0, 1)}, "overlap along one axis only"),
        ({"kernel_size": 2, "stride": 3, "padding": 0}, "no pixel unread"),
        ({"kernel_size": 2, "stride": 3, "dilation": 2}, "no pixel unread"),
        ({"kernel_size": 3, "stride": 3, "dilation": 2, "padding": 1}, "unread"),
        ({"size": 3}, "TypeError"),
        ((5, 3, 1), "was expected"),
    ],
    "transposed_corr2d": [
        (stamps(add=lambda place, stamp: stamp), "Later stamps overwrite earlier ones"),
        (stamps(turn=lambda K: K.flip(0, 1)), "The stamp is turned by 180°"),
        (lambda Y, K, stride=1: stamps()(Y, K), "The stride is ignored"),
        (lambda Y, K, stride=1: F.conv2d(Y[None, None], K[None, None], stride=stride)[0, 0], "You correlate"),
        (
            lambda Y, K, stride=1: strided_unfold(Y, K, stride=(stride, stride)),
            "It stopped with RuntimeError",
        ),
        (
            lambda Y, K, stride=1: F.pad(stamps()(Y, K, stride), (0, stride - 1, 0, stride - 1)),
            "The result is larger than the stamps need",
        ),
        (stamps(dtype=lambda Y, K: torch.float32), "always float32"),
        (stamps(dtype=lambda Y, K: Y.dtype), "looks at both: yours is that of Y alone"),
        (stamps(dtype=lambda Y, K: K.dtype), "looks at both: yours is that of K alone"),
        (
            lambda Y, K, stride=1: stamps()(Y, K, stride).float().to(torch.result_type(Y, K)),
            "Your numbers pass through float32",
        ),
        (
            lambda Y, K, stride=1: F.conv_transpose2d(Y[None, None], K[None, None], stride=stride)[0, 0],
            "expected scalar type",
        ),
        (lambda Y, K, stride=1: stamps()(Y**0, K, stride), "the stamp of Y[i, j] is K times Y[i, j]"),
        (
            lambda Y, K, stride=1: F.pad(stamps()(Y, K, stride), (0, stride, 0, stride)),
            "The result is one stride too large",
        ),
    ],
}

_ALSO_RIGHT = "more than one answer is right"

EQUIVALENT = {
    "layer_settings": {
        "my_settings = {'kernel_size': 5, 'stride': 3, 'padding': 1}  →  "
        "my_settings = {'kernel_size': 4, 'stride': 3, 'padding': 1}": _ALSO_RIGHT,
        "my_settings = {'kernel_size': 5, 'stride': 3, 'padding': 1}  →  "
        "my_settings = {'kernel_size': 5, 'stride': 3, 'padding': 2}": _ALSO_RIGHT,
    },
    "transposed_corr2d": {
        "X = torch.zeros((m_h - 1) * stride + k_h, (m_w - 1) * stride + k_w, "
        "dtype=torch.result_type(Y, K))  →  "
        "X = torch.zeros((m_h - 1) * stride + k_h, (m_w - 1) * stride + k_w, "
        "dtype=torch.result_type(K, Y))": "result_type(K, Y) is the same dtype",
    },
}
