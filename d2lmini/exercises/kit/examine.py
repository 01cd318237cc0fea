"""Hold an answer against the solution of its exercise, case by case, and report on the first that fails."""

import ast
import inspect
import threading
from contextlib import suppress
from textwrap import dedent
from typing import Any

from d2lmini.exercises.kit.compare import kind_difference, kind_of
from d2lmini.exercises.kit.exercise import Case, Exercise
from d2lmini.exercises.kit.mistakes import Trial, observe
from d2lmini.exercises.kit.report import Report
from d2lmini.exercises.kit.sandbox import Outcome, is_under_test, run
from d2lmini.exercises.kit.session import new_session
from d2lmini.exercises.kit.wording import checked, evidence, problem, sentence, stopped

_ALONE = threading.Lock()  # settings and streams belong to the whole process, so one check waits for another


def examine(exercise: Exercise, answer: Any, seconds: float) -> Report:
    """Run every case on `answer`, each for at most `seconds`, and report.

    Raises:
        RuntimeError: code that is being checked asks for a check.
    """
    if is_under_test():
        raise RuntimeError(
            f'd2l.check("{exercise.name}", …) stands inside the code that it checks: move it out of there'
        )
    with _ALONE, new_session():
        return _examine(exercise, answer, seconds)


def _examine(exercise: Exercise, answer: Any, seconds: float) -> Report:
    name = exercise.name
    untouched = Report("○", f"{name}: not attempted yet", f'd2l.hint("{name}") gives a first hint.')
    if answer is None or answer is ... or (exercise.given and _code(answer) == _code(exercise.given)):
        return untouched
    # The solution before the answer, which might replace what the solution needs.
    cases, rights = _solved(exercise)
    if failed := next((right for right in rights if right.error or not right.finished), None):
        why = sentence(f"the book's own solution {stopped(failed)}")
        way_out = "Something that it needs was replaced in this session: restart the kernel."
        return Report("○", f"{name}: cannot be checked", f"{why} {way_out}")
    if wrong_form := _wrong_form(exercise, answer):
        return Report("✗", f"{name}: not yet", sentence(wrong_form))
    outcomes = _outcomes(answer, cases, seconds)
    if all(map(_not_implemented, outcomes)):
        return untouched
    for number, (case, right, got) in enumerate(zip(cases, rights, outcomes, strict=False), start=1):
        if words := problem(exercise, case, right.value, got):
            trial = Trial(exercise, cases, rights, outcomes)
            known = trial.known_mistake()
            message = [sentence(known)] if known else [sentence(words), *trial.known_in_part()]
            where = f"Check {number} of {len(cases)}, {case.label}:"
            details = "\n".join([*message, where, evidence(exercise, case, right.value, got)])
            return Report("✗", f"{name}: not yet", details)
    return Report("✓", f"{name}: right in all {len(cases)} checks", checked(cases))


def _solved(exercise: Exercise) -> tuple[list[Case], list[Outcome]]:
    """The cases, and what the solution makes of them; or no case, and what kept them from being made."""
    made = run(lambda: list(exercise.cases()))
    if made.error or not made.finished:
        return [], [made]
    return made.value, [observe(lambda: exercise.answer_of(exercise.solution), case) for case in made.value]


def _wrong_form(exercise: Exercise, answer: Any) -> str | None:
    """Say what should have been handed in instead of `answer`, if anything."""
    if exercise.accepts == "value":
        return kind_difference(exercise.solution(), answer)
    if exercise.accepts == "class" and not isinstance(answer, type):
        return "hand in your class itself, not an object made from it"
    if not callable(answer):
        return f"hand in your function itself, without calling it or quoting its name, not {kind_of(answer)}"
    return None


def _outcomes(answer: Any, cases: list[Case], seconds: float) -> list[Outcome]:
    """One outcome a case, up to the first call that does not end."""
    module, outcomes = getattr(answer, "__module__", ""), []
    for case in cases:
        outcomes.append(observe(lambda: answer, case, module=module, seconds=seconds))
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
