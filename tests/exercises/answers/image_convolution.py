"""Right and wrong answers to the exercises of "Image convolution"."""

from itertools import pairwise

import numpy as np
import torch
from scipy.signal import convolve2d, correlate2d
from torch import nn
from torch.fft import fft2, ifft2, irfft2, rfft2
from torch.nn.functional import conv2d, mse_loss, pad

from d2lmini.exercises.image_convolution import conv2d_layer, edge_kernel
from d2lmini.ops import corr2d

# corr2d


def corr2d_by_rows(X, K):
    k_h, k_w = K.shape
    rows = [
        torch.stack([(X[i : i + k_h, j : j + k_w] * K).sum() for j in range(X.shape[1] - k_w + 1)])
        for i in range(X.shape[0] - k_h + 1)
    ]
    return torch.stack(rows)


def corr2d_by_einsum(X, K):
    dtype = torch.result_type(X, K)
    windows = X.to(dtype).unfold(0, K.shape[0], 1).unfold(1, K.shape[1], 1)
    return torch.einsum("ijab,ab->ij", windows, K.to(dtype))


def corr2d_by_numpy(X, K):
    Y = torch.from_numpy(correlate2d(X.numpy(), K.numpy(), mode="valid"))
    return Y.to(torch.result_type(X, K))


def loops(window=lambda window, K: (window * K).sum(), extra=1, dtype=lambda X, K: None):
    """The chapter's double loop with room for mistakes, and without a dtype, as most people write it."""

    def answer(X, K):
        k_h, k_w = K.shape
        Y = torch.zeros(X.shape[0] - k_h + 1, X.shape[1] - k_w + 1, dtype=dtype(X, K))
        for i in range(X.shape[0] - k_h + extra):
            for j in range(X.shape[1] - k_w + extra):
                Y[i, j] = window(X[i : i + k_h, j : j + k_w], K)
        return Y

    return answer


def corr2d_square(X, K):
    k = K.shape[0]
    n, m = X.shape[0] - k + 1, X.shape[1] - k + 1
    return torch.stack([(X[i : i + k, j : j + k] * K).sum() for i in range(n) for j in range(m)]).reshape(
        n, m
    )


def corr2d_same(X, K):
    Y = torch.zeros_like(X)
    for i in range(X.shape[0] - K.shape[0] + 1):
        for j in range(X.shape[1] - K.shape[1] + 1):
            Y[i, j] = (X[i : i + K.shape[0], j : j + K.shape[1]] * K).sum()
    return Y


def corr2d_of_contiguous(X, K):
    (n_h, n_w), (k_h, k_w) = X.shape, K.shape
    return (X.as_strided((n_h - k_h + 1, n_w - k_w + 1, k_h, k_w), (n_w, 1, n_w, 1)) * K).sum((2, 3))


# edge_labels


def labels(white_to_black="white to black", black_to_white="black to white", same="no edge"):
    def answer(row):
        words = {(1, 0): white_to_black, (0, 1): black_to_white}
        pixels = row.tolist()
        return [words.get(two, same) for two in pairwise(pixels)]

    return answer


def labels_by(names):
    return lambda row: [names[d] for d in (row[:-1] - row[1:]).tolist()]


# convolve2d


def convolve2d_by_numpy(X, K):
    Y = torch.from_numpy(convolve2d(X.numpy(), K.numpy(), mode="valid"))
    return Y.to(torch.result_type(X, K))


# conv2d_layer


class Layer(nn.Module):
    """A right style: the maths comes from torch, the names and shapes from the statement."""

    def __init__(self, kernel_size):
        nn.Module.__init__(self)
        self.register_parameter("bias", nn.Parameter(torch.randn(1)))
        self.weight = nn.Parameter(torch.empty(*kernel_size).normal_())

    def forward(self, X):
        return conv2d(X[None, None], self.weight[None, None], self.bias)[0, 0]


class LayerOfNumPyStart(Layer):
    def __init__(self, kernel_size):
        super().__init__(kernel_size)
        draws = np.random.default_rng().random(kernel_size, dtype=np.float32)
        self.weight = nn.Parameter(torch.from_numpy(draws))


