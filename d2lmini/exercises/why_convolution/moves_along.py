"""Exercise: repair a test of equivariance that tests invariance."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake
from d2lmini.exercises.kit.named import Named


def my_moves_along(layer, X, down, right):
    """Move first, or move last: the feature map must be the same up to rounding."""
    moved = X.roll((down, right), (0, 1))
    expected = layer(X).roll((down, right), (0, 1))
    return torch.allclose(layer(moved), expected, atol=1e-4)


def _broken() -> Callable:
    """Return the function that the chapter hands out, with its two mistakes."""

    def my_moves_along(layer, X, down, right):
        moved = X.roll((down, right), (0, 1))
        return torch.equal(layer(moved), layer(X))

    return my_moves_along


def _left_neighbour(X: Tensor) -> Tensor:
    return X - X.roll(1, 1)


def _rounding(X: Tensor) -> Tensor:
    """Triple each pixel with a detour that rounds differently at each place, alike on all machines."""
    detour = torch.arange(X.numel()).reshape(X.shape) / 30
    return (X + detour - detour) * 3


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(0)
    dot = torch.zeros(5, 6)
    dot[1, 1] = 1
    numbers = torch.randn(5, 6, generator=generator)
    weights = torch.randn(30, 30, generator=generator)

    def dense(X: Tensor) -> Tensor:
        return (weights @ X.reshape(-1)).reshape(X.shape)

    def recentre(X: Tensor) -> Tensor:
        i, j = divmod(X.argmax().item(), X.shape[1])
        return X.roll((-i, -j), (0, 1))

    rows = torch.arange(5.0)[:, None]
    spot = torch.zeros(5, 6)
    spot[0, 0] = 1
    stripes = torch.tensor([0.0, 1.0]).repeat(5, 3)
    yield _case("each pixel minus its left neighbour", _left_neighbour, dot, 2, 3)
    yield _case("a dense layer", dense, dot, 2, 3)
    yield _case("a map that shows its brightest pixel always at (0, 0)", recentre, dot, 2, 3)
    yield _case("a picture that does not depend on the input", lambda X: rows.expand(5, 6), dot, 1, 0)
    yield _case("an even grey, as bright as the input's maximum", lambda X: X.max().expand(5, 6), dot, 1, 2)
    yield _case("the pixels times the number of their row", lambda X: X * rows, numbers, 0, 2)
    yield _case("the pixels times the number of their row", lambda X: X * rows, numbers, 3, 0)
    yield _case("a mirror, left to right", lambda X: X.flip(1), dot, 0, 2)
    yield _case("the image, every other row negated", lambda X: X * (1 - 2 * (rows % 2)), dot, 1, 0)
    yield _case("the image with its first row black", lambda X: X * (rows > 0), dot, 4, 0)
    yield _case("a dense layer, and a black image", dense, torch.zeros(5, 6), 2, 3)
    yield _case("each pixel minus its left neighbour", _left_neighbour, numbers, 1, 0)
    yield _case("the image as it is", lambda X: X, dot, 1, 2)
    yield _case("the image where its pixel (1, 1) is lit, else black", lambda X: X * X[1, 1], dot, 2, 1)
    yield _case("a negative, and darker if its pixel (1, 1) is lit", lambda X: -X - X[1, 1], dot, 2, 1)
    yield _case("black where its pixel (1, 1) is lit, else the image", lambda X: X - X * X[1, 1], dot, 2, 1)
    yield _case(
        "three times the image, with rounding errors", _rounding, numbers, 2, 1,
        says="decimal numbers are rounded, so do not ask for equality: use torch.allclose with atol=1e-4",
    )  # fmt: skip
    yield _case(
        "the image and a spot of 0.0005 that stays", lambda X: X + 0.0005 * spot, dot, 1, 1,
        says="maps that differ by 0.0005 do not agree to within 1e-4: use torch.allclose with atol=1e-4",
    )  # fmt: skip
    yield _case(
        "the image and a spot of 0.00015 that stays", lambda X: X + 0.00015 * spot, dot, 1, 1,
        says="maps that differ by 0.00015 in one pixel do not agree to within 1e-4 in each pixel: use "
        "torch.allclose with atol=1e-4",
    )  # fmt: skip
    yield _case(
        "the image, each row brighter by a thousandth", lambda X: X * (1 + rows / 1000), dot, 2, 0,
        says="maps that differ by a thousandth do not agree to within 1e-4: leave rtol alone, round nothing",
    )  # fmt: skip
    yield _case(
        "the image and a spot of 0.00004 that stays", lambda X: X + 0.00004 * spot, dot, 1, 1,
        says="maps that differ by 0.00004 agree to within 1e-4: torch.allclose is stricter without atol=1e-4",
    )  # fmt: skip
    yield _case(
        "the image and stripes of 0.00004 that stay", lambda X: X + 0.00004 * stripes, numbers, 0, 1,
        says="maps agree if no pixel differs by more than 1e-4, however many differ by less, and however a "
        "pixel is rounded: use torch.allclose with atol=1e-4",
    )  # fmt: skip


def _case(words: str, function: Callable, X: Tensor, down: int, right: int, says: str = "") -> Case:
    return Case(words, (Named(words, function), X, down, right), says=says)


def _same(A: Tensor, B: Tensor) -> bool:
    return torch.allclose(A, B, atol=1e-4)


def _along(H: Tensor, down: int, right: int) -> Tensor:
    return H.roll((down, right), (0, 1))


def _compare(change: Callable, same: Callable = _same) -> Callable:
    """Compare the moved image's map with what `change` makes of the image's map."""
    return lambda layer, X, *steps: same(layer(_along(X, *steps)), change(layer(X), *steps))


EXERCISE = Exercise(
    title="Repair a test",
    statement=(
        "`my_moves_along(layer, X, down, right)` should say, with True or False, whether a layer keeps the "
        "promise of weight sharing: when the image `X` moves `down` rows and `right` columns, by `roll`, "
        "its feature map moves as much. Whoever wrote it had read that a convolution is invariant, and did "
        "not think of rounding either. Repair both mistakes: the feature maps must agree to within `1e-4` "
        "in each pixel. No layer of the check pads with zeros."
    ),
    hints=(
        "What is the feature map of the moved image compared with? What should it be compared with, if it is "
        "promised to move along?",
        "Moving first and applying the layer must give the same as applying the layer first and moving its "
        "feature map. And torch.equal wants every digit equal: the chapter used another function for decimal "
        "numbers.",
        "Compare layer(moved) with layer(X).roll((down, right), (0, 1)), by torch.allclose(…, …, atol=1e-4).",
    ),
    solution=my_moves_along,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake(
            "that is invariance: it asks whether the feature map stays. The promise is equivariance: it "
            "moves as the image does.",
            _compare(lambda H, down, right: H),
        ),
        Mistake(
            "your feature map moves the wrong way: down and right, as the image does.",
            _compare(lambda H, down, right: _along(H, -down, -right)),
        ),
        Mistake(
            "your feature map moves right by `down` and down by `right`: keep the order of the axes.",
            _compare(lambda H, down, right: _along(H, right, down)),
        ),
        *(
            Mistake(
                "the maximum forgets the position: two feature maps can share it and be different. Compare "
                "the whole feature maps.",
                twin,
            )
            for twin in (
                _compare(lambda H, down, right: H.max()),
                _compare(_along, same=lambda A, B: _same(A.max(), B.max())),
            )
        ),
        *(
            Mistake(
                "differences below zero count too: take .abs() before you look at the largest.",
                _compare(_along, same=lambda A, B, sign=sign: bool((sign * (A - B)).max() < 1e-4)),
            )
            for sign in (1, -1)
        ),
        *(
            Mistake(
                "you compare a feature map with an image: compare layer(moved) with layer(X), moved.",
                lambda layer, X, *steps, same=same: same(layer(_along(X, *steps)), _along(X, *steps)),
            )
            for same in (_same, torch.equal)
        ),
        Mistake(
            "it says True to every layer. Do you compare a feature map with itself? Move the image before "
            "the layer on one side, its feature map after it on the other.",
            lambda layer, X, down, right: True,
        ),
        Mistake(
            "it says False to every layer.",
            lambda layer, X, down, right: False,
        ),
    ),
)
