"""Exercise: count who is taken for whom."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake


def my_confusion(y, predicted, num_classes):
    """Number the pairs row by row, and count each number."""
    pairs = y * num_classes + predicted
    return pairs.bincount(minlength=num_classes**2).reshape(num_classes, num_classes)


def _cases() -> Iterator[Case]:
    generator = torch.Generator().manual_seed(21)

    def draw(n: int, classes: int) -> tuple[Tensor, Tensor, int]:
        return *(torch.randint(classes, (n,), generator=generator) for _ in range(2)), classes

    def pair(y: list, predicted: list, classes: int) -> tuple[Tensor, Tensor, int]:
        return torch.tensor(y), torch.tensor(predicted), classes

    yield Case("one picture, read rightly", pair([1], [1], 2))
    yield Case("one picture, read wrongly", pair([0], [1], 2))
    yield Case("the same twice", pair([1, 1], [0, 0], 2))
    yield Case("a class that does not occur", pair([0, 1, 1], [1, 1, 0], 4))
    yield Case("many pictures", draw(60, 4))
    yield Case("ten classes", draw(200, 10))
    yield Case("a pair that occurs 301 times", pair([1] * 301, [0] * 301, 2))


def _once(y: Tensor, predicted: Tensor, num_classes: int) -> Tensor:
    return my_confusion(y, predicted, num_classes).clamp(max=1)


def _shares(y: Tensor, predicted: Tensor, num_classes: int) -> Tensor:
    counts = my_confusion(y, predicted, num_classes)
    return counts / counts.sum(1, keepdim=True).clamp(min=1)


def _seen(y: Tensor, predicted: Tensor, num_classes: int) -> Tensor:
    seen = int(torch.stack([y, predicted]).max()) + 1
    return my_confusion(y, predicted, seen)


def _wrong_alone(y: Tensor, predicted: Tensor, num_classes: int) -> Tensor:
    return my_confusion(y, predicted, num_classes).fill_diagonal_(0)


def _as(change: Callable) -> Callable:
    return lambda *arguments: change(my_confusion(*arguments))


EXERCISE = Exercise(
    title="Who is taken for whom?",
    statement=(
        "Write `my_confusion(y, predicted, num_classes)`: from the labels `y` and the predicted classes, "
        "both `(n,)` and whole numbers, it makes the confusion matrix, a tensor of whole numbers "
        "(`torch.int64`) of shape `(num_classes, num_classes)`. Its entry `[i, j]` says how many pictures of "
        "class `i` are taken for class `j`."
    ),
    hints=(
        "A loop over the pictures is fine: each adds 1 to one entry.",
        "matrix[y, predicted] += 1 looks right, and counts a pair that occurs twice only once: it reads all "
        "entries, adds 1, and writes all back. Use a loop, or number the pairs and count.",
        "The pair (i, j) has the number i · num_classes + j; bincount(minlength=…) counts how often each "
        "number occurs.",
    ),
    solution=my_confusion,
    cases=_cases,
    mistakes=(
        Mistake(
            "rows and columns are swapped: the row is the label, the column what it is taken for.",
            _as(torch.t),
        ),
        Mistake(
            "a pair that occurs twice is counted once: matrix[y, predicted] += 1 adds only once to each "
            "entry. Use a loop, or bincount.",
            _once,
        ),
        Mistake("those are shares of each class: the matrix holds numbers of pictures.", _shares),
        Mistake("classes that do not occur are missing: the matrix has num_classes rows and columns.", _seen),
        Mistake("the pictures that are read rightly are missing: they stand on the diagonal.", _wrong_alone),
        Mistake(
            "the counts are right, but not whole numbers: make the zeros with dtype=torch.long.",
            _as(torch.Tensor.float),
        ),
    ),
)
