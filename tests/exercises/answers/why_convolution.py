"""Right and wrong answers to the exercises of "Why convolution"."""

import sys

import numpy as np
import torch
from torch import nn
from torch.nn.functional import pad, unfold

from d2lmini.exercises.kit.catalogue import exercises_of
from d2lmini.ops import corr2d

SOLVE = {exercise.name: exercise.solution for exercise in exercises_of("why-convolution")}


# three_counts


def counts_of_layers(in_shape, out_shape, k):
    """Build the layers where they are small enough, and count what they hold."""
    (h, w, C), (oh, ow, D) = in_shape, out_shape
    with torch.device("meta"):  # AlexNet's dense layer would need 180 GB
        dense = nn.Linear(h * w * C, oh * ow * D)
        conv = nn.Conv2d(C, D, k)
    size = [sum(p.numel() for p in layer.parameters()) for layer in (dense, conv)]
    return size[0], size[1] * oh * ow, size[1]


def counts_by_numpy(in_shape, out_shape, k):
    places, field = np.prod(out_shape[:2]), k**2 * in_shape[2] + 1
    dense = np.prod(out_shape) * (np.prod(in_shape) + 1)
    return dense, places * out_shape[2] * field, out_shape[2] * field


def counts(dense=lambda n, C: n * C + 1, local=lambda k, C: k * k * C + 1, one_place=1):
    """What a dense neuron and a local one have of their own, with room for mistakes."""

    def answer(in_shape, out_shape, k):
        (h, w, C), (oh, ow, D) = in_shape, out_shape
        shared = D * local(k, C)
        return oh * ow * D * dense(h * w, C), oh * ow * shared, (one_place or oh * ow) * shared

    return answer


def counts_with_shared_biases(in_shape, out_shape, k):
    dense, local, shared = counts(lambda n, C: n * C, lambda k, C: k * k * C)(in_shape, out_shape, k)
    return dense + out_shape[2], local + out_shape[2], shared + out_shape[2]


def counts_with_one_bias(*args):
    return tuple(count + 1 for count in counts(lambda n, C: n * C, lambda k, C: k * k * C)(*args))


# what_and_where


def best_by_corr2d(X, K):
    Y = corr2d(X, K)
    return Y.max().item(), divmod(int(Y.argmax()), Y.shape[1])


def best_by_numpy(X, K):
    Y = corr2d(X, K).numpy()
    return Y.max(), np.unravel_index(Y.argmax(), Y.shape)


def best(start=-np.inf, where=None, extra=1, better=lambda new, old: new > old, turn=lambda place, K: place):
    """The chapter's loops with room for mistakes."""

    def answer(X, K):
        (h, w), found, at = K.shape, start, where
        for i in range(X.shape[0] - h + extra):
            for j in range(X.shape[1] - w + extra):
                new = (X[i : i + h, j : j + w] * K).sum().item()
                if better(new, found):
                    found, at = new, turn((i, j), K)
        return found, at

    return answer


