"""What is peculiar to the exercises of "Image convolution"; tests/test_exercises.py covers what all have."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import convolve2d
from torch import nn
from torch.nn.functional import conv2d

from d2lmini.exercises import check, exercises_of

EXERCISES = {exercise.name: exercise for exercise in exercises_of("image-convolution")}


def test_the_layer_as_handed_out_is_not_attempted_until_a_repair_shows():
    handed_out = EXERCISES["conv2d_layer"].given
    assert check("conv2d_layer", handed_out).mark == "○"
    constructor = {"__init__": vars(handed_out)["__inint__"]}
    repaired_once = type("MyConv2D", (nn.Module,), {"forward": handed_out.forward} | constructor)
    assert "never calls super().__init__()" in str(check("conv2d_layer", repaired_once))


@given(st.integers(1, 6), st.integers(1, 6), st.data())
@settings(max_examples=40, deadline=None)
def test_the_solutions_agree_with_torch_and_scipy(h, w, data):
    kh, kw = data.draw(st.integers(1, h)), data.draw(st.integers(1, w))
    X, K = torch.randn(h, w, dtype=torch.float64), torch.randn(kh, kw, dtype=torch.float64)
    solve = {name: exercise.solution for name, exercise in EXERCISES.items()}
    close = torch.testing.assert_close
    close(solve["corr2d"](X, K), conv2d(X[None, None], K[None, None])[0, 0])
    close(solve["convolve2d"](X, K), torch.from_numpy(convolve2d(X, K, mode="valid")))
    close(solve["fft_convolve2d"](X, K), torch.from_numpy(convolve2d(X, K, mode="full")))
