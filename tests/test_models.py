"""The book's networks: shapes, published counts, and what their own layers compute."""

from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from train_lenet_mnist import KEPT, count_right, trained

import d2lmini.models
from d2lmini import load_data_mnist, models
from d2lmini.models import (
    Add,
    BlurPool2d,
    Concat,
    lenet,
    lenet_mnist,
    lenet_mnist_accuracy,
    small_dense,
    small_lenet,
    summary,
)
from d2lmini.models.lenet5 import LENET5_TABLE
from d2lmini.models.lenet_mnist import checkpoints, packed, rows_of, unpacked
from d2lmini.models.summary import Summary


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


@pytest.mark.programs
def test_the_script_makes_the_weights_that_are_stored():
    *_, (epoch, state) = trained(3)
    numbers, _ = packed(state.values(), KEPT[epoch])
    # Machines differ in the last digit, and a weight between two whole numbers may fall on either side.
    assert (numbers != checkpoints()[epoch]["numbers"]).mean() < 0.001


def shapes_of(net: nn.Module, shape: tuple, kind: type) -> list[tuple]:
    """Return the output shapes of all layers of one kind."""
    with torch.device("meta"):
        return [layer.shape for layer in summary(net(), shape) if layer.kind == kind.__name__]


def test_alexnet_has_five_convolutions_and_three_dense_layers():
    convolutions = [(64, 55, 55), (192, 27, 27), (384, 13, 13), (256, 13, 13), (256, 13, 13)]
    assert shapes_of(models.alexnet, (3, 224, 224), nn.Conv2d) == convolutions
    assert shapes_of(models.alexnet, (3, 224, 224), nn.Linear) == [(4096,), (4096,), (1000,)]
    grouped = [(96, 55, 55), (256, 27, 27), (384, 13, 13), (384, 13, 13), (256, 13, 13)]
    assert shapes_of(models.alexnet_2012, (3, 227, 227), nn.Conv2d) == grouped


NETWORKS = [models.alexnet, models.alexnet_2012, models.vgg16, models.nin, models.resnet18]
NETWORKS += [models.zfnet, models.googlenet, models.resnet34, models.resnet50, models.mobilenet]


@pytest.mark.parametrize("build", NETWORKS)
def test_networks_take_other_classes_and_channels(build: object):
    with torch.device("meta"):
        net = build(num_classes=10, in_channels=1)
        size = 227 if build is models.alexnet_2012 else 224
        assert net(torch.zeros(2, 1, size, size)).shape == (2, 10)


def test_blocks_give_the_shapes_they_promise():
    X = torch.zeros(2, 3, 12, 10)
    assert models.vgg_block(2, 3, 5)(X).shape == (2, 5, 6, 5)
    assert models.nin_block(3, 5, kernel_size=5, strides=2, padding=1)(X).shape == (2, 5, 5, 4)
    assert models.inception_block(3, 2, (3, 4), (1, 2), 5)(X).shape == (2, 2 + 4 + 2 + 5, 12, 10)
    assert models.residual_block(3, 3)(X).shape == X.shape
    assert models.residual_block(3, 5, stride=2)(X).shape == (2, 5, 6, 5)
    assert models.bottleneck_block(4, 4)(torch.zeros(2, 4, 12, 10)).shape == (2, 4, 12, 10)
    assert models.bottleneck_block(3, 8, stride=2)(X).shape == (2, 8, 6, 5)
    assert models.separable_block(3, 5, stride=2)(X).shape == (2, 5, 6, 5)
    assert models.inverted_residual(3, 3)(X).shape == X.shape
    assert models.inverted_residual(3, 5, stride=2, expansion=1)(X).shape == (2, 5, 6, 5)


def test_branches_are_added_or_stand_behind_each_other():
    X = torch.rand(2, 3, 4, 4)
    assert torch.equal(Add([nn.Identity(), nn.Tanh(), nn.Identity()])(X), X + X.tanh() + X)
    assert torch.equal(Concat([nn.Identity(), nn.Tanh()])(X), torch.cat([X, X.tanh()], dim=1))


def test_blocks_that_add_pass_the_gradient_on_untouched():
    blocks = (
        models.residual_block(4, 4)[0],
        models.bottleneck_block(4, 4)[0],
        models.inverted_residual(4, 4),
    )
    for block in blocks:
        for parameter in block.parameters():
            nn.init.zeros_(parameter)
        X = torch.rand(1, 4, 5, 5, requires_grad=True)
        block(X).sum().backward()
        assert torch.equal(X.grad, torch.ones_like(X))


def table_of(name: str) -> Summary:
    with torch.device("meta"):
        return summary(getattr(models, name)(), (3, 224, 224))


