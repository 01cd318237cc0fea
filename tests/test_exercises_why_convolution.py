"""What the exercises of "Why convolution" say beyond what tests/test_exercises.py asks of every chapter."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import conv2d

from d2lmini.exercises import exercises_of

SOLVE = {exercise.name: exercise.solution for exercise in exercises_of("why-convolution")}


def test_alexnets_first_layer_has_the_published_counts():
    _, local_count, shared_count = SOLVE["three_counts"]((227, 227, 3), (55, 55, 96), 11)
    assert (local_count, shared_count) == (105_705_600, 34_944)


@given(st.integers(1, 5), st.integers(1, 5), st.data())
@settings(max_examples=40, deadline=None)
def test_the_solutions_agree_with_torch(h, w, data):
    kh, kw = data.draw(st.integers(1, h)), data.draw(st.integers(1, w))
    X, K = torch.randn(h, w, dtype=torch.float64), torch.randn(kh, kw, dtype=torch.float64)
    Y = conv2d(X[None, None], K[None, None])[0, 0]
    close = torch.testing.assert_close
    M = SOLVE["conv_matrix"](K, h, w)
    close((M @ X.flatten()).reshape(Y.shape), Y)
    close(SOLVE["locally_connected"](X, K.expand(*Y.shape, kh, kw)), Y)
    answer, (i, j) = SOLVE["what_and_where"](X, K)
    assert Y[i, j].item() == pytest.approx(answer) == Y.max().item()
    if kh == kw:
        assert torch.equal(SOLVE["kernel_of_matrix"](M, h, w, kh), K)
