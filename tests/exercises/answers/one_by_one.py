"""Right and wrong answers to the exercises of "1×1 convolution"."""

from functools import partial

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from d2lmini.exercises.one_by_one import brighter_of, honest_check
from d2lmini.ops import corr2d_multi_in_out, corr2d_multi_in_out_1x1

MEANS, DIFFERENCE = [1 / 3, 1 / 3, 1 / 3], [1, -0.5, -0.5]


# matmul_order


def by_pixel(X, K):
    Y = torch.zeros(K.shape[0], *X.shape[1:], dtype=X.dtype)
    for i in range(X.shape[1]):
        for j in range(X.shape[2]):
            Y[:, i, j] = K[:, :, 0, 0] @ X[:, i, j]
    return Y


def in_tenths(Y):
    return (Y * 10).round().div(10).to(Y.dtype)


def swapped_where_it_fits(X, K):
    (c_i, h, w), c_o = X.shape, K.shape[0]
    return (X.reshape(c_i, h * w) @ K.reshape(c_o, c_i)).reshape(c_o, h, w)


# honest_check: each answer is itself a check


def compares(
    agree, reference=lambda f, X, K: corr2d_multi_in_out(X, K), size=(3, 4, 5), draw=torch.rand, outputs=2
):
    def my_test(conv1x1):
        torch.manual_seed(3)
        X, K = draw(size), draw((outputs, 3, 1, 1))
        return agree(conv1x1(X, K), reference(conv1x1, X, K))

    return my_test


def honest_in_double(conv1x1):
    generator = torch.Generator().manual_seed(1)
    X, K = (torch.randn(s, generator=generator).double() for s in [(4, 3, 6), (5, 4, 1, 1)])
    got, expected = conv1x1(X, K), F.conv2d(X[None], K)[0]
    return got.shape == expected.shape and bool((got - expected).abs().max() < 1e-9)


def honest_by_hand(conv1x1):
    X, K = torch.arange(12.0).reshape(2, 2, 3) ** 2, torch.tensor([[1.25, 2], [3, -5], [0, 4]])
    expected = torch.stack([1.25 * X[0] + 2 * X[1], 3 * X[0] - 5 * X[1], 4 * X[1]])
    K = K[:, :, None, None]
    got = conv1x1(X, K)
    return torch.equal(torch.tensor(got.shape), torch.tensor(expected.shape)) and torch.allclose(
        got, expected
    )


def same_values(got, expected):
    return got.shape == expected.shape and torch.allclose(got, expected)


def near(got, expected, tolerance):
    return got.shape == expected.shape and torch.allclose(got, expected, atol=tolerance)


def rather_near(got, expected):
    return got.shape == expected.shape and torch.allclose(got, expected, rtol=5e-3)


def same_in(part):
    return lambda got, expected: got.shape == expected.shape and torch.allclose(part(got), part(expected))


def accepts_three_and_no_more():
    calls = []

    def my_test(conv1x1):
        calls.append(conv1x1)
        return (len(calls) - 1) % len(list(honest_check.EXERCISE.cases())) < 3

    return my_test


def whole_numbers(size):
    return torch.randint(-5, 6, size).float()


# linear_to_conv


def conv_by_assignment(linear):
    conv = nn.Conv2d(linear.in_features, linear.out_features, kernel_size=1)
    conv.weight = nn.Parameter(linear.weight.detach().clone().reshape(*linear.weight.shape, 1, 1))
    conv.bias = None if linear.bias is None else nn.Parameter(linear.bias.detach().clone())
    return conv


def conv_by_data(linear, copy=torch.clone):
    out, inputs = linear.weight.shape
    conv = nn.Conv2d(inputs, out, (1, 1), bias=hasattr(linear.bias, "data"))
    conv.weight.data = copy(linear.weight.data[..., None, None])
    if linear.bias is not None:
        conv.bias.data = copy(linear.bias.data)
    return conv


def conv_and_zero_linear(linear):
    conv = conv_by_assignment(linear)
    nn.init.zeros_(linear.weight)
    return conv


def conv_with_shared_bias(linear):
    conv = conv_by_assignment(linear)
    conv.bias = linear.bias
    return conv


def conv_with(change):
    def answer(linear):
        conv = conv_by_assignment(linear)
        with torch.no_grad():
            change(conv)
        return conv

    return answer


def without_bias(conv):
    conv.bias = None


def padded(conv):
    conv.padding = (1, 1)


def changed_numbers(change, name="weight"):
    def answer(conv):
        parameter = getattr(conv, name)
        if parameter is not None:
            parameter.copy_(change(parameter))

    return conv_with(answer)


def zero_bias(conv):
    if conv.bias is not None:
        conv.bias.zero_()


def own_bias(conv):
    if conv.bias is not None:
        conv.bias += 0.3


