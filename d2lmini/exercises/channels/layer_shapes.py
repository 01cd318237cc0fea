"""Exercise: read a layer's shapes before it runs."""

from collections.abc import Iterator
from numbers import Integral

from d2lmini.exercises.kit.compare import kind_of
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake

# What each shape says that people give for nn.Conv2d(3, 8, kernel_size=(5, 3)) on a picture of 32 × 32.
_MEANING = {
    "weight": {
        (8, 3, 5, 3): "(out, in, kernel height, kernel width)",
        (3, 8, 5, 3): "(in, out, kernel height, kernel width)",
        (8, 3, 3, 5): "(out, in, kernel width, kernel height)",
        (5, 3, 3, 8): "(kernel height, kernel width, in, out)",
        (8, 5, 3): "(out, kernel height, kernel width)",
        (3, 5, 3): "(in, kernel height, kernel width)",
    },
    "bias": {
        (8,): "one number for each filter",
        (1,): "one number in all",
        (3,): "one number for each input channel",
        (8, 3): "one number for each kernel",
    },
    "output": {
        (8, 28, 30): "one matrix for each filter, smaller than the input",
        (3, 28, 30): "one matrix for each input channel, smaller than the input",
        (1, 28, 30): "a single matrix, smaller than the input",
        (24, 28, 30): "one matrix for each kernel, smaller than the input",
        (8, 32, 32): "one matrix for each filter, as large as the input",
        (8, 30, 28): "one matrix for each filter, with height and width swapped",
        (28, 30, 8): "one matrix for each filter, with the channels last",
        (8, 28, 28): "one square matrix for each filter",
        (8, 27, 29): "one matrix for each filter, a row and a column too small",
        (1, 8, 28, 30): "one matrix for each filter, with the batch axis",
    },
}


def my_layer_shapes():
    """8 filters, each a stack of 3 kernels of 5 × 3 with one bias; 32 - 5 + 1 and 32 - 3 + 1 stops."""
    return {"weight": (8, 3, 5, 3), "bias": (8,), "output": (8, 28, 30)}


def _meaning(shapes: dict, of: str) -> str:
    shape = shapes.get(of, ...)
    if shape is ...:
        return "missing"
    if not (isinstance(shape, tuple | list) and all(isinstance(length, Integral) for length in shape)):
        return f"{kind_of(shape)}; write a tuple of whole numbers, with a comma even if it is one: (8,)"
    shape = tuple(map(int, shape))
    return _MEANING[of].get(shape, f"the shape {shape}")


def _cases() -> Iterator[Case]:
    for part in _MEANING:
        yield Case(f"the {part}", (part,), _meaning)


def _twin(**change: tuple) -> dict:
    return lambda: my_layer_shapes() | change


EXERCISE = Exercise(
    accepts="value",
    title="Read a layer",
    statement=(
        "The layer `nn.Conv2d(3, 8, kernel_size=(5, 3))` reads one colour picture of 32 × 32 pixels. Without "
        "running it, say which shapes its weight, its bias and its output have, the output without the batch "
        'axis: `my_layer_shapes = {"weight": (…), "bias": (…), "output": (…)}`.'
    ),
    hints=(
        "How many filters are there, and how many kernels does each of them hold? Count the biases as well: "
        "who has one?",
        "The weight is (out, in, kh, kw), the reverse of the order in which nn.Conv2d is told in and out.",
        "One output channel for each of the 8 filters. Its height is 32 - 5 + 1; the width is for you.",
    ),
    solution=my_layer_shapes,
    cases=_cases,
    mistakes=(
        Mistake(
            "the weight begins with the input channels. PyTorch puts the output channels first: "
            "(out, in, kh, kw).",
            _twin(weight=(3, 8, 5, 3)),
        ),
        Mistake(
            "the weight has its kernels on their side: kernel_size is (height, width), and so is the end of "
            "the weight's shape.",
            _twin(weight=(8, 3, 3, 5)),
        ),
        Mistake(
            "the weight has lost its input channels: a filter holds a kernel for each of them.",
            _twin(weight=(8, 5, 3)),
        ),
        Mistake(
            "the output is as deep as the input. It cannot be: a filter adds up what it finds in all input "
            "channels. The depth is the number of filters.",
            _twin(output=(3, 28, 30)),
        ),
        Mistake(
            "the output has one matrix: that is what a single filter gives, and here are eight.",
            _twin(output=(1, 28, 30)),
        ),
        Mistake(
            "eight matrices is right, but height and width differ because the kernel's do: compute 32 - k + "
            "1 for each.",
            _twin(output=(8, 28, 28)),
        ),
        Mistake(
            "a kernel stops once more than it moves: the output's height is 32 - 5 + 1, and so for the "
            "width.",
            _twin(output=(8, 27, 29)),
        ),
        Mistake(
            "the output is right, but for the batch axis: leave the 1 in front out.",
            _twin(output=(1, 8, 28, 30)),
        ),
        Mistake(
            "the output keeps the size of the picture: without padding the kernel stops at fewer places.",
            _twin(output=(8, 32, 32)),
        ),
        Mistake(
            "the bias has a number for each input channel. It is added to an output channel, so there is one "
            "for each of those.",
            _twin(bias=(3,)),
        ),
        Mistake(
            "the bias has a number for each kernel. It is added once, after the kernels' results are added "
            "up: one for each filter.",
            _twin(bias=(8, 3)),
        ),
        Mistake(
            "the bias is a single number. Each filter has one of its own.",
            _twin(bias=(1,)),
        ),
    ),
)
