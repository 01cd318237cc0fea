import pytest
import torch
from torch import nn

from d2lmini.models import lenet


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
        ({"num_classes": 0}, ValueError, "num_classes must be at least 1, got 0"),
        ({"in_channels": 0}, ValueError, "in_channels must be at least 1, got 0"),
        ({"num_classes": 2.5}, TypeError, "num_classes must be an integer, got 2.5"),
    ],
)
def test_lenet_names_a_bad_argument(change, error, message):
    with pytest.raises(error, match=message):
        lenet(**change)
