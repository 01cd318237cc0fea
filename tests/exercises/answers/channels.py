"""Right and wrong answers to the exercises of "Channels"."""

import numpy as np
import torch
from scipy.signal import correlate
from torch import nn
from torch.nn.functional import conv2d

from d2lmini.exercises.channels.cases import small_whole_numbers
from d2lmini.ops import corr2d, corr2d_multi_in, corr2d_multi_in_out

EDGES = torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])


# multi_in


def multi_in_by_numpy(X, K):
    Y = torch.from_numpy(correlate(X.numpy(), K.numpy(), mode="valid")[0])
    return Y.to(torch.result_type(X, K))


def multi_in_by_einsum(X, K):
    dtype = torch.result_type(X, K)
    windows = X.to(dtype).unfold(1, K.shape[1], 1).unfold(2, K.shape[2], 1)
    return torch.einsum("cijab,cab->ij", windows, K.to(dtype))


def multi_in_loops(window=lambda window, K: (window * K).sum(), dtype=lambda X, K: None):
    """The exercise's two loops with room for mistakes, and without a dtype, as most people write it."""

    def answer(X, K):
        (_, h, w), (_, kh, kw) = X.shape, K.shape
        Y = torch.zeros(h - kh + 1, w - kw + 1, dtype=dtype(X, K))
        for i in range(Y.shape[0]):
            for j in range(Y.shape[1]):
                Y[i, j] = window(X[:, i : i + kh, j : j + kw], K)
        return Y

    return answer


# multi_in_out


def by_index(X, W, b):
    co, ci = W.shape[:2]
    return torch.stack([sum(corr2d(X[c], W[o, c]) for c in range(ci)) + b[o] for o in range(co)])


def in_place(X, W, b, dtype=None):
    dtype = dtype or X.dtype
    Y = torch.zeros(len(W), X.shape[1] - W.shape[2] + 1, X.shape[2] - W.shape[3] + 1, dtype=dtype)
    for o, K in enumerate(W):
        for x, k in zip(X, K, strict=True):
            Y[o] += corr2d(x, k)
        Y[o] += b[o]
    return Y


def bias_for_each_channel(X, W, b):
    co, ci = W.shape[:2]
    return torch.stack([sum(corr2d(X[c], W[o, c]) + b[o] for c in range(ci)) for o in range(co)])


def unsummed(X, W, b):
    return torch.stack(
        [torch.stack([corr2d(x, k) + b[o] for x, k in zip(X, W[o], strict=True)]) for o in range(len(W))]
    )


# channel_layer


class Layer(nn.Module):
    """A right style: PyTorch's own layer makes the parameters and computes."""

    def __init__(self, in_channels, out_channels, kernel_size):
        super().__init__()
        like = nn.Conv2d(in_channels, out_channels, kernel_size)
        self.weight, self.bias = like.weight, like.bias

    def forward(self, X):
        return conv2d(X[None], self.weight, self.bias)[0]


class LayerByLoops(Layer):
    def forward(self, X):
        return by_index(X, self.weight, self.bias)


def layer(forward=None, **shapes):
    """A `Layer` with other shapes, each a function of (in, out, kernel size), or another forward."""

    def init(self, *sizes):
        Layer.__init__(self, *sizes)
        for name, shape in shapes.items():
            setattr(self, name, nn.Parameter(torch.zeros(shape(*sizes))))

    return type("MyChannelLayer", (Layer,), {"__init__": init} | ({"forward": forward} if forward else {}))


def starting_with(weight=torch.randn, bias=torch.zeros):
    """A `Layer` whose parameters start as these functions of a shape say."""

    def init(self, in_channels, out_channels, kernel_size):
        nn.Module.__init__(self)
        self.weight = nn.Parameter(weight((out_channels, in_channels, *kernel_size)))
        self.bias = nn.Parameter(bias(out_channels))

    return type("MyChannelLayer", (Layer,), {"__init__": init})


def in_float32(self, X):
    return by_index(X, self.weight, self.bias).float()


def first_channel_learns(self, X):
    W = torch.cat([self.weight[:, :1], self.weight[:, 1:].detach()], dim=1)
    return by_index(X, W, self.bias)


class PlainTensors(nn.Module):
    def __init__(self, in_channels, out_channels, kernel_size):
        super().__init__()
        self.weight = torch.zeros(out_channels, in_channels, *kernel_size)


# red_filter, layer_shapes


