"""Exercise: design a kernel that finds horizontal edges and ignores vertical ones."""

from collections.abc import Iterator

import torch
from torch import Tensor

from d2lmini.exercises.kit.exercise import Case, Exercise, Mistake
from d2lmini.exercises.kit.own import corr2d


def my_edge_kernel():
    """One of many: each pixel minus the pixel below it."""
    return torch.tensor([[1.0], [-1.0]])


def _form(kernel: Tensor) -> str:
    if kernel.dim() != 2:
        return f"a tensor with {kernel.dim()} axes"
    if not kernel.isfinite().all():
        return "a matrix with entries that are no numbers"
    k_h, k_w = kernel.shape
    fits = max(k_h, k_w) <= 5 and kernel.numel() > 0
    return "a matrix of at most 5 × 5" if fits else f"a matrix of {k_h} × {k_w}"


def _response(kernel: Tensor, image: Tensor) -> str:
    """In words, the sign of the kernel's response: kernels of all sizes and scales say the same."""
    Y = corr2d(image, kernel)
    noise = 1e-5 * kernel.abs().sum()
    rises, falls = bool(Y.max() > noise), bool(Y.min() < -noise)
    return {
        (False, False): "no response",
        (True, False): "a positive response",
        (False, True): "a negative response",
        (True, True): "positive and negative responses",
    }[rises, falls]


def _cases() -> Iterator[Case]:
    flat = torch.ones(8, 8)  # so large that every column of a 5 × 5 kernel gets to the edge
    bright_above = flat.clone()
    bright_above[4:] = 0
    yield Case("its form", probe=_form)
    yield Case(
        "a flat image",
        (flat,),
        _response,
        says="it responds to a flat area: the entries of your kernel must add up to 0",
    )
    for label, image in (("bright on the left", bright_above.T), ("bright on the right", 1 - bright_above.T)):
        yield Case(
            f"a vertical edge, {label}",
            (image,),
            _response,
            says="it responds to vertical edges too: the entries of each column must add up to 0",
        )
    yield Case("a horizontal edge, bright above", (bright_above,), _response)
    yield Case("a horizontal edge, dark above", (1 - bright_above,), _response)


EXERCISE = Exercise(
    accepts="value",
    title="Design an edge detector",
    statement=(
        "Give `my_edge_kernel`, a matrix of at most 5 × 5: `corr2d(image, my_edge_kernel)` is positive "
        "where a bright area lies above a dark one, negative where dark lies above bright, and 0 on "
        "vertical edges and flat areas, which it ignores. To slanted edges it may respond. There are "
        "many right answers."
    ),
    hints=(
        "The chapter's kernel [[1, -1]] compares a pixel with its right neighbour. Which neighbour "
        "matters here?",
        "Compare each pixel with the one below it: the kernel is a column of two entries. What must they "
        "add up to?",
        "Turn [[1, -1]] by a quarter: torch.tensor([[…], […]]) with a positive entry above and its "
        "opposite below.",
    ),
    solution=my_edge_kernel,
    cases=_cases,
    mistakes=(
        Mistake(
            "it finds nothing at all, neither vertical nor horizontal edges.",
            lambda: torch.zeros(2, 1),
        ),
        Mistake(
            "that finds vertical edges: your kernel compares left with right. Turn it to compare above "
            "with below.",
            lambda: torch.tensor([[1.0, -1.0]]),
        ),
        Mistake(
            "that finds vertical edges, and with the opposite sign: turn it to compare above with below, "
            "brighter first.",
            lambda: torch.tensor([[-1.0, 1.0]]),
        ),
        Mistake(
            "the sign is reversed: it is positive where dark lies above bright.",
            lambda: torch.tensor([[-1.0], [1.0]]),
        ),
        Mistake(
            "that adds brightness up, as a blur does. An edge detector compares: its positive and negative "
            "entries cancel.",
            lambda: torch.ones(2, 1),
        ),
        Mistake(
            "it responds to each edge with both signs, as a second difference such as 1, -2, 1 does. Two "
            "rows are enough.",
            lambda: torch.tensor([[-1.0], [2.0], [-1.0]]),
        ),
    ),
)
