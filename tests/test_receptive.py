"""Receptive fields: the arithmetic against published tables, and against where gradients reach."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from d2lmini import models
from d2lmini.models import Add, Concat, residual_block
from d2lmini.receptive import ReceptiveField, measured_receptive_field, receptive_field


def sizes(layers: object) -> list[int]:
    """Return the fields' sizes, each once: layers that leave the field alone are not told again."""
    return list(dict.fromkeys(field.size for field in receptive_field(layers)))


# -- published rows ------------------------------------------------------------------------------------------

BOTTLENECK, BASIC = [(1, 1, 0), (3, 1, 1), (1, 1, 0)], [(3, 1, 1), (3, 1, 1)]
STEM = [(7, 2, 3), (3, 2, 1)]


def strided(block: list, stride: int) -> list:
    """Return a block whose first 3x3 layer has this stride."""
    at = block.index((3, 1, 1))
    return [*block[:at], (3, stride, 1), *block[at + 1 :]]


def resnet(block: list, counts: list[int], stride_first: bool) -> list:
    """Return a ResNet's longest path, its stages' strides in their first block or in the last."""
    layers = [*STEM]
    for stage, count in enumerate(counts):
        blocks = [block] * count
        if stride_first and stage > 0:
            blocks[0] = strided(block, 2)
        elif not stride_first and stage < len(counts) - 1:
            blocks[-1] = strided(block, 2)
        layers += [layer for each in blocks for layer in each]
    return layers


