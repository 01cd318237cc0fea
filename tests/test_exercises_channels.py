"""What is peculiar to the exercises of "Channels"; tests/test_exercises.py covers what all have."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn.functional import conv2d, conv3d

from d2lmini.exercises import exercises_of

EXERCISES = {exercise.name: exercise for exercise in exercises_of("channels")}


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 5), st.integers(1, 5), st.data())
@settings(max_examples=30, deadline=None)
def test_the_solutions_agree_with_torch(c, filters, h, w, data):
    kh, kw = data.draw(st.integers(1, h)), data.draw(st.integers(1, w))
    depth = data.draw(st.integers(1, c))
    X = torch.randn(c, h, w, dtype=torch.float64)
    W, b = torch.randn(filters, c, kh, kw, dtype=torch.float64), torch.randn(filters, dtype=torch.float64)
    solve = {name: exercise.solution for name, exercise in EXERCISES.items()}
    close = torch.testing.assert_close
    close(solve["multi_in"](X, W[0]), conv2d(X[None], W[:1])[0, 0])
    close(solve["multi_in_out"](X, W, b), conv2d(X[None], W, b)[0])
    K = W[0, :depth]
    close(solve["corr3d"](X, K), conv3d(X[None, None], K[None, None])[0, 0])


def test_the_shapes_of_the_solution_are_those_of_the_layer():
    real = nn.Conv2d(3, 8, kernel_size=(5, 3))
    said = EXERCISES["layer_shapes"].solution()
    assert said["weight"] == tuple(real.weight.shape)
    assert said["bias"] == tuple(real.bias.shape)
    assert said["output"] == tuple(real(torch.zeros(1, 3, 32, 32)).shape[1:])
