"""What a reader calls: `check`, `hint`, `solution`."""

from collections import Counter
from typing import Any

from d2lmini.arguments import check_number
from d2lmini.exercises.kit.catalogue import find
from d2lmini.exercises.kit.examine import examine
from d2lmini.exercises.kit.report import Card, Report, Source

# How many hints each exercise has given: the only thing the kit remembers from one call to the next.
_hints_given = Counter()

_NO_ANSWER = object()


def check(name: str, answer: Any = _NO_ANSWER, *, seconds: float = 5.0) -> Report:
    """Check the `answer` to an exercise and say what is right or wrong: `check("corr2d", my_corr2d)`.

    Each call of the answer may work for `seconds`. It gets copies, its printing is kept back, and the random
    generator and the settings of PyTorch stay as they were. Only a single call that never comes back to
    Python, such as `sum(range(10**12))`, cannot be cut off: restart the kernel.

    Raises:
        TypeError: `name` is no string, the answer is missing, or `seconds` is no number.
        ValueError: there is no such exercise, or `seconds` is not above 0.
        RuntimeError: the call stands inside the code that it checks.
    """
    exercise = find(name)
    if answer is _NO_ANSWER:
        example = f'd2l.check("{name}", {exercise.solution.__name__})'
        raise TypeError(f'd2l.check("{name}") needs your answer as well, as in {example}')
    return examine(exercise, answer, check_number("seconds", seconds, minimum=0, above=True))


def hint(name: str) -> Card:
    """Give one more hint each call, from a nudge to nearly the code; the last one stays."""
    hints = find(name).hints
    _hints_given[name] = number = min(_hints_given[name] + 1, len(hints))
    last = f'\nThat was the last hint; d2l.solution("{name}") shows a solution.'
    details = hints[number - 1] + last * (number == len(hints))
    return Card("→", f"{name}: hint {number} of {len(hints)}", details)


def solution(name: str) -> Source:
    """Show the source of a solution, the very one that the tests run."""
    return Source(find(name).solution_source)
