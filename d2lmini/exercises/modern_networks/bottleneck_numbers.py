"""Exercise: count the parameters of a residual bottleneck."""

from collections.abc import Callable, Iterator

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_parameters(c_i, c_o, stride):
    """Three convolutions and their batch norms, and the shortcut's where X does not fit."""
    c_b = c_o // 4
    body = c_i * c_b + 9 * c_b * c_b + c_b * c_o + 2 * (c_b + c_b + c_o)
    fits = c_i == c_o and stride == 1
    return body if fits else body + c_i * c_o + 2 * c_o


def _cases() -> Iterator[Case]:
    yield Case("4 channels that stay", (4, 4, 1))
    yield Case("from 8 channels to 4", (8, 4, 1))
    yield Case("8 channels that stay, stride 2", (8, 8, 2))
    yield Case("ResNet-50's first block", (64, 256, 1))
    yield Case("ResNet-50's second block", (256, 256, 1))
    yield Case("the first of its second stage", (256, 512, 2))


def _twin(
    narrow: Callable = lambda c_i, c_o: c_o // 4,
    area: int = 9,
    back: bool = True,
    norms: Callable = lambda c_b, c_o: 2 * (2 * c_b + c_o),
    fits: Callable = lambda c_i, c_o, stride: c_i == c_o and stride == 1,
    shortcut: Callable = lambda c_i, c_o: c_i * c_o + 2 * c_o,
) -> Callable:
    def twin(c_i: int, c_o: int, stride: int) -> int:
        c_b = narrow(c_i, c_o)
        body = c_i * c_b + area * c_b * c_b + back * c_b * c_o + norms(c_b, c_o)
        return body + (0 if fits(c_i, c_o, stride) else shortcut(c_i, c_o))

    return twin


EXERCISE = Exercise(
    title="Count a residual bottleneck",
    statement=(
        "Write `my_parameters(c_i, c_o, stride)`, the number of parameters of ResNet-50's block: 1 × 1 to "
        "`c_o // 4` channels, 3 × 3, 1 × 1 to `c_o`, without biases, each followed by batch normalisation. "
        "Where X does not fit, the shortcut has a 1 × 1 convolution and batch normalisation, too."
    ),
    hints=(
        "Count the three convolutions first: their channels are c_i, c_b, c_b and c_o, with c_b = c_o // 4.",
        "Batch normalisation has two parameters for each channel, γ and β. Its running averages are none.",
        "The shortcut costs c_i · c_o + 2 · c_o, unless c_i equals c_o and the stride is 1.",
    ),
    solution=my_parameters,
    cases=_cases,
    mistakes=(
        Mistake(
            "batch normalisation is missing: a γ and a β for each channel.",
            _twin(norms=lambda c_b, c_o: 0, shortcut=lambda c_i, c_o: c_i * c_o),
        ),
        Mistake(
            "batch normalisation has two parameters for each channel, γ and β.",
            _twin(norms=lambda c_b, c_o: 2 * c_b + c_o, shortcut=lambda c_i, c_o: c_i * c_o + c_o),
        ),
        Mistake(
            "running averages are not parameters: training does not change them by a gradient.",
            _twin(norms=lambda c_b, c_o: 4 * (2 * c_b + c_o), shortcut=lambda c_i, c_o: c_i * c_o + 4 * c_o),
        ),
        Mistake("the shortcut is never counted.", _twin(shortcut=lambda c_i, c_o: 0)),
        Mistake(
            "the batch normalisation of the shortcut is missing.", _twin(shortcut=lambda c_i, c_o: c_i * c_o)
        ),
        Mistake("the shortcut has a convolution only where X does not fit.", _twin(fits=lambda *_: False)),
        Mistake(
            "with a stride of 2, X does not fit either, whatever its channels.",
            _twin(fits=lambda c_i, c_o, stride: c_i == c_o),
        ),
        Mistake(
            "different channels do not fit either, whatever the stride.",
            _twin(fits=lambda c_i, c_o, stride: stride == 1),
        ),
        Mistake(
            "the middle layer works on c_o // 4 channels, not on c_i // 4.", _twin(lambda c_i, c_o: c_i // 4)
        ),
        Mistake("the kernel in the middle is 3 × 3: nine weights for each pair of channels.", _twin(area=1)),
        Mistake("the way back to c_o channels is missing.", _twin(back=False)),
    ),
)
