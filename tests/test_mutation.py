"""A sample of what `make mutants` tries in full: small changes to right code that some test must notice."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from d2lmini.exercises.kit.catalogue import all_exercises
from d2lmini.exercises.kit.exercise import Exercise
from tests.exercises.answers import EQUIVALENT
from tests.mutation.mutants import mutants
from tests.mutation.of_exercises import mutants_of, survivors

SAMPLE = 4  # of each exercise, and of ops

every_exercise = pytest.mark.parametrize("exercise", all_exercises().values(), ids=all_exercises())


@pytest.mark.programs
@every_exercise
def test_the_checker_notices_a_small_change_to_the_solution(exercise: Exercise):
    explained = EQUIVALENT.get(exercise.name, {})
    wrong = [mutant for mutant in mutants_of(exercise) if mutant.label not in explained]
    sample = random.Random(exercise.name).sample(wrong, min(SAMPLE, len(wrong)))
    assert survivors(exercise, sample) == []


@every_exercise
def test_what_is_called_equivalent_is_a_mutant(exercise: Exercise):
    labels = {mutant.label for mutant in mutants_of(exercise)}
    assert EQUIVALENT.get(exercise.name, {}).keys() - labels == set()


@pytest.mark.programs
def test_the_tests_of_ops_notice_a_small_change():
    command = [sys.executable, "-m", "tests.mutation.of_ops", "--sample", str(SAMPLE)]
    root = Path(__file__).resolve().parent.parent
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "listed" not in run.stdout


def test_a_mutant_differs_in_one_place():
    source = "def f(a, b=1):\n    return a[0, 1] + b\n"
    changed = {mutant.label for mutant in mutants(source)}
    assert "return a[0, 1] + b  →  return a[0, 1] - b" in changed
    assert "return a[0, 1] + b  →  return a[1, 0] + b" in changed
    assert "def f(a, b=1):  →  def f(a, b=2):" in changed
