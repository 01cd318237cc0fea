"""Exercise: how many pictures' columns stay in the cache?"""

from collections.abc import Callable, Iterator

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_block(cache, n, c_i, k, m):
    """Return for how many of n pictures, at least one, the columns fit in a cache."""
    fitting = cache // (4 * c_i * k * k * m * m)
    return min(max(fitting, 1), n)


def _cases() -> Iterator[Case]:
    yield Case("room for three", (3 * 4 * 36, 8, 1, 2, 3))
    yield Case("room for three and a half", (504, 8, 1, 2, 3))
    yield Case("room for more pictures than there are", (10_000, 8, 1, 2, 3))
    yield Case("room for less than one", (100, 8, 1, 2, 3))
    yield Case("channels", (2_000, 8, 3, 2, 3))
    yield Case("the small layer, 1 MB", (2**20, 256, 3, 5, 28))
    yield Case("the large layer, 1 MB", (2**20, 64, 64, 3, 28))
    yield Case("the small layer, 8 MB", (2**23, 256, 3, 5, 28))


def _limited(fitting: Callable, least: int = 1) -> Callable:
    def twin(cache: int, n: int, c: int, k: int, m: int) -> int:
        return min(max(fitting(cache, c, k, m), least), n)

    return twin


EXERCISE = Exercise(
    title="How large is a block?",
    statement=(
        "Write `my_block(cache, n, c_i, k, m)`. The columns of how many pictures, in single precision, fit "
        "in `cache` bytes together? Each picture has `c_i` channels, and a `k` × `k` kernel has `m` × `m` "
        "positions. Take at least one picture, even if its columns do not fit, and at most the `n` that "
        "there are. Return a whole number."
    ),
    hints=(
        "How many bytes do the columns of one picture take?",
        "4 · c_i · k · k · m · m bytes. Divide the cache by that, and round down.",
        "min(max(cache // (4 * c_i * k * k * m * m), 1), n).",
    ),
    solution=my_block,
    cases=_cases,
    mistakes=(
        Mistake(
            "none at a time is no progress: take at least one picture.",
            _limited(lambda cache, c, k, m: cache // (4 * c * k * k * m * m), least=0),
        ),
        Mistake(
            "there are only n pictures.",
            lambda cache, n, c, k, m: max(cache // (4 * c * k * k * m * m), 1),
        ),
        Mistake(
            "neither bound holds: take at least one picture, and at most n.",
            lambda cache, n, c, k, m: cache // (4 * c * k * k * m * m),
        ),
        Mistake(
            "you round up: then the last picture does not fit. Round down, with //.",
            _limited(lambda cache, c, k, m: -(-cache // (4 * c * k * k * m * m))),
        ),
        Mistake(
            "the cache is given in bytes, and each number takes four of them.",
            _limited(lambda cache, c, k, m: cache // (c * k * k * m * m)),
        ),
        Mistake(
            "that is double precision: a number in single precision takes four bytes.",
            _limited(lambda cache, c, k, m: cache // (8 * c * k * k * m * m)),
        ),
        Mistake(
            "a column holds the pixels of all channels.",
            _limited(lambda cache, c, k, m: cache // (4 * k * k * m * m)),
        ),
        Mistake(
            "that is the output's size: each of its positions has a column of c_i · k · k numbers.",
            _limited(lambda cache, c, k, m: cache // (4 * c * m * m)),
        ),
        Mistake(
            "that is room for all columns of the batch: how many pictures' is asked.",
            lambda cache, n, c, k, m: min(max(cache // (4 * n * c * k * k * m * m), 1), n),
        ),
    ),
)
