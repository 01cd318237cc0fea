"""Inputs and kernels for every exercise that slides one over the other."""

from collections.abc import Iterator

import torch

from d2lmini.exercises.kit.dtypes import LARGE
from d2lmini.exercises.kit.exercise import Case


def input_kernel_pairs() -> Iterator[Case]:
    """Yield pairs X, K from small to large: the chapter's own, odd shapes, other dtypes, random ones.

    Small whole numbers, mostly: a reader can follow them by hand.
    """
    generator = torch.Generator().manual_seed(6)

    def draw(*shape: int) -> torch.Tensor:
        return torch.randint(-3, 7, shape, generator=generator).float()

    X = torch.arange(9.0).reshape(3, 3)
    K = torch.arange(4.0).reshape(2, 2)
    yield Case("the worked example", (X, K))
    yield Case("a 1×1 kernel", (draw(2, 2), torch.tensor([[3.0]])))
    yield Case("a kernel wider than tall", (draw(2, 4), torch.tensor([[1.0, -2.0, 3.0]])))
    yield Case("a kernel taller than wide", (draw(4, 3), draw(3, 1)))
    yield Case("a kernel as large as the input", (draw(2, 3), draw(2, 3)))
    yield Case("a square kernel on a wide input", (draw(3, 5), draw(2, 2)))
    yield Case("a transposed input", (draw(4, 3).T, draw(2, 2)))
    yield Case("whole numbers (int64)", (draw(3, 4).long(), draw(2, 3).long()))
    yield Case("an int64 input, a float32 kernel", (draw(3, 2).long(), draw(2, 2)))
    yield Case("a float32 input, an int64 kernel", (draw(2, 3), draw(2, 2).long()))
    large = torch.arange(1, 7).reshape(2, 3) + 2**25
    yield Case(LARGE, (large, torch.tensor([[-1]])))
    yield Case("double precision (float64)", (draw(4, 3).double() / 10, draw(3, 2).double() / 10))
    bright = 1e6 + draw(3, 4).double() / 10
    yield Case("a faint pattern on a bright ground (float64)", (bright, torch.tensor([[1.0, -1.0]]).double()))
    for _ in range(4):
        n_h, n_w = torch.randint(4, 8, (2,), generator=generator).tolist()
        k_h, k_w = torch.randint(1, 5, (2,), generator=generator).tolist()
        yield Case("a random shape", (draw(n_h, n_w), draw(k_h, k_w)))
    yield Case("the last shape again, with other numbers", (draw(n_h, n_w), draw(k_h, k_w)))
