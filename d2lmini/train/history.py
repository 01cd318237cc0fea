"""What a training returns."""

from dataclasses import dataclass, field

import torch


@dataclass(repr=False)
class History:
    """How a training went: each list has one entry for each finished epoch.

    `train_loss` (mean cross-entropy) and `train_acc` are taken while the weights change, `test_acc` at the
    end of the epoch. `examples_per_second` counts training examples over all the time that passed, evaluation
    and callbacks included.
    """

    device: torch.device
    train_loss: list[float] = field(default_factory=list)
    train_acc: list[float] = field(default_factory=list)
    test_acc: list[float] = field(default_factory=list)
    examples_per_second: float = 0.0

    def add(self, train_loss: float, train_acc: float, test_acc: float) -> None:
        """Enter a finished epoch."""
        self.train_loss.append(train_loss)
        self.train_acc.append(train_acc)
        self.test_acc.append(test_acc)

    def __repr__(self) -> str:
        """Sum up the last epoch; leave out what differs from run to run."""
        if not self.test_acc:
            return "no finished epoch"
        loss, train_acc, test_acc = self.train_loss[-1], self.train_acc[-1], self.test_acc[-1]
        return f"loss {loss:.3f}, train acc {train_acc:.3f}, test acc {test_acc:.3f}"
