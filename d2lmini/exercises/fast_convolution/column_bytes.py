"""Exercise: the memory that im2col takes."""

from collections.abc import Callable, Iterator

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_bytes(n, c_i, size, k, s, p):
    """Return the bytes of the columns of n pictures, in single precision."""
    m = (size + 2 * p - k) // s + 1
    return 4 * n * c_i * k * k * m * m


def _cases() -> Iterator[Case]:
    yield Case("one small picture", (1, 1, 4, 2, 1, 0))
    yield Case("channels", (1, 3, 4, 2, 1, 0))
    yield Case("a batch", (5, 1, 4, 2, 1, 0))
    yield Case("padding", (1, 2, 5, 3, 1, 1))
    yield Case("a stride", (2, 2, 7, 3, 2, 0))
    yield Case("a stride that does not divide", (2, 2, 8, 3, 2, 0))
    yield Case("windows without overlap", (3, 4, 8, 2, 2, 0))
    yield Case("LeNet's first layer, 256 digits", (256, 1, 28, 5, 1, 2))
    yield Case("AlexNet's first layer, 128 photographs", (128, 3, 224, 11, 4, 2))


def _with(count: Callable) -> Callable:
    def twin(n: int, c: int, size: int, k: int, s: int, p: int) -> int:
        return count(n, c, size, k, s, p, (size + 2 * p - k) // s + 1)

    return twin


EXERCISE = Exercise(
    title="Predict the memory",
    statement=(
        "Write `my_bytes(n, c_i, size, k, s, p)`: how many bytes do the columns of `n` pictures take, in "
        "single precision? Each has `c_i` channels of `size` × `size`; the kernel is `k` × `k`, the stride "
        "`s`, and the padding `p` per side. Return a whole number."
    ),
    hints=(
        "How many columns does one picture make, and how many numbers does each hold?",
        "One picture makes m · m columns, m = (size + 2p − k) // s + 1, of c_i · k · k numbers each.",
        "A number in single precision takes four bytes: 4 * n * c_i * k * k * m * m.",
    ),
    solution=my_bytes,
    cases=_cases,
    mistakes=(
        Mistake(
            "those are the numbers: each of them takes four bytes.",
            _with(lambda n, c, size, k, s, p, m: n * c * k * k * m * m),
        ),
        Mistake(
            "that is double precision: a number in single precision takes four bytes.",
            _with(lambda n, c, size, k, s, p, m: 8 * n * c * k * k * m * m),
        ),
        Mistake(
            "there is one column for each position of the kernel, not for each pixel.",
            _with(lambda n, c, size, k, s, p, m: 4 * n * c * k * k * size * size),
        ),
        Mistake(
            "the padding is per side: it counts twice.",
            lambda n, c, size, k, s, p: 4 * n * c * k * k * ((size + p - k) // s + 1) ** 2,
        ),
        Mistake(
            "the padding is ignored.",
            lambda n, c, size, k, s, p: 4 * n * c * k * k * ((size - k) // s + 1) ** 2,
        ),
        Mistake(
            "the stride is ignored: fewer windows make fewer columns.",
            lambda n, c, size, k, s, p: 4 * n * c * k * k * (size + 2 * p - k + 1) ** 2,
        ),
        Mistake(
            "a column holds the pixels of all channels.",
            _with(lambda n, c, size, k, s, p, m: 4 * n * k * k * m * m),
        ),
        Mistake(
            "that is one picture: there are n of them.",
            _with(lambda n, c, size, k, s, p, m: 4 * c * k * k * m * m),
        ),
        Mistake(
            "that is the padded input: its pixels are copied into every window that reads them.",
            lambda n, c, size, k, s, p: 4 * n * c * (size + 2 * p) ** 2,
        ),
        Mistake(
            "a window has k · k pixels, and there are m · m windows: both are squared.",
            _with(lambda n, c, size, k, s, p, m: 4 * n * c * k * m),
        ),
        Mistake(
            "windows that do not fit are left out: round down, with //.",
            lambda n, c, size, k, s, p: 4 * n * c * k * k * ((size + 2 * p - k) / s + 1) ** 2,
        ),
    ),
)
