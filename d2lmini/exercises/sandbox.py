"""Run code that may loop for ever, print without end, change its arguments or raise, and tell what it did.

The code runs in a thread of its own. Only that thread can be stopped on every system and from any caller,
Jupyter's main thread included, without an exception going astray in the caller.
"""

import contextlib
import copy
import ctypes
import io
import linecache
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import FrameType
from typing import Any

import torch

_GRACE = 1.0  # seconds that a thread may resist being stopped before it is left to itself
_KEPT = 200  # characters of printed text


@dataclass(frozen=True)
class Outcome:
    """What came of one call."""

    value: Any = None
    error: BaseException | None = None
    where: str = ""  # "line 3 in my_corr2d: Y[i, j] = …", where the code under test raised or did not end
    printed: str = ""
    args_after: tuple = ()
    seconds: float = 0.0  # the time it was given
    finished: bool = True
    stopped: bool = True  # False for a thread that went on regardless


class _FirstWords(io.TextIOBase):
    """A stream that keeps the first characters and forgets the flood after them."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        if len(self.text) < _KEPT:
            self.text = (self.text + text)[:_KEPT]
        return len(text)


def run(function: Callable, args: tuple, *, module: str, seconds: float) -> Outcome:
    """Call `function` on copies of `args` for at most `seconds`, with chance seeded and printing kept back.

    `module` is the name of the module whose lines `Outcome.where` may show, next to those of the notebook.
    """
    args = copy.deepcopy(args)
    default_dtype = torch.get_default_dtype()  # the default device is the worker's own
    result, ended = {}, threading.Event()

    def work() -> None:
        try:
            value = function(*args)
            # A copy: the next call may write into the same tensor.
            result["value"] = value.clone() if isinstance(value, torch.Tensor) else value
        except BaseException as error:  # SystemExit too: it is how `_stop` ends this thread
            result["error"] = error
            result["where"] = _line(traceback.walk_tb(error.__traceback__), module)
        finally:
            ended.set()

    worker = threading.Thread(target=work, daemon=True)
    printed = _FirstWords()
    # In the caller, so that all is put back even when the thread cannot be stopped.
    with (
        torch.random.fork_rng(devices=[]),
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
    ):
        torch.default_generator.manual_seed(0)
        worker.start()
        try:
            ended.wait(seconds)  # no join: an interrupted one takes the thread for dead (Python 3.11)
            while _is_importing(worker):  # slow at first use, as of torch.optim, and must not be cut short
                ended.wait(seconds)
        finally:  # an interrupted kernel ends the call as well
            finished = ended.is_set()
            stuck = "" if finished else _line(_stack(worker), module)
            stopped = finished or _stop(worker)
            torch.set_default_dtype(default_dtype)
    if not finished:
        return Outcome(where=stuck, printed=printed.text, seconds=seconds, finished=False, stopped=stopped)
    worker.join()  # it has only itself left to clear away
    return Outcome(**result, printed=printed.text, args_after=args)


def _is_importing(worker: threading.Thread) -> bool:
    return any(f.f_code.co_filename.startswith("<frozen importlib") for f, _ in _stack(worker))


def _stop(worker: threading.Thread) -> bool:
    """Raise SystemExit in `worker`, again if it was caught, and tell whether the thread ended."""
    deadline = time.monotonic() + _GRACE
    while worker.is_alive() and time.monotonic() < deadline:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(worker.ident), ctypes.py_object(SystemExit))
        time.sleep(1e-4)
    return not worker.is_alive()


def _stack(worker: threading.Thread) -> list[tuple[FrameType, int]]:
    frame = sys._current_frames().get(worker.ident)
    return list(traceback.walk_stack(frame))[::-1] if frame else []


def _line(frames: Iterable[tuple[FrameType, int]], module: str) -> str:
    """The innermost line of `frames`, outermost first, that belongs to `module` or to the notebook."""
    names = module, "__main__"  # the module of a functools.partial, say, is not that of its function
    own = [(frame, number) for frame, number in frames if frame.f_globals.get("__name__") in names]
    if not own:
        return ""
    frame, number = own[-1]
    text = linecache.getline(frame.f_code.co_filename, number, frame.f_globals).strip()
    return f"line {number} in {frame.f_code.co_name}: {text}"
