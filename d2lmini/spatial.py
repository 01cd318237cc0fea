"""Warping pictures: a grid of places to look at, a sampler that looks there, and a layer that learns where.

Places are (x, y), x to the right and y down, in a frame that reaches from -1 to 1 whatever the picture's
size. With `align_corners=True`, -1 and 1 are the centres of the outermost pixels; with False, their edges.
"""

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

from d2lmini.arguments import check_int, check_plain, int_pair

# Zeros around a picture: a place beyond them reads nothing else, and its gradient is 0 as well.
_BORDER = 2
# Numbers of a map that is treated in one go.
_BLOCK = 2**15


def affine_grid(theta: Tensor, size: tuple[int, int, int, int], *, align_corners: bool) -> Tensor:
    """Tell for each output pixel the place in the input that it asks: theta times (x, y, 1).

    Shapes:
        theta: (n, 2, 3), one affine map from output to input for each picture
        size: (n, c, oh, ow), that of the output; its c is not used
        returns: (n, oh, ow, 2), each place (x, y) in the frame from -1 to 1

    Raises:
        TypeError: `theta` is no tensor of floating-point numbers, `size` holds no whole numbers, or
            `align_corners` is not True or False.
        ValueError: `theta` or `size` has another shape, or they differ in n.

    Source: chapter "Spatial transformer"; equal to `torch.nn.functional.affine_grid`.
    """
    _check_floats("theta", theta)
    if theta.ndim != 3 or theta.shape[1:] != (2, 3):
        raise ValueError(
            f"theta must be (n, 2, 3), got shape {tuple(theta.shape)}; theta.view(-1, 2, 3) makes it so"
        )
    if not isinstance(size, (tuple, list)) or len(size) != 4:
        raise ValueError(f"size must be (n, channels, height, width), got {size!r}; use X.shape")
    n, _, height, width = (check_int("size", length, minimum=1) for length in size)
    if n != len(theta):
        raise ValueError(f"size is for {n} pictures but theta for {len(theta)}; give one (2, 3) for each")
    _check_flag(align_corners)
    x, y = (_centres(length, align_corners, theta) for length in (width, height))
    right, down, shift = theta[:, None, None].unbind(-1)  # each (n, 1, 1, 2)
    return right * x[:, None] + (down * y[:, None, None] + shift)  # (n, 1, ow, 2) + (n, oh, 1, 2)


def grid_sample(X: Tensor, grid: Tensor, mode: str = "bilinear", *, align_corners: bool) -> Tensor:
    """Read `X` at the places of `grid`; around the picture are zeros.

    "bilinear" weighs the four pixels around a place by how near they are; "nearest" takes the nearest one,
    and gives the grid no gradient.

    Shapes:
        X: (n, c, h, w)
        grid: (n, oh, ow, 2), places (x, y) in the frame from -1 to 1
        returns: (n, c, oh, ow)

    Raises:
        TypeError: `X` or `grid` is no tensor of floating-point numbers, they differ in dtype, or
            `align_corners` is not True or False.
        ValueError: a shape does not fit, they are on different devices, `mode` is unknown, or `grid` holds
            nan.

    Source: chapter "Spatial transformer"; equal to `torch.nn.functional.grid_sample`. Jaderberg, Simonyan,
    Zisserman, Kavukcuoglu, "Spatial transformer networks" (2015).
    """
    _check_operands(X, grid)
    _check_flag(align_corners)
    if mode not in ("bilinear", "nearest"):
        raise ValueError(f"mode must be 'bilinear' or 'nearest', got {mode!r}")
    return _Sampler.apply(X, grid, mode == "nearest", align_corners)


