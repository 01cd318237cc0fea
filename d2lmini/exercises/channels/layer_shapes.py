"""Exercise: read a layer's shapes before it runs."""

from collections.abc import Iterator
from numbers import Integral

from d2lmini.exercises.kit.compare import kind_of
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake

# What each shape says that people give for nn.Conv2d(4, 6, kernel_size=(3, 7)) on an image of 20 × 30.
_MEANING = {
    "weight": {
        (6, 4, 3, 7): "(out, in, kernel height, kernel width)",
        (4, 6, 3, 7): "(in, out, kernel height, kernel width)",
        (6, 4, 7, 3): "(out, in, kernel width, kernel height)",
        (3, 7, 4, 6): "(kernel height, kernel width, in, out)",
        (6, 3, 7): "(out, kernel height, kernel width)",
        (4, 3, 7): "(in, kernel height, kernel width)",
    },
    "bias": {
        (6,): "one number for each filter",
        (1,): "one number in all",
        (4,): "one number for each input channel",
        (6, 4): "one number for each kernel",
    },
    "output": {
        (6, 18, 24): "one matrix for each filter, smaller than the input",
        (4, 18, 24): "one matrix for each input channel, smaller than the input",
        (1, 18, 24): "a single matrix, smaller than the input",
        (24, 18, 24): "one matrix for each kernel, smaller than the input",
        (6, 20, 30): "one matrix for each filter, as large as the input",
        (6, 24, 18): "one matrix for each filter, with height and width swapped",
        (18, 24, 6): "one matrix for each filter, with the channels last",
        (6, 18, 18): "one square matrix for each filter",
        (6, 17, 23): "one matrix for each filter, a row and a column too small",
        (1, 6, 18, 24): "one matrix for each filter, with the batch axis",
    },
}


def my_layer_shapes():
    """6 filters, each a stack of 4 kernels of 3 × 7 with one bias; 20 - 3 + 1 and 30 - 7 + 1 positions."""
    return {"weight": (6, 4, 3, 7), "bias": (6,), "output": (6, 18, 24)}


def _meaning(shapes: dict, of: str) -> str:
    shape = shapes.get(of, ...)
    if shape is ...:
        return "missing"
    if not (isinstance(shape, tuple | list) and all(isinstance(length, Integral) for length in shape)):
        return f"{kind_of(shape)}; write a tuple of whole numbers, with a comma even if it is one: (6,)"
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
        "The layer `nn.Conv2d(4, 6, kernel_size=(3, 7))` reads one image of 4 channels and 20 × 30 pixels. "
        "Without running it, say which shapes its weight, its bias and its output have, the output without "
        'the batch axis: `my_layer_shapes = {"weight": (…), "bias": (…), "output": (…)}`.'
    ),
    hints=(
        "How many filters are there, and how many kernels does each of them hold? Count the biases as well: "
        "who has one?",
        "The weight is (out, in, kh, kw), the reverse of the order in which nn.Conv2d is told in and out.",
        "One output channel for each of the 6 filters. Its height is 20 - 3 + 1; the width is for you.",
    ),
    solution=my_layer_shapes,
    cases=_cases,
    mistakes=(
        Mistake(
            "the weight begins with the input channels. PyTorch puts the output channels first: "
            "(out, in, kh, kw).",
            _twin(weight=(4, 6, 3, 7)),
        ),
        Mistake(
            "the weight has its kernels on their side: kernel_size is (height, width), and so is the end of "
            "the weight's shape.",
            _twin(weight=(6, 4, 7, 3)),
        ),
        Mistake(
            "the weight has lost its input channels: a filter holds a kernel for each of them.",
            _twin(weight=(6, 3, 7)),
        ),
        Mistake(
            "the output is as deep as the input. It cannot be: a filter adds up what it finds in all input "
            "channels. The depth is the number of filters.",
            _twin(output=(4, 18, 24)),
        ),
        Mistake(
            "the output has one matrix: that is what a single filter gives, and here are six.",
            _twin(output=(1, 18, 24)),
        ),
        Mistake(
            "six matrices is right, but height and width differ: compute n - k + 1 for each.",
            _twin(output=(6, 18, 18)),
        ),
        Mistake(
            "a kernel has one position more than it makes moves: the output's height is 20 - 3 + 1, and so "
            "for the width.",
            _twin(output=(6, 17, 23)),
        ),
        Mistake(
            "the output is right, but for the batch axis: leave the 1 in front out.",
            _twin(output=(1, 6, 18, 24)),
        ),
        Mistake(
            "the output keeps the size of the image: without padding the kernel has fewer positions.",
            _twin(output=(6, 20, 30)),
        ),
        Mistake(
            "the bias has a number for each input channel. It is added to an output channel, so there is one "
            "for each of those.",
            _twin(bias=(4,)),
        ),
        Mistake(
            "the bias has a number for each kernel. It is added once, after the kernels' results are added "
            "up: one for each filter.",
            _twin(bias=(6, 4)),
        ),
        Mistake(
            "the bias is a single number. Each filter has one of its own.",
            _twin(bias=(1,)),
        ),
    ),
)