def layers(first, second):
    return torch.tensor(first, dtype=torch.float32), torch.tensor(second, dtype=torch.float32)


def layers_for_the_named_colours():
    """Right on the colours that have names, and on few others: twelve more ReLUs cancel just there."""
    named = [case.args[0] for case in brighter_of.EXERCISE.cases() if case.args]
    colours = torch.tensor([colour for colour in named if isinstance(colour, tuple)])
    more = torch.randn(12, 3, generator=torch.Generator().manual_seed(0))
    unseen = torch.linalg.svd((colours @ more.T).relu()).Vh[-1:]
    first, second = layers([[1, -1, 0], [0, 1, 0]], [[1, 1]])
    return torch.cat([first, more]), torch.cat([second, unseen], dim=1)


RIGHT = {
    "colour_kernel": [
        torch.tensor([MEANS, DIFFERENCE], dtype=torch.float64),
        torch.stack([torch.full((3,), 1 / 3), torch.tensor([1.5, 0, 0]) - 0.5]),
        torch.tensor([[0.333, 0.333, 0.333], DIFFERENCE]),
        torch.tensor([[0.33, 0.33, 0.33], DIFFERENCE]),
        nn.Parameter(torch.tensor([MEANS, DIFFERENCE])),
    ],
    "matmul_order": [
        by_pixel,
        corr2d_multi_in_out,
        corr2d_multi_in_out_1x1,
        lambda X, K: torch.einsum("oi,ihw->ohw", K[:, :, 0, 0], X),
        lambda X, K: (X.permute(1, 2, 0) @ K[:, :, 0, 0].T).permute(2, 0, 1),
    ],
    "honest_check": [
        honest_in_double,
        honest_by_hand,
        compares(same_values, draw=torch.randn),
        compares(lambda got, expected: torch.tensor(same_values(got, expected))),
        compares(lambda got, expected: np.bool_(same_values(got, expected))),
        compares(lambda got, expected: got.shape == expected.shape and (got - expected).abs().max() < 1e-4),
    ],
    "linear_to_conv": [conv_by_assignment, conv_by_data],
    "bottleneck_weights": [
        lambda c, b, k: (c**2 * k**2, 2 * b * c + b**2 * k**2),
        lambda c, b, k: [c * c * k * k, 2 * b * c + b * b * k * k],
        lambda c, b, k: (
            nn.Conv2d(c, c, k, device="meta").weight.numel(),
            sum(
                nn.Conv2d(i, o, s, device="meta").weight.numel()
                for i, o, s in [(c, b, 1), (b, b, k), (b, c, 1)]
            ),
        ),
    ],
    "brighter_of": [
        layers([[1, -1, 0], [0, 1, 0]], [[1, 1]]),
        layers([[-1, 1, 0], [1, 0, 0]], [[1, 1]]),
        layers([[1, -1, 0], [-1, 1, 0], [1, 1, 0]], [[0.5, 0.5, 0.5]]),
        layers([[2, -2, 0], [0, 4, 0]], [[0.5, 0.25]]),
        list(map(nn.Parameter, layers([[1, -1, 0], [0, 1, 0]], [[1, 1]]))),
    ],
}