def layer(forward=None, **parameters):
    """A subclass of `Layer` with other parameters, each a function of the kernel size, or another forward."""

    def init(self, kernel_size):
        Layer.__init__(self, kernel_size)
        for name, make in parameters.items():
            delattr(self, name)
            setattr(self, name, make(kernel_size))

    return type("MyConv2D", (Layer,), {"__init__": init} | ({"forward": forward} if forward else {}))


class MisspeltInit(nn.Module):
    def __inint__(self, kernel_size):
        super().__init__()

    def forward(self, X):
        return X


class NoSuper(nn.Module):
    def __init__(self, kernel_size):
        self.weight = nn.Parameter(torch.rand(kernel_size))


class LateSuper(nn.Module):
    def __init__(self, kernel_size):
        self.weight = nn.Parameter(torch.rand(kernel_size))
        super().__init__()


class RepairedButForItsSpelling(nn.Module):
    def __inint__(self, kernel_size):
        super().__init__()
        self.weight = nn.Parameter(torch.rand(kernel_size))
        self.bias = nn.Parameter(torch.zeros(1))

    def forward(self, X):
        return corr2d(X, self.weight) + self.bias


class Frozen(Layer):
    def __init__(self, kernel_size):
        super().__init__(kernel_size)
        self.weight.requires_grad_(False)


class SeededLayer(Layer):
    def __init__(self, kernel_size):
        torch.manual_seed(0)
        super().__init__(kernel_size)


class NoSuperAndPlainTensors(nn.Module):
    def __init__(self, kernel_size):
        self.weight, self.bias = torch.rand(kernel_size), torch.zeros(1)


HANDED_OUT = vars(conv2d_layer.EXERCISE.given)
RepairedOnce = type("MyConv2D", (nn.Module,), {"forward": HANDED_OUT["forward"]})
RepairedOnce.__init__ = HANDED_OUT["__inint__"]


class NoModule:
    def __init__(self, kernel_size):
        self.weight = nn.Parameter(torch.rand(kernel_size))


# learn_kernel


def slide(X, K):
    """As corr2d; faster, and a descent asks for it often."""
    return conv2d(X[None, None], K[None, None])[0, 0]


def learn_with_optimiser(X, Y, kernel_size, lr, num_steps):
    net = nn.Conv2d(1, 1, kernel_size, bias=False)
    optimiser = torch.optim.SGD(net.parameters(), lr=lr)
    for _ in range(num_steps):
        optimiser.zero_grad()
        mse_loss(net(X[None, None])[0, 0], Y, reduction="sum").backward()
        optimiser.step()
    return net.weight.data[0, 0]


def learn_by_steps(step):
    """The gradient by hand; each one becomes a step."""

    def answer(X, Y, kernel_size, lr, num_steps):
        K = torch.randn(kernel_size)
        for _ in range(num_steps):
            K = K - lr * step(2 * slide(X, slide(X, K) - Y))
        return K

    return answer


learn_by_hand = learn_by_steps(lambda gradient: gradient)


def learn(start=torch.rand, zero=True, sign=1, error=torch.sum, forward=slide, finish=torch.detach):
    """The chapter's loop with room for mistakes."""

    def answer(X, Y, kernel_size, lr, num_steps):
        K = start(kernel_size).requires_grad_()
        for _ in range(num_steps):
            error((forward(X, K) - Y) ** 2).backward()
            K.data -= sign * lr * K.grad
            if zero:
                K.grad = None
        return finish(K)

    return answer


def learn_other(change):
    """A right descent on other arguments than were given."""
    return lambda *args: learn_by_hand(*change(*args))


def learn_at_once(X, Y, kernel_size, lr, num_steps):
    windows = X.unfold(0, kernel_size[0], 1).unfold(1, kernel_size[1], 1).flatten(0, 1).flatten(1)
    return torch.linalg.lstsq(windows, Y.reshape(-1, 1)).solution.reshape(kernel_size)


def learn_without_leaf(X, Y, kernel_size, lr, num_steps):
    K = torch.ones(kernel_size, requires_grad=True)
    for _ in range(num_steps):
        mse_loss(slide(X, K), Y).backward()
        K = K - lr * K.grad
    return K


def learn_under_watch(X, Y, kernel_size, lr, num_steps):
    K = torch.randn(kernel_size, requires_grad=True)
    mse_loss(slide(X, K), Y).backward()
    K -= lr * K.grad


