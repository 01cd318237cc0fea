"""Grids and samplers against PyTorch's own, and the layer made of them."""

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from d2lmini.spatial import SpatialTransformer, affine_grid, grid_sample

SIDES = st.integers(1, 7)
MODES = st.sampled_from(["bilinear", "nearest"])


@st.composite
def cases(draw: st.DrawFn) -> tuple[Tensor, Tensor, Tensor]:
    """Draw pictures, places of which many lie outside, and gradients of what is read there."""
    n, c, h, w, oh, ow = draw(st.tuples(*[SIDES] * 6))
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**32 - 1)))
    X, dY = (
        torch.randn(n, c, *size, generator=generator, dtype=torch.float64) for size in ((h, w), (oh, ow))
    )
    reach = draw(st.sampled_from([0.5, 1.3, 4]))
    grid = (2 * torch.rand(n, oh, ow, 2, generator=generator, dtype=torch.float64) - 1) * reach
    return X, grid, dY


def read(sample: object, X: Tensor, grid: Tensor, dY: Tensor, **options: object) -> tuple:
    """Return what a sampler reads, and its gradients to the pictures and to the grid."""
    X, grid = X.clone().requires_grad_(), grid.clone().requires_grad_()
    Y = sample(X, grid, **options)
    return Y, *torch.autograd.grad(Y, (X, grid), dY)