CONVS_AND_POOL = {count: [(3, 1, 1)] * count + [(2, 2, 0)] for count in (2, 3)}
VGG = [layer for count in (2, 2, 3, 3, 3) for layer in CONVS_AND_POOL[count]]
ALEXNET_V2 = [(11, 4, 0), (3, 2, 0), (5, 1, 2), (3, 2, 0), *[(3, 1, 1)] * 3, (3, 2, 0)]
MOBILENET = [(3, 2, 1), *[(3, stride, 1) for stride in (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)]]
LENET = [(5, 1, 2), (2, 2, 0), (5, 1, 0), (2, 2, 0), (5, 1, 0)]
# google-research/receptive_field; Araujo, Norris, Sim (2019). Padding is compared where it is PyTorch's.
PUBLISHED = {
    "alexnet_v2": (ALEXNET_V2, (195, 32, -64), [11, 19, 51, 99, 131, 163, 195]),
    "vgg_16": (VGG, (212, 32, -90), [3, 6, 10, 16, 24, 32, 44, 60, 76, 100, 132, 164, 212]),
    "mobilenet_v1": (MOBILENET, (315, 32, None), []),
    "resnet_v1_50": (resnet(BOTTLENECK, [3, 4, 6, 3], False), (483, 32, None), [35, 99, 291, 483]),
    "resnet_v1_101": (resnet(BOTTLENECK, [3, 4, 23, 3], False), (1027, 32, None), []),
    # torchvision's ResNet-50, whose stages begin with their stride.
    "ResNet-50, v1.5": (resnet(BOTTLENECK, [3, 4, 6, 3], True), (427, 32, None), []),
    "ResNet-34": (resnet(BASIC, [3, 4, 6, 3], True), (899, 32, None), []),
    "LeNet": (LENET, (32, 4, -2), [5, 6, 14, 16, 32]),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_rows_are_reproduced(name: str):
    layers, (size, jump, start), rows = PUBLISHED[name]
    fields = receptive_field(layers)
    assert (fields[-1].size, fields[-1].jump) == (size, jump)
    assert start is None or fields[-1].start == start
    told = [field.size for field in fields]
    assert [told.index(row) for row in rows] == sorted({told.index(row) for row in rows})


def residual_network(counts: list[int]) -> nn.Sequential:
    net = nn.Sequential(nn.Conv2d(3, 8, 7, 2, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
    for stage, count in enumerate(counts):
        for index in range(count):
            net.extend(residual_block(8, 8, stride=2 if stage and not index else 1))
    return net


@pytest.mark.parametrize(
    ("build", "last"),
    [
        (models.lenet, (16, 4, -2)),
        (models.alexnet, (195, 32, -66)),
        (models.alexnet_2012, (195, 32, -64)),
        (models.vgg16, (212, 32, -90)),
        (models.nin, (195, 32, -64)),
        (models.resnet18, (435, 32, -217)),
        (lambda: residual_network([3, 4, 6, 3]), (899, 32, -449)),
    ],
)
def test_the_books_networks_have_the_published_fields(build: object, last: tuple):
    with torch.device("meta"):
        assert receptive_field(build())[-1] == last


def test_each_layer_of_a_network_has_a_record_up_to_the_last_map():
    net = models.lenet()
    fields = receptive_field(net)
    assert [type(layer).__name__ for layer in net[: len(fields) + 1]][-1] == "Flatten"
    assert [field.size for field in fields] == [5, 5, 6, 14, 14, 16]
    assert len(receptive_field(nn.Sequential(nn.Sequential(*net), nn.Conv2d(1, 1, 9)))) == 6
    with torch.device("meta"):
        assert sizes(models.vgg16()) == sizes(VGG)
        blocks = receptive_field(models.resnet18())
    assert [field.size for field in blocks[4::2]] == [27, 43, 67, 99, 147, 211, 307, 435]


# -- the record ----------------------------------------------------------------------------------------------


def test_the_first_unit_of_a_padded_convolution_and_pooling_sees_padding():
    """google-research/receptive_field's own example."""
    fields = receptive_field([(3, 2, 1), (2, 1, 0)])
    assert fields == [(3, 2, -1), (5, 2, -1)]
    assert isinstance(fields[-1], ReceptiveField)
    assert fields[-1].pixels(0) == (-1, 3)
    fields = receptive_field([(3, 3, 1), (2, 1, 0)])
    assert fields[-1].pixels(0) == (-1, 4)
    assert (fields[-1].centre(0), fields[-1].centre(2)) == (1.5, 7.5)


def test_height_and_width_may_differ():
    fields = receptive_field([((3, 1), (2, 1), (1, 0)), (3, 1, 1, (1, 2))])
    assert fields == [((3, 1), (2, 1), (-1, 0)), ((7, 5), (2, 1), (-3, -1))]
    assert fields[-1].pixels((0, 1)) == ((-3, 3), (0, 4))
    assert fields[-1].centre((0, 1)) == (0, 2)
    assert receptive_field([(3, 1, 1)])[0].pixels((1, 4)) == ((0, 2), (3, 5))
    assert receptive_field([((3, 3), 1, (1, 1))]) == [(3, 1, -1)]


def test_padding_in_words_is_what_pytorch_makes_of_it():
    layers = [nn.Conv2d(1, 1, 5, padding="valid"), nn.Conv2d(1, 1, (4, 3), padding="same", dilation=(1, 2))]
    assert receptive_field(layers)[-1] == ((8, 9), (1, 1), (-1, -2))


def test_side_by_side_the_field_spans_all_branches():
    net = nn.Sequential(
        Concat([nn.Conv2d(1, 1, 1), nn.Conv2d(1, 1, 5, padding=2)]), Add([nn.Identity(), nn.MaxPool2d(2, 1)])
    )
    assert receptive_field(net) == [(5, 1, -2), (6, 1, -2)]


# -- against gradients ---------------------------------------------------------------------------------------

small = st.integers(1, 3)
pairs = small | st.tuples(small, small)


@st.composite
def stacks(draw: st.DrawFn) -> nn.Sequential:
    """Draw convolutions, pooling and branches of all sorts."""

    def convolution(kernel: object = None) -> nn.Conv2d:
        dilation = draw(pairs)
        padding = dilation if kernel == 3 else draw(st.integers(0, 2))
        stride = 1 if kernel == 3 else draw(pairs)
        return nn.Conv2d(2, 2, kernel or draw(pairs), stride, padding, dilation)

    layers = []
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["conv", "conv", "max", "avg", "norm", "add"]))
        if kind == "conv":
            layers.append(convolution())
        elif kind == "max":
            layers.append(
                nn.MaxPool2d(draw(small), draw(small), dilation=draw(small), ceil_mode=draw(st.booleans()))
            )
        elif kind == "avg":
            layers.append(nn.AvgPool2d(draw(st.integers(2, 3)), draw(pairs), padding=(1, 0)))
        elif kind == "norm":
            layers += [nn.BatchNorm2d(2), nn.Sigmoid()]
        else:
            body = nn.Sequential(convolution(3), nn.ReLU(), convolution(3))
            layers.append(Add([body, draw(st.sampled_from([nn.Identity(), convolution(3)]))]))
    return nn.Sequential(*layers)


def extent(shares: Tensor) -> list[tuple[int, int]]:
    """Return the first and the last row, and column, in which a number is positive."""
    return [tuple((shares > 0).any(axis).nonzero().flatten()[[0, -1]].tolist()) for axis in (1, 0)]


@settings(max_examples=60, deadline=None)
@given(stacks(), st.data())
def test_the_field_is_where_the_gradient_reaches(net: nn.Sequential, data: st.DataObject):
    field = receptive_field(net)[-1]
    # Large enough that the middle unit sees no border.
    side = 2 * int(torch.tensor([field.size, field.jump]).max()) + 60
    X = torch.zeros(1, 2, side, side)
    size = net.eval()(X).shape[2:]
    middle = tuple(length // 2 for length in size)
    shares = measured_receptive_field(net, X, every_path=True)
    assert extent(shares) == list(field.pixels(middle))
    # Any other unit sees no pixel outside of its field, and at the picture's edges less: padding.
    at = tuple(data.draw(st.integers(0, length - 1)) for length in size)
    rows, columns = (slice(max(0, first), last + 1) for first, last in field.pixels(at))
    shares = measured_receptive_field(net, X, at, every_path=True)
    shares[rows, columns] = 0
    assert not shares.any()


@pytest.mark.parametrize("build", [models.lenet, models.alexnet, models.vgg16, models.nin, models.resnet18])
def test_the_measured_field_of_the_books_networks_is_the_computed_one(build: object):
    with torch.device("meta"):
        net = build()
        field = receptive_field(net)[-1]
    maps = nn.Sequential(*unrolled(net)[: len(receptive_field(net))])
    channels = 1 if build is models.lenet else 3
    side = 2 * field.size
    shares = measured_receptive_field(maps, torch.zeros(1, channels, side, side), every_path=True)
    ((first, last), columns) = extent(shares)
    assert (first, last) == columns
    assert last - first + 1 == field.size
    assert (first - field.start) % field.jump == 0


def unrolled(net: nn.Module) -> list[nn.Module]:
    if not isinstance(net, nn.Sequential):
        return [net]
    return [layer for part in net for layer in unrolled(part)]


def test_equal_weights_count_paths():
    """Two 3x3 layers: of 81 paths, as many end at each pixel as two dice of three sides make its sum."""
    net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Conv2d(4, 2, 3))
    shares = measured_receptive_field(net, torch.zeros(1, 1, 5, 5), every_path=True)
    along = torch.tensor([1.0, 2, 3, 2, 1], dtype=torch.float64)
    torch.testing.assert_close(shares * 81, along[:, None] * along)


def test_the_networks_own_gradient_is_measured_on_given_pictures():
    net = nn.Sequential(nn.Conv2d(2, 3, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout())
    X = torch.randn(5, 2, 9, 9)
    each = [measured_receptive_field(net, x[None], (1, 2)) for x in X]
    torch.testing.assert_close(measured_receptive_field(net, X, (1, 2)), torch.stack(each).mean(0))
    x = X[:1].clone().requires_grad_()
    net.eval()(x)[0, :, 1, 2].mean().backward()
    torch.testing.assert_close(each[0], x.grad.abs().sum((0, 1)))


def test_the_network_stays_as_it_is():
    net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU())
    net[1].eval()
    before = {name: value.clone() for name, value in net.state_dict().items()}
    for every_path in (False, True):
        with torch.no_grad():
            measured_receptive_field(net, torch.ones(1, 1, 5, 5), every_path=every_path)
    assert [module.training for module in net] == [True, False, True]
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())
    assert net[0].weight.grad is None
    assert net[0].weight.dtype == torch.float32


