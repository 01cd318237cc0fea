"""Exercise: find the mistakes in a layer that multiplies columns."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor
from torch.nn import functional as F

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


class MyLayer:
    """A convolution whose windows are rows, for a batch."""

    def __init__(self, K, u):
        """Keep the kernels (c_o, c_i, k, k) and the biases (c_o,)."""
        self.K, self.u = K, u

    def forward(self, X):
        """Return the feature maps (n, c_o, m_h, m_w)."""
        self.batch_size, k = X.shape[0], self.K.shape[2]
        m_h, m_w = X.shape[2] - k + 1, X.shape[3] - k + 1
        rows = F.unfold(X, k).mT.flatten(0, 1)
        out = rows @ self.K.flatten(1).T + self.u
        return out.reshape(self.batch_size, m_h, m_w, -1).permute(0, 3, 1, 2)


def _broken() -> type:
    """Return the class that the chapter hands out."""

    class MyLayer:
        def __init__(self, K, u):
            self.K, self.u = K, u

        def forward(self, X):
            self.batch_size, k = X.shape[0], self.K.shape[2]
            m_h, m_w = X.shape[2] - k + 1, X.shape[3] - k + 1
            rows = F.unfold(X, k).mT.flatten(0, 1)
            out = rows @ self.K.flatten(1).T + self.u
            return out.reshape(batch_size, -1, m_h, m_w)  # noqa: F821

    return MyLayer


def _output(layer_class: type, X: Tensor, K: Tensor, u: Tensor) -> Tensor:
    return layer_class(K, u).forward(X)


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(4)

    def draw(*shape: int) -> Tensor:
        return torch.randint(-4, 5, shape, generator=generator).float()

    yield Case("one filter", (draw(1, 1, 3, 3), draw(1, 1, 2, 2), torch.tensor([1.0])), _output)
    yield Case("two filters", (draw(1, 1, 3, 4), draw(2, 1, 2, 2), torch.tensor([0.0, 10.0])), _output)
    yield Case("two pictures", (draw(2, 1, 3, 4), draw(1, 1, 2, 2), torch.tensor([-1.0])), _output)
    yield Case("three channels", (draw(1, 3, 4, 3), draw(2, 3, 2, 2), torch.zeros(2)), _output)
    yield Case("a batch of everything", (draw(3, 2, 5, 6), draw(4, 2, 3, 3), draw(4)), _output)
    fractions = [each.double() / 7 for each in (draw(2, 2, 3, 4), draw(3, 2, 2, 2), draw(3))]
    yield Case("fractions in double precision", tuple(fractions), _output)
    yield Case("as many filters as rows as columns", (draw(2, 2, 4, 4), draw(3, 2, 2, 2), draw(3)), _output)


def _ending(end: Callable, bias: float = 1.0) -> type:
    """Return a layer that makes its output as `end(out, n, m_h, m_w)` does."""

    class Twin(MyLayer):
        def forward(self, X: Tensor) -> Tensor:
            n, k = X.shape[0], self.K.shape[2]
            rows = F.unfold(X, k).mT.flatten(0, 1)
            out = rows @ self.K.flatten(1).T + bias * self.u
            return end(out, n, X.shape[2] - k + 1, X.shape[3] - k + 1)

    return Twin


EXERCISE = Exercise(
    accepts="class",
    title="Find the mistakes: windows as rows",
    statement=(
        "`MyLayer(K, u).forward(X)` should give what `F.conv2d(X, K, u)` gives. Its windows are *rows*, "
        "those of the first picture first, so that `out` has a row for each window and a column for each "
        "filter. One mistake stops it, and another shows only for more than one filter. Repair both."
    ),
    hints=(
        "Read what Python says: which name does it not know, and where was that number put?",
        "Now the numbers. Each row of out holds one position's numbers, a filter after the other. So which "
        "axis runs fastest?",
        "out.reshape(self.batch_size, m_h, m_w, -1) has the filters last; permute(0, 3, 1, 2) brings them "
        "to axis 1.",
    ),
    solution=MyLayer,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake(
            "nothing was given the name batch_size: what an object keeps is called self.batch_size.",
            _broken(),
        ),
        Mistake(
            "the numbers of different filters are mixed: in out the filters run fastest, so they must be the "
            "last axis of the reshape. permute then brings them to axis 1.",
            _ending(lambda out, n, m_h, m_w: out.reshape(n, -1, m_h, m_w)),
        ),
        Mistake(
            "the axes come in another order: F.conv2d gives (n, c_o, m_h, m_w).",
            _ending(lambda out, n, m_h, m_w: out.reshape(n, m_h, m_w, -1)),
        ),
        Mistake(
            "rows and columns of the maps are swapped: permute(0, 3, 1, 2).",
            _ending(lambda out, n, m_h, m_w: out.reshape(n, m_h, m_w, -1).permute(0, 3, 2, 1)),
        ),
        Mistake(
            "pictures are mixed: their windows come one picture after the other, so the reshape starts with "
            "self.batch_size.",
            _ending(lambda out, n, m_h, m_w: out.T.reshape(n, -1, m_h, m_w)),
        ),
        Mistake(
            "the bias is missing.",
            _ending(lambda out, n, m_h, m_w: out.reshape(n, m_h, m_w, -1).permute(0, 3, 1, 2), bias=0.0),
        ),
    ),
)
