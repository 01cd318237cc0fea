"""Exercise: turn a dense layer into a 1×1 convolution."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake

_OTHER_WEIGHT = "the weights are not those of the dense layer: copy linear.weight[:, :, None, None]"
_OTHER_BIAS = "the weights are right, but the bias is not that of the dense layer: copy it as well"
_NOT_A_COPY = (
    "the dense layer does not stay as it is: it is changed, or it shares its numbers with the convolution. "
    "Copy them, with copy_ or .clone()."
)


def my_conv_from(linear):
    """Return the 1 × 1 convolution that applies `linear` to each pixel."""
    conv = nn.Conv2d(linear.in_features, linear.out_features, 1, bias=linear.bias is not None)
    with torch.no_grad():
        conv.weight.copy_(linear.weight[:, :, None, None])
        if linear.bias is not None:
            conv.bias.copy_(linear.bias)
    return conv


def _dense(c_in: int, c_out: int, *, bias: bool = True, over: int = 1) -> nn.Linear:
    linear = nn.Linear(c_in, c_out, bias=bias, dtype=torch.float32)
    generator = torch.Generator().manual_seed(10 * c_in + c_out)
    with torch.no_grad():
        for p in linear.parameters():
            p.copy_(torch.randint(-3, 6, p.shape, generator=generator) / over)
    return linear


def _kind(convert: Callable, linear: nn.Linear) -> str:
    conv = convert(linear)
    if conv is None:
        return "nothing (None): end your function with return"
    if not isinstance(conv, nn.Conv2d):
        return f"a {type(conv).__name__}"
    return f"an nn.Conv2d whose weight has the shape {tuple(conv.weight.shape)}"


def _bias(convert: Callable, linear: nn.Linear) -> str:
    return "no bias" if convert(linear).bias is None else "a bias"


def _output(convert: Callable, linear: nn.Linear, X: Tensor) -> Tensor:
    with torch.no_grad():
        return convert(linear).float()(X[None])[0]


def _size(convert: Callable, linear: nn.Linear, X: Tensor) -> str:
    return str(tuple(_output(convert, linear, X).shape))


def _dense_afterwards(convert: Callable, linear: nn.Linear) -> Tensor:
    conv = convert(linear)
    with torch.no_grad():
        for p in conv.parameters():
            p.zero_()
    return torch.cat([p.detach().flatten() for p in linear.parameters()])


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(5)

    def draw(*shape: int) -> Tensor:
        return torch.randint(-2, 5, shape, generator=generator).float()

    yield Case("what is returned", (_dense(3, 2),), _kind)
    yield Case("a layer without a bias", (_dense(3, 2, bias=False),), _bias)
    yield Case("a layer with a bias", (_dense(3, 2),), _bias)
    pixel = draw(2, 1, 1)
    yield Case("the shape of the output for one pixel", (_dense(2, 2), pixel), _size)
    yield Case("one pixel", (_dense(2, 2, bias=False), pixel), _output, says=_OTHER_WEIGHT)
    yield Case("one pixel, with a bias", (_dense(2, 2), pixel), _output, says=_OTHER_BIAS)
    yield Case("an image", (_dense(3, 2), draw(3, 2, 4)), _output)
    yield Case("more channels out than in", (_dense(2, 5), draw(2, 3, 2)), _output)
    yield Case("fractions", (_dense(3, 4, over=7), draw(3, 1, 2)), _output)
    yield Case("the dense layer afterwards", (_dense(3, 2),), _dense_afterwards, says=_NOT_A_COPY)


def _with_zero_bias(linear: nn.Linear) -> nn.Conv2d:
    conv = my_conv_from(linear)
    if conv.bias is not None:
        nn.init.zeros_(conv.bias)
    return conv


def _without_bias(linear: nn.Linear) -> nn.Linear:
    dense = nn.Linear(linear.in_features, linear.out_features, bias=False)
    dense.weight = linear.weight
    return dense


EXERCISE = Exercise(
    title="From `nn.Linear` to `nn.Conv2d`",
    statement=(
        "Write `my_conv_from(linear)`: it takes an `nn.Linear`, with or without a bias, and returns an "
        "`nn.Conv2d` with a 1 × 1 kernel that gives, at every pixel, what the dense layer gives for that "
        "pixel's channels. It has a bias only where the dense layer has one (without one, `linear.bias` is "
        "`None`). The numbers are copied: whatever happens to the convolution later, the dense layer stays "
        "as it is."
    ),
    hints=(
        "Compare the shapes: linear.weight is (out_features, in_features), conv.weight is (out, in, 1, 1).",
        "The numbers are the same, and in the same order: add two axes of length 1 with [:, :, None, None]. "
        "Copy the bias too, if there is one: without it, linear.bias is None.",
        "conv = nn.Conv2d(linear.in_features, linear.out_features, 1, bias=linear.bias is not None), then "
        "inside torch.no_grad(): conv.weight.copy_(linear.weight[:, :, None, None]).",
    ),
    solution=my_conv_from,
    cases=_cases,
    mistakes=(
        Mistake(
            "the bias is set to zero: copy that of the dense layer.",
            _with_zero_bias,
        ),
        Mistake(
            "the layer has no bias although the dense one has: pass bias=True and copy it.",
            lambda linear: my_conv_from(_without_bias(linear)),
        ),
        Mistake(
            "in and out are swapped: nn.Conv2d takes the input channels first, as nn.Linear does.",
            lambda linear: nn.Conv2d(linear.out_features, linear.in_features, 1),
        ),
    ),
)
