"""The convolution explorer: what it holds, refuses and copies."""

import random

import pytest
import torch
from traitlets import TraitError

from d2lmini.widgets import ConvolutionExplorer
from tests.widgets.harness import called, run_copied
from tests.widgets.test_sliding import random_state, torch_output

STATES = [{"kernel": torch.eye(3), "at": (0, 0)}]
REFUSED = [
    (
        {"kernel": torch.ones(5, 5)},
        "kernel 5×5 is larger than the input 3×3; add padding or use a smaller kernel",
    ),
    (
        {"dilation": 3},
        "kernel 2×2 with dilation 3 spans 4×4: larger than the input 3×3; add padding or use a smaller",
    ),
    ({"dilation": (1, 4)}, "with dilation 1×4 spans 2×5: larger than the input 3×3"),
    ({"stride": 0}, "stride must be a whole number from 1 to 6, got 0"),
    ({"padding": (0, 7)}, "padding must be a whole number from 0 to 6, got 7"),
    ({"stride": 1.5}, r"stride must be a whole number or a pair \(height, width\), got 1.5"),
    ({"stride": (1, 2, 3)}, r"stride must be a whole number or a pair"),
    ({"mode": "flipped"}, "mode must be 'cross-correlation' or 'convolution', got 'flipped'"),
    ({"at": (2, 0)}, r"at must be a position in the 2×2 output, got \(2, 0\)"),
    ({"at": (-1, 0)}, r"at must be a pair \(row, column\) counted from 0"),
    (
        {"input": [[1, 2], [3]]},
        "input must be a rectangle of numbers, got .* give rows of numbers, all of one length",
    ),
    ({"input": [["a"]]}, "input must be a rectangle of numbers"),
    (
        {"input": torch.ones(2, 3, 4)},
        r"input must have rows and columns, got shape \(2, 3, 4\); index or reshape",
    ),
    ({"input": [[float("nan")]]}, "input holds nan, expected finite numbers; torch.nan_to_num replaces it"),
    ({"input": [[1, float("-inf")]]}, "input holds -inf, expected finite numbers"),
    ({"input": [[1_000_001]]}, "input holds a number outside −1000000 to 1000000; scale it first"),
    ({"input": torch.ones(13, 2)}, "input must be between 1×1 and 12×12, got 13×2"),
]


def test_several_settings_change_together_or_not_at_all() -> None:
    explorer = ConvolutionExplorer(at=(1, 1))
    with explorer.hold_trait_notifications():
        explorer.kernel, explorer.padding = torch.ones(5, 5), 1
    assert explorer.output.tolist() == [[36]]
    assert explorer.at == (0, 0)  # the place in view stays inside the output
    with pytest.raises(TraitError, match="spans 7×7"), explorer.hold_trait_notifications():
        explorer.kernel, explorer.dilation = torch.ones(2, 2), 6
    assert (explorer.kernel.shape, explorer.dilation) == ((5, 5), 1)


@pytest.mark.parametrize("mode", ["cross-correlation", "convolution"])
def test_explorer_output_is_what_torch_computes(mode: str) -> None:
    X, K = torch.arange(20).reshape(4, 5), torch.tensor([[1.5, -2], [0, 3]])
    settings = {"stride": (2, 1), "padding": 1, "dilation": (1, 2)}
    explorer = ConvolutionExplorer(input=X, kernel=K.numpy(), mode=mode, **settings)
    state = {"input": X.tolist(), "kernel": K.tolist(), "mode": mode, **settings}
    torch.testing.assert_close(explorer.output, torch_output(state))
    whole = ConvolutionExplorer().output
    assert whole.dtype == torch.int64
    assert whole.tolist() == [[19, 25], [37, 43]]


def test_traits_keep_their_own_copy_and_say_numbers_plainly() -> None:
    K = torch.tensor([[1.0, -1.0]], requires_grad=True)
    explorer = ConvolutionExplorer(kernel=K)
    with torch.no_grad():
        K[0, 0] = 9
    assert explorer.kernel.tolist() == [[1, -1]]
    assert explorer.get_state("kernel") == {"kernel": [[1, -1]]}


def test_the_sentence_tells_sizes_settings_and_numbers() -> None:
    sentence = ConvolutionExplorer(stride=(2, 1), padding=1, kernel=[[0.1, -1 / 3]]).sentence()
    assert sentence.splitlines()[0] == (
        "ConvolutionExplorer (cross-correlation): a 1×2 kernel over a 3×3 input, stride (2, 1), "
        "padding 1, dilation 1, gives a 3×4 output."
    )
    assert "kernel: [[0.1, -0.333333]]" in sentence


@pytest.mark.parametrize("whole", [True, False])
def test_the_copied_code_prints_the_numbers_in_view(whole: bool) -> None:
    rng = random.Random(11)
    states = [random_state(whole, rng) for _ in range(6)]
    programs = called("convolution_explorer/code.js", "explorerCode", [(state,) for state in states])
    for state, program in zip(states, programs, strict=True):
        _, (printed,) = run_copied(program)
        torch.testing.assert_close(printed.double(), torch_output(state), rtol=0, atol=0)


def test_settings_are_given_in_their_order_or_by_name() -> None:
    explorer = ConvolutionExplorer([[1, 2, 3]], [[1, -1]], stride=2)
    assert explorer.output.tolist() == [[-1]]
    names = "input, kernel, stride, padding, dilation, mode, at"
    with pytest.raises(TypeError, match=f"ConvolutionExplorer has no setting 'strid'; it has {names}"):
        ConvolutionExplorer(strid=2)
    with pytest.raises(TypeError, match="ConvolutionExplorer has no setting number 8"):
        ConvolutionExplorer(*[1] * 8)
