"""Run code that may loop for ever, print without end, change its arguments or raise, and tell what it did.

The code runs in a thread of its own. Only that thread can be stopped on every system and from any caller,
Jupyter's main thread included, without an exception going astray in the caller. What cannot be stopped is a
single call that never comes back to Python, such as `sum(range(10**12))`: it holds the lock of the whole
interpreter, so that nothing else runs until it ends or the kernel is restarted.
"""

import copy
import ctypes
import linecache
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType
from typing import Any

import torch

from d2lmini.exercises.kit.console import FirstWords, nobody_there
from d2lmini.exercises.kit.session import shared_as_new

_GRACE = 1.0  # seconds that a thread may resist being stopped before it is left to itself
_PATIENCE = 4  # times its seconds that a call may take by the clock, where other programs keep it waiting


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


class _Worker(threading.Thread):
    """The thread of code under test."""

    over = False  # the code has ended, and the thread has only itself to clear away


def is_under_test() -> bool:
    """Whether the caller is itself code under test."""
    return isinstance(threading.current_thread(), _Worker)


def run(function: Callable, args: tuple = (), *, module: str = "", seconds: float = 60.0) -> Outcome:
    """Call `function` on copies of `args`, as in a new session, with chance seeded and nobody at the console.

    It may work for `seconds`, and take up to four times as long by the clock where other programs keep the
    processor busy. `module` is the name of the module whose lines `Outcome.where` may show, next to those of
    the notebook.
    """
    args = copy.deepcopy(args)
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
            worker.over = True
            with suppress(SystemExit):  # one that `_stop` raised just then
                ended.set()

    worker = _Worker(target=work, daemon=True)
    printed, others = FirstWords(), set(threading.enumerate())
    # In the caller, so that all is put back even when the thread cannot be stopped.
    with (
        shared_as_new(),
        torch.random.fork_rng(devices=[]),
        nobody_there(printed, under_test=lambda: threading.current_thread() not in others),
    ):
        torch.default_generator.manual_seed(0)
        worker.start()
        try:
            _wait(ended, worker, seconds)
        finally:  # an interrupted kernel ends the call as well
            finished = ended.is_set()
            stuck = "" if finished else _line(_stack(worker), module)
            stopped = finished or _stop(worker)
    if not finished:
        return Outcome(where=stuck, printed=printed.text, seconds=seconds, finished=False, stopped=stopped)
    worker.join()  # it has only itself left to clear away
    return Outcome(**result, printed=printed.text, args_after=args)


def _wait(ended: threading.Event, worker: threading.Thread, seconds: float) -> None:
    """Wait for the end, or until this process worked for `seconds`, or the clock `_PATIENCE` times that."""
    left, begun, spent = seconds, time.monotonic(), time.process_time()
    # No join: an interrupted one takes the thread for dead (Python 3.11).
    while not ended.wait(min(left, threading.TIMEOUT_MAX)):
        if _is_importing(worker):  # slow at first use, as of torch.optim, and must not be cut short
            left, begun, spent = seconds, time.monotonic(), time.process_time()
            continue
        left = seconds - (time.process_time() - spent)
        if left <= 0 or time.monotonic() - begun > _PATIENCE * seconds:
            return


def _is_importing(worker: threading.Thread) -> bool:
    return any(f.f_code.co_filename.startswith("<frozen importlib") for f, _ in _stack(worker))


def _stop(worker: threading.Thread) -> bool:
    """Raise SystemExit in `worker`, again if it was caught, and tell whether the thread ended."""
    deadline = time.monotonic() + _GRACE
    while worker.is_alive() and time.monotonic() < deadline:
        if not worker.over:
            thread, error = ctypes.c_ulong(worker.ident), ctypes.py_object(SystemExit)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, error)
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