@given(cases(), MODES, st.booleans())
@settings(deadline=None)
def test_the_sampler_and_its_gradients_equal_pytorchs(case: tuple, mode: str, align_corners: bool) -> None:
    options = {"mode": mode, "align_corners": align_corners}
    for own, theirs in zip(
        read(grid_sample, *case, **options), read(F.grid_sample, *case, **options), strict=True
    ):
        torch.testing.assert_close(own, theirs, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("align_corners", [True, False])
def test_places_on_the_border_and_far_outside_are_read_as_pytorch_reads_them(align_corners: bool) -> None:
    X = torch.arange(1.0, 13.0, dtype=torch.float64).view(1, 1, 3, 4)
    edges = torch.tensor([-1e30, -3, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3])
    y, x = torch.meshgrid(edges, edges, indexing="ij")
    grid = torch.stack([x, y], -1)[None].double()
    dY = torch.ones(1, 1, *x.shape, dtype=torch.float64)
    options = {"align_corners": align_corners}
    for own, theirs in zip(
        read(grid_sample, X, grid, dY, **options), read(F.grid_sample, X, grid, dY, **options), strict=True
    ):
        torch.testing.assert_close(own, theirs)


@pytest.mark.filterwarnings("ignore:Since version 1.3.0")  # about pictures of one pixel
@given(SIDES, SIDES, st.integers(0, 9), st.booleans())
@settings(deadline=None)
def test_affine_grids_equal_pytorchs(h: int, w: int, seed: int, align_corners: bool) -> None:
    theta = torch.randn(3, 2, 3, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    own = affine_grid(theta, (3, 1, h, w), align_corners=align_corners)
    torch.testing.assert_close(own, F.affine_grid(theta, [3, 1, h, w], align_corners=align_corners))


@given(SIDES, SIDES, MODES, st.booleans())
@settings(deadline=None)
def test_the_identity_reproduces_its_input(h: int, w: int, mode: str, align_corners: bool) -> None:
    X = torch.rand(1, 2, h, w, dtype=torch.float64)
    grid = affine_grid(torch.eye(2, 3, dtype=torch.float64)[None], X.shape, align_corners=align_corners)
    torch.testing.assert_close(grid_sample(X, grid, mode, align_corners=align_corners), X)


@pytest.mark.parametrize("align_corners", [True, False])
def test_many_pictures_are_read_as_few_are(align_corners: bool) -> None:
    generator = torch.Generator().manual_seed(1)
    X, dY = torch.randn(2, 70, 2, 33, 31, generator=generator, dtype=torch.float64)
    grid = 2.6 * torch.rand(70, 33, 31, 2, generator=generator, dtype=torch.float64) - 1.3
    options = {"align_corners": align_corners}
    for own, theirs in zip(
        read(grid_sample, X, grid, dY, **options), read(F.grid_sample, X, grid, dY, **options), strict=True
    ):
        torch.testing.assert_close(own, theirs)


def test_gradients_are_the_slopes_of_what_is_read() -> None:
    X = torch.randn(2, 2, 4, 5, dtype=torch.float64, requires_grad=True)
    theta = (torch.eye(2, 3) + 0.2 * torch.randn(2, 2, 3)).double().requires_grad_()

    def warped(X: Tensor, theta: Tensor) -> Tensor:
        return grid_sample(X, affine_grid(theta, (2, 2, 3, 3), align_corners=False), align_corners=False)

    assert torch.autograd.gradcheck(warped, (X, theta))


PICTURES, GRID = torch.zeros(2, 1, 3, 4), torch.zeros(2, 5, 6, 2)
THETA = torch.zeros(2, 2, 3)
REFUSED_SAMPLES = [
    ({"X": [[1.0]]}, TypeError, "X must be a torch.Tensor, got list"),
    ({"X": PICTURES.long()}, TypeError, r"X holds torch.int64, .*; use X.float\(\)"),
    ({"X": PICTURES[0]}, ValueError, r"X must be \(n, c, h, w\), .*, got shape \(1, 3, 4\)"),
    ({"X": PICTURES[:, :0]}, ValueError, r"got shape \(2, 0, 3, 4\)"),
    ({"grid": GRID[..., :1]}, ValueError, r"place \(x, y\) along its last axis, got shape \(2, 5, 6, 1\)"),
    ({"grid": GRID[:1]}, ValueError, "X holds 2 pictures but grid is for 1; use grid.expand"),
    (
        {"grid": GRID.double()},
        TypeError,
        r"X holds torch.float32 but grid torch.float64; use grid.to\(X.dtype\)",
    ),
    ({"grid": GRID.to("meta")}, ValueError, "X is on cpu but grid is on meta"),
    ({"grid": GRID / 0}, ValueError, "grid holds nan, which is no place"),
    ({"mode": "bicubic"}, ValueError, "mode must be 'bilinear' or 'nearest', got 'bicubic'"),
    ({"align_corners": None}, TypeError, "align_corners must be True or False, got None"),
]
REFUSED_GRIDS = [
    ({"theta": THETA[0]}, ValueError, r"theta must be \(n, 2, 3\), got shape \(2, 3\); .*view"),
    ({"theta": THETA.long()}, TypeError, "theta holds torch.int64"),
    ({"size": (3, 4)}, ValueError, r"size must be \(n, channels, height, width\), got \(3, 4\); use X.shape"),
    ({"size": (2, 1, 0, 4)}, ValueError, "size must be at least 1, got 0"),
    ({"size": (3, 1, 3, 4)}, ValueError, "size is for 3 pictures but theta for 2"),
    ({"align_corners": 1}, TypeError, "align_corners must be True or False, got 1"),
]


@pytest.mark.parametrize(("changed", "error", "message"), REFUSED_SAMPLES)
def test_the_sampler_says_what_does_not_fit(changed: dict, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        grid_sample(**{"X": PICTURES, "grid": GRID, "align_corners": False} | changed)


@pytest.mark.parametrize(("changed", "error", "message"), REFUSED_GRIDS)
def test_the_grid_says_what_does_not_fit(changed: dict, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        affine_grid(**{"theta": THETA, "size": (2, 1, 3, 4), "align_corners": False} | changed)


def transformer(**options: object) -> SpatialTransformer:
    localisation = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.LazyLinear(8), nn.ReLU())
    return SpatialTransformer(localisation, 8, align_corners=False, **options)


def test_a_spatial_transformer_hands_its_input_on_at_first() -> None:
    X = torch.rand(3, 1, 9, 7)
    torch.testing.assert_close(transformer()(X), X)
    assert transformer(size=(4, 5))(X).shape == (3, 1, 4, 5)


def test_a_spatial_transformer_learns_where_to_look() -> None:
    torch.manual_seed(0)
    X = torch.zeros(8, 1, 12, 12)
    for at, picture in enumerate(X):
        picture[0, 2 + at % 4 : 6 + at % 4, 1 + at // 2 : 5 + at // 2] = 1
    target = torch.zeros(8, 1, 12, 12)
    target[:, :, 4:8, 4:8] = 1
    net = transformer()
    before = F.mse_loss(net(X), target).item()
    optimizer = torch.optim.Adam(net.parameters(), 0.01)
    for _ in range(150):
        optimizer.zero_grad()
        loss = F.mse_loss(net(X), target)
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.3 * before


def test_a_spatial_transformer_says_how_many_features_came() -> None:
    net = SpatialTransformer(nn.Flatten(), 8, align_corners=False)
    with pytest.raises(ValueError, match="localisation gives 9 features but num_features is 8"):
        net(torch.zeros(1, 1, 3, 3))