def learn_in_place(X, Y, kernel_size, lr, num_steps):
    Y -= Y.mean()
    return learn()(X, Y, kernel_size, lr, num_steps)


def flipped(X, K):
    return corr2d(X, K.flip(0, 1))


# fft_convolve2d


def size(X, K):
    return [n + k - 1 for n, k in zip(X.shape, K.shape, strict=True)]


def fft_complex(X, K):
    return ifft2(fft2(X, s=size(X, K)) * fft2(K, s=size(X, K)))


def fft_padded_by_hand(X, K):
    h, w = size(X, K)
    spectra = [fft2(pad(A, (0, w - A.shape[1], 0, h - A.shape[0]))) for A in (X, K)]
    return ifft2(spectra[0] * spectra[1]).real


def fft_same(X, K):
    top, left = (K.shape[0] - 1) // 2, (K.shape[1] - 1) // 2
    return fft_complex(X, K).real[top : top + X.shape[0], left : left + X.shape[1]]


def fft_numpy(X, K):
    s = size(X, K)
    spectrum = np.fft.rfft2(X.numpy(), s=s) * np.fft.rfft2(K.numpy(), s=s)
    return torch.from_numpy(np.fft.irfft2(spectrum, s=s)).to(X.dtype)


NAMES = {"corr2d": loops()}

RIGHT = {
    "corr2d": [corr2d_by_rows, corr2d_by_einsum, corr2d_by_numpy, corr2d],
    "edge_kernel": [
        torch.tensor([[1], [-1]]),
        torch.tensor([[1.0, 2, 1], [0, 0, 0], [-1, -2, -1]]),
        torch.tensor([[0.01, 0.01], [-0.01, -0.01]], dtype=torch.float64),
        torch.tensor([[2.0], [1], [0], [-1], [-2]]).expand(5, 5),
    ],
    "edge_labels": [
        labels(),
        labels_by(("no edge", "white to black", "black to white")),
    ],
    "convolve2d": [
        lambda X, K: corr2d(X, torch.rot90(K, 2)),
        convolve2d_by_numpy,
        lambda X, K: corr2d_by_rows(X.flip(0, 1), K).flip(0, 1),
    ],
    "conv2d_layer": [Layer, LayerOfNumPyStart],
    "learn_kernel": [
        learn_with_optimiser,
        learn_by_hand,
        learn(),
        learn(start=torch.ones),
        learn(start=lambda s: torch.full(s, -9.0)),
    ],
    "fft_convolve2d": [fft_padded_by_hand, fft_numpy, lambda X, K: fft_complex(X, K).real],
}

