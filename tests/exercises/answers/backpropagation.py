"""Right and wrong answers to the exercises of "Backpropagation"."""

import torch
from torch.nn import functional as F

import d2lmini as d2l

NAMES = {"F": F}


# nudged_slopes


def slopes(quotient, restore=True):
    def answer(f, X, eps):
        X, result = X.clone(), torch.zeros_like(X)
        for i in range(X.shape[0]):
            for j in range(X.shape[1]):
                kept, values = X[i, j].item(), []
                for step in (eps, 0, -eps):
                    X[i, j] = kept + step
                    values.append(f(X))
                if restore:
                    X[i, j] = kept
                result[i, j] = quotient(*values, eps)
        return result

    return answer


def slopes_by_eye(f, X, eps):
    nudges = eps * torch.eye(X.numel(), dtype=X.dtype).reshape(-1, *X.shape)
    return torch.stack([(f(X + n) - f(X - n)) / eps / 2 for n in nudges]).reshape(X.shape)


def slopes_with_growing_nudge(f, X, eps):
    X, down, result = X.clone(), X.clone(), torch.zeros_like(X)
    for place in range(X.numel()):
        down.copy_(X)
        X.view(-1)[place] += eps
        down.view(-1)[place] -= eps
        result.view(-1)[place] = (f(X) - f(down)) / (2 * eps)
    return result


def slopes_in_place(f, X, eps):
    X[0, 0] += eps
    return torch.zeros_like(X)


# weight_gradient


def by_einsum(dY, X):
    windows = X.unfold(1, dY.shape[1], 1).unfold(2, dY.shape[2], 1)  # (c_i, k_h, k_w, m_h, m_w)
    return torch.einsum("oij,cabij->ocab", dY, windows)


def by_loops(dY, X):
    k_h, k_w = X.shape[1] - dY.shape[1] + 1, X.shape[2] - dY.shape[2] + 1
    dK = torch.zeros(len(dY), len(X), k_h, k_w, dtype=X.dtype)
    for a in range(k_h):
        for b in range(k_w):
            window = X[:, a : a + dY.shape[1], b : b + dY.shape[2]]
            dK[:, :, a, b] = dY.flatten(1) @ window.flatten(1).T
    return dK


def by_conv2d(dY, X):
    return F.conv2d(X[:, None], dY[:, None]).transpose(0, 1)


# turned_kernel


def full(turn=lambda K: K.flip(0, 1), pads=lambda K: (K.shape[0] - 1, K.shape[1] - 1)):
    def answer(dY, K):
        rows, columns = pads(K)
        return d2l.corr2d(F.pad(dY, (columns, columns, rows, rows)), turn(K))

    return answer


def full_by_torch(dY, K):
    return F.conv_transpose2d(dY[None, None], K[None, None])[0, 0]


def full_by_stamps(dY, K):
    return input_gradient_by_torch(dY, K, [m + k - 1 for m, k in zip(dY.shape, K.shape, strict=True)], 1, 0)


def swapped(K):
    return K.shape[1] - 1, K.shape[0] - 1


# input_gradient


def input_gradient_by_torch(dY, K, size, stride, padding):
    return torch.nn.grad.conv2d_input(
        (1, 1, *size), K[None, None], dY[None, None], stride=stride, padding=padding
    )[0, 0]


def input_gradient(
    kernel=lambda K: K, add=True, step=lambda stride: stride, cut=lambda p, n: slice(p, p + n)
):
    """By zeros between the errors, unless they overwrite each other."""

    def answer(dY, K, size, stride, padding):
        (n_h, n_w), (k_h, k_w), K = size, K.shape, kernel(K)
        padded = torch.zeros(n_h + 2 * padding, n_w + 2 * padding, dtype=K.dtype)
        for i in range(dY.shape[0]):
            for j in range(dY.shape[1]):
                for a in range(k_h):
                    for b in range(k_w):
                        place = i * step(stride) + a, j * step(stride) + b
                        padded[place] = add * padded[place] + dY[i, j] * K[a, b]
        return padded[cut(padding, n_h), cut(padding, n_w)]

    return answer


