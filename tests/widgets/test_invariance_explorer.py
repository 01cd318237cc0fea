"""InvarianceExplorer: what it holds and refuses, and that the browser computes what torch does."""

import random

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from d2lmini import invariant_mnist, load_data_mnist
from d2lmini.models.invariant_mnist import NETWORKS, stored_numbers
from d2lmini.widgets import InvarianceExplorer
from d2lmini.widgets.invariance_explorer.digits import digits, held_back, warped
from d2lmini.widgets.invariance_explorer.layers import equivariance, layers_of
from d2lmini.widgets.invariance_explorer.widget import described_networks, torch_logits
from tests.widgets.harness import called, node, run_copied

NETS = [*NETWORKS]


def random_poses(count: int, seed: int = 0) -> list[dict]:
    """Return poses of all sorts, and such as lead from pixel to pixel."""
    rng = random.Random(seed)
    poses = [
        {
            "shift": [rng.randint(-8, 8), rng.randint(-8, 8)],
            "angle": rng.randint(-180, 180),
            "scale": rng.randint(50, 150),
        }
        for _ in range(count)
    ]
    still = {"shift": [0, 0], "angle": 0, "scale": 100}
    return [*poses, still, still | {"shift": [3, -5]}, still | {"angle": 90}, still | {"angle": -180}]


def of_browser(name: str) -> dict:
    """Return a network as Node gets it: bytes are written out."""
    kept = described_networks()[name]
    return {"layers": kept["layers"], "halves": np.frombuffer(kept["numbers"], np.uint16).tolist()}


READ = """
const network = ({ layers, halves }) =>
  networkOf({ layers, numbers: new DataView(Uint16Array.from(halves).buffer) });
"""


def test_the_browser_warps_a_digit_as_affine_grid_and_grid_sample_do():
    poses = random_poses(40)
    pictures = [held_back()[index].double() / 255 for index in range(len(poses))]
    given = [[X.flatten().tolist(), pose] for X, pose in zip(pictures, poses, strict=True)]
    program = """
    import { warped } from "WIDGETS/invariance_explorer/warp.js";
    const result = data.map(([digit, pose]) => [...warped(Float64Array.from(digit), pose)]);
    """
    for X, pose, result in zip(pictures, poses, node(program, given), strict=True):
        expected = warped(X, **pose)
        torch.testing.assert_close(torch.tensor(result).double().view(28, 28), expected, rtol=0, atol=1e-6)


def test_a_warp_moves_down_and_right_and_turns_counter_clockwise():
    X = torch.zeros(28, 28, dtype=torch.float64)
    X[4, 13] = 1
    assert warped(X, (3, -5), 0, 100).gt(1e-9).nonzero().tolist() == [[7, 8]]
    # What was above is to the left after a quarter turn, around the middle between pixels 13 and 14.
    turned = warped(X, (0, 0), 90, 100)
    assert turned.argmax().item() == 14 * 28 + 4
    assert turned.max().item() == pytest.approx(1)
    square = torch.zeros_like(X)
    square[10:18, 10:18] = 1
    assert warped(square, (0, 0), 0, 150).sum().item() == pytest.approx(64 * 1.5**2, rel=0.02)


def test_a_warp_is_what_torch_makes_of_theta():
    X = held_back()[3].double() / 255
    turn = torch.tensor(30.0).double().deg2rad()
    A = torch.stack([turn.cos(), -turn.sin(), turn.sin(), turn.cos()]).view(2, 2) / 0.8
    place = torch.tensor([[-4.0], [2.0]]).double() * 2 / 28  # x, and then y
    theta = torch.cat([A, -A @ place], dim=1)[None]
    grid = F.affine_grid(theta, [1, 1, 28, 28], align_corners=False)
    expected = F.grid_sample(X[None, None], grid, align_corners=False)[0, 0]
    torch.testing.assert_close(warped(X, (2, -4), 30, 80), expected)


FORWARD = (
    'import { forward, networkOf } from "WIDGETS/invariance_explorer/network.js";'
    + READ
    + """
const net = network(data.net);
const values = data.pictures.map((picture) => forward(net, Float64Array.from(picture)));
const result = { logits: values.map((each) => [...each.at(-1)]), layers: values[0].map((each) => [...each]) };
"""
)


