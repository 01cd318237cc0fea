"""Find the mistakes that an answer makes among those that an exercise knows: it behaves as their twins do."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Any

import torch

from d2lmini.exercises.kit.compare import difference, kind_of, text_of
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake
from d2lmini.exercises.kit.sandbox import Outcome, run
from d2lmini.exercises.kit.wording import in_checks, unchanged


def observe(make: Callable[[], Any], case: Case, **limits: Any) -> Outcome:
    """Put the case to what `make` gives; `limits` are those of `run`."""
    return run(lambda *args: case.probe(make(), *args), case.args, **limits)


@dataclass
class Trial:
    """What an answer made of the cases, up to one that did not end, and what the solution makes of them."""

    exercise: Exercise
    cases: list[Case]
    rights: list[Outcome]
    outcomes: list[Outcome]
    _twins: dict[tuple[int, int], Outcome] = field(default_factory=dict)

    def known_mistake(self) -> str | None:
        """What the first mistake says whose twin gives the same outcomes."""
        for mistake in self.exercise.mistakes:
            if all(self._same(self._twin(mistake, n), self.outcomes[n]) for n in self._numbers):
                return mistake.says
        if name := unchanged(self.exercise, self.cases, self.outcomes):
            return f"it returns {name} unchanged"
        values = [outcome.value for outcome in self.outcomes]
        same = all(kind_of(value) == "a tensor" and difference(values[0], value) is None for value in values)
        says = "it gives the same result whatever it is given: does it use its arguments, by their own names?"
        return says if same and len(values) > 1 else None

    def known_in_part(self) -> list[str]:
        """Say which two mistakes explain all checks that fail, or else which ones explain some of them.

        A mistake counts only where every check in which it would show does fail.
        """
        passing = {n for n in self._numbers if self._same(self.rights[n], self.outcomes[n])}
        failing = set(self._numbers) - passing
        explained = defaultdict(set)
        for mistake in self.exercise.mistakes if failing else ():
            if all(self._same(self._twin(mistake, n), self.rights[n]) for n in passing):
                alike = {n for n in failing if self._same(self._twin(mistake, n), self.outcomes[n])}
                explained[mistake.says] |= {
                    n for n in alike if not self._same(self._twin(mistake, n), self.rights[n])
                }
        found = [says for says in explained if explained[says]]
        for both in combinations(found, 2):
            if explained[both[0]] | explained[both[1]] == failing:
                return in_checks("Two mistakes at once explain all that fails:", both, explained)
        found.sort(key=lambda says: -len(explained[says]))
        others = [says for says in found if not explained[says] & explained[found[0]]]
        return in_checks("Part of what fails is known:", found[:1] + others[:1], explained)

    @property
    def _numbers(self) -> range:
        return range(len(self.outcomes))

    def _twin(self, mistake: Mistake, n: int) -> Outcome:
        key = id(mistake), n
        if key not in self._twins:
            self._twins[key] = observe(lambda: self.exercise.answer_of(mistake.twin), self.cases[n])
        return self._twins[key]

    @cached_property
    def _exact(self) -> bool:
        # A wrong dtype often comes on top of another mistake: it is looked at once the numbers are right.
        return all(
            _alike(self.rights[n], self.outcomes[n], self.exercise.tolerance, False) for n in self._numbers
        )

    def _same(self, a: Outcome, b: Outcome) -> bool:
        return _alike(a, b, self.exercise.tolerance, self._exact)


def _alike(a: Outcome, b: Outcome, tolerance: float, exact: bool) -> bool:
    """Whether two outcomes are the same; without `exact`, tensors by their numbers alone."""
    if a.error or b.error:
        return type(a.error) is type(b.error) and text_of(a.error) == text_of(b.error)
    x, y = a.value, b.value
    if not exact and kind_of(x) == kind_of(y) == "a tensor":
        dtype = torch.promote_types(x.dtype, y.dtype)
        x, y = x.detach().to(dtype), y.detach().to(dtype)
    return a.finished and b.finished and difference(x, y, tolerance) is None
