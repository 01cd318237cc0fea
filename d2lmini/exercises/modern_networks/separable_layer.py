"""Exercise: a depthwise separable convolution."""

from collections.abc import Callable, Iterator

from torch import nn

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake
from d2lmini.exercises.modern_networks.built import kernels, output


def my_separable(c_i, c_o, k, stride):
    """A kernel for each channel by itself, and then a matrix at every pixel."""
    return nn.Sequential(
        nn.Conv2d(c_i, c_i, k, stride, padding=k // 2, groups=c_i, bias=False),
        nn.Conv2d(c_i, c_o, 1, bias=False),
    )


def _cases() -> Iterator[Case]:
    yield Case("the convolutions, from 4 to 6 channels", ((4, 6, 3, 1),), kernels)
    yield Case("the convolutions of a 5 × 5 layer with stride 2", ((4, 8, 5, 2),), kernels)
    yield Case("the output, from 2 to 3 channels", ((1, 2, 4, 5), False, (2, 3, 3, 1)), output)
    yield Case("the output, from 4 to 2 channels", ((2, 4, 5, 4), False, (4, 2, 3, 1)), output)
    yield Case("the output of a 5 × 5 layer", ((2, 2, 7, 6), False, (2, 4, 5, 1)), output)
    yield Case("the output with stride 2", ((2, 2, 7, 6), False, (2, 4, 3, 2)), output)


def _twin(
    groups: Callable = lambda c_i, c_o: c_i,
    strides: Callable = lambda s: (s, 1),
    kernels: Callable = lambda k: (k, 1),
    padding: Callable = lambda k: k // 2,
    bias: bool = False,
    between: bool = False,
) -> Callable:
    def twin(c_i: int, c_o: int, k: int, stride: int) -> nn.Sequential:
        (first, second), (one, other) = kernels(k), strides(stride)
        depthwise = nn.Conv2d(
            c_i, c_i, first, one, padding=padding(first), groups=groups(c_i, c_o), bias=bias
        )
        pointwise = nn.Conv2d(c_i, c_o, second, other, padding=second // 2, bias=bias)
        return nn.Sequential(depthwise, *[nn.ReLU()] * between, pointwise)

    return twin


def _pointwise_first(c_i: int, c_o: int, k: int, stride: int) -> nn.Sequential:
    depthwise = nn.Conv2d(c_o, c_o, k, stride, padding=k // 2, groups=c_o, bias=False)
    return nn.Sequential(nn.Conv2d(c_i, c_o, 1, bias=False), depthwise)


EXERCISE = Exercise(
    title="A layer in two steps",
    statement=(
        "Write `my_separable(c_i, c_o, k, stride)` for an odd `k`. It returns a module of two convolutions "
        "without biases, and with nothing between them: a depthwise one, k × k with the stride, whose "
        "padding keeps the size at stride 1, and a 1 × 1 convolution from `c_i` to `c_o` channels."
    ),
    hints=(
        "A depthwise convolution makes as many channels as it reads. Which number of groups gives each "
        "channel a kernel of its own?",
        "groups=c_i: each filter reads one channel. A padding of k // 2 keeps the size.",
        "nn.Sequential(nn.Conv2d(c_i, c_i, k, stride, padding=k // 2, groups=c_i, bias=False), …)",
    ),
    solution=my_separable,
    cases=_cases,
    mistakes=(
        Mistake(
            "the first convolution is a full one: it needs groups=c_i, so that each channel stays by itself.",
            _twin(groups=lambda c_i, c_o: 1),
        ),
        Mistake(
            "there are two groups: a depthwise convolution has a group for each channel.",
            _twin(groups=lambda c_i, c_o: 2),
        ),
        Mistake("the stride is missing.", _twin(strides=lambda s: (1, 1))),
        Mistake(
            "the stride is in both convolutions: the 1 × 1 one keeps the size.",
            _twin(strides=lambda s: (s, s)),
        ),
        Mistake(
            "the stride is in the 1 × 1 convolution: then the depthwise one computes what nobody reads.",
            _twin(strides=lambda s: (1, s)),
        ),
        Mistake("the padding is missing: the size shrinks by k − 1.", _twin(padding=lambda k: 0)),
        Mistake("the padding is always 1: a k × k kernel needs k // 2.", _twin(padding=lambda k: 1)),
        Mistake("the biases are still there: bias=False.", _twin(bias=True)),
        Mistake("a ReLU stands between the two: leave it out here.", _twin(between=True)),
        Mistake("the second convolution is k × k: it should be 1 × 1.", _twin(kernels=lambda k: (k, k))),
        Mistake(
            "the 1 × 1 convolution comes first: the depthwise one should work on c_i channels.",
            _pointwise_first,
        ),
    ),
)
