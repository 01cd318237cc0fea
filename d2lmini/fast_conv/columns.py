"""Windows as the columns of a matrix, and columns added up to maps again."""

from torch import Tensor

from d2lmini.arguments import check_plain, int_pair
from d2lmini.fast_conv.windows import Size, Windows, check_batch


def im2col(X: Tensor, kernel_size: Size, stride: Size = 1, padding: Size = 0, dilation: Size = 1) -> Tensor:
    """Write each window as a column: its channels one below the other, each row by row.

    Shapes:
        X: (n, c, h, w)
        returns: (n, c*kh*kw, oh*ow), the windows in the order in which they are read

    Raises:
        TypeError: `X` is no tensor of floating-point numbers, or a setting is no whole number.
        ValueError: `X` has another number of axes, a setting is too small, or no window fits.

    Source: chapter "Fast convolution"; equal to `torch.nn.functional.unfold`.
    """
    check_batch("X", X)
    windows = Windows.over(X, kernel_size, stride, padding, dilation)
    return windows.of(windows.padded(X)).flatten(4).flatten(1, 3)


def col2im(
    cols: Tensor,
    output_size: Size,
    kernel_size: Size,
    stride: Size = 1,
    padding: Size = 0,
    dilation: Size = 1,
) -> Tensor:
    """Put each column back where its window was, and add up where windows overlap.

    This is the transpose of `im2col`, not its inverse: what three windows read comes back three times.

    Shapes:
        cols: (n, c*kh*kw, oh*ow)
        output_size: (h, w), that of the maps
        returns: (n, c, h, w)

    Raises:
        TypeError: `cols` is no tensor of floating-point numbers, or a setting is no whole number.
        ValueError: `cols` does not have the shape that the settings lead to.

    Source: chapter "Backpropagation"; equal to `torch.nn.functional.fold`.
    """
    check_plain("cols", cols)
    height, width = int_pair("output_size", output_size, minimum=1)
    windows = Windows.over(cols.new_empty(height, width), kernel_size, stride, padding, dilation)
    rows, count = windows.size[0] * windows.size[1], windows.counts[0] * windows.counts[1]
    if not cols.is_floating_point():
        raise TypeError(f"cols holds {cols.dtype}, expected floating-point numbers; use cols.float()")
    if cols.ndim != 3 or 0 in cols.shape or cols.shape[1] % rows or cols.shape[2] != count:
        raise ValueError(
            f"cols must be (n, channels*{rows}, {count}) for these settings, got shape {tuple(cols.shape)}"
        )
    shares = cols.view(len(cols), -1, *windows.size, *windows.counts)
    return windows.added_up(shares, (len(cols), shares.shape[1], height, width))
