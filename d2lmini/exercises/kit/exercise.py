"""What an exercise is: words for the reader, cases for the checker, and the mistakes it knows by name."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal


def call(answer: Any, *args: Any) -> Any:
    """Call a function or build a class with `args`; a value stands for itself."""
    return answer(*args) if callable(answer) else answer


@dataclass(frozen=True)
class Case:
    """One check: `probe(answer, *args)` must give what it gives for the solution.

    The default probe calls the answer. Another one may ask anything else of it (the response of a kernel to a
    picture, the gradient of a layer) and may answer in words, which are then shown as they are.
    """

    label: str  # "a kernel wider than tall": completes "check 3 of 9, …" and the list of what was checked
    args: tuple = ()
    probe: Callable = call
    says: str = ""  # what failing this very case tells about the answer, where it tells something


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that people give: who behaves like `twin` on every case is told what it `says`."""

    says: str
    twin: Any


@dataclass(frozen=True)
class Exercise:
    """One exercise; `chapter/name.py` declares it as `EXERCISE`, and the chapter's `__init__.py` lists it.

    An answer is right when it agrees with `solution` on all `cases`, which go from small to large so that the
    first one to fail is small enough to read. They are made afresh for every check and must not depend on
    chance: random ones come from a seeded generator. Where `accepts` is "value", `solution` and the twins are
    functions without arguments that do nothing but return the value.

    An answer is not attempted when it is `...` or None, when each call of it raises a bare
    NotImplementedError or returns `...`, or when its source is still that of `given`.
    """

    title: str
    statement: str  # Markdown
    hints: tuple[str, ...]  # from a nudge to nearly the code
    solution: Callable
    cases: Callable[[], Iterable[Case]]
    mistakes: tuple[Mistake, ...]
    accepts: Literal["function", "class", "value"] = "function"
    tolerance: float = 1e-4  # relative and absolute, for floating point; whole numbers must be exact
    given: Any = None  # broken code handed out to be repaired

    @property
    def name(self) -> str:
        """The name of the file that declares it, by which a reader calls it."""
        return self.solution.__module__.rpartition(".")[2]

    @property
    def solution_source(self) -> str:
        """The source of the solution that the tests run; of one that is a value, the assignment."""
        source = textwrap.dedent(inspect.getsource(self.solution))
        if self.accepts != "value":
            return source
        returned = ast.parse(source).body[0].body[-1].value
        value = ast.get_source_segment(source, returned)
        return f"# {self.solution.__doc__}\n{self.solution.__name__} = {value}\n"

    def answer_of(self, declared: Callable) -> Any:
        """What a student would hand in for `declared`, the solution or a twin."""
        return declared() if self.accepts == "value" else declared
