import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

import d2lmini as d2l
from d2lmini.ops import (
    Conv2D,
    comp_conv2d,
    corr2d,
    corr2d_multi_in,
    corr2d_multi_in_out,
    corr2d_multi_in_out_1x1,
    output_size,
    pool2d,
)

NARROW = [torch.uint8, torch.int8, torch.int16]  # their sums would wrap round
HALF = [torch.float16, torch.bfloat16]
DTYPES = [*NARROW, torch.int32, torch.int64, *HALF, torch.float32, torch.float64]
dtypes = st.sampled_from(DTYPES)
dtype_pairs = st.tuples(dtypes, dtypes).filter(lambda pair: torch.promote_types(*pair) not in NARROW)
small = st.integers(1, 5)
BENCHMARK = Path(__file__).parents[1] / "benchmarks" / "ops.py"
X44 = torch.arange(16.0).reshape(4, 4)
K22 = torch.arange(4.0).reshape(2, 2)

thoroughly = settings(max_examples=60, deadline=None)


def whole_numbers(dtype, *shape):
    """Integers from -3 or 0 to 3: exact in every dtype, so that equality can be demanded, not closeness."""
    return torch.randint(0 if dtype == torch.uint8 else -3, 4, shape).to(dtype)


def conv2d_twin(X, K):
    """PyTorch's answer in float64, for (channels, h, w) and (out, in, kh, kw)."""
    return functional.conv2d(X.double()[None], K.double())[0]


@thoroughly
@given(small, small, st.integers(0, 6), st.integers(0, 6), dtype_pairs)
def test_corr2d_equals_conv2d(kh, kw, extra_h, extra_w, pair):
    X_dtype, K_dtype = pair
    X, K = whole_numbers(X_dtype, kh + extra_h, kw + extra_w), whole_numbers(K_dtype, kh, kw)
    Y = corr2d(X, K)
    twin = conv2d_twin(X[None], K[None, None])[0]
    assert Y.dtype == torch.promote_types(X_dtype, K_dtype)
    torch.testing.assert_close(Y, twin.to(Y.dtype), rtol=0, atol=0)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("layout", [lambda X: X, lambda X: X.T, lambda X: X[::2, ::3]])
def test_corr2d_equals_conv2d_on_real_numbers_in_any_memory_layout(dtype, layout):
    X, K = layout(torch.randn(20, 21, dtype=dtype)), torch.randn(3, 2, dtype=dtype)
    torch.testing.assert_close(corr2d(X, K), functional.conv2d(X[None, None], K[None, None])[0, 0])


def test_corr2d_computes_the_chapters_example_on_integers():
    Y = corr2d(torch.arange(9).reshape(3, 3), torch.arange(4).reshape(2, 2))
    assert Y.tolist() == [[19, 25], [37, 43]]
    assert Y.dtype == torch.int64


def test_whole_numbers_stay_exact_where_float64_would_round():
    X, K = torch.tensor([[2**60 + 1, 2]]), torch.tensor([[1, 1]])
    assert corr2d(X, K).item() == 2**60 + 3
    X, K = X.reshape(2, 1, 1), K.reshape(1, 2, 1, 1)
    assert corr2d_multi_in(X, K[0]).item() == 2**60 + 3
    assert corr2d_multi_in_out(X, K).item() == corr2d_multi_in_out_1x1(X, K).item() == 2**60 + 3


def test_corr2d_of_complex_numbers_multiplies_without_conjugating():
    X, K = torch.randn(4, 5, dtype=torch.complex64), torch.randn(2, 3, dtype=torch.complex64)
    real = corr2d(X.real, K.real) - corr2d(X.imag, K.imag)
    imaginary = corr2d(X.real, K.imag) + corr2d(X.imag, K.real)
    torch.testing.assert_close(corr2d(X, K), torch.complex(real, imaginary))


def test_corr2d_changes_neither_argument():
    X, K = X44.clone(), K22.clone()
    corr2d(X, K)
    assert torch.equal(X, X44)
    assert torch.equal(K, K22)


def test_corr2d_stays_on_the_device():
    assert corr2d(X44.to("meta"), K22.to("meta")).device.type == "meta"