def weight(*colour):
    return torch.tensor(colour).reshape(1, 3, 1, 1)


def cancelling_in(grey):
    """A filter that is wrong on grey edges, made so that on this one picture nobody sees them."""
    windows = grey.unfold(0, 5, 1).unfold(1, 5, 1).reshape(-1, 25)
    unseen = torch.linalg.svd(torch.cat([windows, torch.ones(1, 25)])).Vh[-1].reshape(5, 5)
    W = torch.zeros(1, 3, 5, 5)
    W[0, :, 2, 2] = torch.tensor([1.0, -0.5, -0.5])
    W[0, 2] += unseen
    return W


def shapes(**change):
    return {"weight": (6, 4, 3, 7), "bias": (6,), "output": (6, 18, 24)} | change


# channels_first


def first_by_stack(pixels):
    return torch.stack([pixels[:, :, channel].float() / 255 for channel in (2, 1, 0)])


def first_by_numpy(pixels):
    return torch.from_numpy(np.moveaxis(pixels.numpy()[..., ::-1], -1, 0).astype("float32") / 255)


# corr3d


def corr3d_by_loops(X, K, dtype=None):
    d, h, w = (n - k + 1 for n, k in zip(X.shape, K.shape, strict=True))
    Y = torch.zeros(d, h, w, dtype=dtype or X.dtype)
    for z in range(d):
        for i in range(h):
            for j in range(w):
                Y[z, i, j] = (X[z : z + len(K), i : i + K.shape[1], j : j + K.shape[2]] * K).sum()
    return Y


def corr3d_by_slices_of_the_kernel(X, K):
    d = len(X) - len(K) + 1
    return sum(torch.stack([corr2d(x, k) for x in X[a : a + d]]) for a, k in enumerate(K))


NAMES = {"corr2d_multi_in": corr2d_multi_in, "corr2d_multi_in_out": corr2d_multi_in_out}

RIGHT = {
    "multi_in": [multi_in_by_numpy, multi_in_by_einsum, corr2d_multi_in],
    "layer_shapes": [
        shapes(),
        shapes(weight=torch.Size([6, 4, 3, 7]), output=[6, 18, 24]),
        shapes(bias=(np.int64(6),)),
    ],
    "multi_in_out": [by_index, in_place, lambda X, W, b: corr2d_multi_in_out(X, W) + b.reshape(-1, 1, 1)],
    "channel_layer": [Layer, LayerByLoops],
    "red_filter": [
        weight(2.0, -1, -1),
        weight(1.0, -1, 0),
        weight(3.0, -1, -2),
        weight(1.0, -0.25, -0.75).expand(1, 3, 5, 2) / 10,
    ],
    "channels_first": [first_by_stack, first_by_numpy, lambda p: p.flip(-1).movedim(-1, 0) / 255.0],
    "corr3d": [
        corr3d_by_loops,
        corr3d_by_slices_of_the_kernel,
        lambda X, K: torch.from_numpy(correlate(X.numpy(), K.numpy(), mode="valid")),
    ],
}

