"""Sizes along the two axes of a sliding window: which fit together, and in words why others do not.

`shared/maths/convolution.js` says the same, word for word.
"""

Pair = tuple[int, int]


def pair(value: int | Pair) -> Pair:
    """Return `value` as (height, width)."""
    return tuple(value) if isinstance(value, (tuple, list)) else (value, value)


def times(size: Pair) -> str:
    """Write a size as 3×4."""
    return f"{size[0]}×{size[1]}"


def output_sizes(size: Pair, kernel: Pair, stride: Pair, padding: Pair, dilation: Pair = (1, 1)) -> Pair:
    """Count the places of the kernel along height and width; 0 or less where it does not fit."""
    axes = zip(size, kernel, stride, padding, dilation, strict=True)
    return tuple((n + 2 * p - d * (k - 1) - 1) // s + 1 for n, k, s, p, d in axes)


def fit_reason(
    size: Pair,
    kernel: Pair,
    stride: Pair,
    padding: Pair,
    dilation: Pair = (1, 1),
    words: tuple[str, str] = ("input", "kernel"),
) -> str | None:
    """Say why the kernel finds no place in the padded input, or return None when it does."""
    if min(output_sizes(size, kernel, stride, padding, dilation)) >= 1:
        return None
    dilated = any(d > 1 and k > 1 for k, d in zip(kernel, dilation, strict=True))
    span = tuple(d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True))
    reach = f" with dilation {_once(dilation)} spans {times(span)}: larger" if dilated else " is larger"
    room = times(tuple(n + 2 * p for n, p in zip(size, padding, strict=True)))
    (image, window), padded = words, "padded " * any(padding)
    return (
        f"{window} {times(kernel)}{reach} than the {padded}{image} {room}; "
        f"add padding or use a smaller {window}{' or dilation' * dilated}"
    )


def _once(values: Pair) -> str:
    return str(values[0]) if values[0] == values[1] else times(values)