@pytest.mark.parametrize("name", NETS)
def test_the_browsers_logits_and_layers_equal_torchs_on_100_digits(name: str):
    X = held_back()[:100, None].double() / 255
    result = node(FORWARD, {"net": of_browser(name), "pictures": X.flatten(1).tolist()})
    net = invariant_mnist(name)
    with torch.no_grad():
        logits = torch.tensor(result["logits"], dtype=torch.float64)
        torch.testing.assert_close(logits, net(X.float()).double(), rtol=0, atol=1e-4)
        net = net.double()
        torch.testing.assert_close(logits, net(X), rtol=1e-9, atol=1e-9)
        for layer, values in zip(layers_of(net), result["layers"], strict=True):
            expected = net[: layer["end"]](X[:1]).flatten()
            assert len(values) == layer["channels"] * layer["side"] ** 2
            torch.testing.assert_close(
                torch.tensor(values, dtype=torch.float64), expected, rtol=1e-9, atol=1e-9
            )


def test_the_browser_reads_numbers_of_float16():
    bits = [0, 1, 1023, 1024, 0x3C00, 0xBC01, 0x7BFF, 0x8001, 0x3555]
    expected = np.array(bits, np.uint16).view(np.float16).astype(float).tolist()
    assert called("invariance_explorer/network.js", "fromHalf", [[each] for each in bits]) == expected


COMPARED = (
    """
import { compared } from "WIDGETS/invariance_explorer/equivariance.js";
import { forward, networkOf } from "WIDGETS/invariance_explorer/network.js";
import { warped } from "WIDGETS/invariance_explorer/warp.js";
"""
    + READ
    + """
const result = data.map(({ net, picture, pose }) => {
  const [read, digit] = [network(net), Float64Array.from(picture)];
  const poses = [pose, { ...pose, shift: [0, 0] }];
  const [after, before] = poses.map((each) => forward(read, warped(digit, each)));
  return read.layers.map((layer, index) => compared(layer, after[index], before[index], pose.shift).share);
});
"""
)


@pytest.mark.parametrize("name", NETS)
def test_the_browser_measures_equivariance_as_torch_does(name: str):
    poses, picture = random_poses(4, seed=NETS.index(name)), digits()[4].double() / 255
    data = [{"net": of_browser(name), "picture": picture.flatten().tolist(), "pose": pose} for pose in poses]
    for pose, shares in zip(poses, node(COMPARED, data), strict=True):
        X = warped(picture, (0, 0), pose["angle"], pose["scale"])[None, None]
        moved = warped(picture, **pose)[None, None]
        expected = equivariance(invariant_mnist(name).double(), X, moved, tuple(pose["shift"]))
        assert shares == pytest.approx([*expected.values()], rel=1e-5, abs=1e-9)


