"""What widgets make of the values that readers bring, and what they hand out."""

import copy
import json
import operator
import pickle
from collections.abc import Callable

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from anywidget import AnyWidget
from torch import Tensor
from traitlets import TraitError

from d2lmini import widgets
from d2lmini.widgets import (
    ChannelExplorer,
    ConvolutionExplorer,
    NetworkBuilder,
    ParameterBudget,
    PhotoFilter,
    PoolingExplorer,
    PredictionGame,
    ShiftExplorer,
)
from tests.widgets.harness import assert_refused

K = torch.tensor([[0, 1], [2, 3]])


STRANGE = {
    "complex tensor": (lambda: K + 1j, r"kernel holds complex numbers, expected real ones; use \.real"),
    "complex array": (lambda: K.numpy() + 1j, "kernel holds complex numbers"),
    "complex list": (lambda: [[1, 2j]], "kernel holds complex numbers"),
    "NumPy's complex numbers": (lambda: [[np.complex64(1j)]], "kernel holds complex numbers"),
    "sparse": (K.to_sparse, r"kernel must be an ordinary tensor, got a sparse_coo one; use kernel.to_dense"),
    "quantised": (
        lambda: torch.quantize_per_tensor(torch.ones(2, 2), 0.1, 0, torch.quint8),
        r"got a quantised one; use kernel.dequantize\(\)",
    ),
    "nested": (
        lambda: torch.nested.nested_tensor([torch.zeros(2), torch.zeros(3)]),
        r"got a nested one; use kernel.to_padded_tensor\(0\)",
    ),
    "meta": (lambda: K.to("meta"), "kernel is on the device 'meta', where tensors have no numbers"),
    "words": (lambda: np.array([["a"]]), "kernel must be a rectangle of numbers"),
    "nothing": (lambda: None, "kernel must be a rectangle of numbers, got None"),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("make", "message"), STRANGE.values(), ids=list(STRANGE))
def test_tensors_that_cannot_be_shown_are_refused_in_words(make: Callable, message: str) -> None:
    assert_refused(ConvolutionExplorer, {"kernel": make()}, message)


REAL = [
    *(K.to(torch.float8_e4m3fn), K.to(torch.uint16), K.bfloat16(), K.double().requires_grad_()),
    *(K.numpy().astype(np.uint8), K.flip(1).numpy()[:, ::-1]),
    [[np.int8(0), np.float32(1)], [2, torch.tensor(3)]],
]


@pytest.mark.parametrize("value", REAL)
def test_every_kind_of_real_numbers_is_shown(value: object) -> None:
    assert ConvolutionExplorer(kernel=value).kernel.tolist() == [[0, 1], [2, 3]]


@pytest.mark.parametrize(
    ("widget", "settings", "plain"),
    [
        (ConvolutionExplorer, {"stride": np.int64(2)}, {"stride": 2}),
        (ConvolutionExplorer, {"padding": np.array([1, 2])}, {"padding": (1, 2)}),
        (ConvolutionExplorer, {"padding": torch.tensor(1)}, {"padding": 1}),
        (ConvolutionExplorer, {"at": np.array([1, 0])}, {"at": (1, 0)}),
        (ChannelExplorer, {"filter": np.int32(1)}, {"filter": 1}),
        (PhotoFilter, {"divisor": np.float32(2.5)}, {"divisor": 2.5}),
        (PhotoFilter, {"divisor": torch.tensor(2)}, {"divisor": 2}),
        (PoolingExplorer, {"count_include_pad": np.bool_(False)}, {"count_include_pad": False}),
        (PredictionGame, {"number": np.int64(3), "seed": np.int64(1)}, {"number": 3, "seed": 1}),
        (ParameterBudget, {"in_channels": np.uint8(3)}, {"in_channels": 3}),
        (ShiftExplorer, {"learned": np.array([[1, 2], [3, 4]])}, {"learned": ((1, 2), (3, 4))}),
    ],
)
def test_numpys_and_torchs_numbers_are_as_good_as_pythons(widget: type, settings: dict, plain: dict) -> None:
    explorable = widget(**settings)
    for name, value in plain.items():
        held = getattr(explorable, name)
        assert (held, type(held)) == (value, type(value))
    json.dumps({name: explorable.get_state(name) for name in plain})


def test_a_table_keeps_its_order_where_a_saved_notebook_sorts_keys() -> None:
    builder = NetworkBuilder()
    sent = json.loads(json.dumps(builder.get_state(["_presets", "_kinds"]), sort_keys=True))
    assert list(json.loads(sent["_presets"])) == list(builder._presets) != sorted(builder._presets)


@pytest.mark.parametrize(
    ("widget", "change", "message"),
    [
        (ConvolutionExplorer, {"stride": np.float64(1.5)}, "stride must be a whole number or a pair"),
        (ConvolutionExplorer, {"at": np.eye(2)}, r"at must be a pair \(row, column\) counted from 0"),
        (ConvolutionExplorer, {"mode": np.ones(2)}, "mode must be 'cross-correlation' or 'convolution'"),
        (ChannelExplorer, {"filter": True}, "filter must be a whole number, got True"),
        (ChannelExplorer, {"weight": 5}, r"must have the axes \(out, in, kernel height, kernel width\)"),
        (PhotoFilter, {"divisor": np.nan}, "divisor must be a number from −1000000 to 1000000, got nan"),
        (PredictionGame, {"number": 1.5}, "number must be a whole number, got 1.5"),
        (PredictionGame, {"score": 3}, "score must be a dict, got 3"),
        (ShiftExplorer, {"learned": np.ones(2)}, r"learned must be a list of positions such as \[\(2, 2\)\]"),
    ],
)
def test_other_values_are_refused_by_name(widget: type, change: dict, message: str) -> None:
    assert_refused(widget, change, message)