def test_corr2d_maps_over_a_batch_of_kernels():
    kernels = torch.randn(3, 2, 2)
    expected = conv2d_twin(X44[None], kernels[:, None]).float()
    torch.testing.assert_close(torch.vmap(corr2d, (None, 0))(X44, kernels), expected)


@thoroughly
@given(small, small, small, st.integers(1, 3), st.integers(1, 3), dtype_pairs)
def test_channel_functions_equal_conv2d(channels, filters, extra, kh, kw, pair):
    X_dtype, K_dtype = pair
    X = whole_numbers(X_dtype, channels, kh + extra, kw)
    K = whole_numbers(K_dtype, filters, channels, kh, kw)
    dtype = torch.promote_types(X_dtype, K_dtype)
    twin = conv2d_twin(X, K).to(dtype)
    torch.testing.assert_close(corr2d_multi_in_out(X, K), twin, rtol=0, atol=0)
    torch.testing.assert_close(corr2d_multi_in(X, K[0]), twin[0], rtol=0, atol=0)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_channel_functions_equal_conv2d_on_real_numbers(dtype):
    X, K = torch.randn(3, 6, 7, dtype=dtype), torch.randn(4, 3, 2, 3, dtype=dtype)
    twin = functional.conv2d(X[None], K)[0]
    torch.testing.assert_close(corr2d_multi_in_out(X, K), twin)
    torch.testing.assert_close(corr2d_multi_in(X, K[0]), twin[0])
    K = K[..., :1, :1]
    torch.testing.assert_close(corr2d_multi_in_out_1x1(X, K), functional.conv2d(X[None], K)[0])


@thoroughly
@given(small, small, small, small, dtype_pairs)
def test_1x1_function_equals_the_general_one(channels, filters, h, w, pair):
    X_dtype, K_dtype = pair
    X, K = whole_numbers(X_dtype, channels, h, w), whole_numbers(K_dtype, filters, channels, 1, 1)
    torch.testing.assert_close(corr2d_multi_in_out_1x1(X, K), corr2d_multi_in_out(X, K), rtol=0, atol=0)


@pytest.mark.parametrize("dtype", HALF)
def test_half_precision_is_rounded_once_and_not_with_every_product(dtype):
    large = 2 / torch.finfo(dtype).eps  # large + 1 is large again
    X = torch.tensor([large, 1, -large], dtype=dtype)
    K = torch.ones(3, dtype=dtype)
    assert corr2d(X[None], K[None]).item() == 1
    X, K = X[:, None, None], K[:, None, None]
    assert corr2d_multi_in(X, K).item() == 1
    for function in (corr2d_multi_in_out, corr2d_multi_in_out_1x1):
        Y = function(X, K[None])
        assert (Y.item(), Y.dtype) == (1, dtype)