def ball() -> Tensor:
    """Return a digit's worth of ink far from all borders."""
    X = torch.zeros(1, 1, 28, 28, dtype=torch.float64)
    X[..., 12:16, 12:17] = torch.rand(4, 5, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    return X


def test_only_multiples_of_the_stride_leave_a_strided_layer_equivariant():
    net, X = invariant_mnist("lenet").double(), ball()
    shares = {by: equivariance(net, X, X.roll((0, by), (2, 3)), (0, by)) for by in (1, 2, 4)}
    assert [layer["name"] for layer in layers_of(net)] == [
        "conv 1",
        "pool 1",
        "conv 2",
        "pool 2",
        "dense 1",
        "output",
    ]
    for by, even, by_four in ((1, False, False), (2, True, False), (4, True, True)):
        assert shares[by]["conv 1"] < 1e-12
        assert (shares[by]["pool 1"] < 1e-12) == even
        assert (shares[by]["conv 2"] < 1e-12) == even
        assert (shares[by]["pool 2"] < 1e-12) == by_four
        assert shares[by]["output"] > 0.01


def test_borders_break_a_convolution_whose_input_is_not_zero_there():
    net, X = invariant_mnist("global").double(), ball()
    shares = equivariance(net, X, X.roll(4, 3), (0, 4))
    # Beyond the border of the picture lies paper; beyond that of a feature map its background ends.
    assert shares["conv 1"] < 1e-12
    assert shares["pool 1"] < 1e-12
    assert shares["conv 2"] > 1e-3


def test_blurred_pooling_is_nearer_to_equivariance_than_max_pooling():
    def mean(name: str, layer: str) -> float:
        shares = [
            InvarianceExplorer(digit=digit, shift=(0, 1), network=name).equivariance[layer]
            for digit in range(10)
        ]
        return sum(shares) / len(shares)

    assert mean("blurred", "blur 1") < 0.75 * mean("lenet", "pool 1")


@pytest.mark.parametrize("name", NETS)
def test_every_network_reads_all_digits_right_where_they_stand(name: str):
    for digit in range(10):
        explorer = InvarianceExplorer(digit=digit, shift=(0, 0))
        assert explorer.predictions[name] == digit


def test_python_computes_what_it_tells():
    explorer = InvarianceExplorer(digit=7, shift=(2, -3), angle=-20, scale=120, network="blurred")
    X = explorer.warped[None, None]
    assert torch.equal(explorer.picture, digits()[7].double() / 255)
    for name in NETS:
        with torch.no_grad():
            expected = invariant_mnist(name).double()(X)[0].softmax(0)
        torch.testing.assert_close(explorer.probabilities[name], expected)
        assert explorer.predictions[name] == expected.argmax().item()
        assert f"{name}: {explorer.predictions[name]}, probability" in explorer.sentence()
    assert [*explorer.equivariance] == [layer["name"] for layer in layers_of(explorer.net)]


def test_one_number_moves_along_both_axes():
    assert InvarianceExplorer(shift=2).shift == (2, 2)


def test_what_the_browser_gets_to_compare_is_what_torch_computes():
    compared = torch_logits()
    X = held_back()[:40, None].float() / 255
    assert compared["pixels"] == held_back()[:40].numpy().tobytes()
    for name in NETS:
        logits = np.frombuffer(compared["logits"][name], np.float32).reshape(40, 10)
        with torch.no_grad():
            torch.testing.assert_close(torch.tensor(logits), invariant_mnist(name)(X))


def test_it_computes_alike_whatever_the_session_prefers():
    expected = InvarianceExplorer().sentence(), torch_logits()
    torch_logits.cache_clear()
    torch.set_default_dtype(torch.float64)
    try:
        assert (InvarianceExplorer().sentence(), torch_logits()) == expected
    finally:
        torch.set_default_dtype(torch.float32)


CODE = """
import { invarianceCode } from "WIDGETS/invariance_explorer/words.js";
const result = data.map(([now, index]) => invarianceCode(now, index));
"""


def test_the_copied_program_prints_all_predictions_and_how_equivariant_each_layer_is():
    poses, names = random_poses(3, seed=7), [*NETS, "lenet", "global"]
    states = [
        pose | {"network": name, "digit": digit}
        for digit, (pose, name) in enumerate(zip(poses, names, strict=True))
    ]
    places = InvarianceExplorer()._digits["places"]
    given = [
        [state | {"described": described_networks()[state["network"]]["layers"]}, places[state["digit"]]]
        for state in states
    ]
    for state, program in zip(states, node(CODE, given), strict=True):
        names, _ = run_copied(program)
        explorer = InvarianceExplorer(**state | {"shift": tuple(state["shift"])})
        for name in NETS:
            torch.testing.assert_close(names["probabilities"][name], explorer.probabilities[name])
        assert names["shares"] == pytest.approx([*explorer.equivariance.values()], rel=1e-6, abs=1e-9)


def test_the_copied_check_prints_the_difference_from_torch():
    X = held_back()[:3, None].float() / 255
    with torch.no_grad():
        own = {name: invariant_mnist(name)(X).tolist() for name in NETS}
    (program,) = called("invariance_explorer/parity.js", "parityCode", [[own]])
    assert max(difference.item() for difference in run_copied(program)[1]) < 1e-5
    own["global"][1][2] += 0.5
    (wrong,) = called("invariance_explorer/parity.js", "parityCode", [[own]])
    assert [round(difference.item(), 3) for difference in run_copied(wrong)[1]] == [0, 0, 0, 0.5, 0]


SCAN = (
    """
import { networkOf } from "WIDGETS/invariance_explorer/network.js";
import { nearest, scanner, SCANS } from "WIDGETS/invariance_explorer/scan.js";
"""
    + READ
    + """
const networks = { lenet: network(data.lenet), dense: network(data.dense) };
const { signal } = new AbortController();
const order = [];
const scan = scanner(networks, () => Float64Array.from(data.picture), signal, () => {
  order.push(["lenet", "dense"].map((name) => scan.of(name, "shift").left));
});
scan.follow({ ...data.pose, network: "dense" });
while (!scan.done()) await new Promise((done) => setTimeout(done, 5));
const told = Object.fromEntries(Object.keys(SCANS).map((kind) => {
  const { digits, sure } = scan.of("lenet", kind);
  return [kind, { digits: [...digits], sure: [...sure] }];
}));
const places = Object.keys(SCANS).map((kind) => nearest(kind, data.pose));
const result = { told, order, places };
"""
)


def test_the_scans_predict_what_the_network_predicts_at_each_pose():
    digit = digits()[4].double() / 255
    pose = {"digit": 4, "shift": [1, -2], "angle": -178, "scale": 90}
    given = {"picture": digit.flatten().tolist(), "pose": pose, "lenet": of_browser("lenet")}
    result = node(SCAN, given | {"dense": of_browser("dense")})
    poses = {
        "angle": [pose | {"angle": angle} for angle in range(-175, 181, 5)],
        "scale": [pose | {"scale": scale} for scale in range(50, 151, 5)],
        "shift": [pose | {"shift": [down, right]} for down in range(-8, 9) for right in range(-8, 9)],
    }
    net = invariant_mnist("lenet").double()
    for kind, told in result["told"].items():
        X = torch.stack([warped(digit, each["shift"], each["angle"], each["scale"]) for each in poses[kind]])
        with torch.no_grad():
            sure, expected = net(X[:, None]).softmax(1).max(1)
        assert told["digits"] == expected.tolist()
        assert told["sure"] == pytest.approx(sure.tolist(), abs=1e-5)
    # −178° lies nearest to 180°.
    assert [poses[kind][place] for kind, place in zip(poses, result["places"], strict=True)] == [
        pose | {"angle": 180},
        pose,
        pose,
    ]
    # The network in view comes first.
    assert all(dense == 0 for lenet, dense in result["order"] if lenet < 17 * 17)


@pytest.mark.parametrize(
    ("down", "predictions", "probability"),
    [
        (0, [4, 4, 4, 4, 4], 1.0),
        (1, [4, 4, 4, 4, 4], 1.0),
        (2, [5, 4, 4, 4, 4], 1.0),
        (3, [6, 0, 4, 4, 4], 0.775),
        (4, [6, 0, 4, 4, 1], 1.0),
    ],
)
def test_what_is_said_of_a_four_that_is_moved_down_is_so(
    down: int, predictions: list[int], probability: float
):
    explorer = InvarianceExplorer(shift=(down, 0))
    assert [*explorer.predictions.values()] == predictions
    assert explorer.probabilities["lenet"].max().item() == pytest.approx(probability, abs=0.001)


def test_what_is_said_of_all_shifts_of_a_four_is_so():
    shifts = [(down, right) for down in range(-8, 9) for right in range(-8, 9)]
    X = torch.stack([warped(digits()[4].double() / 255, shift, 0, 100) for shift in shifts])[:, None]
    with torch.no_grad():
        right = [int((invariant_mnist(name).double()(X).argmax(1) == 4).sum()) for name in NETS]
    assert right == [33, 125, 267, 249, 137]


@pytest.mark.parametrize(
    ("right", "shares"),
    [(1, [0, 29.3, 43.5, 44.2]), (2, [0, 0, 0, 54.4]), (3, [0, 29.3, 43.1, 41.4]), (4, [0] * 4)],
)
def test_what_is_said_of_lenets_layers_is_so(right: int, shares: list[float]):
    found = [100 * share for share in InvarianceExplorer(shift=(0, right)).equivariance.values()]
    assert found[:4] == pytest.approx(shares, abs=0.06)
    assert found[4] > 20


STATES = [{"digit": 7, "shift": (-3, 8), "angle": -35, "scale": 85, "network": "global"}]
REFUSED = [
    ({"digit": 10}, "digit must be a whole number from 0 to 9, got 10|digit must be"),
    ({"shift": (0, 9)}, "shift must be"),
    ({"shift": "far"}, "shift must be a whole number or a pair"),
    ({"angle": 181}, "angle must be"),
    ({"angle": 0.5}, "angle must be a whole number, got 0.5"),
    ({"scale": 49}, "scale must be"),
    ({"network": "alexnet"}, "network must be 'lenet' or 'dense'"),
]


def test_the_stored_weights_are_those_of_the_file():
    for name in NETS:
        count = sum(X.numel() for X in invariant_mnist(name).parameters())
        assert stored_numbers(name).shape == (count,)
        assert stored_numbers(name).dtype == np.float16
    _, test_iter = load_data_mnist(2000)
    assert torch.equal((test_iter.images[:, 0] * 255).round().to(torch.uint8), held_back())
