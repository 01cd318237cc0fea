"""Hold an answer against the solution of its exercise, case by case, and report on the first that fails."""

import ast
import inspect
from contextlib import suppress
from functools import partial
from textwrap import dedent
from typing import Any

import torch

from d2lmini.exercises.compare import difference, kind_difference, kind_of, text_of
from d2lmini.exercises.exercise import Case, Exercise
from d2lmini.exercises.report import Report
from d2lmini.exercises.sandbox import Outcome, run
from d2lmini.exercises.wording import checked, evidence, problem, sentence, unchanged


@torch.inference_mode(False)  # whatever the reader's mode is: an exercise may need gradients
def examine(exercise: Exercise, answer: Any, seconds: float) -> Report:
    """Run every case on `answer`, each for at most `seconds`, and report."""
    untouched = Report(
        "○", f"{exercise.name}: not attempted yet", f'd2l.hint("{exercise.name}") gives a first hint.'
    )
    if answer is None or answer is ... or (exercise.given and _code(answer) == _code(exercise.given)):
        return untouched
    if wrong_form := _wrong_form(exercise, answer):
        return Report("✗", f"{exercise.name}: not yet", sentence(wrong_form))
    with torch.device("cpu"):  # wherever the reader's default device is
        cases = list(exercise.cases())
    outcomes = _outcomes(answer, cases, seconds)
    if all(map(_not_implemented, outcomes)):
        return untouched
    for number, (case, got) in enumerate(zip(cases, outcomes, strict=False), start=1):
        expected = _observe(exercise.answer_of(exercise.solution), case).value
        if words := problem(exercise, case, expected, got):
            message = sentence(_known_mistake(exercise, cases, outcomes) or words)
            where = f"Check {number} of {len(cases)}, {case.label}:"
            details = f"{message}\n{where}\n{evidence(exercise, case, expected, got)}"
            return Report("✗", f"{exercise.name}: not yet", details)
    return Report("✓", f"{exercise.name}: right in all {len(cases)} checks", checked(cases))


def _wrong_form(exercise: Exercise, answer: Any) -> str | None:
    """Say what should have been handed in instead of `answer`, if anything."""
    if exercise.accepts == "value":
        return kind_difference(exercise.solution(), answer)
    if exercise.accepts == "class" and not isinstance(answer, type):
        return "hand in your class itself, not an object made from it"
    if not callable(answer):
        return f"hand in your function itself, without calling it or quoting its name, not {kind_of(answer)}"
    return None


def _observe(answer: Any, case: Case, seconds: float = 60.0) -> Outcome:
    module = getattr(answer, "__module__", "")
    return run(partial(case.probe, answer), case.args, module=module, seconds=seconds)


def _outcomes(answer: Any, cases: list[Case], seconds: float) -> list[Outcome]:
    """One outcome a case, up to the first call that does not end."""
    outcomes = []
    for case in cases:
        outcomes.append(_observe(answer, case, seconds))
        if not outcomes[-1].finished:
            break
    return outcomes


def _not_implemented(outcome: Outcome) -> bool:
    # A NotImplementedError of torch has something to say; that of a stub is bare.
    bare = type(outcome.error) is NotImplementedError and not outcome.error.args
    return bare or outcome.value is ...


def _code(declared: Any) -> str:
    """The code of a function, or of a class's methods, less comments; nothing where Python has not kept it.

    It tells code as it was handed out from code with a repair. Behaviour would not: a repair stays hidden as
    long as an earlier mistake stops everything.
    """
    functions = vars(declared).values() if isinstance(declared, type) else [declared]
    with suppress(OSError, SyntaxError):  # a lambda's source is the line around it
        source = "".join(dedent(inspect.getsource(each)) for each in functions if inspect.isfunction(each))
        return ast.dump(ast.parse(source))
    return ""


def _known_mistake(exercise: Exercise, cases: list[Case], outcomes: list[Outcome]) -> str | None:
    """What the first mistake says whose twin gave these outcomes too."""
    solution = exercise.answer_of(exercise.solution)
    if any(_observe(solution, case).error for case in cases[: len(outcomes)]):
        return None  # a function that everyone uses is broken: the answer is not to blame
    # A wrong dtype often comes on top of another mistake: it is looked at once the numbers are right.
    exact = _behaves_like(exercise, exercise.solution, cases, outcomes, exact=False)
    for mistake in exercise.mistakes:
        if _behaves_like(exercise, mistake.twin, cases, outcomes, exact=exact):
            return mistake.says
    if name := unchanged(exercise, cases, outcomes):
        return f"it returns {name} unchanged"
    values = [outcome.value for outcome in outcomes]
    same = all(kind_of(value) == "a tensor" and difference(values[0], value) is None for value in values)
    says = "it gives the same result whatever it is given: does it use its arguments, by their own names?"
    return says if same and len(values) > 1 else None


def _behaves_like(
    exercise: Exercise, declared: Any, cases: list[Case], outcomes: list[Outcome], *, exact: bool
) -> bool:
    """Whether the solution or a twin has these outcomes; without `exact`, tensors by their numbers alone."""
    twin = exercise.answer_of(declared)
    return all(
        _alike(_observe(twin, case), got, exercise.tolerance, exact)
        for case, got in zip(cases, outcomes, strict=False)
    )


def _alike(a: Outcome, b: Outcome, tolerance: float, exact: bool) -> bool:
    if a.error or b.error:
        return text_of(a.error) == text_of(b.error)
    x, y = a.value, b.value
    if not exact and kind_of(x) == kind_of(y) == "a tensor":
        dtype = torch.promote_types(x.dtype, y.dtype)
        x, y = x.detach().to(dtype), y.detach().to(dtype)
    return a.finished and b.finished and difference(x, y, tolerance) is None