@st.composite
def pooling_axes(draw):
    """Length, window, stride and padding of one axis, as PyTorch allows them."""
    window, stride = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    padding = draw(st.integers(0, window // 2))
    return draw(st.integers(max(1, window - 2 * padding), 9)), window, stride, padding


@thoroughly
@given(pooling_axes(), pooling_axes(), dtypes)
def test_pool2d_equals_torch_value_and_gradient(axis_0, axis_1, dtype):
    (h, w), *settings_ = zip(axis_0, axis_1, strict=True)
    X = whole_numbers(dtype, h, w)  # few distinct values, so that the maximum has ties
    Y = pool2d(X, settings_[0], "max", *settings_[1:])
    assert Y.shape == tuple(output_size(n, k, p, s) for n, k, s, p in (axis_0, axis_1))
    torch.testing.assert_close(Y, functional.max_pool2d(X.double()[None], *settings_)[0].to(dtype))
    if dtype in HALF:
        mean = functional.avg_pool2d(X.double()[None], *settings_)[0]
        torch.testing.assert_close(pool2d(X, settings_[0], "avg", *settings_[1:]), mean.to(dtype))
    elif X.is_floating_point():
        X.requires_grad_()
        for mode, twin in {"max": functional.max_pool2d, "avg": functional.avg_pool2d}.items():
            Y, expected = pool2d(X, settings_[0], mode, *settings_[1:]), twin(X[None], *settings_)[0]
            torch.testing.assert_close(Y, expected)
            weights = torch.rand_like(Y)
            gradient, twin_gradient = (torch.autograd.grad((out * weights).sum(), X) for out in (Y, expected))
            torch.testing.assert_close(gradient, twin_gradient)


def test_pool2d_steps_by_one_unless_told():
    X = torch.arange(9.0).reshape(3, 3)
    assert pool2d(X, (2, 2)).tolist() == [[4, 5], [7, 8]]
    assert pool2d(X, (2, 2), "avg").tolist() == [[2, 3], [5, 6]]
    assert torch.equal(pool2d(X, 2), pool2d(X, (2, 2), "max", (1, 1), (0, 0)))


def test_pool2d_pads_the_maximum_with_minus_infinity():
    assert pool2d(torch.full((2, 2), -5), 2, padding=1).eq(-5).all()


@thoroughly
@given(st.integers(1, 12), small, st.integers(0, 3), st.integers(1, 4), st.integers(1, 3))
def test_output_size_is_what_torch_returns_or_torch_refuses(n, k, padding, stride, dilation):
    def torch_size():
        X, K = torch.zeros(1, 1, n), torch.zeros(1, 1, k)
        return functional.conv1d(X, K, None, stride, padding, dilation).shape[2]

    if dilation * (k - 1) + 1 <= n + 2 * padding:
        assert output_size(n, k, padding, stride, dilation) == torch_size()
    else:
        with pytest.raises(RuntimeError):
            torch_size()
        with pytest.raises(ValueError, match=r"use padding >= (\d+)") as error:
            output_size(n, k, padding, stride, dilation)
        way_out = int(str(error.value).split("use padding >= ")[1].split(",")[0])
        assert output_size(n, k, way_out, stride, dilation) >= 1
        with pytest.raises(ValueError, match="spans"):
            output_size(n, k, way_out - 1, stride, dilation)


@pytest.mark.parametrize(
    ("function", "X_shape", "K_shape"),
    [
        (corr2d, (4, 3), (2, 2)),
        (corr2d_multi_in, (2, 3, 3), (2, 2, 2)),
        (corr2d_multi_in_out, (2, 3, 3), (2, 2, 2, 2)),
        (corr2d_multi_in_out_1x1, (2, 3, 2), (3, 2, 1, 1)),
    ],
)
def test_correlations_are_differentiable_twice_in_input_and_kernel(function, X_shape, K_shape):
    X, K = (torch.randn(shape, dtype=torch.float64, requires_grad=True) for shape in (X_shape, K_shape))
    assert torch.autograd.gradcheck(function, (X, K))
    assert torch.autograd.gradgradcheck(function, (X, K))


def test_output_size_steps_by_one_without_padding_unless_told():
    assert output_size(8, 3) == 6


def test_conv2d_layer_learns_its_kernel_and_its_bias():
    layer = Conv2D(2)
    assert {name for name, _ in layer.named_parameters()} == {"weight", "bias"}
    layer(X44).sum().backward()
    assert layer.bias.grad.tolist() == [9]
    assert torch.equal(layer.weight.grad, corr2d(X44, torch.ones(3, 3)))


def test_conv2d_layer_has_one_kernel_and_one_bias():
    torch.manual_seed(0)
    layer = Conv2D((1, 2))
    torch.manual_seed(0)
    assert torch.equal(layer.weight, torch.rand(1, 2))
    assert layer.bias.tolist() == [0]
    assert Conv2D(3).weight.shape == (3, 3)
    torch.nn.init.constant_(layer.bias, 5)
    assert torch.equal(layer(X44), corr2d(X44, layer.weight) + 5)
    assert torch.equal(layer(-X44), corr2d(-X44, layer.weight) + 5)
    assert (layer(X44).dtype, layer(X44.double()).dtype) == (torch.float32, torch.float64)


def test_conv2d_layer_learns_the_edge_kernel():
    torch.manual_seed(1)
    X = torch.ones(6, 8)
    X[:, 2:6] = 0
    Y = corr2d(X, torch.tensor([[1.0, -1.0]]))
    layer = Conv2D((1, 2))
    optimizer = torch.optim.SGD([layer.weight], lr=0.02)
    for _ in range(50):
        optimizer.zero_grad()
        ((layer(X) - Y) ** 2).sum().backward()
        optimizer.step()
    torch.testing.assert_close(layer.weight.detach(), torch.tensor([[1.0, -1.0]]), atol=0.05, rtol=0)


def test_comp_conv2d_hides_batch_and_channel():
    layer = torch.nn.Conv2d(1, 1, kernel_size=(3, 5), padding=(0, 1), stride=(3, 4))
    assert comp_conv2d(layer, torch.rand(8, 8)).shape == (2, 2)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_comp_conv2d_gives_whole_numbers_to_a_layer_as_its_weights_are(dtype):
    layer = torch.nn.Conv2d(1, 1, 3, dtype=dtype)
    torch.nn.init.constant_(layer.weight, -0.01)
    torch.nn.init.constant_(layer.bias, 1.1)
    X = torch.arange(25).reshape(5, 5)
    Y = comp_conv2d(layer, X)
    assert Y.dtype == dtype
    assert Y.min() < 0 < Y.max()
    torch.testing.assert_close(Y, 1.1 - 0.09 * X[1:-1, 1:-1].to(dtype))


def test_comp_conv2d_takes_a_lazy_layer_one_without_weights_and_a_function():
    assert comp_conv2d(torch.nn.LazyConv2d(1, 3), X44).shape == (2, 2)
    assert comp_conv2d(torch.nn.MaxPool2d(2), X44).tolist() == [[5, 7], [13, 15]]
    assert comp_conv2d(torch.neg, X44.long()).dtype == torch.int64


def test_numpys_whole_numbers_are_whole_numbers():
    one, two, three = np.int64(1), np.uint8(2), np.int32(3)
    size = output_size(np.int64(8), three, padding=one, stride=two, dilation=one)
    assert (size, type(size)) == (4, int)
    settings_ = {"stride": (two, one), "padding": one}
    assert torch.equal(pool2d(X44, three, **settings_), pool2d(X44, 3, stride=(2, 1), padding=1))
    assert Conv2D((two, three)).weight.shape == (2, 3)


@pytest.mark.filterwarnings("ignore::UserWarning")  # PyTorch calls some kinds of tensor experimental
@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: corr2d([[1.0]], K22), TypeError, "X must be a torch.Tensor, got list; convert it"),
        (lambda: corr2d(X44, K22.numpy()), TypeError, "K must be a torch.Tensor, got ndarray"),
        (lambda: corr2d(X44[None], K22), ValueError, r"X must have 2 axes \(h, w\), got shape \(1, 4, 4\)"),
        (lambda: corr2d(X44, torch.tensor(2.0)), ValueError, r"K must have 2 axes \(h, w\), got shape \(\)"),
        (lambda: corr2d(X44, torch.ones(0, 2)), ValueError, r"K is empty, got shape \(0, 2\); every axis"),
        (
            lambda: corr2d(X44.to_sparse(), K22),
            TypeError,
            r"X must be an ordinary tensor, got a sparse_coo one; use X.to_dense\(\)",
        ),
        (
            lambda: corr2d(X44, K22.to_mkldnn()),
            TypeError,
            r"K must be an ordinary tensor, got a _mkldnn one; use K.to_dense\(\)",
        ),
        (
            lambda: pool2d(torch.quantize_per_tensor(X44, 0.1, 0, torch.quint8), 2),
            TypeError,
            r"X must be an ordinary tensor, got a quantised one; use X.dequantize\(\)",
        ),
        (
            lambda: comp_conv2d(torch.neg, torch.nested.nested_tensor([X44[0], X44[1, :2]])),
            TypeError,
            r"X must be an ordinary tensor, got a nested one; use X.to_padded_tensor\(0\)",
        ),
        (
            lambda: corr2d(X44.to(torch.float8_e4m3fn), K22),
            TypeError,
            r"X holds torch.float8_e4m3fn, which PyTorch hardly calculates with; use X.float\(\)",
        ),
        (
            lambda: pool2d(X44.to(torch.uint16), 2),
            TypeError,
            r"X holds torch.uint16, which .* use X.long\(\)",
        ),
        (lambda: corr2d(X44, K22.chalf()), TypeError, r"K holds torch.complex32, which .* use K.cfloat\(\)"),
        (
            lambda: pool2d(X44.cfloat(), 2, "avg"),
            TypeError,
            r"X holds torch.complex64, expected real numbers; use X.real or X.abs\(\)",
        ),
        (lambda: corr2d(X44 > 3, K22), TypeError, r"X holds True and False, expected numbers; use X.int\(\)"),
        (
            lambda: corr2d(K22, X44[:1]),
            ValueError,
            "K 1x4 does not fit in X 2x2; use a smaller kernel, or pad X",
        ),
        (lambda: corr2d(K22, X44[:, :1]), ValueError, "K 4x1 does not fit in X 2x2"),
        (
            lambda: corr2d(X44.to("meta"), K22),
            ValueError,
            r"X is on meta but K is on cpu; use K.to\(X.device",
        ),
        (
            lambda: corr2d_multi_in(torch.ones(2, 3, 3), torch.ones(3, 2, 2)),
            ValueError,
            r"K has 3 channels \(axis 0 of \(3, 2, 2\)\) but X has 2 .*; make them equal",
        ),
        (
            lambda: corr2d_multi_in_out(torch.ones(2, 3, 3), torch.ones(2, 1, 2, 2)),
            ValueError,
            r"K has 1 channels \(axis 1 of \(2, 1, 2, 2\)\)",
        ),
        (
            lambda: corr2d_multi_in_out(torch.ones(2, 3, 3), torch.ones(2, 2, 2)),
            ValueError,
            r"K must have 4 axes \(out_channels, in_channels, kh, kw\)",
        ),
        (
            lambda: corr2d_multi_in_out_1x1(torch.ones(2, 3, 3), torch.ones(2, 1, 1, 1)),
            ValueError,
            r"K has 1 channels \(axis 1 of \(2, 1, 1, 1\)\)",
        ),
        (
            lambda: corr2d_multi_in_out_1x1(torch.ones(2, 3, 3), torch.ones(2, 2, 1, 3)),
            ValueError,
            r"K must have a 1x1 kernel, got shape \(2, 2, 1, 3\); use corr2d_multi_in_out",
        ),
        (lambda: pool2d(X44, 2, "min"), ValueError, "mode must be 'max' or 'avg', got 'min'"),
        (lambda: pool2d(X44, 2, "mean"), ValueError, "mode must be 'max' or 'avg', got 'mean'"),
        (lambda: pool2d(X44.long(), 2, "avg"), TypeError, r"X holds torch.int64, whose mean .* use X.float"),
        (lambda: pool2d(X44, 5), ValueError, "pool_size 5x5 does not fit in the padded input 4x4; .* 2x2"),
        (
            lambda: pool2d(X44, 3, padding=2),
            ValueError,
            "padding 2x2 is more than half of pool_size 3x3; .* 1x1",
        ),
        (
            lambda: pool2d(X44, 3, padding=(2, 0)),
            ValueError,
            "padding 2x0 is more than half of pool_size 3x3",
        ),
        (
            lambda: pool2d(X44, 3, padding=(0, 2)),
            ValueError,
            "padding 0x2 is more than half of pool_size 3x3",
        ),
        (lambda: pool2d(X44, (5, 1)), ValueError, "pool_size 5x1 does not fit in the padded input 4x4"),
        (lambda: pool2d(X44, (1, 5)), ValueError, "pool_size 1x5 does not fit in the padded input 4x4"),
        (
            lambda: pool2d(X44[:1], (4, 1), padding=(1, 0)),
            ValueError,
            "pool_size 4x1 does not fit in the padded input 3x4",
        ),
        (
            lambda: pool2d(X44[:, :1], (1, 4), padding=(0, 1)),
            ValueError,
            "pool_size 1x4 does not fit in the padded input 4x3",
        ),
        (lambda: pool2d(X44, (2,)), ValueError, r"pool_size must be one integer or two .*, got \(2,\)"),
        (lambda: pool2d(X44, 2, padding=-1), ValueError, "padding must be at least 0, got -1"),
        (lambda: pool2d(X44, 2, stride=0), ValueError, "stride must be at least 1, got 0"),
        (
            lambda: pool2d(X44, (1, 2, 3)),
            ValueError,
            r"pool_size must be one integer or two .*, got \(1, 2, 3\)",
        ),
        (
            lambda: pool2d(X44, 2.0),
            TypeError,
            "pool_size must be an integer, got 2.0; use a whole number >= 1",
        ),
        (lambda: Conv2D(True), TypeError, "kernel_size must be an integer, got True"),
        (lambda: Conv2D((0, 2)), ValueError, "kernel_size must be at least 1, got 0"),
        (lambda: output_size(0, 3), ValueError, "n must be at least 1, got 0"),
        (lambda: output_size(6, 0), ValueError, "k must be at least 1, got 0"),
        (lambda: output_size(6, 3, padding=-1), ValueError, "padding must be at least 0, got -1"),
        (lambda: output_size(6, 3, dilation=0), ValueError, "dilation must be at least 1, got 0"),
        (lambda: output_size(6, 3, stride=-1), ValueError, "stride must be at least 1, got -1"),
        (
            lambda: output_size(8, 5, dilation=2),
            ValueError,
            "kernel 5 with dilation 2 spans 9 but the padded input has 8; use padding >= 1, or",
        ),
        (
            lambda: comp_conv2d(torch.nn.Conv2d(1, 3, 2), X44),
            ValueError,
            r"conv2d must return one channel, got shape \(1, 3, 3, 3\); use out_channels=1",
        ),
        (
            lambda: comp_conv2d(torch.nn.Conv2d(2, 1, 2), X44),
            ValueError,
            "conv2d must take one channel, got 2; use in_channels=1",
        ),
        (
            lambda: comp_conv2d(torch.nn.Conv2d(1, 1, 2), X44.double()),
            ValueError,
            r"X holds torch.float64 on cpu but conv2d's weights torch.float32 on cpu; use conv2d.to\(X\)",
        ),
        (
            lambda: comp_conv2d(torch.nn.Conv2d(1, 1, 2), X44.cfloat()),
            ValueError,
            "X holds torch.complex64 on cpu but conv2d's weights torch.float32 on cpu",
        ),
        (
            lambda: comp_conv2d(torch.nn.Conv2d(1, 1, 2, device="meta"), X44),
            ValueError,
            "X holds torch.float32 on cpu but conv2d's weights torch.float32 on meta",
        ),
    ],
)
def test_bad_input_is_refused_with_a_way_out(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize(
    ("X_dtype", "K_dtype", "largest"),
    [
        (torch.uint8, torch.uint8, 255),
        (torch.int8, torch.int8, 127),
        (torch.int16, torch.int16, 32767),
        (torch.uint8, torch.int8, 32767),
    ],
)
@pytest.mark.parametrize(
    ("function", "X_ndim", "K_ndim"),
    [(corr2d, 2, 2), (corr2d_multi_in, 3, 3), (corr2d_multi_in_out, 3, 4), (corr2d_multi_in_out_1x1, 3, 4)],
)
def test_sums_that_would_wrap_round_are_refused(function, X_ndim, K_ndim, X_dtype, K_dtype, largest):
    X, K = (torch.full((1,) * n, 100, dtype=d) for n, d in ((X_ndim, X_dtype), (K_ndim, K_dtype)))
    message = (
        rf"X holds {X_dtype} and K {K_dtype}: their sums wrap round beyond {largest}; use X.long\(\), or"
    )
    with pytest.raises(TypeError, match=message):
        function(X, K)
    for way_out in (X.long(), X.float()):
        assert function(way_out, K).item() == 10_000


def test_every_public_name_of_ops_is_in_the_package():
    assert d2l.corr2d is corr2d
    assert d2l.Conv2D is Conv2D


def test_benchmark_runs_alone_and_prints_a_ratio_for_each_size():
    command = [sys.executable, BENCHMARK, "--rounds", "1", "--sizes", "6x8", "28x28"]
    table = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert table.count("28x28") == 3
