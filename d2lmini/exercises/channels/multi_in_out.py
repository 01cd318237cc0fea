"""Exercise: many channels in, many out, with a bias."""

from collections.abc import Iterator

import torch
from torch import Tensor

from d2lmini.exercises.channels.cases import small_whole_numbers, worked_example
from d2lmini.exercises.kit.dtypes import LARGE, through_float32
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake
from d2lmini.exercises.kit.own import corr2d, corr2d_multi_in, corr2d_multi_in_out


def my_multi_in_out(X, weight, bias):
    """Stack what each filter makes of X, and add its bias."""
    return torch.stack([corr2d_multi_in(X, K) + b for K, b in zip(weight, bias, strict=True)])


def _cases() -> Iterator[Case]:
    draw = small_whole_numbers()
    X, K = worked_example()
    yield Case("the worked example", (X, torch.stack([K, K + 1, K + 2]), torch.tensor([0.0, 10.0, -100.0])))
    yield Case("one channel in, two out", (draw(1, 3, 3), draw(2, 1, 2, 2), draw(2)))
    yield Case("three channels in, one out", (draw(3, 3, 4), draw(1, 3, 2, 3), torch.tensor([5.0])))
    yield Case("as many channels in as out", (draw(3, 3, 3), draw(3, 3, 2, 1), draw(3)))
    yield Case("as many filters as columns", (draw(2, 3, 4), draw(3, 2, 2, 2), torch.tensor([1.0, 2.0, 4.0])))
    whole = (draw(2, 3, 3).long(), draw(3, 2, 2, 2).long(), draw(3).long())
    yield Case("whole numbers (int64)", whole)
    yield Case("double precision (float64)", tuple(each.double() / 7 for each in whole))
    X, W, b = whole
    yield Case(LARGE, (X + 10**9, W, b))


def _with_bias(Y: Tensor, b: Tensor) -> Tensor:
    return Y + b[:, None, None]


EXERCISE = Exercise(
    title="A whole layer, by hand",
    statement=(
        "Write `my_multi_in_out(X, weight, bias)`, which does what `F.conv2d(X[None], weight, bias)[0]` "
        "does. Try it without that function. `X` is `(c_i, h, w)`, `weight` is `(c_o, c_i, kh, kw)`, `bias` "
        "is `(c_o,)`, and the result is `(c_o, h - kh + 1, w - kw + 1)`, in the dtype of `X`. You may use "
        "`d2l.corr2d` and `d2l.corr2d_multi_in`."
    ),
    hints=(
        "Each filter weight[o] makes one output channel. How would you make that one, with its bias[o]?",
        "d2l.corr2d_multi_in(X, weight[o]) + bias[o] is output channel o. The bias comes after the sum over "
        "the input channels, and once.",
        "torch.stack([d2l.corr2d_multi_in(X, K) + … for K, b in zip(weight, bias)])",
    ),
    solution=my_multi_in_out,
    cases=_cases,
    mistakes=(
        Mistake(
            "the bias is missing: add bias[o] to output channel o.",
            lambda X, W, b: corr2d_multi_in_out(X, W),
        ),
        Mistake(
            "the bias is added once for each input channel: add it once, after the sum over the channels.",
            lambda X, W, b: _with_bias(corr2d_multi_in_out(X, W), len(X) * b),
        ),
        Mistake(
            "the bias is subtracted: add it.",
            lambda X, W, b: _with_bias(corr2d_multi_in_out(X, W), -b),
        ),
        Mistake(
            "every output channel gets the first bias: bias[o] belongs to output channel o.",
            lambda X, W, b: corr2d_multi_in_out(X, W) + b[0],
        ),
        Mistake(
            "the bias is added along the width, one number a column: shape it (c_o, 1, 1) first, with "
            "bias[:, None, None].",
            lambda X, W, b: corr2d_multi_in_out(X, W) + b,
        ),
        *(
            Mistake("you add all biases to each output channel: add bias[o], one number, to channel o.", twin)
            for twin in (
                lambda X, W, b: torch.stack([corr2d_multi_in(X, K) + b for K in W]),
                lambda X, W, b: torch.stack([b + corr2d_multi_in(X, K) for K in W]),
            )
        ),
        Mistake(
            "you keep the result of each kernel, of shape (c_o, c_i, …): add those of one filter up.",
            lambda X, W, b: torch.stack(
                [
                    torch.stack([corr2d(x, k) for x, k in zip(X, K, strict=True)]) + bias
                    for K, bias in zip(W, b, strict=True)
                ]
            ),
        ),
        Mistake(
            "you add up what all filters found: each filter keeps an output channel of its own.",
            lambda X, W, b: _with_bias(corr2d_multi_in_out(X, W), b).sum(0),
        ),
        Mistake(
            "every input channel meets the first kernel of the filter: channel c of filter o meets "
            "weight[o, c].",
            lambda X, W, b: _with_bias(corr2d_multi_in_out(X, W[:, :1].expand_as(W)), b),
        ),
        Mistake(
            "your kernels are flipped: that is true convolution, and F.conv2d cross-correlates.",
            lambda X, W, b: _with_bias(corr2d_multi_in_out(X, W.flip(2, 3)), b),
        ),
        through_float32(my_multi_in_out),
        Mistake(
            "your numbers are right but always float32: the result has the dtype of X.",
            lambda X, W, b: my_multi_in_out(X, W, b).float(),
        ),
    ),
)