class SpatialTransformer(nn.Module):
    """A layer that looks at its input and chooses the part of it to hand on, turned and scaled.

    `localisation` makes `num_features` numbers of each picture. A linear map of them are the six numbers of
    theta: it starts at zero with the identity as its bias, so that at first the whole input is handed on.
    The output has the input's size, or `size`.
    """

    def __init__(
        self,
        localisation: nn.Module,
        num_features: int,
        size: int | tuple[int, int] | None = None,
        *,
        mode: str = "bilinear",
        align_corners: bool,
    ) -> None:
        """Start at the identity."""
        super().__init__()
        _check_flag(align_corners)
        self.localisation = localisation
        self.size = None if size is None else int_pair("size", size, minimum=1)
        self.mode, self.align_corners = mode, align_corners
        # No nn.Linear, whose weights a training that draws its own start would draw anew.
        self.weight = nn.Parameter(torch.zeros(6, check_int("num_features", num_features, minimum=1)))
        self.bias = nn.Parameter(torch.eye(2, 3).flatten())

    def theta(self, X: Tensor) -> Tensor:
        """Return the map that is chosen for each picture: (n, 2, 3)."""
        features = self.localisation(X).flatten(1)
        if features.shape[1] != self.weight.shape[1]:
            raise ValueError(
                f"localisation gives {features.shape[1]} features but num_features is "
                f"{self.weight.shape[1]}; make them equal"
            )
        return nn.functional.linear(features, self.weight, self.bias).view(-1, 2, 3)

    def grid(self, X: Tensor) -> Tensor:
        """Return the places that the output's pixels ask: (n, oh, ow, 2)."""
        size = (*X.shape[:2], *(self.size or X.shape[2:]))
        return affine_grid(self.theta(X), size, align_corners=self.align_corners)

    def forward(self, X: Tensor) -> Tensor:
        """Map (n, c, h, w) to (n, c, oh, ow)."""
        return grid_sample(X, self.grid(X), self.mode, align_corners=self.align_corners)


class _Sampler(torch.autograd.Function):
    """The sampler with its gradients written out: autograd's own would keep a dozen maps until they are used.

    It goes through the pictures in blocks, whose maps stay in the processor's cache.
    """

    @staticmethod
    def forward(ctx, X: Tensor, grid: Tensor, nearest: bool, align_corners: bool) -> Tensor:
        ctx.save_for_backward(X, grid)
        ctx.settings, ctx.read = (nearest, align_corners), []
        Y = X.new_empty((*X.shape[:2], *grid.shape[1:3]))
        for block in _blocks(X, grid):
            read = _neighbours(X[block], grid[block], nearest, align_corners)
            corners, tx, ty, _ = read
            if nearest:
                Y[block] = corners[0]
            else:
                nw, ne, sw, se = corners
                Y[block] = torch.lerp(nw, ne, tx).lerp_(torch.lerp(sw, se, tx), ty)
            if any(ctx.needs_input_grad):
                ctx.read.append(read)
        return Y

    @staticmethod
    @once_differentiable
    def backward(ctx, dY: Tensor) -> tuple:
        X, grid = ctx.saved_tensors
        nearest, align_corners = ctx.settings
        dX = torch.zeros_like(X) if ctx.needs_input_grad[0] else None
        # Rounding has no slope: a place that moves a little reads the same pixel.
        dgrid = torch.zeros_like(grid) if ctx.needs_input_grad[1] else None
        for block, (corners, tx, ty, at) in zip(_blocks(X, grid), ctx.read, strict=True):
            if dX is not None:
                dX[block] = _shared_out(X[block], at, dY[block], tx, ty)
            if dgrid is not None and not nearest:
                nw, ne, sw, se = corners
                slopes = torch.lerp(ne - nw, se - sw, ty), torch.lerp(sw - nw, se - ne, tx)
                for axis, slope in enumerate(slopes):
                    scale = _scale(X.shape[3 - axis], align_corners)
                    dgrid[block][..., axis] = (slope * dY[block]).sum(1) * scale
        return dX, dgrid, None, None


