"""Exercise: which claims does a table show?"""

from collections.abc import Iterator

from d2lmini.exercises.kit.compare import kind_of
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_claims():
    """1.6 ± 0.5 is shown, 0.6 ± 0.6 nothing; runs spread by 1.6; of other data nothing is known."""
    return (True, False, False, False, True, False)


_QUESTIONS = (
    "B reads more than A",
    "C reads more than A",
    "C reads as many as A",
    "most runs of A lie between 90.6 and 91.4",
    "a further run of A may well read 92",
    "B reads more on photographs, too",
)


def _verdict(claims: tuple, position: int) -> str:
    if not isinstance(claims, tuple | list) or len(claims) != len(_QUESTIONS):
        return f"{kind_of(claims)}; write six times True or False: (…, …, …, …, …, …)"
    claim = claims[position]
    return {True: "shown", False: "not shown"}[claim] if isinstance(claim, bool) else f"{kind_of(claim)}"


def _cases() -> Iterator[Case]:
    for position, label in enumerate(_QUESTIONS):
        yield Case(label, (position,), _verdict)


def _but(*positions: int) -> tuple:
    return tuple(claim ^ (n in positions) for n, claim in enumerate(my_claims()))


EXERCISE = Exercise(
    accepts="value",
    title="Predict: what does the table show?",
    statement=(
        "Three methods read A 91.0 ±0.4, B 92.6 ±0.3 and C 91.6 ±0.5 percent of the test digits: means of 16 "
        "unpaired runs each, with their standard errors. Which claims does this show? (1) B reads more than "
        "A. (2) C reads more than A. (3) C and A read equally many. (4) Two thirds of A's runs lie between "
        "90.6 and 91.4. (5) A further run of A may well read 92. (6) B reads more photographs, too. Give "
        "`my_claims = (…, …, …, …, …, …)`, each True or False."
    ),
    hints=(
        "The error of a difference is the root of the sum of both errors' squares. Compare with twice that.",
        "A difference that is not shown may be there: no difference is a claim as well.",
        "The spread of single runs is the root of 16 times as large as the error of their mean: 1.6 for A.",
    ),
    solution=my_claims,
    cases=_cases,
    mistakes=(
        Mistake(
            "the difference of A and B is 1.6, its error the root of 0.16 + 0.09, so 0.5: three times the "
            "error is shown.",
            lambda: _but(0),
        ),
        Mistake(
            "the difference of A and C is 0.6, its error the root of 0.16 + 0.25, so 0.64: less than once "
            "the error shows nothing.",
            lambda: _but(1),
        ),
        Mistake(
            "not to see a difference is not to see that there is none: 0.6 ±0.64 allows 1.5.", lambda: _but(2)
        ),
        Mistake(
            "±0.4 is the error of the mean: single runs spread four times as far, by 1.6.", lambda: _but(3)
        ),
        Mistake(
            "single runs of A spread by 1.6, four times the error: 92 is nothing special.", lambda: _but(4)
        ),
        Mistake(
            "±0.4 is the error of the mean: single runs spread four times as far, from about 89.4 to 92.6.",
            lambda: _but(3, 4),
        ),
        Mistake("the table knows digits only: about photographs it says nothing.", lambda: _but(5)),
    ),
)