# Parameters and multiply-adds at 224x224, as torchvision tells them.
PUBLISHED = {"resnet34": (21_797_672, 3_663_761_408), "resnet50": (25_557_032, 4_089_184_256)}


@pytest.mark.parametrize("name", PUBLISHED)
def test_residual_networks_have_their_published_counts(name: str):
    table = table_of(name)
    assert (table.parameters, table.multiply_adds) == PUBLISHED[name]


def test_mobilenet_has_the_counts_of_its_paper():
    table = table_of("mobilenet")
    # Howard et al. (2017), table 8: 4.2 million parameters, 569 million multiply-adds.
    assert (round(table.parameters / 1e5), round(table.multiply_adds / 1e6)) == (42, 569)
    assert (table.parameters, table.multiply_adds) == (4_231_976, 568_740_352)


# Zeiler and Fergus (2013), figure 3: channels, numbers that a unit reads, and the side of the map.
ZF_NET = [
    (96, 3 * 7 * 7, 110), (256, 96 * 5 * 5, 26), (384, 256 * 3 * 3, 13), (384, 384 * 3 * 3, 13),
    (256, 384 * 3 * 3, 13), (4096, 256 * 6 * 6, 1), (4096, 4096, 1), (1000, 4096, 1),
]  # fmt: skip


def test_zf_net_has_the_counts_that_follow_from_its_figure():
    table = table_of("zfnet")
    assert table.parameters == sum(channels * (reads + 1) for channels, reads, _ in ZF_NET)
    assert table.multiply_adds == sum(channels * reads * side**2 for channels, reads, side in ZF_NET)


def test_zf_net_has_the_sizes_of_its_figure():
    kinds = (nn.Conv2d, nn.MaxPool2d, nn.Linear)
    shapes = [shapes_of(models.zfnet, (3, 224, 224), kind) for kind in kinds]
    sides = [[shape[1] for shape in maps] for maps in shapes[:2]]
    assert sides == [[110, 26, 13, 13, 13], [55, 13, 6]]
    assert [shape[0] for shape in shapes[0]] == [96, 256, 384, 384, 256]
    assert shapes[2] == [(4096,), (4096,), (1000,)]


# Millions of operations: Szegedy et al. (2014), table 1. It rounds those of (4a) down; those of (5a), and
# most of its parameters, do not follow from its channels.
INCEPTIONS = {8: 128, 9: 304, 12: 88, 13: 100, 14: 119, 15: 170, 18: 71}


def test_inception_blocks_have_the_counts_of_the_papers_table():
    table = table_of("googlenet")
    for index, millions in INCEPTIONS.items():
        rows = [layer for layer in table if layer.name.startswith(f"{index}.")]
        assert round(sum(layer.multiply_adds for layer in rows) / 10**6) == millions
    # Inception (3a): 159K, without biases and with K = 1024.
    first = models.googlenet()[8].named_parameters()
    assert sum(p.numel() for name, p in first if name.endswith("weight")) // 1024 == 159
    assert (table.parameters, table.multiply_adds) == (6_998_552, 1_582_671_872)


def test_the_first_blocks_of_resnet_have_the_counts_of_torchvisions():
    # Weights of the convolutions, and two numbers of a normalisation for each of their outputs.
    for block, expected in {
        models.residual_block(64, 64): 2 * 9 * 64**2 + 2 * 2 * 64,
        models.residual_block(64, 128, stride=2): 9 * 64 * 128 + 9 * 128**2 + 64 * 128 + 3 * 2 * 128,
        models.bottleneck_block(256, 256): 2 * 256 * 64 + 9 * 64**2 + 2 * (64 + 64 + 256),
        models.bottleneck_block(64, 256): 64 * 64 + 9 * 64**2 + 64 * 256 + 64 * 256 + 2 * (64 + 64 + 2 * 256),
    }.items():
        assert sum(p.numel() for p in block.parameters()) == expected


def test_a_separable_block_does_what_one_kernel_for_all_channels_does_if_the_kernel_is_a_product():
    block = models.separable_block(3, 5).double().eval()
    depthwise, pointwise = block[0].weight, block[3].weight  # (3, 1, 3, 3), (5, 3, 1, 1)
    X = torch.rand(2, 3, 6, 7, dtype=torch.float64)
    expected = F.conv2d(X, pointwise * depthwise.transpose(0, 1), padding=1)
    plain = block[3](block[0](X))  # without what stands between
    torch.testing.assert_close(plain, expected)