def _blocks(X: Tensor, grid: Tensor) -> list[slice]:
    """Return which pictures to treat together."""
    largest = max(X[0].numel(), X.shape[1] * grid[0].numel() // 2)
    count = max(1, _BLOCK // largest)
    return [slice(first, first + count) for first in range(0, len(X), count)]


def _neighbours(X: Tensor, grid: Tensor, nearest: bool, align_corners: bool) -> tuple:
    """Return the pixels that each place reads, how far it is from the first, and the number of that one.

    The pixels are above left, above right, below left, below right, each (n, c, oh, ow); nearest, only one.
    """
    n, c, h, w = X.shape
    height, width = h + 2 * _BORDER, w + 2 * _BORDER
    x, y = (
        # From the frame to pixels, counted from the border's corner; what lies beyond stays on the border.
        (place * _scale(length, align_corners)).add_((length - 1) / 2 + _BORDER).clamp_(0, length + _BORDER)
        for place, length in zip(grid.unbind(-1), (w, h), strict=True)
    )
    if (x.sum() + y.sum()).isnan():
        raise ValueError("grid holds nan, which is no place; look where theta or the loss became nan")
    column, row = ((part.round_() if nearest else part).int() for part in (x, y))
    x, y = x.sub_(column)[:, None], y.sub_(row)[:, None]  # (n, 1, oh, ow), from 0 to 1
    # Numbers of the pixels, counted through all channels of all pictures.
    first = torch.arange(0, n * c * height * width, height * width, dtype=torch.int32, device=X.device)
    at = (column.add_(row, alpha=width)[:, None] + first.view(n, c, 1, 1)).flatten()
    pixels = nn.functional.pad(X, [_BORDER] * 4).flatten()
    steps = [0] if nearest else [0, 1, width, width + 1]
    return [pixels[by:].index_select(0, at).view(n, c, *x.shape[2:]) for by in steps], x, y, at


def _shared_out(X: Tensor, at: Tensor, dY: Tensor, tx: Tensor, ty: Tensor) -> Tensor:
    """Give each pixel its shares of the output's gradient; what falls on the border is left out."""
    n, c, h, w = X.shape
    height, width = h + 2 * _BORDER, w + 2 * _BORDER
    below, right = dY * ty, dY * tx
    corner = below * tx
    shares = [dY - below - right + corner, right - corner, below - corner, corner]
    dX = X.new_zeros(n * c * height * width)
    at = at.long()
    for by, share in zip((0, 1, width, width + 1), shares, strict=True):
        dX[by:].scatter_add_(0, at, share.flatten())
    return dX.view(n, c, height, width)[:, :, _BORDER:-_BORDER, _BORDER:-_BORDER]


def _scale(length: int, align_corners: bool) -> float:
    """Return how many pixels make half of the frame."""
    return (length - 1 if align_corners else length) / 2


def _centres(length: int, align_corners: bool, like: Tensor) -> Tensor:
    """Return where the centres of so many pixels lie in the frame."""
    if align_corners and length > 1:
        return torch.linspace(-1, 1, length, dtype=like.dtype, device=like.device)
    return (torch.arange(length, dtype=like.dtype, device=like.device) * 2 + 1) / length - 1


def _check_floats(name: str, value: Tensor) -> None:
    check_plain(name, value)
    if not value.is_floating_point():
        raise TypeError(f"{name} holds {value.dtype}, expected floating-point numbers; use {name}.float()")


def _check_flag(align_corners: bool) -> None:
    if not isinstance(align_corners, bool):
        raise TypeError(
            f"align_corners must be True or False, got {align_corners!r}; PyTorch's default is False"
        )


def _check_operands(X: Tensor, grid: Tensor) -> None:
    for name, value, last in (("X", X, "(n, c, h, w)"), ("grid", grid, "(n, oh, ow, 2)")):
        _check_floats(name, value)
        if value.ndim != 4 or 0 in value.shape:
            shape = tuple(value.shape)
            raise ValueError(f"{name} must be {last}, none of them 0, got shape {shape}; reshape or index it")
    if grid.shape[3] != 2:
        raise ValueError(
            f"grid must hold a place (x, y) along its last axis, got shape {tuple(grid.shape)}; "
            "grid.movedim(1, -1) moves that axis from where channels stand"
        )
    if len(X) != len(grid):
        raise ValueError(
            f"X holds {len(X)} pictures but grid is for {len(grid)}; use grid.expand(len(X), ...)"
        )
    if X.dtype != grid.dtype:
        raise TypeError(f"X holds {X.dtype} but grid {grid.dtype}; use grid.to(X.dtype)")
    if X.device != grid.device:
        raise ValueError(f"X is on {X.device} but grid is on {grid.device}; use grid.to(X.device)")
