"""What every exercise owes its reader, and what the engine owes every exercise."""

from d2lmini.exercises.kit.exercise import Case, Exercise


def toy(solution: object, *cases: Case, **rest: object) -> Exercise:
    """Return an exercise that is nothing but its solution and cases."""
    return Exercise("", "", ("",), **{"mistakes": (), **rest}, solution=solution, cases=lambda: cases)
