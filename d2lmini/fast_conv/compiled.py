"""The loops of a convolution, compiled. Only this file needs Numba, and it is loaded when it is asked for."""

import torch
from torch import Tensor

try:
    import numba
except ModuleNotFoundError as error:
    raise ImportError(
        "conv2d_numba needs Numba, which is not installed here: pip install numba. "
        "All other functions of the package work without it."
    ) from error


@numba.njit(parallel=True, fastmath=True)
def _correlate(X, W, Y, sh, sw, dh, dw) -> None:
    n, c_o, oh, ow = Y.shape
    c_i, kh, kw = W.shape[1:]
    for picture in numba.prange(n):
        for o in range(c_o):
            for c in range(c_i):
                for a in range(kh):
                    for b in range(kw):
                        for i in range(oh):
                            # Innermost is a row, where the numbers lie side by side in memory.
                            for j in range(ow):
                                pixel = X[picture, c, i * sh + a * dh, j * sw + b * dw]
                                Y[picture, o, i, j] += W[o, c, a, b] * pixel


def correlate(X: Tensor, W: Tensor, Y: Tensor, stride: tuple[int, int], dilation: tuple[int, int]) -> None:
    """Add to `Y` (n, c_o, oh, ow) what `W` makes of the padded `X`."""
    numba.set_num_threads(min(torch.get_num_threads(), numba.config.NUMBA_NUM_THREADS))
    arrays = (tensor.detach().contiguous().numpy() for tensor in (X, W, Y))
    _correlate(*arrays, *stride, *dilation)
