"""Functions that are given to an answer, and named in its report."""

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True, repr=False)
class Named:
    """A map from tensors to tensors that says what it is."""

    words: str
    function: Callable[[Tensor], Tensor]

    def __call__(self, X: Tensor) -> Tensor:
        """Map `X`."""
        return self.function(X)

    def __repr__(self) -> str:
        """Say what it is."""
        return self.words
