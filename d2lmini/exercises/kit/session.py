"""A session as it is when new, whatever a reader has set in this one, and back to theirs afterwards."""

import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import numpy as np
import torch


def _anomalies() -> tuple[bool, bool]:
    return torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()


# What a new session has, and what reads and writes it. All threads share these.
_SHARED = (
    (torch.float32, torch.get_default_dtype, torch.set_default_dtype),
    (0, torch.get_deterministic_debug_mode, torch.set_deterministic_debug_mode),
    ((False, True), _anomalies, lambda both: torch.autograd.set_detect_anomaly(*both)),
)


@contextmanager
def shared_as_new() -> Iterator[None]:
    """Have what all threads share as in a new session; the rest, a thread that starts within has anyway."""
    with ExitStack() as stack:
        for _, read, write in _SHARED:
            stack.callback(write, read())
        for value, _, write in _SHARED:
            write(value)
        # Other threads come and go in this list of filters as they like: it is touched only where it must be.
        if any(action == "error" for action, *_ in warnings.filters):
            stack.enter_context(warnings.catch_warnings())
            warnings.simplefilter("default")
        yield


@contextmanager
def new_session() -> Iterator[None]:
    """Have PyTorch, NumPy and warnings as in a new session, in this thread and in those that start within."""
    with (
        shared_as_new(),
        torch.inference_mode(False),
        torch.enable_grad(),
        torch.autocast("cpu", enabled=False),
        torch.device("cpu"),
        np.errstate(all="warn", under="ignore"),
    ):
        yield