# Expansion, channels, repetitions and first stride: Sandler et al. (2018), table 2.
BOTTLENECKS = [
    (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
]  # fmt: skip


def test_mobilenet_made_of_inverted_residuals_has_its_published_counts():
    def normalised(i: int, o: int, kernel: int, stride: int) -> list[nn.Module]:
        return [nn.Conv2d(i, o, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(o), nn.ReLU6()]

    with torch.device("meta"):
        layers, channels = normalised(3, 32, 3, 2), 32
        for expansion, out, count, stride in BOTTLENECKS:
            for number in range(count):
                step = 1 if number else stride
                layers.append(models.inverted_residual(channels, out, step, expansion))
                channels = out
        layers += [*normalised(320, 1280, 1, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1280, 1000)]
        table = summary(nn.Sequential(*layers), (3, 224, 224))
    assert (table.parameters, table.multiply_adds) == (3_504_872, 300_774_272)


def test_a_partial_convolution_is_one_with_zeros_where_nothing_is_connected():
    layer = models.PartialConv2d().double()
    weight, kernels = torch.zeros(16, 6, 5, 5, dtype=torch.float64), iter(layer.kernels[:, 0])
    for target, sources in enumerate(LENET5_TABLE):
        for source in sources:
            weight[target, source] = next(kernels)
    X = torch.rand(2, 6, 14, 14, dtype=torch.float64)
    torch.testing.assert_close(layer(X), F.conv2d(X, weight, layer.bias.flatten()))
    # Each of the six maps is read by ten of the sixteen: no two of these read the same ones.
    assert [sum(source in row for row in LENET5_TABLE) for source in range(6)] == [10] * 6
    assert len(set(LENET5_TABLE)) == 16


def test_subsampling_starts_as_an_average_and_learns_a_gain_and_a_bias():
    layer, X = models.Subsample(3), torch.rand(2, 3, 6, 6)
    torch.testing.assert_close(layer(X), F.avg_pool2d(X, 2))
    with torch.no_grad():
        layer.coefficient[1], layer.bias[2] = 1, 5
    averages = F.avg_pool2d(X, 2)
    torch.testing.assert_close(layer(X)[:, 1], 4 * averages[:, 1])
    torch.testing.assert_close(layer(X)[:, 2], averages[:, 2] + 5)


def test_an_rbf_measures_distances_to_codes_that_are_not_learned():
    layer, X = models.RBF(84, 10), torch.rand(5, 84)
    distances = (X[:, None] - layer.codes).square().sum(-1)
    torch.testing.assert_close(layer(X), distances)
    assert layer(layer.codes).argmin(1).tolist() == list(range(10))
    assert list(layer.parameters()) == []
    assert torch.equal(layer.codes, models.RBF(84, 10).codes)


def test_lenet5_can_be_trained():
    torch.manual_seed(0)
    net, X, y = models.lenet5(), torch.rand(8, 1, 32, 32), torch.arange(8)
    optimizer = torch.optim.SGD(net.parameters(), 0.01)
    losses = []
    for _ in range(30):
        optimizer.zero_grad()
        loss = net(X)[range(8), y].mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.9 * losses[0]
    assert all(parameter.grad.abs().sum() > 0 for parameter in net.parameters())


@pytest.mark.parametrize(
    ("build", "arguments", "message"),
    [
        (models.alexnet, {"num_classes": 0}, "num_classes must be at least 1, got 0"),
        (models.alexnet, {"in_channels": 0}, "in_channels must be at least 1, got 0"),
        (models.alexnet_2012, {"num_classes": 0}, "num_classes must be at least 1, got 0"),
        (models.vgg16, {"in_channels": 0}, "in_channels must be at least 1, got 0"),
        (models.vgg16, {"num_classes": 0}, "num_classes must be at least 1, got 0"),
        (models.vgg_block, {"num_convs": 0, "in_channels": 1, "out_channels": 1}, "num_convs must be at"),
        (models.nin, {"num_classes": 0}, "num_classes must be at least 1, got 0"),
        (models.nin, {"in_channels": 0}, "in_channels must be at least 1, got 0"),
        (models.resnet18, {"in_channels": 0}, "in_channels must be at least 1, got 0"),
        (
            models.residual_block,
            {"in_channels": 1, "out_channels": 1, "stride": 0},
            "stride must be at",
        ),
        (
            models.bottleneck_block,
            {"in_channels": 1, "out_channels": 6},
            "out_channels must be a multiple of 4",
        ),
        (models.bottleneck_block, {"in_channels": 1, "out_channels": 0}, "out_channels must be at least 1"),
        (models.separable_block, {"in_channels": 0, "out_channels": 1}, "in_channels must be at least 1"),
        (models.zfnet, {"num_classes": 0}, "num_classes must be at least 1, got 0"),
        (models.googlenet, {"in_channels": 0}, "in_channels must be at least 1, got 0"),
        (models.resnet50, {"num_classes": 0}, "num_classes must be at least 1, got 0"),
        (models.mobilenet, {"num_classes": 0}, "num_classes must be at least 1, got 0"),
        (
            models.inverted_residual,
            {"in_channels": 1, "out_channels": 1, "expansion": 0},
            "expansion must be",
        ),
        (models.Subsample, {"channels": 0}, "channels must be at least 1, got 0"),
        (models.PartialConv2d, {"kernel_size": 0}, "kernel_size must be at least 1, got 0"),
    ],
)
def test_networks_and_blocks_name_a_bad_argument(build: object, arguments: dict, message: str):
    with pytest.raises(ValueError, match=message):
        build(**arguments)


def test_an_inception_block_names_bad_channels():
    with pytest.raises(ValueError, match="channels must be at least 1, got 0"):
        models.inception_block(3, 1, (0, 1), (1, 1), 1)


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("size", [(8, 8), (7, 10), (1, 5)])
def test_blurred_pooling_is_zhangs_kernel_in_each_channel(stride: int, size: tuple[int, int]):
    X = torch.randn(2, 3, *size, dtype=torch.float64, generator=torch.manual_seed(0))
    row = torch.tensor([1.0, 2.0, 1.0]).double()
    kernel = (torch.outer(row, row) / 16).expand(3, 1, 3, 3)
    expected = F.conv2d(X, kernel, stride=stride, padding=1, groups=3)
    torch.testing.assert_close(BlurPool2d(stride)(X), expected)
    assert not list(BlurPool2d(stride).parameters())


def test_blurred_pooling_keeps_every_second_number_unless_told_otherwise():
    X = torch.randn(1, 1, 9, 9, generator=torch.manual_seed(0))
    assert torch.equal(BlurPool2d()(X), BlurPool2d(1)(X)[:, :, ::2, ::2])


@pytest.mark.parametrize(
    ("pooling", "maps"),
    [
        ("max", [(6, 28, 28), (6, 14, 14), (16, 10, 10), (16, 5, 5)]),
        ("strided", [(6, 14, 14), (16, 5, 5)]),
        ("blurred", [(6, 28, 28), (6, 27, 27), (6, 14, 14), (16, 10, 10), (16, 9, 9), (16, 5, 5)]),
        ("global", [(6, 28, 28), (6, 14, 14), (16, 14, 14), (16, 7, 7), (28, 7, 7), (28, 1, 1)]),
    ],
)
def test_the_small_lenets_make_these_maps(pooling: str, maps: list[tuple[int, ...]]):
    X, shapes = torch.zeros(2, 1, 28, 28), []
    for layer in small_lenet(pooling):
        X = layer(X)
        if X.ndim == 4 and X.shape[1:] not in shapes:
            shapes.append(tuple(X.shape[1:]))
    assert shapes == maps
    assert X.shape == (2, 10)


def test_the_small_networks_are_of_one_size_and_five_fit_into_150_kilobytes_of_float16():
    nets = [small_dense(), *map(small_lenet, ("max", "strided", "blurred", "global"))]
    counts = [sum(parameter.numel() for parameter in net.parameters()) for net in nets]
    assert counts == [14_320, 14_090, 14_090, 14_090, 14_090]
    assert 2 * sum(counts) == 141_360


def test_the_global_network_reads_windows_as_the_dense_layer_reads_all_maps():
    net, dense = small_lenet("global"), small_lenet()
    windows, layer = net[6], dense[7]
    with torch.no_grad():
        windows.weight.copy_(layer.weight.reshape(windows.weight.shape))
        windows.bias.copy_(layer.bias)
    X = torch.randn(1, 16, 5, 5, generator=torch.manual_seed(0))
    torch.testing.assert_close(windows(X)[0, :, 2, 2], layer(X.flatten(1))[0])


def test_the_small_networks_take_other_numbers_of_classes():
    for net in (small_dense(3), small_lenet("global", 3), small_lenet(num_classes=3)):
        assert net(torch.zeros(4, 1, 28, 28)).shape == (4, 3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: small_lenet("mean"), "pooling must be one of 'max', 'strided', .*, got 'mean'"),
        (lambda: small_lenet(num_classes=0), "num_classes must be at least 1, got 0"),
        (lambda: small_dense(0), "num_classes must be at least 1, got 0"),
        (lambda: BlurPool2d(0), "stride must be at least 1, got 0"),
    ],
)
def test_the_small_networks_name_a_bad_argument(call, message):
    with pytest.raises(ValueError, match=message):
        call()
