"""Exercise: repair a layer."""

from collections.abc import Callable, Iterator
from contextlib import suppress

import torch
from torch import Tensor, nn

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake
from d2lmini.exercises.kit.memory import unwritten
from d2lmini.exercises.kit.own import corr2d

_SAME_START = "every new layer starts with the same weight: draw it at random, as in torch.rand(kernel_size)"
_ONE_FOR_ALL = (
    "some entries of the weight start alike in every new layer: draw each for itself, as in "
    "torch.rand(kernel_size)"
)
_UNWRITTEN = (
    "weight or bias starts without numbers. Does it come from torch.empty or torch.Tensor(…), which hold "
    "whatever lies in memory? Fill it, as torch.rand and torch.zeros do"
)


class MyConv2D(nn.Module):
    """A layer that cross-correlates its input with a learnable kernel and adds a learnable bias."""

    def __init__(self, kernel_size):
        """Draw a random kernel of `kernel_size`, (height, width)."""
        super().__init__()
        self.weight = nn.Parameter(torch.rand(kernel_size))
        self.bias = nn.Parameter(torch.zeros(1))

    def forward(self, X):
        """Return corr2d(X, weight) + bias."""
        return corr2d(X, self.weight) + self.bias


def _broken() -> type:
    """Return the class that the chapter hands out, with its five mistakes."""

    class MyConv2D(nn.Module):
        def __inint__(self, kernel_size):
            self.weight = torch.rand(kernel_size)
            self.bias = torch.zeros(1)

        def forward(self, X):
            return corr2d(X, self.weight + self.bias)

    return MyConv2D


def _construction(layer_class: type, kernel_size: tuple) -> str:
    if not issubclass(layer_class, nn.Module):
        return "a class that does not inherit from nn.Module"
    if layer_class.__init__ is nn.Module.__init__:
        return "a class without an __init__ of its own (look at its spelling, letter by letter)"
    layer = layer_class.__new__(layer_class)
    with suppress(AttributeError):  # what torch raises, rightly, when super().__init__() comes late or never
        layer.__init__(kernel_size)
    prepared = "_modules" in vars(layer)
    return "a layer" if prepared else "a layer that never calls super().__init__(), or calls it too late"


def _registration(layer_class: type, kernel_size: tuple, name: str) -> str:
    value = getattr(layer_class(kernel_size), name, None)
    if isinstance(value, nn.Parameter):
        return f"an nn.Parameter of shape {tuple(value.shape)}"
    return "missing" if value is None else "a plain tensor, which no optimiser ever sees"


def _output(layer_class: type, X: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    layer = layer_class(tuple(weight.shape))
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)
        return layer(X)


def _gradients(layer_class: type, X: Tensor, kernel_size: tuple) -> str:
    layer = layer_class(kernel_size)
    loss = layer(X).sum()
    if loss.requires_grad:
        loss.backward()
    reached = [name for name in ("weight", "bias") if getattr(layer, name).grad is not None]
    return f"gradients for {' and '.join(reached) or 'nothing'}"


def _first_numbers(layer_class: type, kernel_size: tuple) -> str:
    wrong = unwritten(lambda: layer_class(kernel_size))
    return f"no numbers in the {' and the '.join(wrong)}" if wrong else "numbers"


def _start(layer_class: type, kernel_size: tuple) -> str:
    one, other = layer_class(kernel_size), layer_class(kernel_size)
    return "the same in each new layer" if one.weight.equal(other.weight) else "different in each new layer"


def _entries(layer_class: type, kernel_size: tuple) -> str:
    starts = torch.stack([layer_class(kernel_size).weight.detach().flatten() for _ in range(32)])
    distinct = starts.unique(dim=1).shape[1]
    chosen = distinct == starts.shape[1] and (starts != starts[0]).any(0).all()
    return "each for itself" if chosen else "not each for itself"


def _cases() -> Iterator[Case]:
    X = torch.arange(12.0).reshape(3, 4)
    yield Case("the constructor", ((2, 2),), _construction)
    yield Case("the weight", ((2, 3), "weight"), _registration)
    yield Case("the bias", ((2, 3), "bias"), _registration)
    yield Case("the output", (X, torch.tensor([[0.0, 1.0], [2.0, 3.0]]), torch.tensor([10.0])), _output)
    yield Case(
        "the output, rectangular kernel", (X, torch.tensor([[1.0, -1.0, 2.0]]), torch.tensor([-2.0])), _output
    )
    yield Case(
        "the output, negative and decimal",
        (X / 4 - 2, torch.tensor([[1.25, -3.3], [0.0, 0.41]]), torch.tensor([-6.37])),
        _output,
    )
    yield Case("the gradient", (X, (2, 2)), _gradients)
    yield Case("the first numbers", ((5, 5),), _first_numbers, says=_UNWRITTEN)
    yield Case("the weight's start", ((2, 2),), _start, says=_SAME_START)
    yield Case("the weight's entries", ((5, 5),), _entries, says=_ONE_FOR_ALL)


def _with_forward(forward: Callable) -> type:
    return type("Twin", (MyConv2D,), {"forward": forward})


EXERCISE = Exercise(
    accepts="class",
    title="Repair a layer",
    statement=(
        "`MyConv2D` should be a layer: `forward(X)` returns the cross-correlation of `X` with a "
        "learnable `weight` of shape `kernel_size` (a tuple such as `(2, 3)`), plus a learnable `bias` "
        "of shape `(1,)`. Each entry of the weight starts at random, the bias at any number. Somebody "
        "left five mistakes: repair them."
    ),
    hints=(
        "Read the names letter by letter: which method does Python call when you write MyConv2D((2, 3))?",
        "An nn.Module sets itself up in super().__init__(), and only an nn.Parameter is found by "
        "layer.parameters(). Then look at where the bias is added.",
        "def __init__(self, kernel_size):\n    super().__init__()\n"
        "    self.weight = nn.Parameter(torch.rand(kernel_size))\n"
        "and the same for the bias; forward adds the bias to what corr2d returns.",
    ),
    solution=MyConv2D,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake(
            "the bias is added to the kernel, so it gets multiplied by the input: add it to the result of "
            "corr2d.",
            _with_forward(lambda self, X: corr2d(X, self.weight + self.bias)),
        ),
        Mistake(
            "the bias is never added: corr2d(X, self.weight) + self.bias.",
            _with_forward(lambda self, X: corr2d(X, self.weight)),
        ),
        Mistake(
            "the bias is subtracted: add it.",
            _with_forward(lambda self, X: corr2d(X, self.weight) - self.bias),
        ),
        Mistake(
            "your kernel is flipped: that is true convolution, and this layer cross-correlates.",
            _with_forward(lambda self, X: corr2d(X, self.weight.flip(0, 1)) + self.bias),
        ),
        Mistake(
            "no gradient reaches the weight: .detach(), .data or requires_grad=False cuts it off. Use "
            "self.weight itself.",
            _with_forward(lambda self, X: corr2d(X, self.weight.detach()) + self.bias),
        ),
        Mistake(
            "no gradient reaches weight or bias: remove the .detach(), .data or torch.no_grad() in forward.",
            _with_forward(lambda self, X: (corr2d(X, self.weight) + self.bias).detach()),
        ),
    ),
)
