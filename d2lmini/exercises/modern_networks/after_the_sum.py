"""Exercise: a ReLU in the wrong place of a residual block."""

from collections.abc import Callable, Iterator

from torch import Tensor, nn
from torch.nn import functional as F

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake
from d2lmini.exercises.modern_networks.built import kernels, output


class MyBlock(nn.Module):
    """The change may be negative; only the sum goes through the ReLU."""

    def __init__(self, c):
        """Two convolutions, with a ReLU between them and none behind."""
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(c, c, 3, padding=1, bias=False),
            nn.BatchNorm2d(c),
            nn.ReLU(),
            nn.Conv2d(c, c, 3, padding=1, bias=False),
            nn.BatchNorm2d(c),
        )

    def forward(self, X):
        """Add the change to what was read, and then cut off what is negative."""
        return nn.functional.relu(X + self.body(X))


def _broken() -> type:
    """Return the class that the chapter hands out."""

    class MyBlock(nn.Module):
        def __init__(self, c):
            super().__init__()
            layers = []
            for _ in range(2):
                layers.append(nn.Conv2d(c, c, 3, padding=1, bias=False))
                layers += [nn.BatchNorm2d(c), nn.ReLU()]
            self.body = nn.Sequential(*layers)

        def forward(self, X):
            return X + self.body(X)

    return MyBlock


def _cases() -> Iterator[Case]:
    yield Case("its convolutions", ((4,),), kernels)
    yield Case("one channel, in evaluation mode", ((1, 1, 3, 3), False, (1,)), output)
    yield Case("a batch, in evaluation mode", ((3, 4, 5, 6), False, (4,)), output)
    yield Case("a batch, in training mode", ((3, 4, 5, 6), True, (4,)), output)


def _twin(forward: Callable) -> type:
    return type("Twin", (MyBlock,), {"forward": lambda self, X: forward(self.body, X)})


def _between(body: nn.Module, X: Tensor) -> Tensor:
    return body[3:](body[1](body[0](X)))


EXERCISE = Exercise(
    accepts="class",
    title="Find the mistake: numbers that only grow",
    statement=(
        "`MyBlock(c)` should be a residual block, equation (3). In a deep stack of these blocks the numbers "
        "get larger and larger, and no block can take anything away. Find out why, and repair it."
    ),
    hints=(
        "Which signs can the change have that is added to X?",
        "The last ReLU makes the change positive or 0. Where does equation (3) have it?",
        "The body ends before it, nn.Sequential(*layers[:-1]), and forward returns F.relu(X + self.body(X)).",
    ),
    solution=MyBlock,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake(
            "the change still goes through a ReLU before it is added, so it is never negative.",
            _twin(lambda body, X: X + F.relu(body(X))),
        ),
        Mistake(
            "there is a ReLU after the sum now, but the change still goes through one before it.",
            _twin(lambda body, X: F.relu(X + F.relu(body(X)))),
        ),
        Mistake(
            "there is no ReLU after the sum: the next block reads negative numbers.",
            _twin(lambda body, X: X + body(X)),
        ),
        Mistake("the shortcut is gone: add X.", _twin(lambda body, X: F.relu(body(X)))),
        Mistake(
            "X goes through a ReLU of its own: the one of equation (3) is around the sum.",
            _twin(lambda body, X: F.relu(X) + body(X)),
        ),
        Mistake(
            "the change is subtracted: add it.",
            _twin(lambda body, X: F.relu(X - body(X))),
        ),
        Mistake(
            "the ReLU between the two convolutions is gone: without it, the two are one.",
            _twin(lambda body, X: F.relu(X + _between(body, X))),
        ),
    ),
)