def test_a_bias_that_is_left_out_is_0_for_each_filter() -> None:
    explorer = ChannelExplorer(weight=torch.ones(2, 2, 1, 1), photo_weight=torch.ones(1, 3, 3, 3))
    assert explorer.bias.tolist() == [0, 0]
    assert explorer.photo_bias.tolist() == [0]
    assert explorer.get_state("bias") == {"bias": [0, 0]}


WRITES = {
    "X[0, 0] = 77": lambda X: X.__setitem__((0, 0), 77),
    "X[0][0] = 77": lambda X: X[0].__setitem__(0, 77),
    "X[X > 1] = 0": lambda X: X.__setitem__(X > 1, 0),
    "X += 1": lambda X: operator.iadd(X, 1),
    "X[0] += 1": lambda X: operator.iadd(X[0], 1),
    "X.fill_": lambda X: X.fill_(0),
    "a view": lambda X: X.T.reshape(2, 2).view(2, 2).zero_(),
    "a row": lambda X: next(iter(X)).zero_(),
    "X.data": lambda X: X.data.zero_(),
    "X.detach()": lambda X: X.detach().zero_(),
    "X.data = ": lambda X: setattr(X, "data", torch.zeros(2, 2, dtype=X.dtype)),
    "out=": lambda X: torch.add(K, 1, out=X),
    "inplace=": lambda X: F.relu(X, inplace=True),
    "nn.init": torch.nn.init.zeros_,
    "_foreach": lambda X: torch._foreach_add_([X], 1),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=list(WRITES))
def test_writing_into_a_widgets_tensor_is_refused_with_the_way_out(write: Callable) -> None:
    explorer = ConvolutionExplorer(kernel=K)
    message = r"kernel is a copy .* change one of your own, kernel\.clone\(\), and assign it whole"
    with pytest.raises(TraitError, match=message):
        write(explorer.kernel)
    assert explorer.kernel.tolist() == K.tolist()
    mine = explorer.kernel.clone()
    mine[0, 0] = 77
    explorer.kernel = mine
    assert explorer.kernel[0, 0] == 77


def test_writing_into_its_array_is_refused_too() -> None:
    explorer = ConvolutionExplorer(kernel=K)
    for array in (explorer.kernel.numpy(), np.asarray(explorer.kernel)):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 77
    assert explorer.kernel.tolist() == K.tolist()


RESULTS = {
    "arithmetic": lambda X: 2 * X + 1,
    "comparison": lambda X: X > 1,
    "another dtype": lambda X: X.double(),
    "a copy": lambda X: X.clone(),
    "a deep copy": copy.deepcopy,
    "a pickle": lambda X: pickle.loads(pickle.dumps(X)),
    "several": lambda X: X.double().max(dim=0).values,
    "a stack": lambda X: torch.stack([X, X]),
    "convolution": lambda X: F.conv2d(torch.ones(1, 1, 3, 3).long(), X[None, None]),
    "gradient": lambda X: torch.func.grad(lambda Y: (Y**2).sum())(X.double()),
}


@pytest.mark.parametrize("operation", RESULTS.values(), ids=list(RESULTS))
def test_what_is_computed_from_a_widgets_tensor_is_an_ordinary_tensor(operation: Callable) -> None:
    result = operation(ConvolutionExplorer(kernel=K).kernel)
    assert type(result) is Tensor
    torch.testing.assert_close(result, operation(K))
    result.fill_(0)


def test_a_widgets_tensor_reads_as_any_other() -> None:
    kernel = ConvolutionExplorer(kernel=K).kernel
    assert repr(kernel) == repr(K)
    assert torch.equal(kernel, K)
    assert (kernel.shape, kernel.dtype, len(kernel)) == (K.shape, K.dtype, 2)
    assert [row.tolist() for row in kernel] == K.tolist()
    assert np.array_equal(kernel, K.numpy())
    torch.testing.assert_close(kernel, K)
    layer = torch.nn.Conv2d(1, 1, 2)
    layer.weight.data[0, 0] = kernel
    assert torch.equal(layer.weight[0, 0], K.float())


@pytest.mark.parametrize(
    "write",
    [
        lambda score: score.update(streak=9),
        lambda score: score.__setitem__("streak", 9),
        lambda score: score["levels"].pop("Kernel"),
        lambda score: score["levels"]["Kernel"].append(9),
        lambda score: score["levels"]["Kernel"].__setitem__(0, 9),
    ],
)
def test_writing_into_a_games_score_is_refused_with_the_way_out(write: Callable) -> None:
    game = PredictionGame()
    with pytest.raises(TraitError, match=r"score is a copy .* your own, copy\.deepcopy\(score\), and assign"):
        write(game.score)
    mine = copy.deepcopy(game.score)
    assert game.score == mine == PredictionGame().score
    mine["levels"]["Kernel"][1] = 3
    game.score = mine
    mine["levels"]["Kernel"][1] = 1
    assert game.score["levels"]["Kernel"] == [0, 3]
    assert type(pickle.loads(pickle.dumps(game.score))) is dict


def test_no_trait_that_readers_use_hands_out_what_can_be_written_into() -> None:
    """A new trait that holds a list, a dict or a tensor is to be handed out as these are."""
    for name in widgets.__all__:
        explorable = getattr(widgets, name)()
        own = set(explorable.trait_names()) - set(AnyWidget.class_trait_names())
        for trait in (trait for trait in own if not trait.startswith("_")):
            value = getattr(explorable, trait)
            assert type(value) not in (list, dict, set, Tensor, np.ndarray), f"{name}.{trait}"
