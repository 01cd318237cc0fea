"""Exercise: a split that leaks."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.compare import kind_of
from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_split(images, num_test):
    """Split first, and copy what is left to train with."""
    order = torch.randperm(len(images))
    test, rest = images[order[:num_test]], images[order[num_test:]]
    return torch.cat([rest, rest.roll(1, dims=-1)]), test


def _broken() -> Callable:
    """Return the function that the chapter hands out."""

    def my_split(images, num_test):
        copies = torch.cat([images, images.roll(1, dims=-1)])
        order = torch.randperm(len(copies))
        return copies[order[num_test:]], copies[order[:num_test]]

    return my_split


def _pictures(n: int) -> Tensor:
    """Return n pictures of 2 × 2 pixels. Picture i has 10 i + 1 on the left, or, moved, on the right."""
    pictures = torch.zeros(n, 1, 2, 2)
    pictures[..., 0] = 10 * torch.arange(n).reshape(n, 1, 1) + 1
    return pictures


def _names(part: Tensor) -> list[tuple[int, bool]]:
    """Of each picture, which of the given ones it is, and whether it is moved."""
    left, right = part[:, 0, 0].unbind(dim=1)
    return [(round((a + b - 1).item() / 10), b > a) for a, b in zip(left, right, strict=True)]


def _parts(answer: Callable, n: int, num_test: int) -> list[list[tuple[int, bool]]] | str:
    parts = answer(_pictures(n), num_test)
    if not isinstance(parts, tuple | list) or len(parts) != 2:
        return f"{kind_of(parts)} in place of two tensors"
    if any(not isinstance(part, Tensor) or part.shape[1:] != (1, 2, 2) for part in parts):
        return "something else than pictures of the size that came"
    return [_names(part) for part in parts]


def _leaks(answer: Callable, n: int, num_test: int) -> str:
    parts = _parts(answer, n, num_test)
    if isinstance(parts, str):
        return parts
    train, test = ({number for number, _ in part} for part in parts)
    both = len(train & test)
    return f"{both} of the test pictures are also in training" if both else "no picture is in both parts"


def _test_part(answer: Callable, n: int, num_test: int) -> str:
    parts = _parts(answer, n, num_test)
    if isinstance(parts, str):
        return parts
    test = parts[1]
    different, moved = len({number for number, _ in test}), sum(is_moved for _, is_moved in test)
    return f"{len(test)} test pictures, {different} of them different, {moved} of them moved"


def _train_part(answer: Callable, n: int, num_test: int) -> str:
    parts = _parts(answer, n, num_test)
    if isinstance(parts, str):
        return parts
    as_they_are, moved = ({number for number, is_moved in parts[0] if is_moved == m} for m in (False, True))
    return (
        f"{len(parts[0])} training pictures, {len(as_they_are)} of them different and as they are, "
        f"{len(moved)} different and moved"
    )


def _chance(answer: Callable, n: int, num_test: int) -> str:
    chosen = set()
    for seed in range(8):
        torch.manual_seed(seed)
        parts = _parts(answer, n, num_test)
        if isinstance(parts, str):
            return parts
        chosen.add(frozenset(number for number, _ in parts[1]))
    return "another choice each time" if len(chosen) > 1 else "the same test pictures each time"


def _pixels(answer: Callable, picture: Tensor, n: int, num_test: int) -> tuple[Tensor, ...] | str:
    """Return both parts of n times one picture, those as they are apart from those that are moved."""
    parts = answer(picture.repeat(n, 1, 1, 1), num_test)
    if not isinstance(parts, tuple | list) or len(parts) != 2:
        return f"{kind_of(parts)} in place of two tensors"
    return tuple(part[part.flatten(1)[:, 0].argsort(stable=True)] for part in parts)


def _cases() -> Iterator[Case]:
    yield Case("who is in both parts", (8, 4), _leaks)
    yield Case("the test part", (8, 3), _test_part)
    yield Case("the training part", (8, 3), _train_part)
    yield Case("who is in both parts of many", (60, 20), _leaks)
    yield Case("the test part of many", (60, 20), _test_part)
    yield Case("the training part of many", (60, 20), _train_part)
    yield Case("chance", (60, 5), _chance)
    picture = torch.randn(1, 1, 2, 3, generator=torch.Generator().manual_seed(6))
    yield Case("the pixels, where all pictures are the same", (picture, 4, 2), _pixels)
    yield Case("double precision (float64)", (picture.double(), 4, 2), _pixels)


def _moved(images: Tensor) -> Tensor:
    return images.roll(1, dims=-1)


def _twin(
    order: Callable = torch.randperm,
    train: Callable = lambda rest, images: torch.cat([rest, _moved(rest)]),
    test: Callable = lambda test: test,
    swapped: bool = False,
) -> Callable:
    def twin(images: Tensor, num_test: int) -> tuple[Tensor, Tensor]:
        rows = order(len(images))
        parts = train(images[rows[num_test:]], images), test(images[rows[:num_test]])
        return parts[::-1] if swapped else parts

    return twin


EXERCISE = Exercise(
    title="Find the leak",
    statement=(
        "`my_split(images, num_test)` should put `num_test` pictures aside, chosen by chance, and return two "
        "tensors: the training pictures, each as it is and once more moved to the right by one pixel, and "
        "the test pictures as they are. Networks that learn from the first part read nearly all of the "
        "second, and fail in use. Repair it."
    ),
    hints=(
        "Follow one picture. Where can its moved copy end up?",
        "What belongs together must stay on one side: split before you make copies.",
        "Draw an order of len(images), cut images into test and rest, and return "
        "torch.cat([rest, rest.roll(1, dims=-1)]) and test.",
    ),
    solution=my_split,
    given=_broken(),
    cases=_cases,
    mistakes=(
        Mistake(
            "training still has all pictures, those of the test too: it may only have the rest.",
            _twin(train=lambda rest, images: torch.cat([images, _moved(images)])),
        ),
        Mistake(
            "the moved copies still come from all pictures, those of the test too.",
            _twin(train=lambda rest, images: torch.cat([rest, _moved(images)])),
        ),
        Mistake(
            "the leak is closed. But the test pictures are copied, too: they should be tested as they are.",
            _twin(test=lambda test: torch.cat([test, _moved(test)])),
        ),
        Mistake(
            "the leak is closed, but the moved copies are gone: training should have them.",
            _twin(train=lambda rest, images: rest),
        ),
        Mistake(
            "the leak is closed, but training has moved copies only.",
            _twin(train=lambda rest, images: _moved(rest)),
        ),
        Mistake(
            "the leak is closed, but the test pictures are the first ones, not chosen by chance: a file is "
            "often sorted.",
            _twin(order=torch.arange),
        ),
        Mistake("the parts are swapped: training comes first.", _twin(swapped=True)),
    ),
)
