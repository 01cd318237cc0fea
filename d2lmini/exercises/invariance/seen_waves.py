"""Exercise: which wave does downsampling show?"""

from collections.abc import Callable, Iterator

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_seen(n, waves, stride):
    """Return the number of waves that the kept numbers show."""
    kept = n // stride
    rest = waves % kept
    return min(rest, kept - rest)


def _cases() -> Iterator[Case]:
    yield Case("nothing dropped", (12, 5, 1))
    yield Case("a slow wave", (24, 3, 2))
    yield Case("the chapter's row", (12, 4, 2))
    yield Case("the fastest wave", (8, 4, 2))
    yield Case("just too fast", (24, 7, 2))
    yield Case("no wave", (12, 0, 3))
    yield Case("every fourth number", (48, 5, 4))
    yield Case("every fourth number, a fast wave", (48, 20, 4))
    yield Case("every fourth number, a wave that vanishes", (48, 12, 4))
    yield Case("half as many waves as numbers kept", (16, 4, 2))


def _of(seen: Callable) -> Callable:
    return lambda n, waves, stride: seen(n // stride, waves, stride)


EXERCISE = Exercise(
    title="Which wave is seen?",
    statement=(
        "A row of `n` numbers, its ends joined, holds `waves` whole waves of a cosine, at most `n` / 2. "
        "Every `stride`-th number is kept, and `stride` divides `n`. Write `my_seen(n, waves, stride)`: the "
        "number of waves in the kept row, at most half of its length, as a whole number."
    ),
    hints=(
        "Kept are m = n / stride numbers. A wave that goes round once between two of them is not seen.",
        "m waves more or fewer make no difference to the m kept numbers: take the rest of the division by m.",
        "k waves forwards and m − k waves backwards give the same cosine: take the smaller one.",
    ),
    solution=my_seen,
    cases=_cases,
    mistakes=(
        Mistake("the waves stay as many only if they are slow enough.", _of(lambda m, waves, stride: waves)),
        Mistake(
            "at most half as many waves as numbers can be seen: k and m − k waves look the same.",
            _of(lambda m, waves, stride: waves % m),
        ),
        Mistake(
            "the row gets shorter, but its waves do not get fewer.",
            _of(lambda m, waves, stride: waves // stride),
        ),
        Mistake(
            "a wave that is too fast does not become the fastest one.",
            _of(lambda m, waves, stride: min(waves, m // 2)),
        ),
        Mistake(
            "a wave that is too fast does not vanish: it turns into another one.",
            _of(lambda m, waves, stride: waves if 2 * waves <= m else 0),
        ),
        Mistake(
            "your waves fold around once only: with larger strides, the wave can go round several times.",
            _of(lambda m, waves, stride: min(waves, abs(m - waves))),
        ),
    ),
)