def by_zeros_between(dY, K, size, stride, padding):
    n_h, n_w = (n + 2 * padding for n in size)
    E = torch.zeros(n_h - K.shape[0] + 1, n_w - K.shape[1] + 1, dtype=K.dtype)
    E[::stride, ::stride][: dY.shape[0], : dY.shape[1]] = dY
    return full()(E, K)[padding : padding + size[0], padding : padding + size[1]]


def smallest_picture(dY, K, size, stride, padding):
    n_h, n_w = (
        min(n, (m - 1) * stride + k - padding) for n, m, k in zip(size, dY.shape, K.shape, strict=True)
    )
    return input_gradient()(dY, K, size, stride, padding)[:n_h, :n_w]


def without_padding(dY, K, size, stride, padding):
    larger = [n + 2 * padding for n in size]
    return input_gradient()(dY, K, larger, stride, 0)[: size[0], : size[1]]


# overlap_add


def fold(cols, size, kernel_size, stride):
    return F.fold(cols[None], size, kernel_size, stride=stride)[0]


def col2im(
    of_window=lambda column, c, k_h, k_w: column.reshape(c, k_h, k_w), add=True, step=None, down=False
):
    def answer(cols, size, kernel_size, stride):
        (n_h, n_w), (k_h, k_w), c = size, kernel_size, len(cols) // (kernel_size[0] * kernel_size[1])
        X = torch.zeros(c, n_h, n_w, dtype=cols.dtype)
        positions = [
            (i, j) for i in range((n_h - k_h) // stride + 1) for j in range((n_w - k_w) // stride + 1)
        ]
        if down:
            positions.sort(key=lambda position: position[::-1])
        for (i, j), column in zip(positions, cols.T, strict=True):
            top, left = i * (step or stride), j * (step or stride)
            window = X[:, top : top + k_h, left : left + k_w]
            window.copy_(add * window + of_window(column, c, k_h, k_w))
        return X

    return answer


def averaged(cols, *settings):
    return fold(cols, *settings) / fold(torch.ones_like(cols), *settings).clamp(min=1)


# column_layer


class Layer:
    keeps, axes, turn, scale = True, (0, 1), (), 1

    def __init__(self, K):
        self.K = K

    def forward(self, X):
        K = self.K.flip(self.turn).transpose(*self.axes) if self.axes != (0, 1) else self.K.flip(self.turn)
        if self.keeps is True or not hasattr(self, "X"):
            self.X = X
        if not self.keeps:
            del self.X
        m_h = X.shape[2] - self.K.shape[2] + 1
        cols = F.unfold(X, self.K.shape[2:])
        return (K.reshape(len(self.K), -1) @ cols).reshape(len(X), len(self.K), m_h, -1)

    def weight_gradient(self, dY):
        cols = F.unfold(self.X, self.K.shape[2:])
        return self.summed(torch.einsum("noj,nrj->nor", dY.flatten(2), cols)).reshape(self.K.shape)

    def summed(self, each):
        return each.sum(0)


class LayerByTorch(Layer):
    def forward(self, X):
        self.X = X
        return F.conv2d(X, self.K)

    def weight_gradient(self, dY):
        return torch.nn.grad.conv2d_weight(self.X, self.K.shape, dY)


def layer(**changes):
    return type("Changed", (Layer,), changes)


class NothingKept(Layer):
    def forward(self, X):
        cols = F.unfold(X, self.K.shape[2:])
        return (self.K.flatten(1) @ cols).reshape(len(X), len(self.K), X.shape[2] - self.K.shape[2] + 1, -1)

    def weight_gradient(self, dY):
        return (dY.flatten(2) @ self.cols.mT).sum(0).reshape(self.K.shape)


class BatchForgotten(NothingKept):
    def forward(self, X):
        self.batch_size = len(X)
        self.cols = d2l.im2col(X, tuple(self.K.shape[2:]))
        return (self.K.flatten(1) @ self.cols).reshape(batch_size, len(self.K), -1)  # noqa: F821


# winner_takes


def max_backward(give, add=True):
    def answer(dY, X, size, stride):
        dX = torch.zeros_like(X)
        for i in range(dY.shape[0]):
            for j in range(dY.shape[1]):
                window = X[i * stride : i * stride + size, j * stride : j * stride + size]
                for a, b, share in give(window.tolist()):
                    place = i * stride + a, j * stride + b
                    dX[place] = add * dX[place] + share * dY[i, j]
        return dX

    return answer


def winners(window, key=lambda number: number):
    cells = [(a, b) for a in range(len(window)) for b in range(len(window[0]))]
    largest = max(key(window[a][b]) for a, b in cells)
    return [(a, b) for a, b in cells if key(window[a][b]) == largest]


def first(window, key=lambda number: number):
    return [(*winners(window, key)[0], 1)]


def every(window, share=1):
    return [(a, b, share) for a in range(len(window)) for b in range(len(window[0]))]


def max_backward_by_torch(dY, X, size, stride):
    _, places = F.max_pool2d(X[None], size, stride, return_indices=True)
    dX = torch.zeros_like(X)
    dX.view(-1).index_add_(0, places.flatten(), dY.flatten())
    return dX


def max_backward_by_package(dY, X, size, stride):
    return d2l.max_pool2d_backward(dY[None, None], X[None, None], size, stride)[0, 0]


# fair_shares


def avg_backward(share=lambda size: 1 / size**2, add=True):
    def answer(dY, n, size, stride):
        dX = torch.zeros(n, n, dtype=dY.dtype)
        for i in range(len(dY)):
            for j in range(len(dY)):
                for r in range(i * stride, i * stride + size):
                    for c in range(j * stride, j * stride + size):
                        dX[r, c] = add * dX[r, c] + dY[i, j] * share(size)
        return dX

    return answer


def avg_backward_by_stamps(dY, n, size, stride):
    kernel = torch.full((size, size), 1 / size**2, dtype=dY.dtype)
    return input_gradient_by_torch(dY, kernel, (n, n), stride, 0)


def avg_backward_by_package(dY, n, size, stride):
    X = torch.zeros(1, 1, n, n, dtype=dY.dtype)
    return d2l.avg_pool2d_backward(dY[None, None], X, size, stride)[0, 0]


def mean_of_shares(dY, n, size, stride):
    shares = avg_backward()(dY, n, size, stride)
    return shares / avg_backward(lambda size: 1)(torch.ones_like(dY), n, size, stride).clamp(min=1)


# averaged_twice


def by_formula(X, y, W):
    errors = (X @ W.T).softmax(1) - F.one_hot(y, len(W))
    return errors.T @ X / len(X)


RIGHT = {
    "nudged_slopes": [slopes(lambda up, _, down, eps: (up - down) / (2 * eps)), slopes_by_eye],
    "weight_gradient": [by_einsum, by_loops, by_conv2d],
    "turned_kernel": [
        full(),
        full(lambda K: K.rot90(2)),
        full_by_torch,
        full_by_stamps,
        lambda dY, K: full()(K, dY),
    ],
    "input_gradient": [input_gradient(), input_gradient_by_torch, by_zeros_between],
    "overlap_add": [fold, col2im(), lambda cols, *settings: d2l.col2im(cols[None], *settings)[0]],
    "column_layer": [Layer, LayerByTorch],
    "winner_takes": [max_backward(first), max_backward_by_torch, max_backward_by_package],
    "fair_shares": [avg_backward(), avg_backward_by_stamps, avg_backward_by_package],
    "averaged_twice": [by_formula, lambda X, y, W: by_formula(X, y, W) + 0],
}

WRONG = {
    "nudged_slopes": [
        (slopes(lambda up, here, down, eps: (up - here) / eps), "You nudge in one direction only"),
        (slopes(lambda up, here, down, eps: (here - down) / eps), "You nudge downwards only"),
        (slopes(lambda up, here, down, eps: (up - down) / eps), "From one nudge to the other"),
        (slopes(lambda up, here, down, eps: (up - here) / eps / 2), "With a nudge to one side only"),
        (slopes(lambda up, here, down, eps: (down - up) / eps / 2), "Your slopes have the wrong sign"),
        (slopes(lambda up, here, down, eps: up - down), "You do not divide by the way"),
        (slopes_with_growing_nudge, "The nudges of earlier entries are still there"),
        (slopes_in_place, "It changes its argument X"),
        (lambda f, X, eps: slopes_by_eye(f, X, eps).float(), "The dtype should be torch.float64"),
        (lambda f, X, eps: slopes_by_eye(f, X, eps).T, "The shape should be (2, 3), not (3, 2)"),
    ],
    "weight_gradient": [
        (lambda dY, X: by_einsum(dY, X).transpose(0, 1), "The input channels come first"),
        (lambda dY, X: F.conv2d(X[:, None], dY[:, None]), "The input channels come first"),
        (lambda dY, X: by_einsum(dY, X).flip(2, 3), "Your gradient is turned by 180°"),
        (lambda dY, X: by_einsum(dY.flip(1, 2), X), "You rotate the error map"),
        (lambda dY, X: by_einsum(dY, X) / dY[0].numel(), "You average over the positions"),
        (
            lambda dY, X: by_einsum(dY, X).sum(1, keepdim=True).repeat(1, len(X), 1, 1),
            "All input channels get the same gradient",
        ),
        (lambda dY, X: by_einsum(dY, X).sum(1), "The sum over the input channels is too much"),
        (
            lambda dY, X: by_einsum(dY, X).sum(0, keepdim=True).repeat(len(dY), 1, 1, 1),
            "All filters get the same gradient",
        ),
        (
            lambda dY, X: F.conv2d(
                X[:, None], dY[:, None], padding=(dY.shape[1] - 1, dY.shape[2] - 1)
            ).transpose(0, 1),
            "That is a full correlation",
        ),
        (lambda dY, X: by_einsum(dY, X).float(), "The dtype should be torch.float64"),
    ],
    "turned_kernel": [
        (full(lambda K: K.T, swapped), "The kernel is still transposed"),
        (full(lambda K: K.mT), "The kernel is transposed, in a padding that now is right"),
        (full(pads=swapped), "The rotation is right, but the paddings are swapped"),
        (full(lambda K: K), "Now the kernel is not turned at all"),
        (full(lambda K: K.flip(0)), "Only one axis is turned around"),
        (full(lambda K: K.flip(1)), "Only one axis is turned around"),
        (full(lambda K: K.rot90(1), swapped), "The kernel is turned by a quarter"),
        (full(lambda K: K.flip(0, 1).T, swapped), "The kernel is turned by a half and transposed"),
        (full(pads=lambda K: (0, 0)), "The zeros around are gone"),
        (lambda dY, K: full()(dY, K).float(), "The dtype should be torch.float64"),
    ],
    "input_gradient": [
        (input_gradient(add=False), "Later windows overwrite earlier ones"),
        (input_gradient(step=lambda stride: 1), "The stride is ignored"),
        (input_gradient(lambda K: K.rot90(2)), "The stamps are turned by 180°"),
        (input_gradient(cut=lambda p, n: slice(None)), "The padding is still around your result"),
        (input_gradient(cut=lambda p, n: slice(n)), "The padding is not cut off at the top and left"),
        (smallest_picture, "Rows or columns that no window reads are missing"),
        (without_padding, "The padding is not cut off at the top and left"),
        (
            lambda *arguments: input_gradient()(*arguments).float(),
            "The dtype should be torch.float64",
        ),
    ],
    "overlap_add": [
        (col2im(add=False), "Later windows overwrite earlier ones"),
        (averaged, "You average where windows overlap"),
        (col2im(down=True), "You take the windows column by column"),
        (
            col2im(lambda column, c, k_h, k_w: column.reshape(c, k_w, k_h).mT),
            "Inside a window you fill column by column",
        ),
        (
            col2im(lambda column, c, k_h, k_w: column.reshape(k_h, k_w, c).permute(2, 0, 1)),
            "Your channels are mixed",
        ),
        (
            lambda cols, *settings: fold(cols, *settings).sum(0).repeat(fold(cols, *settings).shape[0], 1, 1),
            "The channels are added up",
        ),
        (col2im(step=1), "Your windows begin too early"),
        (lambda *arguments: col2im()(*arguments).float(), "The dtype should be torch.float64"),
    ],
    "column_layer": [
        (NothingKept, "It stopped with AttributeError"),
        (BatchForgotten, "It stopped with NameError"),
        (layer(keeps="first"), "The columns of the first batch are kept for good"),
        (layer(axes=(1, 0)), "The channel axes of the kernels are swapped"),
        (layer(turn=(2, 3)), "The kernels are turned by 180°"),
        (layer(summed=lambda self, each: each.mean(0)), "The gradient is averaged over the batch"),
        (layer(summed=lambda self, each: each[0]), "The gradient is that of the first picture"),
        (layer(summed=lambda self, each: each.sum(0).float()), "The dtype should be torch.float64"),
    ],
    "winner_takes": [
        (max_backward(first, add=False), "A pixel that wins several windows"),
        (max_backward(lambda w: [(*cell, 1) for cell in winners(w)]), "At a tie you give the whole error"),
        (
            max_backward(lambda w: [(*cell, 1 / len(winners(w))) for cell in winners(w)]),
            "At a tie you share the error out",
        ),
        (max_backward(lambda w: [(*winners(w)[-1], 1)]), "At a tie the last one wins"),
        (
            max_backward(lambda w: [(*min(winners(w), key=lambda cell: cell[::-1]), 1)]),
            "At a tie the first one column by column wins",
        ),
        (max_backward(every), "Every pixel of a window gets the error"),
        (max_backward(lambda w: every(w, 1 / len(w) ** 2)), "The error is shared out evenly"),
        (max_backward(lambda w: first(w, abs)), "You take the number of the largest size"),
        (
            max_backward(lambda w: [(a, b, w[a][b]) for a, b, _ in first(w)]),
            "The errors are multiplied by the largest numbers",
        ),
        (lambda *arguments: max_backward(first)(*arguments).float(), "The dtype should be torch.float64"),
    ],
    "fair_shares": [
        (avg_backward(lambda size: 1, add=False), "Both mistakes are still there"),
        (avg_backward(lambda size: 1), "Now shares add up, but each pixel still gets the whole error"),
        (avg_backward(add=False), "The shares are right, but where windows overlap"),
        (avg_backward(lambda size: 1 / size), "A window has size · size pixels"),
        (mean_of_shares, "You take the mean over the windows"),
        (lambda *arguments: avg_backward()(*arguments).float(), "The dtype should be torch.float64"),
    ],
    "averaged_twice": [
        (lambda X, y, W: by_formula(X, y, W) / len(X), "It is still averaged twice"),
        (lambda X, y, W: by_formula(X, y, W) * len(X), "Now nothing is averaged"),
        (lambda X, y, W: -by_formula(X, y, W), "The sign is wrong"),
        (lambda X, y, W: (X @ W.T).softmax(1).T @ (X / len(X)), "The right class is not looked at"),
        (lambda X, y, W: by_formula(X, y, W).T, "The gradient has the shape of W"),
        (lambda X, y, W: by_formula(X, y, W) * len(X) / len(W), "You divide by the number of classes"),
        (lambda X, y, W: by_formula(X, y, W).float(), "The dtype should be torch.float64"),
    ],
}

_ZEROS = "dX = torch.zeros(n_h + 2 * padding, n_w + 2 * padding, dtype=K.dtype)"
_CUT = "what is too much at the end is cut off"
_TURNED = "return d2l.corr2d(around, K.flip(0, 1))"
EQUIVALENT = {
    "nudged_slopes": {
        "slopes = torch.zeros_like(X)  →  slopes = torch.ones_like(X)": "the loop writes over every entry",
    },
    "turned_kernel": {f"{_TURNED}  →  {_TURNED.replace('0, 1', '1, 0')}": "both axes, in either order"},
    "input_gradient": {
        f"{_ZEROS}  →  {_ZEROS.replace('n_h + 2', 'n_h + 3')}": _CUT,
        f"{_ZEROS}  →  {_ZEROS.replace('n_w + 2', 'n_w + 3')}": _CUT,
    },
}
