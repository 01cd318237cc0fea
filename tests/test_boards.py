"""Go boards: liberties and captures against a flood fill, and against playing the move."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from torch import Tensor

import d2lmini as d2l


def group_and_liberties(board: Tensor, start: tuple[int, int]) -> tuple[set, set]:
    """Walk from stone to stone: what the vectorised program must agree with."""
    group, free, waiting = {start}, set(), [start]
    while waiting:
        i, j = waiting.pop()
        for near in ((i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)):
            if min(near) < 0 or max(near) >= len(board):
                continue
            if board[near] == 0:
                free.add(near)
            elif board[near] == board[start] and near not in group:
                group.add(near)
                waiting.append(near)
    return group, free


def stones(board: Tensor) -> list[tuple[int, int]]:
    return [tuple(point) for point in board.nonzero().tolist()]


any_boards = st.tuples(st.integers(1, 3), st.integers(1, 6)).flatmap(
    lambda sizes: arrays("int64", (sizes[0], sizes[1], sizes[1]), elements=st.integers(-1, 1))
)


@given(any_boards)
@settings(max_examples=150, deadline=None)
def test_liberties_are_those_of_a_flood_fill(boards):
    boards = torch.from_numpy(boards)
    counts = d2l.count_liberties(boards)
    for board, count in zip(boards, counts, strict=True):
        assert (count[board == 0] == 0).all()
        for point in stones(board):
            assert count[point] == len(group_and_liberties(board, point)[1])


@given(any_boards)
@settings(max_examples=150, deadline=None)
def test_a_point_captures_if_the_new_stone_leaves_a_white_group_without_liberties(boards):
    for board, said in zip(torch.from_numpy(boards), d2l.captures(torch.from_numpy(boards)), strict=True):
        dead = {p for p in stones(board) if board[p] < 0 and not group_and_liberties(board, p)[1]}
        for i, j in (board == 0).nonzero().tolist():
            played = board.clone()
            played[i, j] = 1
            white = [p for p in stones(played) if played[p] < 0]
            taken = {p for p in white if not group_and_liberties(played, p)[1]} - dead
            assert said[i, j] == bool(taken)


@pytest.mark.parametrize("decoy", [False, True])
@pytest.mark.parametrize("n", [5, 9, 19])
def test_each_puzzle_is_legal_and_has_one_right_answer(n: int, decoy: bool):
    boards, answers = d2l.capture_puzzles(60, n, seed=3, decoy=decoy)
    assert len(boards) > 5
    assert (d2l.count_liberties(boards)[boards != 0] > 0).all()
    right = d2l.captures(boards).flatten(1)
    assert (right.sum(dim=1) == 1).all()
    assert torch.equal(right.long().argmax(dim=1), answers)


def test_puzzles_depend_on_their_seed_alone():
    torch.manual_seed(1)
    boards, answers = d2l.capture_puzzles(20, 9, seed=4)
    after = torch.rand(1)
    again, answers_again = d2l.capture_puzzles(20, 9, seed=4)
    assert torch.equal(boards, again)
    assert torch.equal(answers, answers_again)
    torch.manual_seed(1)
    assert torch.equal(torch.rand(1), after)
    others, _ = d2l.capture_puzzles(20, 9, seed=5)
    assert boards.shape != others.shape or not torch.equal(boards, others)


def test_puzzles_ask_for_large_groups_too():
    boards, _ = d2l.capture_puzzles(300)
    captured = ((boards == -1) & (d2l.count_liberties(boards) == 1)).sum(dim=(1, 2))
    assert (captured == 1).double().mean() < 0.5
    assert (captured >= 5).double().mean() > 0.1


def test_a_decoy_is_another_white_group_with_two_liberties_left():
    with_two = []
    for decoy in (False, True):
        boards, _ = d2l.capture_puzzles(200, seed=3, decoy=decoy)
        two = (boards == -1) & (d2l.count_liberties(boards) == 2)
        black = (boards == 1).double().mean(dim=(1, 2))
        with_two.append((two.flatten(1).any(dim=1).double().mean(), black.mean()))
    (few, less_black), (many, more_black) = with_two
    assert few < many > 0.95
    assert less_black < more_black


def test_a_board_without_its_batch_is_refused_with_the_way_out():
    with pytest.raises(ValueError, match=r"got \(9, 9\); write board\[None\]"):
        d2l.count_liberties(torch.zeros(9, 9, dtype=torch.long))


def test_no_puzzles_are_refused():
    with pytest.raises(ValueError, match="num"):
        d2l.capture_puzzles(0)


def test_a_drawn_board_has_a_disc_for_each_stone_and_a_cross_for_each_mark():
    board = torch.zeros(5, 5, dtype=torch.long)
    board[0, 1], board[2, 2], board[2, 3] = 1, -1, -1
    ax = d2l.show_board(board, [(4, 0)]).axes[0]
    assert sorted(patch.center for patch in ax.patches) == [(1, 0), (2, 2), (3, 2)]
    (cross,) = ax.get_lines()
    assert (cross.get_xdata()[0], cross.get_ydata()[0]) == (0, 4)
