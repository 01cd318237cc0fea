"""The table of a network's layers: against PyTorch's own counter, gradients, and published numbers."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from d2lmini import models
from d2lmini.models import Add, Concat, summary

# Parameters, and multiply-adds at the usual size, as torchvision, Caffe's models and the papers tell them.
PUBLISHED = [
    (models.lenet, (1, 28, 28), 61_706, 416_520),
    (models.lenet5, (1, 32, 32), 60_000, 326_520),
    (models.alexnet, (3, 224, 224), 61_100_840, 714_188_480),
    (models.alexnet_2012, (3, 227, 227), 60_965_224, 724_406_816),
    (models.vgg16, (3, 224, 224), 138_357_544, 15_470_264_320),
    (models.nin, (3, 224, 224), 7_595_176, 1_100_188_800),
    (models.resnet18, (3, 224, 224), 11_689_512, 1_814_073_344),
]


@pytest.mark.parametrize(("build", "shape", "parameters", "multiply_adds"), PUBLISHED)
def test_published_networks_have_their_published_counts(
    build: object, shape: tuple, parameters: int, multiply_adds: int
):
    with torch.device("meta"):
        net = build()
    table = summary(net, shape)
    assert (table.parameters, table.multiply_adds) == (parameters, multiply_adds)
    assert sum(layer.parameters for layer in table) == parameters
    assert table.multiply_adds == flops(net, shape) // 2


def flops(net: nn.Module, shape: tuple) -> int:
    device = next(net.parameters(), torch.zeros(0)).device
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        net.eval().to(device)(torch.zeros(1, *shape, device=device))
    return counter.get_total_flops()


# Of LeNet as trained here; then what Araujo et al. (2019) and torchvision's networks give, from outside in.
FIELDS = {
    models.lenet: ((1, 28, 28), [5, 6, 14, 16, 32]),
    models.alexnet: ((3, 224, 224), [11, 19, 51, 67, 99, 131, 163, 195]),
    models.vgg16: ((3, 224, 224), [3, 5, 6, 10, 14, 16, 24, 32, 40, 44, 60, 76, 92, 100, 132, 164, 196, 212]),
    models.nin: ((3, 224, 224), [11, 19, 51, 67, 99, 131, 195]),
    models.resnet18: ((3, 224, 224), [7, 11, 19, 27, 35, 43, 51, 67, 83, 99, 115, 147, 179, 211, 243, 307]),
}


@pytest.mark.parametrize("build", FIELDS)
def test_receptive_fields_are_the_published_ones(build: object):
    shape, published = FIELDS[build]
    with torch.device("meta"):
        table = summary(build(), shape)
    sizes = [layer.receptive_field[0] for layer in table if len(layer.shape) == 3 or build is models.lenet]
    grown = [size for at, size in enumerate(sizes) if size > max(sizes[:at], default=1)]
    assert grown[: len(published)] == published


def test_resnet18_sees_435_pixels_before_it_pools():
    with torch.device("meta"):
        table = summary(models.resnet18(), (3, 224, 224))
    (last,) = [row for row, layer in enumerate(table) if layer.kind == "AdaptiveAvgPool2d"]
    assert table[last - 1].receptive_field == (435, 435)


def test_lenet5_has_the_papers_parameters_and_connections_layer_by_layer():
    table = {layer.name: layer for layer in summary(models.lenet5(), (1, 32, 32)) if layer.parameters}
    assert [layer.parameters for layer in table.values()] == [156, 12, 1516, 32, 48_120, 10_164]
    assert table["4"].multiply_adds == 60 * 25 * 100
    # A connection is a product or a bias; a subsampled unit has four inputs and one bias.
    weighted = sum(
        layer.multiply_adds + torch.Size(layer.shape).numel()
        for layer in table.values()
        if layer.kind != "Subsample"
    )
    subsampled = 5 * (6 * 14 * 14 + 16 * 5 * 5)
    assert weighted + subsampled + 84 * 10 == 340_908


# -- any network ---------------------------------------------------------------------------------------------


@st.composite
def networks(draw: st.DrawFn) -> tuple[nn.Sequential, tuple[int, int, int]]:
    """Draw convolutions and pooling of all sorts, side by side too, and a dense end."""
    channels = draw(st.sampled_from([1, 2, 4]))
    shape = (channels, draw(st.integers(9, 15)), draw(st.integers(9, 15)))
    small = st.integers(1, 3)

    def convolution(channels: int, out: int, kernel: object = None) -> nn.Module:
        groups = draw(st.sampled_from([g for g in (1, 2, 4) if channels % g == 0 and out % g == 0]))
        kernel = kernel or (draw(small), draw(small))
        dilation = (draw(st.integers(1, 2)), 1)
        if kernel == 3:
            return nn.Conv2d(channels, out, 3, padding=dilation, dilation=dilation, groups=groups)
        padding, stride = (draw(st.integers(0, 1)), draw(st.integers(0, 1))), (draw(small), 1)
        bias = draw(st.booleans())
        return nn.Conv2d(channels, out, kernel, stride, padding, dilation, groups, bias)

    layers = []
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["conv", "max", "avg", "norm", "add", "concat"]))
        if kind == "conv":
            out = draw(st.sampled_from([2, 4]))
            layers.append(convolution(channels, out))
            channels = out
        elif kind == "max":
            layers.append(nn.MaxPool2d(draw(small), draw(st.integers(1, 2)), ceil_mode=draw(st.booleans())))
        elif kind == "avg":
            layers.append(nn.AvgPool2d(draw(st.integers(2, 3)), (1, 2), padding=(1, 0)))
        elif kind == "norm":
            layers += [nn.BatchNorm2d(channels), nn.ReLU()]
        elif kind == "add":
            first, second = (convolution(channels, channels, 3) for _ in range(2))
            body = nn.Sequential(first, nn.ReLU(), second)
            layers.append(Add([body, nn.Identity()]))
        else:
            layers.append(Concat([convolution(channels, 2, 3), convolution(channels, 2, 3)]))
            channels = 4
    if draw(st.booleans()):
        layers.append(nn.AdaptiveAvgPool2d(draw(st.integers(1, 3))))
    return nn.Sequential(*layers), shape


def runs(net: nn.Module, X: torch.Tensor) -> bool:
    try:
        net(X)
    except RuntimeError:
        return False
    return True


@settings(max_examples=80, deadline=None)
@given(networks())
def test_any_network_costs_what_torch_says(drawn: tuple):
    net, shape = drawn
    net.eval()
    X = torch.zeros(1, *shape)
    if not runs(net, X):
        with pytest.raises(ValueError, match=r"layer .* does not fit what it reads"):
            summary(net, shape)
        return
    net.append(nn.Flatten()).append(nn.Linear(net(X).numel(), 3))
    table = summary(net, shape)
    assert table.multiply_adds == flops(net, shape) // 2
    assert table.parameters == sum(p.numel() for p in net.parameters())
    outputs = {}
    for name, layer in net.named_children():
        X = layer(X)
        outputs[name] = tuple(X.shape[1:])
    told = {layer.name: layer for layer in table}
    for name, shape in outputs.items():
        row = told.get(name) or told.get(f"{name}.add") or told[f"{name}.cat"]
        assert row.shape == shape
        shared = row.kind in {"Flatten", "Identity"}
        assert row.activation_bytes == (0 if shared else 4 * torch.Size(shape).numel())


@settings(max_examples=60, deadline=None)
@given(networks())
def test_the_receptive_field_is_where_the_gradient_reaches(drawn: tuple):
    net, (channels, _, _) = drawn
    # All weights positive, and no activation or maximum that would hide a pixel.
    for module in net.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.ones_(module.weight)
    replaced = [nn.AvgPool2d(m.kernel_size, m.stride) if isinstance(m, nn.MaxPool2d) else m for m in net]
    kept = [m for m in replaced if not isinstance(m, nn.AdaptiveAvgPool2d)]
    net = nn.Sequential(*kept).double().eval()
    # Large enough that the middle unit sees no border.
    X = torch.ones(1, channels, 150, 150, dtype=torch.float64, requires_grad=True)
    Y = net(X)
    Y[0, :, Y.shape[2] // 2, Y.shape[3] // 2].sum().backward()
    rows, columns = (X.grad.abs().sum((0, 1)) > 0).nonzero().T
    extent = (int(rows.max() - rows.min()) + 1, int(columns.max() - columns.min()) + 1)
    assert summary(net, (channels, 150, 150)).receptive_field == extent


# -- what is counted -----------------------------------------------------------------------------------------


def test_shared_weights_count_once():
    shared = nn.Conv2d(2, 2, 3, padding=1)
    table = summary(nn.Sequential(shared, nn.ReLU(), shared), (2, 5, 5))
    assert [layer.parameters for layer in table] == [38, 0, 0]
    assert table.parameters == 38
    assert [layer.multiply_adds for layer in table] == [900, 0, 900]


def test_tied_weights_of_different_layers_count_once():
    first, second = nn.Linear(4, 4), nn.Linear(4, 4)
    second.weight = first.weight
    table = summary(nn.Sequential(first, second), (4,))
    assert [layer.parameters for layer in table] == [20, 4]
    assert table.parameters == 24


class Functional(nn.Module):
    """A network that calls functions where others have layers."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(3, 1, 3, 3))

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        return torch.relu(nn.functional.conv2d(X, self.weight)).flatten(1) @ X.new_ones(27, 2)


