"""Solutions beside something trusted that was written elsewhere: torch, scipy, published numbers."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import convolve2d
from torch import nn
from torch.nn.functional import conv1d, conv2d, conv3d
from torch.testing import assert_close

import d2lmini as d2l
from d2lmini.exercises.kit.catalogue import all_exercises

SOLVE = {name: exercise.solution for name, exercise in all_exercises().items()}
sides = st.integers(1, 6)


@given(st.integers(1, 4), st.integers(1, 4), sides, sides, st.data())
@settings(max_examples=40, deadline=None)
def test_the_solutions_agree_with_torch_and_scipy(c, filters, h, w, data):
    kh, kw, depth = (data.draw(st.integers(1, n)) for n in (h, w, c))
    images = torch.randn(c, h, w, dtype=torch.float64)
    W, b = torch.randn(filters, c, kh, kw, dtype=torch.float64), torch.randn(filters, dtype=torch.float64)
    assert_close(SOLVE["multi_in"](images, W[0]), conv2d(images[None], W[:1])[0, 0])
    assert_close(SOLVE["multi_in_out"](images, W, b), conv2d(images[None], W, b)[0])
    K = W[0, :depth]
    assert_close(SOLVE["corr3d"](images, K), conv3d(images[None, None], K[None, None])[0, 0])

    X, K = images[0], W[0, 0]
    Y = conv2d(X[None, None], K[None, None])[0, 0]
    assert_close(SOLVE["corr2d"](X, K), Y)
    assert_close(SOLVE["convolve2d"](X, K), torch.from_numpy(convolve2d(X, K, mode="valid")))
    assert_close(SOLVE["fft_convolve2d"](X, K), torch.from_numpy(convolve2d(X, K, mode="full")))
    M = SOLVE["conv_matrix"](K, h, w)
    assert_close((M @ X.flatten()).reshape(Y.shape), Y)
    answer, (i, j) = SOLVE["what_and_where"](X, K)
    assert Y[i, j].item() == pytest.approx(answer) == Y.max().item()
    if kh == kw:
        assert torch.equal(SOLVE["kernel_of_matrix"](M, h, w, kh), K)


@given(st.integers(1, 3), st.integers(1, 3), st.integers(1, 9), st.integers(1, 4), st.data())
@settings(max_examples=40, deadline=None)
def test_convolution_in_one_dimension_agrees_with_torch(c_i, c_o, n, stride, data):
    k = data.draw(st.integers(1, n))
    X = torch.randn(c_i, n, dtype=torch.float64)
    K = torch.randn(c_o, c_i, k, dtype=torch.float64)
    assert_close(SOLVE["conv1d"](X, K, stride), conv1d(X[None], K, stride=stride)[0])


@given(st.integers(0, 2**32 - 1), st.integers(2, 6))
@settings(max_examples=60, deadline=None)
def test_a_move_captures_stones_where_the_package_says_that_it_captures(seed, n):
    board = torch.randint(-1, 2, (n, n), generator=torch.Generator().manual_seed(seed))
    captures = d2l.captures(board[None])[0]
    for i, j in (board == 0).nonzero().tolist():
        assert (SOLVE["captured_stones"](board, i, j) > 0) == captures[i, j]


def test_the_shapes_of_the_solution_are_those_of_the_layer():
    real = nn.Conv2d(4, 6, kernel_size=(3, 7))
    said = SOLVE["layer_shapes"]()
    assert said["weight"] == tuple(real.weight.shape)
    assert said["bias"] == tuple(real.bias.shape)
    assert said["output"] == tuple(real(torch.zeros(1, 4, 20, 30)).shape[1:])


def test_alexnets_first_layer_has_the_published_counts():
    _, local_count, shared_count = SOLVE["three_counts"]((227, 227, 3), (55, 55, 96), 11)
    assert (local_count, shared_count) == (105_705_600, 34_944)


def test_alexnet_for_courses_has_the_published_counts():
    with torch.device("meta"):
        costs = d2l.summary(SOLVE["five_and_three"]().float(), (1, 224, 224))
    assert (costs.parameters, costs.multiply_adds) == (46_764_746, 938_146_176)
