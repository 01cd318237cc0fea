"""Exercise: repair a layer that confuses its channels."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn

from d2lmini.exercises.channels.cases import small_whole_numbers, worked_example
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake
from d2lmini.exercises.kit.memory import unwritten
from d2lmini.exercises.kit.own import corr2d_multi_in, corr2d_multi_in_out, d2l


class MyChannelLayer(nn.Module):
    """A convolution from any number of channels to any other."""

    def __init__(self, in_channels, out_channels, kernel_size):
        """Draw the kernels at random; `kernel_size` is (height, width)."""
        super().__init__()
        shape = out_channels, in_channels, *kernel_size
        self.weight = nn.Parameter(torch.randn(shape))
        self.bias = nn.Parameter(torch.zeros(out_channels))

    def forward(self, X):
        """Map (in_channels, h, w) to (out_channels, h - kh + 1, w - kw + 1)."""
        return corr2d_multi_in_out(X, self.weight) + self.bias[:, None, None]


def _broken() -> type:
    """Return the class that the chapter hands out, with its three mistakes."""

    class MyChannelLayer(nn.Module):
        def __init__(self, in_channels, out_channels, kernel_size):
            super().__init__()
            shape = in_channels, out_channels, *kernel_size
            self.weight = nn.Parameter(torch.randn(shape))
            self.bias = nn.Parameter(torch.zeros(in_channels))

        def forward(self, X):
            Y = []
            for K, b in zip(self.weight, self.bias, strict=True):
                Y.append(sum(d2l.corr2d(X[c], K[c]) + b for c in range(len(X))))
            return torch.stack(Y)

    return MyChannelLayer


def _parameter(layer_class: type, channels: tuple, kernel_size: tuple, name: str) -> str:
    value = getattr(layer_class(*channels, kernel_size), name, None)
    if not isinstance(value, nn.Parameter):
        return "missing" if value is None else "no nn.Parameter"
    swapped = tuple(value.shape[:2]) == channels  # (in, out)
    return f"an nn.Parameter of shape {tuple(value.shape)}{', with the input channels first' * swapped}"


def _with_numbers(layer_class: type, weight: Tensor, bias: Tensor) -> nn.Module:
    layer = layer_class(weight.shape[1], weight.shape[0], tuple(weight.shape[2:])).to(weight.dtype)
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)
    return layer


def _output(layer_class: type, X: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    with torch.no_grad():
        return _with_numbers(layer_class, weight, bias)(X)


def _learns(layer_class: type, name: str) -> str:
    layer = layer_class(2, 3, (2, 2))
    layer(torch.ones(2, 3, 3)).sum().backward()
    return "no gradient" if getattr(layer, name).grad is None else "a gradient"


def _gradients(layer_class: type, X: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    layer = _with_numbers(layer_class, weight, bias)
    layer(X).square().sum().backward()
    return torch.cat([layer.weight.grad.flatten(), layer.bias.grad])


def _start(layer_class: type, channels: tuple, kernel_size: tuple) -> str:
    if wrong := unwritten(lambda: layer_class(*channels, kernel_size)):
        return f"with NaN or infinity in the {wrong[0]}, as torch.empty may give"
    one, other = (layer_class(*channels, kernel_size) for _ in range(2))
    if one.weight.equal(other.weight):
        return "with the same weight in each new layer"
    alike = any(len(one.weight.unique(dim=axis)) < n for axis, n in enumerate(one.weight.shape))
    return "with the same numbers again and again" if alike else "with a weight of random numbers"


def _cases() -> Iterator[Case]:
    draw = small_whole_numbers()
    X, K = worked_example()
    W = torch.stack([K, K + 1, K + 2])
    yield Case("the weight, 3 channels in and 8 out", ((3, 8), (5, 3), "weight"), _parameter)
    yield Case("the bias, 3 channels in and 8 out", ((3, 8), (5, 3), "bias"), _parameter)
    yield Case("the output without a bias", (X, W, torch.zeros(3)), _output)
    yield Case("the output with a bias", (X, W, torch.tensor([0.0, 10.0, -100.0])), _output)
    yield Case("as many channels in as out", (draw(3, 3, 4), draw(3, 3, 2, 1), draw(3)), _output)
    fractions = tuple(draw(*shape).double() / 7 for shape in ((2, 3, 4), (3, 2, 1, 3), (3,)))
    yield Case("double precision (float64)", fractions, _output)
    for name in ("weight", "bias"):
        yield Case(
            f"what the {name} learns",
            (name,),
            _learns,
            says=f"the {name} cannot learn: use self.{name} itself in forward, without .data or .detach()",
        )
    yield Case("the gradients of weight and bias", fractions, _gradients)
    yield Case("how the layer starts", ((3, 8), (5, 3)), _start)


def _with_forward(forward: Callable) -> type:
    return type("Twin", (MyChannelLayer,), {"forward": forward})


EXERCISE = Exercise(
    accepts="class",
    title="Find the mistakes: which channels?",
    statement=(
        "`MyChannelLayer(in_channels, out_channels, kernel_size)` should do to one image `(in_channels, h, "
        "w)` what `nn.Conv2d` does, with a `weight` and a `bias` of the same shapes. Each entry of the "
        "weight starts at random, the bias at any number. The class has three mistakes. Repair them."
    ),
    hints=(
        "Make MyChannelLayer(3, 8, (5, 3)), print the shapes of its weight and bias, and compare them with "
        "those of nn.Conv2d(3, 8, (5, 3)).",
        "Both parameters begin with the output channels: one filter and one bias for each. Then count how "
        "often forward adds b to one output channel.",
        "self.weight = nn.Parameter(torch.randn(out_channels, in_channels, *kernel_size))\n"
        "self.bias = nn.Parameter(torch.zeros(out_channels))\n"
        "and in forward: sum(d2l.corr2d(X[c], K[c]) for c in range(len(X))) + b",
    ),
    solution=MyChannelLayer,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake(
            "the bias is added once for each input channel: add it after the sum over the channels, so once.",
            _with_forward(
                lambda self, X: corr2d_multi_in_out(X, self.weight) + len(X) * self.bias[:, None, None]
            ),
        ),
        Mistake(
            "the bias is never added.",
            _with_forward(lambda self, X: corr2d_multi_in_out(X, self.weight)),
        ),
        Mistake(
            "the bias is added along the width, one number a column: it belongs to the channels, "
            "bias[:, None, None].",
            _with_forward(lambda self, X: corr2d_multi_in_out(X, self.weight) + self.bias),
        ),
        *(
            Mistake(
                "all biases are added to each output channel: add b, one number, to channel o.",
                _with_forward(forward),
            )
            for forward in (
                lambda self, X: torch.stack([corr2d_multi_in(X, K) + self.bias for K in self.weight]),
                lambda self, X: torch.stack([self.bias + corr2d_multi_in(X, K) for K in self.weight]),
            )
        ),
        Mistake(
            "every output channel gets the first bias: bias[o] belongs to output channel o.",
            _with_forward(lambda self, X: corr2d_multi_in_out(X, self.weight) + self.bias[0]),
        ),
        Mistake(
            "forward swaps the two channel axes of the weight: filter o is weight[o], kernel c of it "
            "weight[o, c].",
            _with_forward(
                lambda self, X: corr2d_multi_in_out(X, self.weight.transpose(0, 1)) + self.bias[:, None, None]
            ),
        ),
        Mistake(
            "the bias is subtracted: add it.",
            _with_forward(lambda self, X: corr2d_multi_in_out(X, self.weight) - self.bias[:, None, None]),
        ),
    ),
)
