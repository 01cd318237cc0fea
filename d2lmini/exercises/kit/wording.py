"""The sentences of a report: what is wrong with an outcome, and the evidence for it."""

import inspect
from collections import Counter
from collections.abc import Collection
from typing import Any

from torch import Tensor

from d2lmini.exercises.kit.compare import brief, difference, kind_of, show, text_of
from d2lmini.exercises.kit.exercise import Case, Exercise, call
from d2lmini.exercises.kit.sandbox import Outcome

_PRINTED_LINES = 6


def problem(exercise: Exercise, case: Case, expected: Any, got: Outcome) -> str | None:
    """Say what is wrong with one outcome; None where nothing is."""
    if not got.finished:
        still_there = "" if got.stopped else " It could not be stopped: restart the kernel before you go on."
        return f"it {stopped(got)}: is there a loop without end?{still_there}"
    if isinstance(got.error, RecursionError):
        return "it calls itself without end"
    if isinstance(got.error, SystemExit):
        return f"it {stopped(got)}. exit(), quit() and sys.exit() leave Python: end a function with `return`"
    if got.error:
        return f"it {stopped(got)}"
    arguments = _arguments(exercise, case)
    for (name, before), after in zip(arguments, got.args_after, strict=True):
        if difference(before, after):
            copied = f"{name}.clone()" if isinstance(before, Tensor) else f"copy.deepcopy({name})"
            return f"it changes its argument {name}: work on a copy, such as {copied}"
    words = difference(expected, got.value, exercise.tolerance)
    if words is None:
        return None
    if got.value is None and got.printed:
        return "it prints its result but returns nothing: end it with `return`"
    if got.value is None and not case.says:
        kind = "a result" if isinstance(expected, str) else kind_of(expected)
        return f"{kind} was expected, not nothing (None): end your function with `return`"
    return case.says or (f"{case.label}: {words}" if isinstance(expected, str) else words)


def stopped(outcome: Outcome) -> str:
    """Say how a call ended that gave no value."""
    if not outcome.finished:
        return f"did not finish within {outcome.seconds:g} seconds"
    first_line = brief(text_of(outcome.error, str).partition("\n")[0], 200)  # torch may write pages
    return f"stopped with {type(outcome.error).__name__}{first_line and ': '}{first_line}"


def evidence(exercise: Exercise, case: Case, expected: Any, got: Outcome) -> str:
    """Lay out the input, what was expected and what came, one below the other."""
    if got.error:
        came = f"{type(got.error).__name__} at {got.where or 'the call itself'}"
    else:
        came = show(got.value) if got.finished else f"no end at {got.where or 'a line outside your code'}"
    rows = [(name, show(value)) for name, value in _arguments(exercise, case)]
    rows += [("expected", show(expected)), ("got", came)]
    if got.printed:
        rows.append(("printed", "\n".join(got.printed.splitlines()[:_PRINTED_LINES])))
    width = max(len(name) for name, _ in rows)
    margin = "\n" + " " * (width + len("   = "))
    return "\n".join(f"  {name:<{width}} = {text}".replace("\n", margin) for name, text in rows)


def unchanged(exercise: Exercise, cases: list[Case], outcomes: list[Outcome]) -> str | None:
    """Name the tensor among the arguments that comes back as it is in every case."""
    returned = [
        {name for name, before in _arguments(exercise, case) if _same_tensor(before, got.value)}
        for case, got in zip(cases, outcomes, strict=False)
    ]
    return min(set.intersection(*returned), default=None)


def _same_tensor(before: Any, after: Any) -> bool:
    return isinstance(before, Tensor) and difference(before, after) is None


def in_checks(heading: str, mistakes: Collection[str], numbers: dict[str, set[int]]) -> list[str]:
    """Below the heading, each of the `mistakes` with the numbers of its checks; nothing if there is none."""
    lines = []
    for says in mistakes:
        *others, last = (str(n + 1) for n in sorted(numbers[says]))
        checks = f"checks {', '.join(others)} and {last}" if others else f"check {last}"
        lines.append(f"  {checks}: {sentence(says)}")
    return [heading, *lines] if lines else []


def checked(cases: list[Case]) -> str:
    """List what was checked, since "all tests passed" says too little."""
    counts = Counter(case.label for case in cases)
    return "Checked: " + " · ".join(label if n == 1 else f"{n} × {label}" for label, n in counts.items())


def sentence(words: str) -> str:
    """Begin with a capital and end with a full stop, unless there is an end already."""
    return words[0].upper() + words[1:] + ("" if words.endswith((".", "?", "!")) else ".")


def _arguments(exercise: Exercise, case: Case) -> list[tuple[str, Any]]:
    """The case's arguments with the names that the solution, or the probe, gives them."""
    if case.probe is call:
        names = list(inspect.signature(exercise.solution).parameters)
    else:
        names = list(inspect.signature(case.probe).parameters)[1:]
    return list(zip(names, case.args, strict=False))  # defaults stay unsaid