def test_functions_are_counted_as_layers_are():
    table = summary(nn.Sequential(Functional()), (1, 5, 5))
    assert [(layer.kind, layer.shape, layer.multiply_adds) for layer in table] == [("Functional", (2,), 297)]
    assert (table[0].parameters, table[0].receptive_field) == (27, (5, 5))
    inside = nn.Sequential(Functional(), nn.ReLU())
    inside[0].add_module("unused", nn.ReLU())
    table = summary(inside, (1, 5, 5))
    assert [layer.name for layer in table] == ["0.convolution", "0.relu", "0.mm", "1"]
    assert [layer.multiply_adds for layer in table] == [243, 0, 54, 0]


def test_what_hands_on_what_it_read_takes_no_memory():
    net = nn.Sequential(nn.Identity(), nn.Dropout(), nn.ReLU(inplace=True), nn.ReLU(), nn.Flatten())
    assert [layer.activation_bytes for layer in summary(net, (2, 3, 3))] == [0, 0, 0, 72, 0]
    assert summary(nn.Sequential(nn.ReLU()).double(), (4,)).activation_bytes == 16
    assert summary(nn.Linear(4, 2).double(), (4,)).activation_bytes == 16


def test_the_network_stays_as_it_is():
    net = models.resnet18(num_classes=2)
    net[1].eval()
    before = {name: X.clone() for name, X in net.state_dict().items()}
    summary(net, (3, 64, 64))
    assert [module.training for module in net[:3]] == [True, False, True]
    assert all(torch.equal(X, before[name]) for name, X in net.state_dict().items())
    assert net(torch.zeros(2, 3, 64, 64)).device.type == "cpu"
    assert not net[0]._forward_hooks
    assert not net[0]._forward_pre_hooks


