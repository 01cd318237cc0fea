"""How many predictions are right."""

import torch
from torch import Tensor, nn

from d2lmini.train.device import Batches, batches_for


def accuracy(y_hat: Tensor, y: Tensor) -> float:
    """Count the predictions that are right.

    Shapes:
        y_hat: (n, classes), scores; or (n,), classes
        y: (n,)

    Raises:
        ValueError: there is not one prediction for each label.
    """
    return float(is_right(y_hat, y).sum())


@torch.no_grad()
def evaluate_accuracy_gpu(
    net: nn.Module, data_iter: Batches, device: torch.device | str | None = None
) -> float:
    """Return the fraction of `data_iter` that `net` classifies rightly, on the device of `net` unless given.

    Runs in evaluation mode, and leaves every layer in the mode it was in.

    Raises:
        ValueError: `data_iter` is empty.
    """
    if device is None:
        device = next((parameter.device for parameter in net.parameters()), "cpu")
    modes = [(module, module.training) for module in net.modules()]
    right = count = 0
    net.eval()
    try:
        for X, y in batches_for(net, data_iter, torch.device(device)):
            right += is_right(net(X), y).sum()  # still a tensor: reading it would wait for the device
            count += len(y)
    finally:
        for module, mode in modes:
            module.training = mode
    if count == 0:
        raise ValueError("data_iter is empty; give at least one example (a generator serves only once)")
    return float(right) / count


def is_right(y_hat: Tensor, y: Tensor) -> Tensor:
    """Compare predictions with labels one by one; see `accuracy`."""
    predicted = y_hat.argmax(dim=1) if y_hat.ndim > 1 else y_hat
    if predicted.shape != y.shape:
        raise ValueError(
            f"y_hat {tuple(y_hat.shape)} does not give one prediction for each label of y {tuple(y.shape)}; "
            "expected y_hat (n, classes) and y (n,)"
        )
    return predicted == y