def framed(X, K):
    """As the chapter's conv does."""
    (h, w), (kh, kw) = X.shape, K.shape
    padded, Y = pad(X, (kw // 2, kw // 2, kh // 2, kh // 2)), torch.zeros_like(X)
    for i in range(h):
        for j in range(w):
            Y[i, j] = (K * padded[i : i + kh, j : j + kw]).sum()
    return Y.max().item(), divmod(Y.argmax().item(), Y.shape[1])


def over_the_edge(X, K):
    found, at = -np.inf, None
    for i in range(X.shape[0]):
        for j in range(X.shape[1]):
            new = (K * X[i : i + K.shape[0], j : j + K.shape[1]]).sum().item()
            if new > found:
                found, at = new, (i, j)
    return found, at


# moves_along


def compare(move_map, same=lambda A, B: torch.allclose(A, B, atol=1e-4)):
    def answer(layer, X, down, right):
        return same(layer(X.roll((down, right), (0, 1))), move_map(layer(X), down, right))

    return answer


def moves_by_hand(layer, X, down, right):
    def move(image):
        return torch.roll(torch.roll(image, down, 0), right, 1)

    return bool((layer(move(X)) - move(layer(X))).abs().max() < 1e-4)


def moves_back(layer, X, down, right):
    H = layer(X.roll((down, right), (0, 1))).roll((-down, -right), (0, 1))
    return torch.isclose(H, layer(X), atol=1e-4).all().item()


def along(H, down, right):
    return H.roll((down, right), (0, 1))


def within(atol):
    return lambda A, B: torch.allclose(A, B, atol=atol)


def by_size(small):
    return lambda A, B: bool(small((A - B).abs()))


# conv_matrix


def matrix_by_pixels(K, h, w):
    """The answer to each image with a single 1 is a column."""
    pixels = torch.eye(h * w, dtype=K.dtype).reshape(-1, h, w)
    return torch.stack([corr2d(pixel, K).flatten() for pixel in pixels], dim=1)


def matrix_by_unfold(K, h, w):
    """PyTorch's own windows of an image that numbers its pixels."""
    numbers = torch.arange(h * w, dtype=torch.float64).reshape(1, 1, h, w)
    read = unfold(numbers, tuple(K.shape))[0].T.long()  # (places, kh*kw)
    return torch.zeros(len(read), h * w, dtype=K.dtype).scatter(1, read, K.flatten().expand(read.shape))


def matrix_by_index(K, h, w, line=lambda h, w: w, step=lambda h, w, kw: w):
    (kh, kw), oh = K.shape, h - K.shape[0] + 1
    ow = w - kw + 1
    M = torch.zeros(oh * ow, h * w, dtype=K.dtype)
    for row in range(oh * ow):
        i, j = divmod(row, ow)
        for a in range(kh):
            for b in range(kw):
                column = i * step(h, w, kw) + j + a * line(h, w) + b
                M[row, column % (h * w)] = K[a, b]
    return M


def numbered(row=lambda i, j, w, ow: i * ow + j, column=lambda y, x, h, w: y * w + x):
    def answer(K, h, w):
        oh, ow = h - K.shape[0] + 1, w - K.shape[1] + 1
        M = torch.zeros(oh * ow, h * w, dtype=K.dtype)
        for i in range(oh):
            for j in range(ow):
                for a in range(K.shape[0]):
                    for b in range(K.shape[1]):
                        M[row(i, j, w, ow), column(i + a, j + b, h, w)] = K[a, b]
        return M

    return answer


def matrix_of_same_size(K, h, w):
    """Windows may stick out of the image."""
    M = torch.zeros(h * w, h * w, dtype=K.dtype)
    for i in range(h):
        for j in range(w):
            for a in range(K.shape[0]):
                for b in range(K.shape[1]):
                    y, x = i + a - K.shape[0] // 2, j + b - K.shape[1] // 2
                    if 0 <= y < h and 0 <= x < w:
                        M[i * w + j, y * w + x] = K[a, b]
    return M


def four_axes(K, h, w):
    places = h - K.shape[0] + 1, w - K.shape[1] + 1
    return matrix_by_index(K, h, w).reshape(*places, h, w)


# kernel_of_matrix


def matching(K, M, h, w, k, same=torch.equal):
    return K if same(SOLVE["conv_matrix"](K, h, w), M) else None


def matching_by(same):
    return lambda M, h, w, k: matching(windows_of(M, h, w, k)[0], M, h, w, k, same)


def kernel_by_rebuilding(M, h, w, k):
    return matching(M[0].reshape(h, w)[:k, :k], M, h, w, k)


def kernel_by_all_rows(M, h, w, k):
    windows = windows_of(M, h, w, k)
    inside = SOLVE["conv_matrix"](torch.ones(k, k), h, w) > 0
    shared = all((window == windows[0]).all() for window in windows)
    return windows[0] if shared and not M[~inside].any() else None


def windows_of(M, h, w, k):
    sheets = M.reshape(h - k + 1, w - k + 1, h, w)
    places = [(i, j) for i in range(h - k + 1) for j in range(w - k + 1)]
    return [sheets[i, j, i : i + k, j : j + k] for i, j in places]


def zeros_only(M, h, w, k):
    inside = SOLVE["conv_matrix"](torch.ones(k, k), h, w) > 0
    return None if M[~inside].any() else windows_of(M, h, w, k)[0]


def shared_only(M, h, w, k):
    windows = windows_of(M, h, w, k)
    return windows[0] if all(torch.equal(each, windows[0]) for each in windows) else None


def first_and_last_row(M, h, w, k):
    return matching(windows_of(M, h, w, k)[0], M, h, w, k, lambda A, B: torch.equal(A[[0, -1]], B[[0, -1]]))


def by_column_sums(M, h, w, k):
    return matching(
        windows_of(M, h, w, k)[0],
        M,
        h,
        w,
        k,
        lambda A, B: torch.equal(A.sum(0), B.sum(0)) and torch.equal(A > 0, B != 0),
    )


def in_any_order(M, h, w, k):
    return matching(
        windows_of(M, h, w, k)[0], M, h, w, k, lambda A, B: torch.equal(A.sort().values, B.sort().values)
    )


def kernel_then(change):
    def answer(M, h, w, k):
        K = kernel_by_rebuilding(M, h, w, k)
        return None if K is None else change(K)

    return answer


RIGHT = {
    "three_counts": [counts_of_layers, counts_by_numpy, counts()],
    "what_and_where": [best_by_corr2d, best_by_numpy, best()],
    "moves_along": [moves_by_hand, moves_back, compare(along)],
    "conv_matrix": [matrix_by_pixels, matrix_by_unfold, matrix_by_index],
    "kernel_of_matrix": [kernel_by_rebuilding, kernel_by_all_rows],
}

WRONG = {
    "three_counts": [
        (counts(lambda n, C: n * C, lambda k, C: k * k * C), "The biases are missing"),
        (
            counts(lambda n, C: (n + 1) * C, lambda k, C: (k * k + 1) * C),
            "A neuron has one bias, not one for",
        ),
        (counts_with_shared_biases, "One bias for each filter is what the convolution has"),
        (counts(lambda n, C: n + 1, lambda k, C: k * k + 1), "The channels of the input are missing"),
        (counts(local=lambda k, C: k * k + 1), "A window has k · k · c_i numbers"),
        (counts(local=lambda k, C: k * C + 1), "A window of k × k pixels has k · k of them, not k"),
        (lambda a, b, k: counts()(a, (b[0], b[1], 1), k), "You count one filter only"),
        (counts(one_place=0), "Your convolution shares nothing"),
        (counts_with_one_bias, "A layer has more than one bias"),
        (
            lambda a, b, k: counts()(a, (a[0] - k + 1, a[1] - k + 1, b[2]), k),
            "You work out the positions from in_shape and k",
        ),
        (lambda *args: tuple(counts()(*args)[i] for i in (0, 2, 1)), "your last two are swapped"),
        (lambda a, b, k: (*counts()(a, b, k)[:2], k * k * a[2] + 1), "Your convolution has one filter"),
        (lambda a, b, k: counts()(a, b, k)[::-1], "At position 0: it should be 372, not 10"),
        (lambda a, b, k: (2, 2, 2), "At position 0: it should be 372, not 2"),
    ],
    "what_and_where": [
        (best(start=0.0), "Your largest output starts at 0"),
        (best(start=0.0, where=(0, 0)), "Your largest output starts at 0"),
        (best(start=-1), "Your largest output starts at -1"),
        *((best(start=start), "may lie far below zero") for start in (-100, -1e4, -1e9, -sys.maxsize)),
        (framed, "The chapter's `conv` puts a frame of zeros around"),
        (over_the_edge, "Your window runs over the edge"),
        (best(turn=lambda at, K: (at[0] + K.shape[0] // 2, at[1] + K.shape[1] // 2)), "the window's middle"),
        (best(turn=lambda at, K: at[::-1]), "Row and column are swapped"),
        (
            lambda X, K: (corr2d(X, K).max().item(), divmod(corr2d(X, K).argmax().item(), X.shape[1])),
            "divide by the feature map's width",
        ),
        (best(extra=0), "You stop one position too early"),
        (best(start=float("inf"), better=lambda new, old: new < old), "That is the smallest output"),
        (lambda X, K: best_by_corr2d(corr2d(X, K).abs(), torch.ones(1, 1)), "You look for the largest size"),
        (lambda X, K: best_by_corr2d(X, torch.ones(1, 1)), "That is the brightest pixel"),
        (lambda X, K: best()(X, K.flip(0, 1)), "Your kernel is turned around"),
        (
            lambda X, K: (corr2d(X, K).max(), (0, 0)),
            "At position 0: a decimal number was expected, not a tensor: take",
        ),
        (lambda X, K: corr2d(X, K).max().item(), "A tuple was expected, not a decimal number"),
    ],
    "moves_along": [
        (compare(lambda H, down, right: H), "That is invariance"),
        (compare(along, same=torch.equal), "Decimal numbers are rounded, so do not ask for equality"),
        (compare(lambda H, down, right: along(H, -down, -right)), "Your feature map moves the wrong way"),
        (compare(lambda H, down, right: along(H, right, down)), "keep the order of the axes"),
        (
            compare(lambda H, *_: H, lambda A, B: bool((A.max() - B.max()).abs() < 1e-4)),
            "The maximum forgets",
        ),
        (compare(lambda H, down, right: H.max()), "The maximum forgets the position"),
        (lambda layer, X, down, right: True, "It says True to every layer"),
        (lambda layer, X, down, right: False, "It says False to every layer"),
        (compare(along, lambda A, B: torch.isclose(A, B, atol=1e-4).all()), "True or False was expected"),
        (compare(lambda H, down, right: along(H, down, 0)), "It should be True, not False"),
        (compare(along, within(1e-3)), "Maps that differ by 0.0005 do not agree"),
        (compare(along, within(0.1)), "Maps that differ by 0.0005 do not agree"),
        (
            compare(along, lambda A, B: torch.equal(A.round(decimals=2), B.round(decimals=2))),
            "Maps that differ",
        ),
        (compare(along, within(0.9)), "Maps that differ by 0.0005 do not agree"),
        (compare(along, within(2e-4)), "Maps that differ by 0.00015 in one pixel do not agree"),
        (compare(along, by_size(lambda D: (D**2).mean() < 1e-8)), "Maps that differ by 0.00015 in one pixel"),
        (compare(along, by_size(lambda D: D.mean() < 1e-4)), "Maps that differ by 0.0005 do not agree"),
        (
            compare(along, by_size(lambda D: D.sum() < 1e-4)),
            "no pixel differs by more than 1e-4, however many",
        ),
        (
            compare(along, by_size(lambda D: D.norm() < 1e-4)),
            "no pixel differs by more than 1e-4, however many",
        ),
        (
            compare(along, lambda A, B: torch.equal(A.round(decimals=4), B.round(decimals=4))),
            "however a pixel is rounded",
        ),
        *(
            (compare(along, lambda A, B, rtol=rtol: torch.allclose(A, B, rtol, 1e-4)), "leave rtol alone")
            for rtol in (0.9, 0.01)
        ),
        (compare(along, lambda A, B: within(1e-4)(A.bfloat16(), B.bfloat16())), "differ by a thousandth"),
        (compare(along, lambda A, B: within(1e-4)(A.abs(), B.abs())), "It should be False, not True"),
        (compare(along, lambda A, B: within(1e-4)(A[1:-1], B[1:-1])), "It should be False, not True"),
        (compare(along, lambda A, B: within(1e-4)(A - A.mean(), B - B.mean())), "It should be False, not"),
        (
            lambda layer, X, *to: compare(along)(layer, torch.rand_like(X), *to),
            "It should be True, not False",
        ),
        (compare(along, torch.allclose), "Maps that differ by 0.00004 agree"),
        (compare(along, lambda A, B: bool((A - B).max() < 1e-4)), "Differences below zero count too"),
        (compare(along, lambda A, B: bool((B - A).max() < 1e-4)), "Differences below zero count too"),
        (
            lambda layer, X, *to: torch.equal(layer(along(X, *to)), along(X, *to)),
            "You compare a feature map",
        ),
        (
            lambda layer, X, *to: torch.equal(along(layer(X), *to), along(layer(X), *to)),
            "a feature map with itself",
        ),
        (compare(along, lambda A, B: ((A - B).abs() < 1e-4).all()), "take it out with .item()"),
    ],
    "conv_matrix": [
        (lambda K, h, w: matrix_by_index(K, h, w).T, "Rows and columns of your matrix are swapped"),
        (lambda K, h, w: matrix_by_pixels(K.flip(0, 1), h, w), "Your kernel is turned around"),
        (
            lambda K, h, w: matrix_by_index(K, h, w, line=lambda h, w: K.shape[1]),
            "The lines of the kernel follow each other without a gap",
        ),
        (
            lambda K, h, w: matrix_by_index(K, h, w, step=lambda h, w, kw: w - kw + 1),
            "Every row is one step further than the row above",
        ),
        (numbered(row=lambda i, j, w, ow: i * w + j), "Rows are positions, not pixels"),
        (numbered(column=lambda y, x, h, w: y * h + x), "A line of pixels is as long as"),
        (matrix_of_same_size, "Your matrix has a row for each pixel"),
        (four_axes, "keeps its four axes"),
        (
            lambda K, h, w: matrix_by_index(K, h, w).reshape(-1, h, w).transpose(1, 2).flatten(1),
            "Your pixels are numbered column by column",
        ),
        (lambda K, h, w: matrix_by_index(K, h, w)[:-1], "Your matrix stops one row early"),
        (
            lambda K, h, w: torch.cat([matrix_by_index(K, h, w)[:-1], torch.zeros(1, h * w, dtype=K.dtype)]),
            "Your last row is empty",
        ),
        (lambda K, h, w: matrix_by_index(K.float(), h, w).to(K.dtype), "Your numbers pass through float32"),
        (lambda K, h, w: matrix_by_index(K, h, w).float(), "always float32"),
        (lambda K, h, w: torch.ones_like(matrix_by_index(K, h, w)), "entries differ"),
    ],
    "kernel_of_matrix": [
        (lambda M, h, w, k: M[0].reshape(h, w)[:k, :k], "You never say None"),
        (zeros_only, "You test locality only"),
        (shared_only, "You test sharing only"),
        (lambda M, h, w, k: None, "You always say None"),
        (kernel_then(torch.flatten), "The kernel comes back as a vector"),
        (kernel_then(lambda K: K.flip(0, 1)), "Your kernel is turned around"),
        (kernel_then(torch.t), "Your kernel is transposed"),
        (kernel_then(lambda K: K if K.any() else None), "A matrix of zeros is a convolution too"),
        (kernel_then(torch.zeros_like), "Every entry is 0"),
        (kernel_then(lambda K: K.tolist()), "A tensor was expected, not a list"),
        (kernel_then(torch.Tensor.float), "The dtype should be torch.float64"),
        (kernel_then(torch.round), "entries differ"),
        (matching_by(torch.allclose), "An entry that is wrong by 0.000001"),
        (matching_by(lambda A, B: torch.allclose(A, B, atol=0.9)), "An entry that is wrong by 0.000001"),
        (matching_by(lambda A, B: torch.allclose(A, B, rtol=1e-3)), "An entry that is wrong by 0.000001"),
        (matching_by(lambda A, B: torch.equal(A.round(), B.round())), "An entry that is wrong by 0.000001"),
        (
            matching_by(lambda A, B: torch.equal(A.bfloat16(), B.bfloat16())),
            "An entry that is wrong by 0.000001",
        ),
        (matching_by(lambda A, B: torch.equal(A.clamp(0), B.clamp(0))), "M[0, 5] with an error of -0.000001"),
        (matching_by(lambda A, B: torch.equal(A.abs(), B.abs())), "a weight of the wrong sign"),
        (first_and_last_row, "so return None: a wrong weight in a middle row"),
        (by_column_sums, "so return None: two weights that are wrong"),
        (in_any_order, "so return None: the kernel turned around in the second row"),
        (lambda M, h, w, k: M[0, : k * k].reshape(k, k), "The first k · k entries of a row are not"),
        (
            lambda *args: matching(args[0][0, : args[3] ** 2].view(args[3], -1), *args),
            "The first k · k entries",
        ),
        (
            lambda M, h, w, k: None if k == 3 else kernel_by_rebuilding(M, h, w, k),
            "is a convolution, and you say",
        ),
    ],
}

EITHER_WAY = "both say the same of two tensors"

EQUIVALENT = {
    "three_counts": {
        "n_h, n_w, c_i = in_shape  →  n_w, n_h, c_i = in_shape": "only height times width is used",
        "m_h, m_w, c_o = out_shape  →  m_w, m_h, c_o = out_shape": "only height times width is used",
    },
    "what_and_where": {
        "if output > best:  →  if output >= best:": "of equal outputs the statement prefers no position",
    },
    "moves_along": {
        "return torch.allclose(layer(moved), expected, atol=0.0001)  →  "
        "return torch.allclose(expected, layer(moved), atol=0.0001)": EITHER_WAY,
    },
    "kernel_of_matrix": {
        "if not torch.equal(sheets[i, j], expected):  →  "
        "if not torch.equal(expected, sheets[i, j]):": EITHER_WAY,
    },
}
