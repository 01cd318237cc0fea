"""Exercise: an inception block without 5 × 5 kernels."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake
from d2lmini.exercises.modern_networks.built import kernels, output


def my_inception(c_i, c1, c2, c3, c4):
    """Four branches side by side; the third sees 5 × 5 pixels by two 3 × 3 layers."""

    def conv(c_i, c_o, k):
        return [nn.Conv2d(c_i, c_o, k, padding=k // 2), nn.ReLU()]

    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.one = nn.Sequential(*conv(c_i, c1, 1))
            self.three = nn.Sequential(*conv(c_i, c2[0], 1), *conv(c2[0], c2[1], 3))
            five = [*conv(c3[0], c3[1], 3), *conv(c3[1], c3[1], 3)]
            self.five = nn.Sequential(*conv(c_i, c3[0], 1), *five)
            self.pool = nn.Sequential(nn.MaxPool2d(3, 1, padding=1), *conv(c_i, c4, 1))

        def forward(self, X):
            branches = self.one, self.three, self.five, self.pool
            return torch.cat([branch(X) for branch in branches], dim=1)

    return Block()


# All numbers of channels differ, so that each kernel is known by its shape.
_SMALL = 4, 3, (2, 5), (6, 7), 8


def _cases() -> Iterator[Case]:
    yield Case("the convolutions", (_SMALL,), _kernels)
    yield Case("the output of a batch", ((2, 4, 6, 5), False, _SMALL), output)
    yield Case("the output of one picture", ((1, 4, 3, 3), False, _SMALL), output)
    yield Case("GoogLeNet's first block", ((192, 64, (96, 128), (16, 32), 32),), _kernels)


def _kernels(answer: Callable, settings: tuple) -> str:
    return kernels(answer, settings).replace(", with bias", "")


class _Twin(nn.Module):
    """The branches, with one thing changed."""

    def __init__(
        self,
        *channels: object,
        five: tuple = ((3, 0, 1), (3, 1, 1)),
        relu: bool = True,
        padding: bool = True,
        order: tuple = (0, 1, 2, 3),
        join: Callable = lambda made: torch.cat(made, dim=1),
        pool: Callable = lambda: nn.MaxPool2d(3, 1, padding=1),
        reduced: bool = True,
    ) -> None:
        super().__init__()
        c_i, c1, c2, c3, c4 = channels
        self.join, self.order = join, order

        def conv(c_i: int, c_o: int, k: int) -> list[nn.Module]:
            return [nn.Conv2d(c_i, c_o, k, padding=k // 2 * padding), *[nn.ReLU()] * relu]

        self.branches = nn.ModuleList(
            [
                nn.Sequential(*conv(c_i, c1, 1)),
                nn.Sequential(*conv(c_i, c2[0], 1), *conv(c2[0], c2[1], 3)),
                nn.Sequential(
                    *conv(c_i, c3[0], 1), *(each for k, a, b in five for each in conv(c3[a], c3[b], k))
                ),
                nn.Sequential(pool(), *(conv(c_i, c4, 1) if reduced else [])),
            ]
        )

    def forward(self, X: Tensor) -> Tensor:
        made = [branch(X) for branch in self.branches]
        return self.join([made[k] for k in self.order])


def _twin(**changed: object) -> Callable:
    return lambda *channels: _Twin(*channels, **changed)


EXERCISE = Exercise(
    title="An inception block of small kernels",
    statement=(
        "Write `my_inception(c_i, c1, c2, c3, c4)`, as in GoogLeNet's successor. It returns a module: an "
        "inception block whose third branch has two 3 × 3 layers in the place of the "
        "5 × 5 one. The branches are: 1 × 1 to `c1` channels; 1 × 1 to `c2[0]`, 3 × 3 to `c2[1]`; 1 × 1 to "
        "`c3[0]`, 3 × 3 to `c3[1]`, 3 × 3 to `c3[1]`; max pooling 3 × 3 with stride 1, then 1 × 1 to `c4`. "
        "A ReLU follows each convolution, and height and width stay."
    ),
    hints=(
        "Build four nn.Sequential in __init__ of an nn.Module. Each 3 × 3 layer, and the pooling, needs "
        "padding=1.",
        "In forward, each branch reads the same X. torch.cat lays the outputs behind each other, along the "
        "axis of the channels.",
        "return torch.cat([branch(X) for branch in self.branches], dim=1), where self.branches is an "
        "nn.ModuleList. The third is 1 × 1 from c_i to c3[0], 3 × 3 from c3[0] to c3[1], 3 × 3 from c3[1] "
        "to c3[1], each with a ReLU.",
    ),
    solution=my_inception,
    cases=_cases,
    mistakes=(
        Mistake("the third branch still has its 5 × 5 layer.", _twin(five=((5, 0, 1),))),
        Mistake("the third branch has one 3 × 3 layer: it sees 3 × 3 pixels only.", _twin(five=((3, 0, 1),))),
        Mistake(
            "the second 3 × 3 layer of the third branch comes too early: the first one already makes "
            "c3[1] channels.",
            _twin(five=((3, 0, 0), (3, 0, 1))),
        ),
        Mistake("the ReLUs are missing: one follows each convolution.", _twin(relu=False)),
        Mistake(
            "the branches are added up: lay their channels behind each other, torch.cat(…, dim=1).",
            _twin(join=sum),
        ),
        Mistake("the branches are joined along the batch: channels are axis 1.", _twin(join=torch.cat)),
        Mistake(
            "the 3 × 3 layers shrink the map: they need padding=1, so that the branches fit.",
            _twin(padding=False),
        ),
        Mistake("the order of the branches differs: pooling comes last.", _twin(order=(3, 0, 1, 2))),
        Mistake(
            "pooling hands on all channels: a 1 × 1 layer to c4 channels follows it.", _twin(reduced=False)
        ),
        Mistake(
            "the fourth branch takes the mean: pool with the maximum.",
            _twin(pool=lambda: nn.AvgPool2d(3, 1, padding=1)),
        ),
        Mistake(
            "pooling has its usual stride, its window: give it stride=1, so that the size stays.",
            _twin(pool=lambda: nn.MaxPool2d(3, padding=1)),
        ),
    ),
)
