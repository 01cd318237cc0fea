"""Exercise: which rows does nobody read?"""

from collections.abc import Callable, Iterator
from typing import Any

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_unread(n, k, padding=0, stride=1, dilation=1):
    """List the rows of the input that no window reads."""
    last_start = n + 2 * padding - dilation * (k - 1) - 1
    starts = range(0, last_start + 1, stride)
    read = {start + tap * dilation - padding for start in starts for tap in range(k)}
    return [row for row in range(n) if row not in read]


def _cases() -> Iterator[Case]:
    yield Case("every row is read", (8, 3))
    yield Case("a stride that leaves one row over", (8, 3, 0, 2))
    yield Case("a stride that leaves two rows over", (9, 4, 0, 3))
    yield Case("padding that moves the windows", (8, 3, 1, 2))
    yield Case("a window that only just does not fit", (8, 3, 1, 4))
    yield Case("a stride longer than the kernel", (9, 2, 0, 3))
    yield Case("gaps at both ends", (8, 1, 1, 3))
    yield Case("a dilated kernel", (8, 2, 0, 2, 3))
    yield Case("a single window with gaps", (7, 3, 0, 4, 3))
    yield Case("a stride of 4 under a kernel of 11", (227, 11, 0, 4))
    yield Case("the same on 224 pixels with padding 2", (224, 11, 2, 4))
    yield Case(
        "a stride alone, given by its name", (8, 3, 2), _stride_by_name,
        says="what is not given must be padding=0, stride=1 and dilation=1",
    )  # fmt: skip


def _stride_by_name(answer: Callable, n: int, k: int, stride: int) -> Any:
    return answer(n, k, stride=stride)


def _in_padded_rows(n, k, padding=0, stride=1, dilation=1):
    return my_unread(n + 2 * padding, k, 0, stride, dilation)


def _left_over(n, k, padding=0, stride=1, dilation=1):
    moves = (n + 2 * padding - dilation * (k - 1) - 1) // stride
    return list(range(moves * stride + dilation * (k - 1) + 1 - padding, n))


def _with_starts(n, k, padding, dilation, starts):
    read = {start + tap * dilation - padding for start in starts for tap in range(k)}
    return [row for row in range(n) if row not in read]


_NOT_A_LIST = "the rows are right, but not in a list: convert it with sorted(…)"

EXERCISE = Exercise(
    title="Predict: the rows that nobody reads",
    statement=(
        "Predict: which rows of 9 does no window read, with a kernel of 2 and stride 3? Then write "
        "`my_unread(n, k, padding=0, stride=1, dilation=1)`: the list of those of the `n` rows of an input "
        "that no window of a kernel with `k` rows ever reads, in order. Rows count from 0 *inside the "
        "input*; rows of padding are not listed."
    ),
    hints=(
        "Collect the rows that are read; what is left over is the answer.",
        "Windows start at 0, stride, 2 · stride, … of the padded input, as long as the dilated kernel fits. "
        "Each one reads k rows, dilation apart.",
        "Row r of the padded input is row r − padding of the input: read.add(start + tap * dilation - "
        "padding).",
    ),
    solution=my_unread,
    cases=_cases,
    mistakes=(
        Mistake(
            "you list rows of the padded input: subtract the padding, and leave the padding's own rows out.",
            _in_padded_rows,
        ),
        Mistake(
            "you count rows of the padded input: subtract the padding.",
            lambda n, *args, **named: [row for row in _in_padded_rows(n, *args, **named) if row < n],
        ),
        Mistake(
            "you list what is left over at the end only. A stride longer than the kernel, or a dilation, "
            "steps over rows in between.",
            _left_over,
        ),
        Mistake(
            "a dilated kernel reads only every dilation-th row of its window: the rows between are stepped "
            "over.",
            lambda n, k, padding=0, stride=1, dilation=1: my_unread(
                n, dilation * (k - 1) + 1, padding, stride
            ),
        ),
        Mistake(
            "the last window is missing: the kernel still fits when its last row is the last one of the "
            "padded input.",
            lambda n, k, padding=0, stride=1, dilation=1: _with_starts(
                n, k, padding, dilation, range(0, n + 2 * padding - dilation * (k - 1) - 1, stride)
            ),
        ),
        Mistake(
            "you let windows stick out over the end of the padded input: a window that does not fit is "
            "dropped.",
            lambda n, k, padding=0, stride=1, dilation=1: _with_starts(
                n, k, padding, dilation, range(0, n + 2 * padding, stride)
            ),
        ),
        Mistake(
            "the padding is ignored: the first window starts in it, so all windows move.",
            lambda n, k, padding=0, stride=1, dilation=1: my_unread(n, k, 0, stride, dilation),
        ),
        Mistake(
            "the dilation is ignored: the rows that a window reads are dilation apart.",
            lambda n, k, padding=0, stride=1, dilation=1: my_unread(n, k, padding, stride),
        ),
        Mistake(
            "the stride is ignored: a window starts at every stride-th row only.",
            lambda n, k, padding=0, stride=1, dilation=1: my_unread(n, k, padding, 1, dilation),
        ),
        Mistake(
            "those are the rows that are read: list the others.",
            lambda n, *args, **named: sorted(set(range(n)) - set(my_unread(n, *args, **named))),
        ),
        Mistake(
            "you count from 1: the first row is row 0.",
            lambda *args, **named: [row + 1 for row in my_unread(*args, **named)],
        ),
        Mistake(_NOT_A_LIST, lambda *args, **named: set(my_unread(*args, **named))),
        Mistake(_NOT_A_LIST, lambda *args, **named: tuple(my_unread(*args, **named))),
    ),
)
