"""Exercise: a residual block that changes channels and size."""

from collections.abc import Callable, Iterator

from torch import Tensor, nn
from torch.nn import functional as F

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake
from d2lmini.exercises.modern_networks.built import kernels, output


def my_residual_block(c_i, c_o, stride):
    """The shortcut brings X to the shape of the change, where the two differ."""

    def conv(c_i, c_o, k, s=1):
        layer = nn.Conv2d(c_i, c_o, k, s, padding=k // 2, bias=False)
        return [layer, nn.BatchNorm2d(c_o)]

    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = nn.Sequential(*conv(c_i, c_o, 3, stride), nn.ReLU(), *conv(c_o, c_o, 3))
            fits = c_i == c_o and stride == 1
            self.shortcut = nn.Sequential(*([] if fits else conv(c_i, c_o, 1, stride)))

        def forward(self, X):
            return nn.functional.relu(self.shortcut(X) + self.body(X))

    return Block()


def _cases() -> Iterator[Case]:
    yield Case("the convolutions, where nothing changes", ((3, 3, 1),), kernels)
    yield Case("the convolutions, from 3 to 5 channels", ((3, 5, 1),), kernels)
    yield Case("the convolutions, with stride 2", ((3, 5, 2),), kernels)
    yield Case("the convolutions, with stride 2 and as many channels", ((4, 4, 2),), kernels)
    yield Case("the output, where nothing changes", ((2, 3, 5, 4), False, (3, 3, 1)), output)
    yield Case("the output, from 3 to 5 channels", ((2, 3, 5, 4), False, (3, 5, 1)), output)
    yield Case("the output, with stride 2", ((2, 3, 7, 6), False, (3, 5, 2)), output)
    yield Case("the output in training mode", ((4, 3, 6, 6), True, (3, 5, 2)), output)


class _Twin(nn.Module):
    """The block, with one thing changed."""

    def __init__(
        self,
        c_i: int,
        c_o: int,
        stride: int,
        *,
        strides: Callable = lambda s: (s, 1),
        kernel: int = 1,
        norm: bool = True,
        shortcut_stride: Callable = lambda s: s,
        bias: bool = False,
        always: bool = False,
        channels_only: bool = False,
        join: Callable = lambda body, X, shortcut: F.relu(body(X) + shortcut(X)),
    ) -> None:
        super().__init__()
        first, second = strides(stride)
        self.join = join
        self.body = nn.Sequential(
            nn.Conv2d(c_i, c_o, 3, first, padding=1, bias=bias),
            nn.BatchNorm2d(c_o),
            nn.ReLU(),
            nn.Conv2d(c_o, c_o, 3, second, padding=1, bias=bias),
            nn.BatchNorm2d(c_o),
        )
        fits = c_i == c_o and (stride == 1 or channels_only)
        conv = nn.Conv2d(c_i, c_o, kernel, shortcut_stride(stride), padding=kernel // 2, bias=bias)
        layers = [] if fits and not always else [conv, *[nn.BatchNorm2d(c_o)] * norm]
        self.shortcut = nn.Sequential(*layers)

    def forward(self, X: Tensor) -> Tensor:
        return self.join(self.body, X, self.shortcut)


def _twin(**changed: object) -> Callable:
    return lambda *args: _Twin(*args, **changed)


EXERCISE = Exercise(
    title="A shortcut that fits",
    statement=(
        "Write `my_residual_block(c_i, c_o, stride)`. It returns a module: a residual block whose first "
        "3 × 3 convolution makes `c_o` channels of `c_i` and has the stride; the second one keeps both. The "
        "shortcut hands X on as it is if its shape fits. Otherwise it is a 1 × 1 convolution with the "
        "stride. Each convolution has no bias and is followed by batch normalisation, the shortcut's too."
    ),
    hints=(
        "X fits if c_i equals c_o and the stride is 1. nn.Sequential() without layers, or nn.Identity(), "
        "hands on what it reads.",
        "The shortcut is nn.Conv2d(c_i, c_o, 1, stride, bias=False) and nn.BatchNorm2d(c_o). A 1 × 1 kernel "
        "needs no padding.",
        "In forward: return F.relu(self.body(X) + self.shortcut(X)).",
    ),
    solution=my_residual_block,
    cases=_cases,
    mistakes=(
        Mistake(
            "the shortcut has no batch normalisation: in training its numbers are of another size than the "
            "change.",
            _twin(norm=False),
        ),
        Mistake(
            "the stride is in both convolutions of the body: the second one keeps the size.",
            _twin(strides=lambda s: (s, s)),
        ),
        Mistake(
            "the stride is in the second convolution of the body: it belongs to the first.",
            _twin(strides=lambda s: (1, s)),
        ),
        Mistake("the shortcut lacks the stride.", _twin(shortcut_stride=lambda s: 1)),
        Mistake("the shortcut has a 3 × 3 kernel: 1 × 1 is enough to change channels.", _twin(kernel=3)),
        Mistake("the convolutions have biases: batch normalisation would subtract them.", _twin(bias=True)),
        Mistake("the shortcut has a convolution where X fits as it is.", _twin(always=True)),
        Mistake(
            "you look at the channels alone: with a stride of 2, X does not fit either.",
            _twin(channels_only=True),
        ),
        Mistake(
            "the ReLU after the sum is missing.", _twin(join=lambda body, X, shortcut: body(X) + shortcut(X))
        ),
        Mistake(
            "the ReLU comes before the sum: then the change is never negative.",
            _twin(join=lambda body, X, shortcut: F.relu(body(X)) + shortcut(X)),
        ),
    ),
)
