"""Two slips at once, in real exercises: what the report says beyond the first check that fails."""

import re

import pytest
import torch
from torch.nn.functional import pad

from d2lmini.exercises import check
from d2lmini.exercises.kit.examine import examine
from d2lmini.exercises.kit.exercise import Case, Mistake
from d2lmini.ops import corr2d, pool2d
from tests.exercises import toy

BOTH = "Two mistakes at once explain all that fails:"
SOME = "Part of what fails is known:"


def from_zero_with_one_stride(X, size, mode="max", stride=(1, 1)):
    Y = pool2d(X, size, mode, stride=stride[0])
    return Y.clamp(min=0) if mode == "max" else Y


def sums_without_stride(X, size, mode="max", stride=(1, 1)):
    Y = pool2d(X, size, mode)
    return Y if mode == "max" else Y * size[0] * size[1]


def flipped_and_square(X, K):
    k = K.shape[0]
    n, m = X.shape[0] - k + 1, X.shape[1] - k + 1
    windows = (X[i : i + k, j : j + k] for i in range(n) for j in range(m))
    return torch.stack([(window * K.flip(0, 1)).sum() for window in windows]).reshape(n, m)


def swapped_and_one_stride(X, K, padding=(0, 0), stride=(1, 1)):
    (ph, pw), (sh, _) = padding, stride
    return corr2d(pad(X, (ph, ph, pw, pw)), K)[::sh, ::sh]


def padding_once_without_stride_k(n, k, m):
    return [(p, s) for p in range(k) for s in range(1, k) if (n + p - k) // s + 1 == m]


def names_twice_wrong(row):
    names = {1: "black to white", -1: "white to black", 0: "black to white"}
    return [names[difference] for difference in (row[:-1] - row[1:]).tolist()]


@pytest.mark.parametrize(
    ("name", "answer", "slips"),
    [
        (
            "pool2d",
            from_zero_with_one_stride,
            ["Zero wins against negative numbers", "You use the first stride for both axes"],
        ),
        ("pool2d", sums_without_stride, ["You add the window up", "The stride is ignored"]),
        ("corr2d", flipped_and_square, ["You take K for a square", "Your kernel is flipped"]),
        (
            "corr2d_strided",
            swapped_and_one_stride,
            ["The paddings are swapped", "The first number of a pair is for rows only"],
        ),
        (
            "all_pairs",
            padding_once_without_stride_k,
            ["You count the padding once", "A stride of k is missing"],
        ),
        ("edge_labels", names_twice_wrong, ["The two edges are swapped", "0 still counts as an edge"]),
    ],
)
def test_two_slips_at_once_are_both_named(name, answer, slips):
    report = str(check(name, answer))
    assert (BOTH in report) != (SOME in report)
    for says in slips:
        assert re.search(rf"\n +checks? [\d, and]+: {says}", report), report


def numbers(*answers):
    """An exercise to return 0 in each check, with twins that say what they return where."""
    cases = (Case(f"number {n}", (n,)) for n in range(1, 5))
    return toy(lambda n: 0, *cases, mistakes=tuple(Mistake(f"it is {wrong}", wrong.get) for wrong in answers))


class Numbers(dict):
    def get(self, n):
        return super().get(n, 0)


@pytest.mark.parametrize(
    ("twins", "answer", "said"),
    [
        (
            [{1: 5, 2: 6}, {3: 7}],
            {1: 5, 2: 6, 3: 7},
            [BOTH, "  checks 1 and 2: It is {1: 5, 2: 6}.", "  check 3: It is {3: 7}."],
        ),
        (
            [{1: 5, 3: 7}, {2: 6, 3: 8}],
            {1: 5, 2: 6, 3: 7},
            [BOTH, "  checks 1 and 3: It is {1: 5, 3: 7}.", "  check 2: It is {2: 6, 3: 8}."],
        ),
        ([{1: 5, 3: 7}], {1: 5, 2: 6, 3: 9}, [SOME, "  check 1: It is {1: 5, 3: 7}."]),
        (
            [{1: 5}, {2: 6}],
            {1: 5, 2: 6, 3: 9},
            [SOME, "  check 1: It is {1: 5}.", "  check 2: It is {2: 6}."],
        ),
        ([{1: 5, 4: 7}], {1: 5, 2: 6}, []),  # check 4 would fail as well
        ([{3: 7}], {1: 5, 2: 6}, []),
    ],
)
def test_mistakes_are_named_with_the_checks_that_they_explain(twins, answer, said):
    report = examine(numbers(*map(Numbers, twins)), Numbers(answer).get, seconds=5)
    first, *lines = report.details.splitlines()
    assert first == f"It should be 0, not {answer[1]}."
    assert lines[: len(said) + 1] == [*said, "Check 1 of 4, number 1:"]


def test_a_mistake_that_would_show_where_the_answer_is_right_is_never_named():
    def wrong_once(
        X, size, mode="max", stride=(1, 1)
    ):  # as "the stride is ignored", but with one stride only
        return pool2d(X, size, mode, stride=1 if stride == (3, 1) else stride)

    said = str(check("pool2d", wrong_once))
    assert "The stride is ignored" not in said
    assert SOME not in said


def test_a_single_known_mistake_is_said_alone():
    said = str(check("pool2d", lambda X, size, mode="max", stride=(1, 1): pool2d(X, size, "max", stride)))
    assert 'You always take the largest: with mode="avg" it is the mean.' in said
    assert BOTH not in said
    assert SOME not in said