WRONG = {
    "multi_in": [
        (lambda X, K: torch.stack(list(map(corr2d, X, K))), "one result for each channel"),
        (lambda X, K: corr2d(X[0], K[0]), "You read the first channel only"),
        (multi_in_loops(lambda window, K: (window * K[0]).sum()), "meets the first channel's kernel"),
        (lambda X, K: corr2d(X.sum(0), K.sum(0)), "before you multiply"),
        (
            multi_in_loops(lambda window, K: (window * K).sum((1, 2)).double().mean()),
            "mean over the channels",
        ),
        (multi_in_loops(lambda window, K: (window * K.flip(1, 2)).sum()), "Your kernels are flipped"),
        (multi_in_loops(lambda window, K: (window * K.flip(0)).sum()), "in reverse order"),
        (multi_in_loops(lambda window, K: (window * K).sum()), "always float32"),
        (
            lambda X, K: multi_in_by_einsum(X.double(), K.double()).to(X.dtype),
            "The dtype should be torch.result_type(X, K), which looks at both: yours is that of X alone",
        ),
        (multi_in_loops(lambda window, K: window @ K), "It stopped with RuntimeError"),
        (multi_in_loops(dtype=lambda X, K: X.dtype), "yours is that of X alone"),
        (multi_in_loops(dtype=lambda X, K: K.dtype), "yours is that of K alone"),
        (
            multi_in_loops(dtype=lambda X, K: X.dtype if X.is_floating_point() else K.dtype),
            "The dtype should be torch.float64, not torch.float32",
        ),
        (
            multi_in_loops(dtype=lambda X, K: K.dtype if K.is_floating_point() else X.dtype),
            "The dtype should be torch.float64, not torch.float32",
        ),
        (
            lambda X, K: multi_in_loops()(X, K).to(torch.result_type(X, K)),
            "Your numbers pass through float32, which rounds large ones",
        ),
        (
            lambda X, K: multi_in_loops(dtype=lambda *_: torch.half)(X, K).to(torch.result_type(X, K)),
            "1 of 6 entries differ",
        ),
    ],
    "layer_shapes": [
        (shapes(weight=(4, 6, 3, 7)), "The weight begins with the input channels"),
        (shapes(weight=(6, 4, 7, 3)), "kernels on their side"),
        (shapes(weight=(6, 3, 7)), "lost its input channels"),
        (shapes(weight=(3, 7, 4, 6)), "not (kernel height, kernel width, in, out)"),
        (shapes(output=(4, 18, 24)), "as deep as the input"),
        (shapes(output=(1, 18, 24)), "The output has one matrix"),
        (shapes(output=(6, 20, 30)), "keeps the size of the image"),
        (shapes(output=(18, 24, 6)), "not one matrix for each filter, with the channels last"),
        (shapes(bias=(4,)), "The bias has a number for each input channel"),
        (shapes(bias=(6, 4)), "The bias has a number for each kernel"),
        (shapes(bias=(1,)), "The bias is a single number"),
        (
            shapes(bias=8),
            "not a whole number; write a tuple of whole numbers, with a comma even if it is one: (6,)",
        ),
        (shapes(bias=None), "not nothing (None); write a tuple"),
        (shapes(weight=[[8, 3], [5, 3]]), "not a list; write a tuple"),
        (shapes(output=(6, 18, 18)), "Six matrices is right"),
        (shapes(output=(6, 17, 23)), "A kernel has one position more than it makes moves"),
        (shapes(output=(1, 6, 18, 24)), "leave the 1 in front out"),
        (shapes(weight=(1, 2)), "not the shape (1, 2)"),
        ({"weight": (6, 4, 3, 7)}, "The bias: it should be one number for each filter, not missing"),
        ((6, 4, 3, 7), "A dict was expected, not a tuple"),
    ],
    "multi_in_out": [
        (lambda X, W, b: corr2d_multi_in_out(X, W), "The bias is missing"),
        (bias_for_each_channel, "The bias is added once for each input channel"),
        (lambda X, W, b: by_index(X, W, -b), "The bias is subtracted"),
        (lambda X, W, b: by_index(X, W, b[:1].expand_as(b)), "Every output channel gets the first bias"),
        (lambda X, W, b: corr2d_multi_in_out(X, W) + b, "The bias is added along the width"),
        (unsummed, "You keep the result of each kernel"),
        (lambda X, W, b: by_index(X, W, b).sum(0), "You add up what all filters found"),
        (lambda X, W, b: by_index(X, W[:, :1].expand_as(W), b), "meets the first kernel of the filter"),
        (lambda X, W, b: by_index(X, W.flip(2, 3), b), "Your kernels are flipped"),
        (lambda X, W, b: by_index(X, W.transpose(0, 1), b), "It stopped with"),
        (lambda X, W, b: by_index(X, W, b).float(), "always float32"),
        (lambda X, W, b: torch.stack([corr2d_multi_in(X, K) + b for K in W]), "all biases to each output"),
        (lambda X, W, b: torch.stack([b + corr2d_multi_in(X, K) for K in W]), "all biases to each output"),
        (
            lambda X, W, b: in_place(X, W, b, torch.float32).to(X.dtype),
            "Your numbers pass through float32, which rounds large ones",
        ),
        (lambda X, W, b: by_index(X, (W * 10).round().div(10).to(X.dtype), b), "12 of 12 entries differ"),
    ],
    "channel_layer": [
        (
            layer(weight=lambda ci, co, size: (ci, co, *size)),
            "not an nn.Parameter of shape (3, 8, 5, 3), with the input channels first",
        ),
        (layer(bias=lambda ci, co, size: (ci,)), "should be an nn.Parameter of shape (8,), not"),
        (PlainTensors, "should be an nn.Parameter of shape (8, 3, 5, 3), not no nn.Parameter"),
        (
            layer(lambda self, X: bias_for_each_channel(X, self.weight, self.bias)),
            "added once for each input channel",
        ),
        (layer(lambda self, X: corr2d_multi_in_out(X, self.weight)), "The bias is never added"),
        (layer(lambda self, X: by_index(X, self.weight, -self.bias)), "The bias is subtracted"),
        (layer(lambda self, X: corr2d_multi_in_out(X, self.weight) + self.bias), "along the width"),
        (
            layer(
                lambda self, X: corr2d_multi_in_out(X, self.weight.transpose(0, 1)) + self.bias[:, None, None]
            ),
            "Forward swaps the two channel axes",
        ),
        (layer(lambda self, X: unsummed(X, self.weight, self.bias)), "The shape should be"),
        (layer(lambda self, X: by_index(X, self.weight.data, self.bias)), "The weight cannot learn"),
        (layer(lambda self, X: by_index(X, self.weight, self.bias.detach())), "The bias cannot learn"),
        (layer(lambda self, X: corr2d_multi_in_out(X, self.weight) + self.bias[0]), "gets the first bias"),
        (
            layer(lambda self, X: torch.stack([corr2d_multi_in(X, K) + self.bias for K in self.weight])),
            "All biases are added to each output channel",
        ),
        (Layer(2, 3, (2, 2)), "Hand in your class itself"),
        *(
            (starting_with(start), "not with the same weight in each new layer")
            for start in (torch.zeros, torch.ones, lambda shape: torch.manual_seed(0) and torch.randn(shape))
        ),
        (
            starting_with(lambda shape: torch.randn(1).expand(shape).clone()),
            "not with the same numbers again and again",
        ),
        (
            starting_with(lambda shape: torch.randn(1, *shape[1:]).repeat(shape[0], 1, 1, 1)),
            "not with the same numbers again and again",
        ),
        *(
            (starting_with(start), "not with NaN or infinity in the weight, as torch.empty may give")
            for start in (
                torch.empty,
                lambda shape: torch.Tensor(*shape),
                lambda shape: torch.randn(shape) * torch.nan,
            )
        ),
        (starting_with(bias=torch.empty), "not with NaN or infinity in the bias, as torch.empty may give"),
        (layer(in_float32), "The dtype should be torch.float64, not torch.float32"),
        (layer(lambda self, X: by_index(X, self.weight, self.bias.round())), "18 of 18 entries differ"),
        (layer(lambda self, X: by_index(X, self.weight, self.bias).half().to(X)), "7 of 18 entries differ"),
        (layer(first_channel_learns), "9 of 21 entries differ"),
    ],
    "red_filter": [
        (weight(1.0, -0.4, -0.5), "Too little is taken away"),
        (weight(1.0, -0.5, 0), "Too little is taken away"),
        (weight(3, -1, -2), "a weight of torch.int64: F.conv2d wants the photo's float32, so write 3.0"),
        (weight(1.0, -0.5, -0.5).double(), "a weight of torch.float64"),
        (weight(1.0, -0.5, -0.5).flatten(), "a tensor with 1 axis"),
        (weight(1.0, -0.5, -0.5).transpose(0, 1), "The shape begins with the input channels"),
        (weight(1.0, 0, 0), "Too little is taken away"),
        (weight(1.0, -1, -1), "It takes away too much"),
        (weight(-1.0, 1, 0), "The sign is reversed"),
        (EDGES.expand(1, 3, 3, 3), "It finds edges in brightness"),
        (weight(1.0, -1, 0) * EDGES, "It says nothing inside a red area"),
        (weight(0.0, 0, 0), "It says nothing inside a red area"),
        (weight(2.0, -3, 1), "It responds to blue as well"),
        (weight(2.0, 1, -3), "It responds to green as well"),
        (torch.cat([weight(1.0, 0, 0), weight(0.0, -1, 0)], dim=3), "It reacts to edges in a grey picture"),
        (weight(1.0, -1, 0)[0], "not a tensor with 3 axes"),
        (torch.zeros(3, 3, 1, 1), "not a weight of shape (3, 3, 1, 1)"),
        (torch.zeros(1, 3, 7, 1), "not a weight of shape (1, 3, 7, 1), where 5 × 5 is the most"),
        (cancelling_in(small_whole_numbers()(8, 8)), "It reacts to edges in a grey picture"),
        (weight(torch.inf, -torch.inf, 0), "entries that are not finite"),
        ([[1, -1, 0]], "A tensor was expected, not a list"),
    ],
    "channels_first": [
        (lambda p: p.reshape(3, p.shape[0], p.shape[1]) / 255, "Reshape does not move axes"),
        (lambda p: p.view(3, *p.shape[:2]).flip(0) / 255, "Reshape does not move axes"),
        (lambda p: p.flip(2).reshape(3, *p.shape[:2]) / 255, "Reshape does not move axes"),
        (lambda p: p.permute(2, 0, 1) / 255, "still in the order blue, green, red"),
        (lambda p: p.permute(2, 1, 0).flip(0) / 255, "The picture lies on its side"),
        (lambda p: p.flip(0).permute(2, 0, 1) / 255, "stands on its head"),
        (lambda p: p.flip(1).permute(2, 0, 1) / 255, "is mirrored"),
        (lambda p: p.permute(2, 0, 1)[::-1] / 255, "Torch slices cannot go backwards"),
        (lambda p: p[:, :, ::-1].permute(2, 0, 1) / 255, "Torch slices cannot go backwards"),
        (lambda p: p.permute(2, 0, 1).flip(0) / p.max(), "Divide by 255, not by the brightest pixel"),
        (lambda p: p.permute(2, 0, 1).flip(0), "still go up to 255"),
        (lambda p: p.permute(2, 0, 1).flip(0).float(), "still go up to 255"),
        (lambda p: p.permute(2, 0, 1).flip(0) / 256, "You divide by 256"),
        (lambda p: p.permute(2, 0, 1).flip(0).float() // 255, "leaves only 0 and 1"),
        (lambda p: p.flip(2) / 255, "The channels are still last"),
        (lambda p: first_by_stack(p).double(), "The dtype should be torch.float32"),
    ],
    "corr3d": [
        (lambda X, K: corr2d_multi_in(X[: len(K)], K)[None], "is at the first depth only"),
        (lambda X, K: corr3d_by_loops(X, K)[:-1], "The last depth is missing"),
        (lambda X, K: corr3d_by_loops(X, K)[:: len(K)], "jumps by its own depth"),
        (lambda X, K: corr3d_by_loops(X, K.flip(0, 1, 2)), "flipped along all three axes"),
        (lambda X, K: corr3d_by_loops(X, K.flip(0)), "flipped along the depth"),
        (lambda X, K: corr3d_by_loops(X[: len(X) - len(K) + 1], K[:1]), "meets only the first slice of K"),
        (lambda X, K: corr3d_by_loops(X, K).sum(0), "You add up the depths"),
        (lambda X, K: corr3d_by_loops(X, K).float(), "always float32"),
        (
            lambda X, K: corr3d_by_loops(X, K, torch.float32).to(X.dtype),
            "Your numbers pass through float32, which rounds large ones",
        ),
        (lambda X, K: corr3d_by_loops(X, (K * 10).round().div(10).to(X.dtype)), "12 of 12 entries differ"),
    ],
}

# Why a mutant is as right as the solution.

_ZEROS = "Y = torch.zeros(h - kh + 1, w - kw + 1, dtype=torch.result_type(X, K))"
_STACK = "return torch.stack([corr2d_multi_in(X, K) + b for K, b in zip(weight, bias, strict=True)])"
_BIAS = "self.bias = nn.Parameter(torch.zeros(out_channels))"
_FRACTIONS = "return pixels.permute(2, 0, 1).flip(0) / 255"

EQUIVALENT = {
    "multi_in": {
        f"{_ZEROS}  →  {_ZEROS.replace('zeros', 'ones')}": "the loops write over every entry",
        f"{_ZEROS}  →  {_ZEROS.replace('(X, K)', '(K, X)')}": "result_type is the same either way round",
    },
    "multi_in_out": {
        f"{_STACK}  →  {_STACK.replace(', strict=True', '')}": "there are as many biases as filters",
        f"{_STACK}  →  {_STACK.replace('True', 'False')}": "there are as many biases as filters",
    },
    "channel_layer": {
        f"{_BIAS}  →  {_BIAS.replace('zeros', 'ones')}": "the bias may start at any number",
    },
    "channels_first": {
        f"{_FRACTIONS}  →  its size without its sign": "bytes have no sign",
        f"{_FRACTIONS}  →  nothing below zero": "bytes have no sign",
        f"{_FRACTIONS}  →  in float32": "bytes divided by 255 are float32 already",
    },
}
