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
    n, oh, ow, c_o = Y.shape
    c_i, kh, kw = W.shape[:3]
    for picture in numba.prange(n):
        # A row of outputs stays in the cache while all pixels that it reads are added to it.
        for i in range(oh):
            for c in range(c_i):
                for a in range(kh):
                    for b in range(kw):
                        for j in range(ow):
                            pixel = X[picture, c, i * sh + a * dh, j * sw + b * dw]
                            # Innermost are the filters: side by side in memory, many in one instruction.
                            for o in range(c_o):
                                Y[picture, i, j, o] += W[c, a, b, o] * pixel


def correlate(
    X: Tensor, W: Tensor, counts: tuple[int, int], stride: tuple[int, int], dilation: tuple[int, int]
) -> Tensor:
    """Return what `W` makes of the padded `X` at `counts` places: (n, c_o, *counts)."""
    threads = torch.get_num_threads()
    numba.set_num_threads(min(threads, numba.config.NUMBA_NUM_THREADS))
    Y = X.new_zeros(len(X), *counts, len(W))
    arrays = (tensor.detach().contiguous().numpy() for tensor in (X, W.permute(1, 2, 3, 0), Y))
    _correlate(*arrays, *stride, *dilation)
    torch.set_num_threads(threads)  # Numba's first call starts threads, and changes PyTorch's number of them
    return Y.permute(0, 3, 1, 2).contiguous()
