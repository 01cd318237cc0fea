"""What a reader calls: `check`, `hint`, `solution`; and what the appendix reads: `exercises_of`."""

from collections import Counter
from collections.abc import Iterable
from difflib import get_close_matches
from importlib import import_module
from typing import Any

from d2lmini.checks import check_number
from d2lmini.exercises.checker import examine
from d2lmini.exercises.exercise import Exercise
from d2lmini.exercises.report import Card, Report, Source

CHAPTERS = (
    "why-convolution",
    "image-convolution",
    "padding-and-stride",
    "channels",
    "one-by-one",
    "pooling",
)

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
    exercise = _find(name)
    if answer is _NO_ANSWER:
        example = f'd2l.check("{name}", {exercise.solution.__name__})'
        raise TypeError(f'd2l.check("{name}") needs your answer as well, as in {example}')
    return examine(exercise, answer, check_number("seconds", seconds, minimum=0, above=True))


def hint(name: str) -> Card:
    """Give one more hint each call, from a nudge to nearly the code; the last one stays."""
    hints = _find(name).hints
    _hints_given[name] = number = min(_hints_given[name] + 1, len(hints))
    last = f'\nThat was the last hint; d2l.solution("{name}") shows a solution.'
    details = hints[number - 1] + last * (number == len(hints))
    return Card("→", f"{name}: hint {number} of {len(hints)}", details)


def solution(name: str) -> Source:
    """Show the source of a solution, the very one that the tests run."""
    return Source(_find(name).solution_source)


def exercises_of(chapter: str) -> tuple[Exercise, ...]:
    """Return the exercises of a chapter, named as its file is ("image-convolution"), in order."""
    if not isinstance(chapter, str):
        raise TypeError(f'chapter must be a name such as "image-convolution", not {chapter!r}')
    if chapter not in CHAPTERS:
        raise ValueError(_unknown("chapter", chapter, CHAPTERS))
    return import_module(f"d2lmini.exercises.{chapter.replace('-', '_')}").EXERCISES


def _find(name: str) -> Exercise:
    exercises = {exercise.name: exercise for chapter in CHAPTERS for exercise in exercises_of(chapter)}
    if not isinstance(name, str):
        raise TypeError(f'the first argument is the name of an exercise, such as "corr2d", not {name!r}')
    if name not in exercises:
        raise ValueError(_unknown("exercise", name, exercises))
    return exercises[name]


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    """Say that there is no such `name`, and which one may have been meant."""
    close = get_close_matches(name.lower(), known)
    guess = f"did you mean {' or '.join(close)}? " if close else ""
    return f'there is no {what} "{name}"; {guess}All of them: {", ".join(known)}'
