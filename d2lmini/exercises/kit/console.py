"""What code under test finds where a person sits otherwise: nobody, who reads nothing and types nothing."""

import builtins
import io
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NoReturn, TextIO

_KEPT = 200  # characters of printed text


class FirstWords(io.TextIOBase):
    """A stream that keeps the first characters and forgets the flood after them."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.text = ""

    def write(self, text: str) -> int:
        """Keep of `text` what there is room for."""
        if len(self.text) < _KEPT:
            self.text = (self.text + text)[:_KEPT]
        return len(text)


class _Nobody(io.TextIOBase):
    """A keyboard that nobody sits at."""

    def read(self, *size: int) -> NoReturn:
        _refuse_to_type()

    readline = read


class _Forked:
    """A stream that is `mine` in the threads under test, and `theirs` in all others."""

    def __init__(self, mine: TextIO, theirs: TextIO, under_test: Callable[[], bool]) -> None:
        self._mine, self._theirs, self._under_test = mine, theirs, under_test

    def _stream(self) -> TextIO:
        return self._mine if self._under_test() else self._theirs

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream(), name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._stream())


@contextmanager
def nobody_there(printed: FirstWords, under_test: Callable[[], bool]) -> Iterator[None]:
    """Keep back in `printed` what threads print where `under_test()` is true, and refuse to answer them.

    The streams belong to the whole process, so that each call in any other thread goes where it always went.
    """

    def forked(mine: Callable, theirs: Callable) -> Callable:
        return lambda *args, **kwargs: (mine if under_test() else theirs)(*args, **kwargs)

    with ExitStack() as stack:
        for name, mine in (("stdout", printed), ("stderr", printed), ("stdin", _Nobody())):
            stack.enter_context(_replaced(sys, name, _Forked(mine, getattr(sys, name), under_test)))
        for owner, name, mine in (
            (builtins, "input", _refuse_to_type),
            (sys, "breakpointhook", _refuse_to_stop),
            (_ipython(), "ask_exit", sys.exit),  # its exit() asks it to close the kernel, and goes on
        ):
            if hasattr(owner, name):  # not every shell can be asked
                stack.enter_context(_replaced(owner, name, forked(mine, getattr(owner, name))))
        yield


@contextmanager
def _replaced(owner: Any, name: str, value: Any) -> Iterator[None]:
    inherited, before = name not in vars(owner), getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        if inherited:
            delattr(owner, name)
        else:
            setattr(owner, name, before)


def _ipython() -> Any:
    ipython = sys.modules.get("IPython")
    return ipython and ipython.get_ipython()


def _refuse_to_type(*_: Any, **__: Any) -> NoReturn:
    raise RuntimeError("nobody types while your code is checked: use its arguments instead of input()")


def _refuse_to_stop(*_: Any, **__: Any) -> NoReturn:
    raise RuntimeError("a check does not stop at breakpoint(): take it out, or call your function yourself")
