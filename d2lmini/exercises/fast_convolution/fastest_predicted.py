"""Exercise: which method is the fastest, by the roofline?"""

from collections.abc import Callable, Iterator

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_fastest(methods, peak, bandwidth):
    """Return the name of the fastest method by the roofline, and its seconds."""
    seconds = {
        name: max(operations / peak, moved / bandwidth) for name, (operations, moved) in methods.items()
    }
    name = min(seconds, key=seconds.get)
    return name, seconds[name]


def _cases() -> Iterator[Case]:
    yield Case("bound by the operations", ({"direct": (8e9, 1e9)}, 4e9, 2e9))
    yield Case("bound by the memory", ({"columns": (8e9, 6e9)}, 4e9, 2e9))
    yield Case("fewer bytes", ({"columns": (4e9, 8e9), "direct": (4e9, 1e9)}, 4e9, 2e9))
    yield Case("fewer operations", ({"direct": (9e9, 1e9), "Winograd": (4e9, 2e9)}, 3e9, 2e9))
    yield Case("few operations, and many bytes", ({"direct": (9e9, 1e9), "Fourier": (2e9, 9e9)}, 3e9, 2e9))
    yield Case(
        "a lower performance that is done sooner", ({"direct": (9e9, 1e9), "Fourier": (1e9, 4e9)}, 3e9, 2e9)
    )
    yield Case("more of both", ({"direct": (5e9, 1e9), "columns": (6e9, 9e9)}, 2e9, 4e9))
    yield Case(
        "three methods",
        ({"columns": (6e9, 8e9), "Winograd": (3e9, 5e9), "direct": (6e9, 2e9)}, 2e9, 1e9),
    )
    yield Case(
        "the last of three",
        ({"Fourier": (1e9, 7e9), "columns": (6e9, 5e9), "direct": (6e9, 2e9)}, 2e9, 1e9),
    )


def _by(cost: Callable, choose: Callable = min, key: Callable | None = None) -> Callable:
    def twin(methods: dict, peak: float, bandwidth: float) -> tuple[str, float]:
        seconds = {name: cost(*pair, peak, bandwidth) for name, pair in methods.items()}
        scores = {name: (key or cost)(*pair, peak, bandwidth) for name, pair in methods.items()}
        name = choose(scores, key=scores.get)
        return name, seconds[name]

    return twin


def _roofline(operations: float, moved: float, peak: float, bandwidth: float) -> float:
    return max(operations / peak, moved / bandwidth)


EXERCISE = Exercise(
    title="Which method does the roofline predict?",
    statement=(
        "Write `my_fastest(methods, peak, bandwidth)`. `methods` is a dictionary: the name of each method "
        "leads to a pair, its operations and the bytes it moves. `peak` are operations a second, "
        "`bandwidth` bytes a second. It returns the name of the method that is done first by the roofline, "
        "and its seconds. (There is never a tie.)"
    ),
    hints=(
        "How long do the operations take alone, and how long do the bytes? Both go on at the same time.",
        "A method takes the longer of the two times: max(operations / peak, moved / bandwidth).",
        "With these in a dictionary seconds, min(seconds, key=seconds.get) is the name of the smallest.",
    ),
    solution=my_fastest,
    cases=_cases,
    mistakes=(
        Mistake(
            "you add the two times up: moving and computing go on at the same time, and the longer one "
            "decides.",
            _by(lambda operations, moved, peak, bandwidth: operations / peak + moved / bandwidth),
        ),
        Mistake(
            "you take the shorter of the two times: a method is done when both are.",
            _by(lambda operations, moved, peak, bandwidth: min(operations / peak, moved / bandwidth)),
        ),
        Mistake(
            "the bytes are ignored: they take time as well.",
            _by(lambda operations, moved, peak, bandwidth: operations / peak),
        ),
        Mistake(
            "the operations are ignored: they take time as well.",
            _by(lambda operations, moved, peak, bandwidth: moved / bandwidth),
        ),
        Mistake(
            "you choose the highest performance, in operations a second: a method with fewer operations can "
            "be done sooner at a lower one.",
            _by(
                _roofline,
                max,
                lambda operations, moved, *limits: operations / _roofline(operations, moved, *limits),
            ),
        ),
        Mistake("that is the slowest: take the smallest number of seconds.", _by(_roofline, max)),
        Mistake(
            "that is the performance in operations a second: the time in seconds is asked for.",
            lambda methods, peak, bandwidth: (
                my_fastest(methods, peak, bandwidth)[0],
                methods[my_fastest(methods, peak, bandwidth)[0]][0] / my_fastest(methods, peak, bandwidth)[1],
            ),
        ),
        Mistake(
            "return both: the name, and then the seconds.",
            lambda methods, peak, bandwidth: my_fastest(methods, peak, bandwidth)[0],
        ),
    ),
)