# -- what is refused -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layers", "error", "message"),
    [
        (3, TypeError, r"layers must be a list of \(kernel, stride, padding\) or a network, got 3"),
        ([3], TypeError, r"layers\[0\] must be \(kernel, stride, padding\), with the dilation .*, got 3"),
        ([(3, 1, 1), (3, 1)], TypeError, r"layers\[1\] must be \(kernel, stride, padding\)"),
        ([(0, 1, 0)], ValueError, r"kernel of layers\[0\] must be at least 1, got 0"),
        ([(3, 0, 0)], ValueError, r"stride of layers\[0\] must be at least 1, got 0"),
        ([(3, 1, -1)], ValueError, r"padding of layers\[0\] must be at least 0, got -1"),
        ([(3, 1, 0, 0)], ValueError, r"dilation of layers\[0\] must be at least 1, got 0"),
        ([(3, 1.5, 0)], TypeError, r"stride of layers\[0\] must be an integer, got 1\.5"),
        (
            [((3, 3, 3), 1, 0)],
            ValueError,
            r"kernel of layers\[0\] must be one integer or two \(height, width\)",
        ),
        (nn.Sequential(nn.Upsample()), TypeError, r"layers\[0\] is Upsample, whose window is not known; put"),
        (
            [Add([nn.Conv2d(1, 1, 1, stride=2), nn.Identity()])],
            ValueError,
            "units of branches that are joined lie 1 and 2 pixels apart; give all branches the same stride",
        ),
    ],
)
def test_what_is_no_layer_is_refused_in_words(layers: object, error: type, message: str):
    with pytest.raises(error, match=message):
        receptive_field(layers)


@pytest.mark.parametrize(
    ("net", "X", "at", "error", "message"),
    [
        (3, torch.zeros(1, 1, 5, 5), None, TypeError, "net must be a network, an nn.Module, got int"),
        (nn.ReLU(), [1], None, TypeError, "X must be a torch.Tensor, got list"),
        (
            nn.ReLU(),
            torch.zeros(5, 5),
            None,
            ValueError,
            r"X must be pictures .*, got shape \(5, 5\); X\[None\]",
        ),
        (
            nn.Flatten(),
            torch.zeros(1, 1, 5, 5),
            None,
            ValueError,
            r"net must end in a map .*, got shape \(1, 25\)",
        ),
        (
            nn.ReLU(),
            torch.zeros(1, 1, 5, 5),
            (0, 5),
            ValueError,
            r"at must be a place in the 5x5 map .*, got \(0, 5\)",
        ),
        (nn.ReLU(), torch.zeros(1, 1, 5, 5), -1, ValueError, "at must be at least 0, got -1"),
    ],
)
def test_what_cannot_be_measured_is_refused_in_words(
    net: object, X: object, at: object, error: type, message: str
):
    with pytest.raises(error, match=message):
        measured_receptive_field(net, X, at)