def test_a_field_that_is_not_known_is_not_told():
    net = nn.Sequential(nn.ConvTranspose2d(1, 1, 2, stride=2), nn.Conv2d(1, 1, 3))
    assert [layer.receptive_field for layer in summary(net, (1, 4, 4))] == [None, None]
    assert summary(net, (1, 4, 4))[0].multiply_adds == flops(net[0], (1, 4, 4)) // 2
    assert summary(nn.Linear(4, 2), (4,))[0].receptive_field is None
    assert summary(nn.Upsample(scale_factor=2), (1, 4, 4))[0].receptive_field is None
    normalised = nn.Sequential(nn.Conv2d(2, 2, 3), nn.LocalResponseNorm(5))
    assert summary(normalised, (2, 9, 9)).receptive_field == (3, 3)


def test_a_layer_that_does_not_fit_is_named_with_what_it_read():
    net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Conv2d(3, 4, 3))
    with pytest.raises(ValueError, match=r"layer 1 \(Conv2d\) does not fit what it reads, \(2, 6, 6\): "):
        summary(net, (1, 8, 8))
    assert not net[0]._forward_hooks
    with pytest.raises(ValueError, match=r"layer 0 \(Add\) does not fit what it reads, \(1, 8, 8\)"):
        summary(nn.Sequential(Add([nn.Conv2d(1, 2, 3), nn.Conv2d(1, 2, 5)])), (1, 8, 8))
    with pytest.raises(ValueError, match="shape must be at least 1, got 0"):
        summary(net, (1, 0, 8))


def test_the_table_is_printed_with_its_totals():
    lines = repr(summary(models.lenet(), (1, 28, 28))).splitlines()
    assert lines[0].split() == ["layer", "output", "parameters", "multiply-adds", "bytes", "field"]
    assert lines[2].split() == ["0", "Conv2d", "(6,", "28,", "28)", "156", "117,600", "18,816", "5"]
    assert lines[-1].split() == ["total", "61,706", "416,520", "58,408"]
    assert len(lines) == 12 + 4
    assert max(map(len, lines)) < 80