WRONG = {
    "corr2d": [
        (flipped, "Your kernel is flipped: that is true convolution"),
        (loops(lambda window, K: (window * K.flip(0, 1)).sum()), "Your kernel is flipped"),
        (loops(extra=0), "Your loops end too early"),
        (lambda X, K: corr2d(X, K)[:-1, :-1], "lacks its last row and column"),
        (corr2d_same, "padded to the size of X"),
        (loops(lambda window, K: window.sum()), "without multiplying it by K"),
        (loops(lambda window, K: (window * K).double().mean()), "the mean of the products"),
        (loops(), "always float32"),
        (loops(dtype=lambda X, K: X.dtype), "looks at both: yours is that of X alone"),
        (loops(dtype=lambda X, K: K.dtype), "looks at both: yours is that of K alone"),
        (lambda X, K: loops()(X, K).to(torch.result_type(X, K)), "Your numbers pass through float32"),
        (lambda X, K: corr2d(X.float(), K).to(torch.result_type(X, K)), "entries differ"),
        (lambda X, K: corr2d(X, K).half().to(torch.result_type(X, K)), "entries differ"),
        (lambda X, K: corr2d(X.to(K.dtype), K), "looks at both: yours is that of K alone"),
        (lambda X, K: corr2d(X, K.T), "Your kernel is transposed"),
        (corr2d_of_contiguous, "entries differ"),
        (lambda X, K: corr2d(X, K).T, "Rows and columns of your result are swapped"),
        (corr2d_square, "You take K for a square"),
        (loops(lambda window, K: window @ K), "It stopped with RuntimeError"),
    ],
    "edge_kernel": [
        (torch.tensor([[2.0, -2.0]]), "finds vertical edges: your kernel compares left with right"),
        (torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]), "with the opposite sign"),
        (torch.tensor([[-1.0, -1], [1, 1]]), "The sign is reversed"),
        (torch.full((3, 3), 1 / 9), "adds brightness up"),
        (torch.tensor([[1.0], [-2], [1]]), "both signs, as a second difference"),
        (torch.tensor([[-1.0, -1], [2, 2], [-1, -1]]), "both signs, as a second difference"),
        (torch.zeros(3, 3), "It finds nothing at all"),
        (torch.tensor([[1.0, -1], [-1, 1]]), "It finds nothing at all"),
        (torch.tensor([[1.0, 0], [0, -1]]), "responds to vertical edges too: the entries of each column"),
        (torch.tensor([[2.0], [-1]]), "responds to a flat area: the entries of your kernel must add up to 0"),
        (torch.tensor([1.0, -1.0]), "not a tensor with 1 axes"),
        (torch.ones(6, 1), "not a matrix of 6 × 1"),
        (torch.tensor([[torch.nan], [0]]), "not a matrix with entries that are no numbers"),
        ([[1], [-1]], "A tensor was expected, not a list: convert it with torch.tensor."),
        (edge_kernel.my_edge_kernel, "A tensor was expected, not a function: call it"),
    ],
    "edge_labels": [
        (labels(same="black to white"), "0 still counts as an edge from black to white"),
        (labels("black to white", "white to black"), "The two edges are swapped"),
        (labels(black_to_white="white to black"), "The direction is lost"),
        (labels(black_to_white="no edge"), "Black to white goes unseen"),
        (labels(black_to_white="no edge", same="black to white"), "The names of −1 and 0 are swapped"),
        (labels_by({1: "white to black", -1: "black to white"}), "The output 0 has no name yet"),
        (labels_by({1: "white to black", 0: "no edge"}), "The output −1 has no name yet"),
        (lambda row: {1: "white to black"}[int(row[0] - row[1])], "was expected, not a string"),
    ],
    "convolve2d": [
        (corr2d, "Your kernel is not flipped: that is cross-correlation"),
        (lambda X, K: corr2d(X, K.flip(0)), "upside down only"),
        (lambda X, K: corr2d(X, K.flip(1)), "left to right only"),
        (lambda X, K: corr2d(X, K.T), "You transpose the kernel"),
        (lambda X, K: corr2d(X, torch.rot90(K)), "by a quarter"),
        (lambda X, K: corr2d(X, torch.rot90(K, 3)), "by a quarter"),
        (lambda X, K: corr2d(X.flip(0, 1), K), "You flip X: the result"),
        (lambda X, K: corr2d(X.flip(0, 1), K.flip(0, 1)), "You flip X as well as K"),
        (loops(lambda window, K: (window * K.flip(0, 1)).sum()), "always float32"),
        (loops(), "Your kernel is not flipped"),
        (lambda X, K: flipped(X, K).to(X.dtype), "looks at both: yours is that of X alone"),
        (lambda X, K: flipped(X, K).to(K.dtype), "looks at both: yours is that of K alone"),
        (lambda X, K: flipped(X, K).float().to(torch.result_type(X, K)), "Your numbers pass through float32"),
    ],
    "conv2d_layer": [
        (MisspeltInit, "without an __init__ of its own (look at its spelling"),
        (RepairedButForItsSpelling, "without an __init__ of its own (look at its spelling"),
        (LateSuper, "calls super().__init__(), or calls it too late"),
        (NoSuper, "never calls super().__init__()"),
        (RepairedOnce, "never calls super().__init__()"),
        (NoSuperAndPlainTensors, "never calls super().__init__()"),
        (NoModule, "does not inherit from nn.Module"),
        (
            layer(weight=torch.rand),
            "The weight: it should be an nn.Parameter of shape (2, 3), not a plain tensor",
        ),
        (
            layer(weight=lambda s: nn.Parameter(torch.rand(1, 1, *s))),
            "not an nn.Parameter of shape (1, 1, 2, 3)",
        ),
        (
            layer(bias=lambda s: torch.zeros(1)),
            "The bias: it should be an nn.Parameter of shape (1,), not a plain",
        ),
        (layer(bias=lambda s: None), "The bias: it should be an nn.Parameter of shape (1,), not missing"),
        (layer(lambda self, X: corr2d(X, self.weight + self.bias)), "The bias is added to the kernel"),
        (layer(lambda self, X: corr2d(X, self.weight)), "The bias is never added"),
        (layer(lambda self, X: corr2d(X, self.weight) - self.bias), "The bias is subtracted"),
        (layer(lambda self, X: flipped(X, self.weight) + self.bias), "Your kernel is flipped"),
        (
            layer(lambda self, X: corr2d(X, self.weight.data) + self.bias),
            "No gradient reaches the weight: .detach()",
        ),
        (Frozen, "No gradient reaches the weight: .detach(), .data or requires_grad=False"),
        (layer(lambda self, X: corr2d(X, self.weight[:2, :2]) + self.bias), "The shape should be (3, 2)"),
        (layer(torch.no_grad()(Layer.forward)), "No gradient reaches weight or bias"),
        (layer(weight=lambda s: nn.Parameter(torch.zeros(s))), "Every new layer starts with the same weight"),
        (SeededLayer, "Every new layer starts with the same weight"),
        (layer(weight=lambda s: nn.Parameter(torch.empty(s))), "Weight or bias starts without numbers"),
        (layer(weight=lambda s: nn.Parameter(torch.Tensor(*s))), "Weight or bias starts without numbers"),
        (layer(weight=lambda s: nn.Parameter(torch.rand(s) / 0)), "Weight or bias starts without numbers"),
        (layer(bias=lambda s: nn.Parameter(torch.empty(1))), "Weight or bias starts without numbers"),
        (
            layer(weight=lambda s: nn.Parameter(torch.full(s, torch.rand(1).item()))),
            "Some entries of the weight start alike",
        ),
        (
            layer(weight=lambda s: nn.Parameter(torch.rand(s[0], 1).repeat(1, s[1]))),
            "Some entries of the weight start alike",
        ),
        (layer(lambda self, X: Layer.forward(self, X).relu()), "Every entry is 0"),
        (layer(lambda self, X: Layer.forward(self, X).half().float()), "entries differ"),
        (layer(lambda self, X: corr2d(X, self.weight.half()) + self.bias), "entries differ"),
        (layer(lambda self, X: corr2d(X, self.weight.round()) + self.bias), "entries differ"),
        (Layer((2, 2)), "Hand in your class itself"),
    ],
    "learn_kernel": [
        (learn(start=torch.zeros, zero=False), "The gradients of all steps add up"),
        (learn(start=torch.rand, zero=False), "The gradients of all steps add up"),
        (learn(start=torch.randn, zero=False), "The gradients of all steps add up"),
        (learn(sign=-1), "You climb the loss"),
        (learn(error=torch.mean), "Your steps are too small: you take the mean"),
        (learn(forward=flipped), "You learn the flipped kernel"),
        (learn(sign=0), "Your kernel never moves"),
        (lambda X, Y, kernel_size, lr, num_steps: torch.ones(kernel_size), "Your kernel never moves"),
        (learn(finish=lambda K: K), "It still tracks gradients: take .detach() of it"),
        (learn(finish=lambda K: K.detach()[None, None]), "The shape should be (1, 2), not (1, 1, 1, 2)"),
        (learn_in_place, "It changes its argument Y"),
        (lambda *_: torch.tensor([[1.0, -1.0]]), "It gives the same result whatever it is given"),
        (learn_without_leaf, "K = K - … makes a new tensor"),
        (learn_under_watch, "Autograd watches while you change K"),
        (learn(error=lambda squares: squares.sum() / 2), "Your steps are half as long"),
        (learn_at_once, "It takes other steps than it should"),
        (learn_by_steps(lambda gradient: 0.99 * gradient), "It takes other steps than it should"),
        (learn_by_steps(lambda gradient: gradient.clamp(-1e4, 1e4)), "It takes other steps than it should"),
        (learn_by_steps(lambda gradient: gradient.sign()), "entries differ"),
        (learn(start=torch.empty), "entries are NaN"),
        (learn(finish=lambda K: K.detach().bfloat16().float()), "entries differ"),
        (learn(finish=lambda K: K.detach().round(decimals=1)), "entries differ"),
        (learn(finish=lambda K: 1.001 * K.detach()), "entries differ"),
        (learn_other(lambda X, Y, size, lr, n: (X, Y, size, lr, 100)), "It takes other steps"),
        (learn_other(lambda X, Y, size, lr, n: (X, Y, size, lr, n - 1)), "It takes other steps"),
        (learn_other(lambda X, Y, size, lr, n: (X, Y, size, 0.01, n)), "It takes other steps"),
    ],
    "fft_convolve2d": [
        (lambda X, K: irfft2(rfft2(X) * rfft2(K, s=X.shape), s=X.shape), "Your convolution is circular"),
        (lambda X, K: ifft2(fft2(X) * fft2(K, s=X.shape)), "Your convolution is circular"),
        (lambda X, K: ifft2(fft2(X) * fft2(K)).real, "X and K are transformed at different sizes"),
        (lambda X, K: fft2(X, s=size(X, K)) * fft2(K, s=size(X, K)), "That is the spectrum"),
        (lambda X, K: rfft2(X, s=size(X, K)) * rfft2(K, s=size(X, K)), "That is the half spectrum"),
        (fft_complex, "right but complex"),
        (lambda X, K: ifft2(fft2(X, s=size(X, K)) * fft2(K, s=size(X, K)).conj()).real, "A conjugate turns"),
        (lambda X, K: fft_complex(X, K.flip(0, 1)).real, "You flip the kernel first"),
        (fft_same, "You cut the result to the size of X"),
        (flipped, "You cut the result to the positions where K fits"),
        (
            lambda X, K: irfft2(rfft2(X, s=size(X, K)) * rfft2(K, s=size(X, K))),
            "tell irfft2 the size as well",
        ),
        (lambda X, K: fft_complex(X, K).abs(), "entries differ"),
        (lambda X, K: fft_complex(X.float(), K.float()).real.to(X.dtype), "entries differ"),
        (lambda X, K: ifft2(fft2(X, s=size(X, K)) + fft2(K, s=size(X, K))).real, "You add the spectra"),
    ],
}

