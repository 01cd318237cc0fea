"""Which settings pooling allows, and in words why not others.

The same reasons, word for word, are in `settings.js`; the limits are sent to the browser from
here.
"""

from d2lmini.widgets.settings import LIMITS, Pair, refusal, times

# A window as large as the input pools globally.
POOL_LIMITS = {**LIMITS, "kernel": LIMITS["input"], "stride": LIMITS["input"], "shift": [-3, 3]}


def pool_refusal(size: Pair, window: Pair, stride: Pair, padding: Pair) -> str | None:
    """Say why these cannot be shown together, or return None when they can."""
    reason = refusal(size, window, stride, padding, (1, 1), POOL_LIMITS)
    return reason.replace("kernel", "window") if reason else _padding_reason(window, padding)


def _padding_reason(window: Pair, padding: Pair) -> str | None:
    """Apply PyTorch's rule: with more padding, a window could hold nothing else."""
    most = tuple(length // 2 for length in window)
    if all(length <= half for length, half in zip(padding, most, strict=True)):
        return None
    return (
        f"padding {times(padding)} is more than half of the window {times(window)}; "
        f"use at most {times(most)}, or a larger window"
    )
