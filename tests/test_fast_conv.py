"""Three forward passes, the backward passes and pooling against PyTorch's own."""

import os
import subprocess
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

import d2lmini as d2l

FORWARD = [d2l.conv2d_loops, d2l.conv2d_im2col, d2l.conv2d_numba]
PAIRS = st.tuples(st.integers(1, 3), st.integers(1, 3))


class Case(NamedTuple):
    """A batch, filters, biases, settings, and a gradient that arrives at the output."""

    X: Tensor
    W: Tensor
    b: Tensor
    settings: dict
    gradient: Tensor


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw rectangular kernels, strides, paddings and dilations, on maps where at least one window fits."""
    kernel, stride, dilation = draw(PAIRS), draw(PAIRS), draw(PAIRS)
    padding = draw(st.tuples(st.integers(0, 2), st.integers(0, 2)))
    n, c_i, c_o = draw(st.tuples(*[st.integers(1, 3)] * 3))
    spans = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
    side = [max(1, span - 2 * p) + draw(st.integers(0, 5)) for span, p in zip(spans, padding, strict=True)]
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**32 - 1)))
    X, W, b = (
        torch.randn(*shape, generator=generator, dtype=torch.float64)
        for shape in ((n, c_i, *side), (c_o, c_i, *kernel), (c_o,))
    )
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    Y = F.conv2d(X, W, b, **options)
    return Case(X, W, b, options, torch.randn(Y.shape, generator=generator, dtype=torch.float64))


@given(cases())
@settings(deadline=None)
def test_each_forward_pass_equals_pytorchs(case: Case):
    expected = F.conv2d(case.X, case.W, case.b, **case.settings)
    for conv2d in FORWARD:
        torch.testing.assert_close(conv2d(case.X, case.W, case.b, **case.settings), expected)
        torch.testing.assert_close(conv2d(case.X, case.W, **case.settings), expected - case.b.view(-1, 1, 1))


@given(cases())
@settings(deadline=None)
def test_the_backward_pass_equals_autograds(case: Case):
    leaves = [tensor.clone().requires_grad_() for tensor in case[:3]]
    expected = torch.autograd.grad(F.conv2d(*leaves, **case.settings), leaves, case.gradient)
    found = d2l.conv2d_backward(case.gradient, case.X, case.W, **case.settings)
    through = torch.autograd.grad(d2l.conv2d_im2col(*leaves, **case.settings), leaves, case.gradient)
    for own, by_autograd, theirs in zip(found, through, expected, strict=True):
        torch.testing.assert_close(own, theirs)
        torch.testing.assert_close(by_autograd, theirs)


@given(cases())
@settings(deadline=None)
def test_columns_equal_unfold_and_come_back_as_with_fold(case: Case):
    size = tuple(case.W.shape[2:])
    cols = d2l.im2col(case.X, size, **case.settings)
    torch.testing.assert_close(cols, F.unfold(case.X, size, **case.settings))
    back = d2l.col2im(cols, tuple(case.X.shape[2:]), size, **case.settings)
    torch.testing.assert_close(back, F.fold(cols, case.X.shape[2:], size, **case.settings))


@pytest.mark.parametrize("conv2d", FORWARD)
def test_slopes_are_those_of_finite_differences(conv2d: Callable):
    torch.manual_seed(0)
    X, W, b = (torch.randn(s, dtype=torch.float64).requires_grad_() for s in ((2, 2, 5, 4), (3, 2, 3, 2), 3))
    assert torch.autograd.gradcheck(lambda *args: conv2d(*args, stride=2, padding=1), (X, W, b))


def test_many_pictures_are_computed_in_several_blocks():
    """Of single precision, as networks have it."""
    torch.manual_seed(0)
    X, W = torch.randn(9, 16, 28, 28), torch.randn(8, 16, 5, 5)  # 0.9 MB of columns a picture
    torch.testing.assert_close(d2l.conv2d_im2col(X, W), F.conv2d(X, W), rtol=1e-4, atol=1e-4)
    dY = torch.randn(9, 8, 24, 24)
    expected = torch.nn.grad.conv2d_weight(X, W.shape, dY)
    torch.testing.assert_close(d2l.conv2d_backward(dY, X, W)[1], expected, rtol=1e-4, atol=1e-2)


POOLING = {"max": (d2l.max_pool2d, d2l.max_pool2d_backward, F.max_pool2d)}
POOLING["avg"] = d2l.avg_pool2d, d2l.avg_pool2d_backward, F.avg_pool2d


@given(st.sampled_from(sorted(POOLING)), PAIRS, st.none() | PAIRS, st.data())
@settings(deadline=None)
def test_pooling_and_its_gradient_equal_pytorchs(
    mode: str, size: tuple, stride: tuple | None, data: st.DataObject
):
    padding = tuple(data.draw(st.integers(0, k // 2)) for k in size)
    side = tuple(k + data.draw(st.integers(0, 5)) for k in size)
    # A few whole numbers, so that windows often have several largest ones.
    generator = torch.Generator().manual_seed(data.draw(st.integers(0, 2**32 - 1)))
    X = torch.randint(3, (2, 3, *side), generator=generator).double().requires_grad_()
    pool, backward, theirs = POOLING[mode]
    expected = theirs(X, size, stride, padding)
    torch.testing.assert_close(pool(X, size, stride, padding), expected)
    dY = torch.randn(expected.shape, generator=generator, dtype=torch.float64)
    (dX,) = torch.autograd.grad(expected, X, dY)
    torch.testing.assert_close(backward(dY, X, size, stride, padding), dX)
    torch.testing.assert_close(torch.autograd.grad(pool(X, size, stride, padding), X, dY)[0], dX)


@pytest.mark.parametrize("settings", [(2,), (3, 2), (3, 2, 1), (2, 1)])
@pytest.mark.parametrize("mode", sorted(POOLING))
def test_slopes_of_pooling_are_those_of_finite_differences(mode: str, settings: tuple):
    """Without ties, at which a maximum has no slope."""
    X = torch.randperm(84, generator=torch.Generator().manual_seed(0)).double().view(2, 1, 6, 7)
    assert torch.autograd.gradcheck(lambda X: POOLING[mode][0](X, *settings), X.requires_grad_())


def test_dilated_maxima_send_back_what_pytorchs_do():
    generator = torch.Generator().manual_seed(0)
    X = torch.randint(4, (2, 2, 9, 8), generator=generator).double().requires_grad_()
    Y = F.max_pool2d(X, (3, 2), (2, 1), 1, (2, 3))
    dY = torch.randn(Y.shape, generator=generator, dtype=torch.float64)
    found = d2l.max_pool2d_backward(dY, X.detach(), (3, 2), (2, 1), 1, (2, 3))
    torch.testing.assert_close(found, torch.autograd.grad(Y, X, dY)[0])


def test_dilated_maxima_and_nan_are_pytorchs():
    X = torch.randn(1, 2, 9, 9, generator=torch.Generator().manual_seed(0))
    X[0, 0, 3, 3] = float("nan")
    torch.testing.assert_close(d2l.max_pool2d(X, 3, 2, 1, 2), F.max_pool2d(X, 3, 2, 1, 2), equal_nan=True)


X, W = torch.zeros(2, 3, 6, 5), torch.zeros(4, 3, 3, 3)
GRADIENT = torch.zeros(2, 4, 4, 3)
MISTAKES = {
    "X must be .n, channels, h, w., none of them 0, got shape .3, 6, 5.; use X.None.": lambda: (X[0], W),
    "X holds torch.int64, expected floating-point numbers; use X.float": lambda: (X.long(), W),
    "W must be .out_channels, in_channels, kh, kw.": lambda: (X, W[0, 0]),
    "W holds torch.float64 but X torch.float32; use W.to.X.dtype.": lambda: (X, W.double()),
    "W expects 3 channels, but X has 1; make them equal": lambda: (X[:, :1], W),
    "b must be .4,., one bias for each filter, got shape .3,.": lambda: (X, W, torch.zeros(3)),
    "b is on meta but X is on cpu": lambda: (X, W, torch.zeros(4, device="meta")),
    "stride must be at least 1, got 0": lambda: (X, W, None, 0),
    "padding must be an integer, got 'same'": lambda: (X, W, None, 1, "same"),
    "kernel 3 with dilation 3 spans 7 but the padded input has 6; use padding >= 1": lambda: (
        X,
        W,
        None,
        1,
        0,
        3,
    ),
}


@pytest.mark.parametrize("words", MISTAKES)
@pytest.mark.parametrize("conv2d", FORWARD)
def test_a_bad_argument_is_named_with_the_way_out(conv2d: Callable, words: str):
    with pytest.raises((TypeError, ValueError), match=words):
        conv2d(*MISTAKES[words]())


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: d2l.conv2d_backward(GRADIENT[:, :3], X, W), "dY must have the output's shape .2, 4"),
        (lambda: d2l.max_pool2d_backward(GRADIENT, X, 2), "dY must have the output's shape .2, 3"),
        (lambda: d2l.max_pool2d(X, 3, 3, 2), "padding .2, 2. is more than half of kernel_size .3, 3."),
        (lambda: d2l.col2im(torch.zeros(1, 10, 4), 3, 2), "cols must be .n, channels.4, 4. for"),
        (lambda: d2l.col2im(torch.zeros(1, 8, 4).int(), 3, 2), "cols holds torch.int32"),
    ],
)  # fmt: skip
def test_a_shape_that_does_not_fit_is_told_beside_the_right_one(call: Callable, words: str):
    with pytest.raises((TypeError, ValueError), match=words):
        call()


def test_without_numba_only_its_own_function_stops(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.delitem(sys.modules, "d2lmini.fast_conv.compiled", raising=False)
    with pytest.raises(
        ImportError, match="conv2d_numba needs Numba, which is not installed here: pip install"
    ):
        d2l.conv2d_numba(X, W)
    assert d2l.conv2d_im2col(X, W).shape == (2, 4, 4, 3)


def test_numba_says_which_numbers_it_takes():
    with pytest.raises(TypeError, match="Numba computes in float32 or float64 on the CPU, got"):
        d2l.conv2d_numba(X.bfloat16(), W.bfloat16())


@pytest.mark.programs
def test_numba_leaves_pytorchs_number_of_threads_as_it_is():
    script = (
        "import torch, d2lmini as d2l; torch.set_num_threads(1)\n"
        "d2l.conv2d_numba(torch.ones(2, 1, 3, 3), torch.ones(1, 1, 2, 2)); print(torch.get_num_threads())"
    )
    # Without the one thread of the tests: only where there may be more can there be more.
    environment = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
    run = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
    assert run.stdout == "1\n", run.stderr
