"""Exercise: downsampling that begins where the picture says."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_adaptive(X):
    """Return the strongest of the four pictures that a stride of 2 can keep."""
    kept = [X[a::2, b::2] for a in (0, 1) for b in (0, 1)]
    return max(kept, key=lambda each: (each**2).sum().item())


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(11)

    def draw(h: int, w: int) -> Tensor:
        return torch.randint(-9, 10, (h, w), generator=generator).float()

    dot = torch.zeros(4, 4)
    dot[2, 2] = 3
    yield Case("a dot at even rows and columns", (dot,))
    yield Case("the dot moved to the right", (dot.roll(1, 1),))
    yield Case("the dot moved down", (dot.roll(1, 0),))
    yield Case("the dot moved along the diagonal", (dot.roll((1, 1), (0, 1)),))
    dark = torch.tensor([[-5.0, 3.0, 1.0, 3.0], [0.0, 1.0, 2.0, 1.0]])
    yield Case("a strong negative number", (dark,))
    flat = torch.tensor([[6.0, 4.0, 0.0, 4.0], [0.0, 1.0, 0.0, 1.0]])
    yield Case("one strong number against two medium ones", (flat,))
    even = torch.tensor([[4.0, 5.0, 4.0, 0.0], [1.0, 0.0, 1.0, 0.0]])
    yield Case("two medium numbers against one strong one", (even,))
    X = draw(6, 8)
    for down, right in ((0, 0), (1, 0), (0, 1), (3, 5)):
        yield Case(f"random numbers, moved by ({down}, {right})", (X.roll((down, right), (0, 1)),))
    yield Case("double precision (float64)", (draw(4, 6).double() / 7,))


def _strongest(strength: Callable, rows: tuple = (0, 1), columns: tuple = (0, 1)) -> Callable:
    def twin(X: Tensor) -> Tensor:
        kept = [X[a::2, b::2] for a in rows for b in columns]
        return max(kept, key=lambda each: strength(each).item())

    return twin


def _energy(each: Tensor) -> Tensor:
    return (each**2).sum()


EXERCISE = Exercise(
    title="Challenge: let the picture choose",
    statement=(
        "A stride of 2 can keep four different pictures: the first kept row is row 0 or row 1, and the first "
        "kept column is column 0 or column 1. Write `my_adaptive(X)`, which returns the one of these four "
        "whose sum of squares is the largest. The picture `X` has an even number of rows and columns, and no "
        "two of the sums are equal. Why does the result only move when `X` is moved by `roll`?"
    ),
    hints=(
        "The four pictures are X[a::2, b::2], where a and b are 0 or 1.",
        "Make a list of the four, and one of their sums of squares.",
        "max(kept, key=lambda each: (each**2).sum().item())",
    ),
    solution=my_adaptive,
    cases=_cases,
    mistakes=(
        Mistake("you always begin at row 0 and column 0.", lambda X: X[::2, ::2]),
        Mistake(
            "rows can begin at 0 or 1, too: there are four pictures, not two.",
            _strongest(_energy, rows=(0,)),
        ),
        Mistake(
            "columns can begin at 0 or 1, too: there are four pictures, not two.",
            _strongest(_energy, columns=(0,)),
        ),
        Mistake("without the squares, negative numbers count as weak.", _strongest(torch.sum)),
        Mistake("you add up absolute values: add up the squares.", _strongest(lambda each: each.abs().sum())),
        Mistake(
            "you look at the single strongest number: add up all squares.",
            _strongest(lambda each: each.abs().max()),
        ),
        Mistake("that is the weakest of the four.", _strongest(lambda each: -_energy(each))),
        Mistake(
            "you choose row and column together: (0, 1) and (1, 0) are possible as well.",
            lambda X: max(X[::2, ::2], X[1::2, 1::2], key=lambda each: _energy(each).item()),
        ),
        Mistake(
            "that is the maximum of each window: a whole picture of the four is asked for.",
            lambda X: torch.stack([X[a::2, b::2] for a in (0, 1) for b in (0, 1)]).amax(dim=0),
        ),
    ),
)
