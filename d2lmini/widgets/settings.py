"""Which settings of a sliding window are allowed, and in words why others are not.

The same reasons, word for word, are in `shared/settings.js`; the limits are sent to the browser from here.
"""

LIMITS = {
    "input": [1, 12],
    "kernel": [1, 7],
    "stride": [1, 6],
    "padding": [0, 6],
    "dilation": [1, 6],
    # Products of 49 such numbers still add up exactly in the browser's doubles.
    "number": 1_000_000,
}

Pair = tuple[int, int]


def pair(value: int | Pair) -> Pair:
    """Return `value` as (height, width)."""
    return tuple(value) if isinstance(value, (tuple, list)) else (value, value)


def output_sizes(size: Pair, kernel: Pair, stride: Pair, padding: Pair, dilation: Pair) -> Pair:
    """Count the places of the kernel along height and width; 0 or less where it does not fit."""
    axes = zip(size, kernel, stride, padding, dilation, strict=True)
    return tuple((n + 2 * p - d * (k - 1) - 1) // s + 1 for n, k, s, p, d in axes)


def refusal(
    size: Pair, kernel: Pair, stride: Pair, padding: Pair, dilation: Pair, limits: dict = LIMITS
) -> str | None:
    """Say why these cannot be shown together, or return None when they can."""
    settings = {"stride": stride, "padding": padding, "dilation": dilation}
    reasons = [
        _size_reason("input", size, limits["input"]),
        _size_reason("kernel", kernel, limits["kernel"]),
        *(_limit_reason(name, values, limits[name]) for name, values in settings.items()),
    ]
    return next(filter(None, reasons), None) or _fit_reason(size, kernel, **settings)


def _size_reason(name: str, size: Pair, limits: list[int]) -> str | None:
    least, most = limits
    if all(least <= length <= most for length in size):
        return None
    return f"{name} must be between {least}×{least} and {most}×{most}, got {times(size)}"


def _limit_reason(name: str, values: Pair, limits: list[int]) -> str | None:
    least, most = limits
    outside = next((value for value in values if not least <= value <= most), None)
    if outside is None:
        return None
    return f"{name} must be a whole number from {least} to {most}, got {outside}"


def _fit_reason(size: Pair, kernel: Pair, stride: Pair, padding: Pair, dilation: Pair) -> str | None:
    if min(output_sizes(size, kernel, stride, padding, dilation)) >= 1:
        return None
    span = tuple(d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True))
    dilated = span != tuple(kernel)
    reach = (
        f" with dilation {_once(dilation)} spans {times(span)}: larger than" if dilated else " is larger than"
    )
    room = tuple(n + 2 * p for n, p in zip(size, padding, strict=True))
    padded = "padded " if any(padding) else ""
    return (
        f"kernel {times(kernel)}{reach} the {padded}input {times(room)}; "
        f"add padding or use a smaller kernel{' or dilation' if dilated else ''}"
    )


def times(size: Pair) -> str:
    """Write a size as 3×4."""
    return f"{size[0]}×{size[1]}"


def _once(values: Pair) -> str:
    return str(values[0]) if values[0] == values[1] else times(values)