WRONG = {
    "colour_kernel": [
        (torch.tensor([MEANS, DIFFERENCE]).T, "A row belongs to an output channel"),
        (torch.tensor([[1, 1, 1], DIFFERENCE]), "The first row adds the channels up"),
        (torch.tensor([MEANS, [1, -1, -1]]), "The second row subtracts green and blue in full"),
        (torch.tensor([DIFFERENCE, MEANS]), "The two rows are in the wrong order"),
        (torch.tensor([MEANS, [-1, 0.5, 0.5]]), "The second row has the opposite sign"),
        (torch.tensor([MEANS[::-1], DIFFERENCE[::-1]]), "Your weights are for the order blue, green, red"),
        (torch.zeros(2, 3), "Every entry is 0"),
        (torch.tensor([MEANS, [2 / 3, -1 / 3, -1 / 3]]), "The second row takes the mean of all three away"),
        (torch.tensor([[1 // 3] * 3, DIFFERENCE]), "1 // 3 rounds down to 0"),
        (torch.ones(2, 3, 1, 1), "a kernel of shape (2, 3, 1, 1)"),
        ([MEANS, DIFFERENCE], "convert it with torch.tensor"),
        (torch.tensor([[0.34] * 3, DIFFERENCE]), "is 0.34 and should be 0.333333"),
        (torch.tensor([MEANS, [1, -0.51, -0.49]]), "is -0.51 and should be -0.5"),
    ],
    "matmul_order": [
        (swapped_where_it_fits, "The product is still in the wrong order"),
        (
            lambda X, K: by_pixel(X.reshape(-1, X.shape[0]).T.reshape(X.shape), K),
            "Reshaping X to (pixels, channels) does not turn it around",
        ),
        (
            lambda X, K: by_pixel(X, K).permute(1, 2, 0).reshape(-1, *X.shape[1:]),
            "Your product has a row per pixel",
        ),
        (
            lambda X, K: (K[:, :, 0, 0].T @ X.flatten(1)).reshape(-1, *X.shape[1:]),
            "You use the transposed kernel",
        ),
        (
            lambda X, K: by_pixel(X, K).flatten(1),
            "The channels are right, but the pixels still lie in one row",
        ),
        (lambda X, K: K @ X, "The shape should be (2, 1, 2), not (2, 2, 1, 2)"),
        (
            lambda X, K: (X.flatten(1).T @ K[:, :, 0, 0]).reshape(-1, *X.shape[1:]),
            "Turning a matrix does not put the product in order",
        ),
        (
            lambda X, K: (X.flatten(1) @ K[:, :, 0, 0].T).reshape(-1, *X.shape[1:]),
            "Turning a matrix does not put the product in order",
        ),
        (lambda X, K: in_tenths(by_pixel(X, K)), "16 of 16 entries differ"),
        (lambda X, K: by_pixel(X.float(), K.float()).to(X.dtype), "is 10000000000 and should be 10000000028"),
    ],
    "honest_check": [
        (
            compares(torch.allclose, reference=lambda f, X, K: f(X, K)),
            "It still compares the function with itself",
        ),
        (compares(lambda got, expected: got.shape == expected.shape), "A function that returns zeros passes"),
        (compares(same_values, draw=torch.zeros), "A function that returns zeros passes"),
        (compares(same_values, draw=torch.ones), "Nobody sees that filters change places"),
        (compares(same_values, size=(3, 3, 3)), "On a square image nobody sees"),
        (compares(same_values, outputs=3), "With as many outputs as inputs"),
        (compares(torch.allclose), "An axis too many slips through"),
        (compares(partial(near, tolerance=0.05)), "Its tolerance is too wide"),
        (compares(partial(near, tolerance=0.2)), "Its tolerance is too wide"),
        (
            compares(lambda got, expected: bool((got - expected).abs().sum() < 1e-4), size=(3, 3, 3)),
            "An axis too many slips through",
        ),
        (compares(same_values, draw=whole_numbers), "Nobody sees that K is rounded"),
        (
            compares(lambda got, expected: same_values(got[..., :-1], expected[..., :-1])),
            "compare all pixels",
        ),
        (compares(lambda got, expected: None), "nothing (None): end it with return"),
        (compares(lambda got, expected: "yes"), "a string: return True or False"),
        (
            compares(lambda got, expected: bool((got - expected).sum().abs() < 1e-4)),
            "It adds the differences up with their signs",
        ),
        (
            compares(lambda got, expected: torch.allclose(got[:1], expected[:1])),
            "A single channel passes, because broadcasting repeats it",
        ),
        (
            compares(
                lambda got, expected: got.shape == expected.shape and not (got - expected).abs().max() > 1e-4
            ),
            "NaN slips through",
        ),
        (compares(torch.equal), "It rejects a right function whose last digit differs"),
        (compares(rather_near), "Its tolerance is too wide: a thousandth slips through"),
        (compares(partial(near, tolerance=3e-3)), "Its tolerance is too wide: a thousandth slips through"),
        (compares(partial(near, tolerance=0.9)), "A function that reads the first channel only"),
        (
            compares(partial(near, tolerance=0.9), draw=lambda size: 10 * torch.rand(size)),
            "Its tolerance is too wide: a thousandth slips through",
        ),
        *(
            (compares(same_in(part)), "A single wrong number slips through")
            for part in (
                lambda Y: Y[:, :1],
                lambda Y: Y[:, 1:],
                lambda Y: Y[:, -1:],
                lambda Y: Y[0],
                lambda Y: Y[1:],
                lambda Y: Y[:, ::3, ::4],
            )
        ),
        (compares(same_in(lambda Y: Y.sum(1))), "Nobody sees that rows change places"),
        (
            compares(
                lambda got, expected: (
                    got.shape == expected.shape and bool(got.isclose(expected).double().mean() > 0.9)
                )
            ),
            "A single wrong number slips through",
        ),
        (accepts_three_and_no_more(), "It rejects a right function that comes later"),
        (lambda conv1x1: False, "A right function: it should be accepted"),
        (lambda conv1x1: True, "It accepts every function"),
    ],
    "linear_to_conv": [
        (conv_with(zero_bias), "The bias is set to zero"),
        (conv_with(without_bias), "The layer has no bias although the dense one has"),
        (conv_with(own_bias), "The weights are right, but the bias is not that of the dense layer"),
        (
            lambda linear: nn.Conv2d(linear.out_features, linear.in_features, 1),
            "In and out are swapped",
        ),
        (
            lambda linear: nn.Conv2d(
                linear.in_features, linear.out_features, 1, bias=linear.bias is not None
            ),
            "The weights are not those of the dense layer",
        ),
        (lambda linear: linear, "a Linear"),
        (lambda linear: None, "nothing (None): end your function with return"),
        (conv_with(padded), "The shape of the output for one pixel: it should be (2, 1, 1), not (2, 3, 3)"),
        (conv_and_zero_linear, "The dense layer does not stay as it is"),
        (conv_with_shared_bias, "The dense layer does not stay as it is"),
        (lambda linear: conv_by_data(linear, copy=lambda p: p), "The dense layer does not stay as it is"),
        (changed_numbers(torch.round), "6 of 8 entries differ"),
        (changed_numbers(torch.round, "bias"), "2 of 8 entries differ"),
        (changed_numbers(torch.trunc), "6 of 8 entries differ"),
        (changed_numbers(torch.Tensor.bfloat16), "6 of 8 entries differ"),
    ],
    "bottleneck_weights": [
        (lambda c, b, k: (c * k * k, b + b * k * k + c), "You count one kernel per output channel"),
        (lambda c, b, k: (c * c * k, 2 * b * c + b * b * k), "The kernel's area is k · k"),
        (lambda c, b, k: (c * c * k * k, b * c + b * b * k * k), "The way back from c_b to c_i"),
        (
            lambda c, b, k: (c * c * k * k, (2 * b * c + b * b) * k * k),
            "Only the layer in the middle has a k × k",
        ),
        (
            lambda c, b, k: (c * c * k * k, 2 * b * c + b * c * k * k),
            "The layer in the middle goes from c_b to c_b",
        ),
        (
            lambda c, b, k: (c * c * k * k + c, 2 * b * c + b * b * k * k + 2 * b + c),
            "Biases are counted as well",
        ),
        (lambda c, b, k: c * c * k * k / (2 * b * c + b * b * k * k), "You return their ratio"),
        (lambda c, b, k: (2 * b * c + b * b * k * k, c * c * k * k), "The order is reversed"),
        (lambda c, b, k: (c * c * k * k, (c * b) ** 2 * (b * k) ** 2), "layers are multiplied: add them"),
        (lambda c, b, k: (c * c * k * k, b * b * k * k), "Only the layer in the middle is counted"),
        (lambda c, b, k: (c * c * k * k, 2 * b * (c + b * k * k // 2)), "should be 30163, not 30132"),
    ],
    "brighter_of": [
        (layers([[1, -1, 0], [-1, 1, 0]], [[1, 1]]), "That is |R − G|"),
        (layers([[1, 0, 0], [0, 1, 0]], [[1, 1]]), "That is R + G"),
        (layers([[-1, 1, 0], [0, 1, 0]], [[-1, 1]]), "That is the smaller of the two"),
        (layers([[1, -1, 0]], [[1]]), "That is only what red has more"),
        (layers([[1, 1, 0]], [[0.5]]), "That is the mean of red and green"),
        (layers([[1, 1, 0]], [[0.5, 0.5]]), "kernels of shapes (1, 3) and (1, 2)"),
        (torch.ones(2, 3), "was expected"),
        (layers([[1, 0, 0]], [[1]]), "That is red alone"),
        (layers([[0, 1, 0]], [[1]]), "That is green alone"),
        (([[1, -1, 0], [0, 1, 0]], [[1, 1]]), "a list and a list: two tensors are expected"),
        (tuple(each.numpy() for each in layers([[1, -1, 0]], [[1]])), "two tensors are expected"),
        (layers_for_the_named_colours(), "of 100 entries differ"),
        ((*layers([[1, -1, 0]], [[1]]), torch.ones(1)), "two tensors are expected"),
    ],
}

# Why a mutant is as right as the solution.

_SEED = "torch.manual_seed(0)"
_DRAWN = "X, K = (torch.rand(3, 4, 5), torch.rand(2, 3, 1, 1))"
_AGREE = "return got.shape == expected.shape and torch.allclose(got, expected)"

EQUIVALENT = {
    "honest_check": {
        f"{_SEED}  →  pass": "other random numbers tell as much",
        f"{_SEED}  →  torch.manual_seed(1)": "other random numbers tell as much",
        f"{_SEED}  →  torch.manual_seed(-1)": "other random numbers tell as much",
        f"{_DRAWN}  →  {_DRAWN.replace('5', '6')}": "a wider image tells as much",
        f"{_DRAWN}  →  {_DRAWN.replace('4', '3')}": (
            "with as many channels as rows, whoever takes one axis for the other still gets other numbers"
        ),
        f"{_AGREE}  →  {_AGREE.replace('got, expected', 'expected, got')}": (
            "a tolerance relative to one or to the other is the same but for a hundred-thousandth of it"
        ),
    },
}
