from pathlib import Path

import pytest
import torch
from torch import nn
from train_lenet_mnist import KEPT, count_right, trained

import d2lmini.models
from d2lmini import load_data_mnist
from d2lmini.models import lenet, lenet_mnist, lenet_mnist_accuracy
from d2lmini.models.lenet_mnist import checkpoints, packed, rows_of, unpacked


def test_lenet_has_the_published_shapes_layer_by_layer():
    X, shapes = torch.zeros(2, 1, 28, 28), []
    for layer in lenet():
        X = layer(X)
        shapes.append((type(layer).__name__, *X.shape[1:]))
    assert shapes == [
        ("Conv2d", 6, 28, 28),
        ("Sigmoid", 6, 28, 28),
        ("AvgPool2d", 6, 14, 14),
        ("Conv2d", 16, 10, 10),
        ("Sigmoid", 16, 10, 10),
        ("AvgPool2d", 16, 5, 5),
        ("Flatten", 400),
        ("Linear", 120),
        ("Sigmoid", 120),
        ("Linear", 84),
        ("Sigmoid", 84),
        ("Linear", 10),
    ]


def test_lenet_has_61706_parameters():
    assert sum(parameter.numel() for parameter in lenet().parameters()) == 61_706


def test_lenet_takes_other_classes_channels_and_activations():
    net = lenet(num_classes=3, in_channels=2, activation=nn.ReLU)
    assert net(torch.zeros(4, 2, 28, 28)).shape == (4, 3)
    assert [type(layer) for layer in net].count(nn.ReLU) == 4


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (
            {"activation": nn.ReLU()},
            TypeError,
            r"activation must be a layer's class, .* got ReLU\(\); write it",
        ),
        (
            {"activation": "relu"},
            TypeError,
            "activation must be a layer's class, such as nn.ReLU, got 'relu'",
        ),
        (
            {"pooling": nn.MaxPool2d(2)},
            TypeError,
            r"pooling must be a layer's class, such as nn.MaxPool2d, got MaxPool2d\(.*LeNet makes two",
        ),
        ({"num_classes": 0}, ValueError, "num_classes must be at least 1, got 0"),
        ({"in_channels": 0}, ValueError, "in_channels must be at least 1, got 0"),
        ({"num_classes": 2.5}, TypeError, "num_classes must be an integer, got 2.5"),
    ],
)
def test_lenet_names_a_bad_argument(change, error, message):
    with pytest.raises(error, match=message):
        lenet(**change)


@pytest.mark.parametrize("epoch", checkpoints())
def test_the_stored_lenet_reaches_the_accuracy_written_beside_it(epoch: int):
    net = lenet_mnist(epoch)
    right = count_right({name: X.double() for name, X in net.state_dict().items()})
    assert right / 2000 == lenet_mnist_accuracy()[epoch]
    written = (Path(d2lmini.models.__file__).parent / "lenet_mnist.txt").read_text("utf-8")
    assert f"epoch {epoch:2}: {right}, {right / 2000:.2%}" in written
    assert not net.training


def test_the_stored_lenet_gets_985_of_1000_right_and_begins_at_chance():
    first, *_, last = lenet_mnist_accuracy().values()
    assert last >= 0.985
    assert 0.05 < first < 0.15


def test_each_stored_weight_is_the_same_number_in_float16():
    for epoch in checkpoints():
        for X in lenet_mnist(epoch).state_dict().values():
            assert torch.equal(X.half().float(), X)
    _, test_iter = load_data_mnist(100)
    X, _ = next(iter(test_iter))
    assert torch.equal(lenet_mnist()(X), lenet_mnist().half().float()(X))


def test_the_stored_weights_are_small():
    files = Path(d2lmini.models.__file__).parent.glob("lenet_mnist.[nt]*")
    sizes = [path.stat().st_size for path in files]
    assert len(sizes) == 2
    assert sum(sizes) <= 150_000


def test_an_epoch_that_is_not_kept_is_named():
    with pytest.raises(ValueError, match="epoch must be one of 0, 3, 5, 15, 60, got 7"):
        lenet_mnist(7)


def test_packed_weights_are_the_nearest_that_the_row_allows():
    weights = [torch.randn(3, 2, 2, generator=torch.manual_seed(0)), torch.tensor([0.5, -8.0])]
    state = {"weight": weights[0], "bias": weights[1]}
    back = unpacked(state, *packed(weights, 127))
    for row, kept in zip(rows_of(weights), rows_of(back.values()), strict=True):
        assert (row - kept).abs().max() <= row.abs().max() / 127
    assert back["bias"].tolist() == [0.5, -8.0]
    assert set(packed(weights, 1)[0].tolist()) <= {-1, 0, 1}


def test_the_script_makes_the_weights_that_are_stored():
    *_, (epoch, state) = trained(3)
    numbers, _ = packed(state.values(), KEPT[epoch])
    # Machines differ in the last digit, and a weight between two whole numbers may fall on either side.
    assert (numbers != checkpoints()[epoch]["numbers"]).mean() < 0.001
