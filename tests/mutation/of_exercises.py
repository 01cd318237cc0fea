"""Hand in every mutant of each exercise's solution; what its checker lets through is a hole.

`python -m tests.mutation.of_exercises [NAME …]` tries them all and prints the score.
"""

import sys
from collections.abc import Iterable
from contextlib import redirect_stdout
from io import StringIO

from d2lmini.exercises import check
from d2lmini.exercises.kit.catalogue import all_exercises
from d2lmini.exercises.kit.exercise import Exercise
from tests.exercises.answers import EQUIVALENT
from tests.mutation.mutants import Mutant, mutants


def mutants_of(exercise: Exercise) -> list[Mutant]:
    """Return all mutants of the solution as it is shown."""
    return mutants(exercise.solution_source)


def survives(exercise: Exercise, mutant: Mutant) -> bool:
    """Tell whether the checker takes the mutant for right, though something was changed."""
    names = dict(vars(sys.modules[exercise.solution.__module__]))
    try:
        with redirect_stdout(StringIO()):
            used = mutant.run(names)
    except Exception:  # it cannot even be defined
        return False
    passed = check(exercise.name, names[exercise.solution.__name__], seconds=1).passed
    return passed and not (mutant.result and not used)


def survivors(exercise: Exercise, tried: Iterable[Mutant]) -> list[str]:
    """Return the labels of those that survive."""
    return [mutant.label for mutant in tried if survives(exercise, mutant)]


def main(wanted: list[str]) -> int:
    """Print each exercise's score and what survived unexplained; return how many did."""
    killed = counted = unexplained = 0
    for name, exercise in all_exercises().items():
        if wanted and name not in wanted:
            continue
        explained = EQUIVALENT.get(name, {})
        tried = mutants_of(exercise)
        alive = survivors(exercise, tried)
        holes = [label for label in alive if label not in explained]
        real = len(tried) - (len(alive) - len(holes))
        killed += real - len(holes)
        counted += real
        unexplained += len(holes)
        print(f"{name}: {real - len(holes)} of {real} killed, {len(alive) - len(holes)} equivalent")
        for label in holes:
            print("    survives:", label)
        for label in explained.keys() - set(alive):
            print("    listed, but does not survive:", label)
    print(f"{killed} of {counted} mutants that are not equivalent were killed ({killed / counted:.1%})")
    return unexplained


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
