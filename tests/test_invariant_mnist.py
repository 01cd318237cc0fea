"""The five small networks that come trained: what they reach, and that their tool makes them again."""

import re
from pathlib import Path

import pytest
import torch
from train_invariance import counts, trained, varied

import d2lmini.models
from d2lmini import invariant_mnist, invariant_mnist_accuracy, load_data_mnist
from d2lmini.models.invariant_mnist import NETWORKS, halved, stored_numbers

WRITTEN = (Path(d2lmini.models.__file__).parent / "invariant_mnist.txt").read_text("utf-8")


@pytest.mark.programs
@pytest.mark.parametrize("name", NETWORKS)
def test_each_network_reaches_what_is_written_beside_it(name: str):
    net = invariant_mnist(name)
    right = counts(net.double())
    assert right[0] / 2000 == invariant_mnist_accuracy()[name]
    told = re.search(rf"^  {name} +(.*)$", WRITTEN, re.MULTILINE)[1]
    assert told == ", ".join(f"{count / 2000:.2%}" for count in right)
    assert not net.training


def test_what_was_taught_and_how_maps_shrink_decides_what_a_shift_does():
    as_they_stand, moved, turned, scaled = (
        {name: row[column] for name, row in _rows().items()} for column in range(4)
    )
    assert min(as_they_stand.values()) > 90
    assert moved["dense"] < moved["lenet"] < moved["blurred"] < moved["global"] < moved["augmented"]
    assert min(moved["augmented"], turned["augmented"], scaled["augmented"]) > 94


def _rows() -> dict[str, list[float]]:
    rows = (line.split(maxsplit=1) for line in WRITTEN.splitlines() if line.count("%") == 4)
    return {name: [float(part.strip(" %")) for part in parts.split(",")] for name, parts in rows}


@pytest.mark.parametrize("name", NETWORKS)
def test_each_weight_is_stored_as_the_number_that_it_is(name: str):
    net = invariant_mnist(name)
    assert (halved(net) == stored_numbers(name)).all()
    assert sum(X.numel() for X in net.parameters()) == len(stored_numbers(name))


def test_the_weights_and_what_is_said_of_them_are_small():
    files = Path(d2lmini.models.__file__).parent.glob("invariant_mnist.[nt]*")
    sizes = [path.stat().st_size for path in files]
    assert len(sizes) == 2
    assert sum(sizes) <= 150_000


def test_a_network_that_does_not_exist_is_named():
    with pytest.raises(ValueError, match=r"name must be one of 'dense', 'lenet', .*, got 'alexnet'"):
        invariant_mnist("alexnet")


@pytest.mark.programs
def test_the_tool_learns_the_stored_dense_network_anew():
    difference = halved(trained("dense")).astype(float) - stored_numbers("dense").astype(float)
    # Machines differ in the last digit, and a weight between two numbers of float16 may fall on either side.
    assert (abs(difference) > 1e-3).mean() < 0.001


def test_a_digit_is_varied_within_its_bounds_and_not_at_all_without():
    _, test_iter = load_data_mnist(100)
    X = test_iter.images[:100].double()
    chance = torch.Generator().manual_seed(0)
    torch.testing.assert_close(varied(X, chance), X)
    shifts = set()
    for before, after in zip(X, varied(X, chance, shift=2), strict=True):
        shifts |= {
            (down, right)
            for down in range(-3, 4)
            for right in range(-3, 4)
            if torch.allclose(after[:, 6:22, 6:22], before.roll((down, right), (1, 2))[:, 6:22, 6:22])
        }
    assert len(shifts) > 20
    assert max(abs(by) for shift in shifts for by in shift) == 2
