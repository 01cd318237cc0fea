"""Exercise: write Maxout."""

from collections.abc import Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_maxout(X, weight, bias):
    """Apply all dense layers, and keep the largest output of each unit."""
    outputs = torch.stack([X @ W.T + u for W, u in zip(weight, bias, strict=True)])
    return outputs.amax(dim=0)


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(24)

    def draw(n: int, pieces: int, c_o: int, c_i: int) -> tuple[Tensor, Tensor, Tensor]:
        shapes = (n, c_i), (pieces, c_o, c_i), (pieces, c_o)
        return tuple(torch.randint(-5, 6, shape, generator=generator).float() for shape in shapes)

    absolute = torch.tensor([[[1.0]], [[-1.0]]])
    yield Case("the size of a number", (torch.tensor([[-3.0], [2.0]]), absolute, torch.zeros(2, 1)))
    yield Case("one piece: a dense layer", draw(2, 1, 3, 2))
    yield Case("two pieces, one unit", draw(3, 2, 1, 2))
    yield Case("two pieces, several units", draw(3, 2, 4, 2))
    yield Case("as many of everything", draw(3, 3, 3, 3))
    yield Case("numbers below 0", (torch.ones(1, 1), absolute - 5, torch.zeros(2, 1)))
    X, weight, bias = draw(4, 3, 2, 5)
    yield Case("double precision (float64)", (X.double() / 3, weight.double(), bias.double()))


def _outputs(X: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.einsum("ni,poi->pno", X, weight) + bias[:, None]


EXERCISE = Exercise(
    title="Write Maxout",
    statement=(
        "Write `my_maxout(X, weight, bias)` for `X` of shape `(n, c_i)`, `weight` of shape `(pieces, c_o, "
        "c_i)` and `bias` of shape `(pieces, c_o)`. Each piece is a dense layer of its own, and the largest "
        "of the pieces' outputs is kept for each unit. The result has the shape `(n, c_o)`, and the dtype of "
        "`X`."
    ),
    hints=(
        "weight[0] and bias[0] are a dense layer, whose output is X @ weight[0].T + bias[0].",
        "Stack the outputs of all pieces along a new axis, and take the maximum along it.",
        "torch.stack([X @ W.T + u for W, u in zip(weight, bias)]).amax(dim=0)",
    ),
    solution=my_maxout,
    cases=_cases,
    mistakes=(
        Mistake(
            "the biases are added after the maximum: each piece has its own, before.",
            lambda X, weight, bias: _outputs(X, weight, 0 * bias).amax(0) + bias.amax(0),
        ),
        Mistake(
            "the biases are missing.",
            lambda X, weight, bias: _outputs(X, weight, 0 * bias).amax(0),
        ),
        Mistake(
            "the outputs of the pieces are added: keep the largest.",
            lambda X, weight, bias: _outputs(X, weight, bias).sum(0),
        ),
        Mistake(
            "there is a ReLU on the result: negative numbers may come out.",
            lambda X, weight, bias: my_maxout(X, weight, bias).relu(),
        ),
        Mistake(
            "you keep the number of the largest size, whatever its sign: max means the largest.",
            lambda X, weight, bias: (
                _outputs(X, weight, bias)
                .gather(0, _outputs(X, weight, bias).abs().argmax(0, keepdim=True))
                .squeeze(0)
            ),
        ),
        Mistake(
            "you take the largest weights and biases: the maximum is of the outputs.",
            lambda X, weight, bias: X @ weight.amax(0).T + bias.amax(0),
        ),
    ),
)