ANY_START = "the statement leaves open where it starts"
OVERWRITTEN = "each entry is written over"
SAME_DTYPE = "result_type(K, X) is the same dtype"
ONLY_FLOAT32 = (
    "it is float32 already, as all numbers of this exercise are: the chapter's own corr2d gives nothing else"
)

EQUIVALENT = {
    "corr2d": {
        "Y = torch.zeros(n_h - k_h + 1, n_w - k_w + 1, dtype=torch.result_type(X, K))  →  "
        "Y = torch.ones(n_h - k_h + 1, n_w - k_w + 1, dtype=torch.result_type(X, K))": OVERWRITTEN,
        "Y = torch.zeros(n_h - k_h + 1, n_w - k_w + 1, dtype=torch.result_type(X, K))  →  "
        "Y = torch.zeros(n_h - k_h + 1, n_w - k_w + 1, dtype=torch.result_type(K, X))": SAME_DTYPE,
    },
    "convolve2d": {
        "return d2l.corr2d(X, K.flip(0, 1))  →  return d2l.corr2d(X, K.flip(1, 0))": "both axes are flipped",
    },
    "conv2d_layer": {
        "self.bias = nn.Parameter(torch.zeros(1))  →  self.bias = nn.Parameter(torch.ones(1))": ANY_START,
        "return corr2d(X, self.weight) + self.bias  →  in float32": ONLY_FLOAT32,
    },
    "learn_kernel": {
        "K = torch.zeros(kernel_size, requires_grad=True)  →  "
        "K = torch.ones(kernel_size, requires_grad=True)": ANY_START,
        "loss = ((corr2d(X, K) - Y) ** 2).sum()  →  loss = ((Y - corr2d(X, K)) ** 2).sum()": "it is squared",
        "return K.detach()  →  in float32": ONLY_FLOAT32,
    },
    "fft_convolve2d": {
        "(n_h, n_w), (k_h, k_w) = (X.shape, K.shape)  →  (k_h, k_w), (n_h, n_w) = (X.shape, K.shape)": (
            "only n_h + k_h and n_w + k_w are used"
        ),
    },
}
