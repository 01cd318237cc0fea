"""How many predictions are right."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from d2lmini.train.batches import (
    Batches,
    Net,
    as_labels,
    as_tensor,
    batches_for,
    brought_to,
    check_range,
    weights_of,
)
from d2lmini.train.device import as_device
from d2lmini.train.scores import scores_of


def accuracy(y_hat: Tensor, y: Tensor) -> float:
    """Count the predictions that are right. Where a score is NaN there is no prediction, so it is not right.

    Shapes:
        y_hat: (n, classes), scores; or (n,), classes
        y: (n,), integers

    Raises:
        TypeError: `y_hat` or `y` is no tensor of real numbers, or `y` holds no integers.
        ValueError: there is not one prediction for each label, scores are for one class only, or a label
            lies outside the classes.
    """
    y_hat, y = as_tensor("y_hat", y_hat), as_labels("y", y)
    if y_hat.ndim not in (1, 2) or len(y_hat) != len(y):
        raise ValueError(
            f"y_hat {tuple(y_hat.shape)} does not give one prediction for each label of y {tuple(y.shape)}; "
            "expected y_hat (n, classes) and y (n,)"
        )
    y = y.to(y_hat.device)
    if y_hat.ndim == 1:
        return float((y_hat == y).sum())
    if y_hat.shape[1] < 2:
        raise ValueError(
            f"y_hat {tuple(y_hat.shape)} must hold the scores of two classes at least; "
            "use y_hat.squeeze(1) if it holds classes"
        )
    check_range("y", y, y_hat.shape[1])
    return float(is_right(y_hat, y).sum())


def evaluate_accuracy_gpu(net: Net, data_iter: Batches, device: torch.device | str | None = None) -> float:
    """Return the fraction of `data_iter` that `net` classifies rightly, on the device of `net` unless given.

    `net` may be a plain function; one runs on the CPU unless told otherwise. A module runs in evaluation
    mode, and each layer is left in the mode it was in.

    Raises:
        TypeError: `net` is not callable, or a batch is no pair (images, labels).
        ValueError: `data_iter` is empty, `device` is not there, `net` cannot take the images, or a label
            lies outside the classes.
    """
    return fraction_right(net, "data_iter", data_iter, device)


@torch.no_grad()
def fraction_right(
    net: Net,
    name: str,
    data_iter: Batches,
    device: torch.device | str | None,
    scores: Callable[[Tensor], Tensor] | None = None,
) -> float:
    """Do what `evaluate_accuracy_gpu` does for the loader `name`; `scores` may be a faster way to them."""
    if not callable(net):
        raise TypeError(f"net must be a module or a function, got {type(net).__name__}; use an nn.Module")
    device = device_of(net) if device is None else as_device(device)
    right, count, extremes = 0, 0, []
    with evaluation_mode(net):
        for X, y in batches_for(net, name, data_iter, device):
            y_hat = scores(X) if scores else scores_of(net, name, X)
            y = brought_to(y_hat.device, y)
            right += is_right(y_hat, y).sum()  # a tensor: reading it would wait
            count += len(y)
            extremes += y.aminmax()
    if count == 0:
        raise ValueError(f"{name} is empty; give at least one example (a generator serves only once)")
    check_range(f"y of {name}", torch.stack(extremes), y_hat.shape[1])
    return float(right) / count


def device_of(net: Net) -> torch.device:
    """Return where the weights are; the CPU for a function."""
    return next((weight.device for weight in weights_of(net)), torch.device("cpu"))


@contextmanager
def evaluation_mode(net: Net) -> Iterator[None]:
    """Evaluate inside, and leave each layer in the mode it was in."""
    modules = list(net.modules()) if isinstance(net, nn.Module) else []
    modes = [module.training for module in modules]
    if modules:
        net.eval()
    try:
        yield
    finally:
        for module, mode in zip(modules, modes, strict=True):
            module.training = mode


def is_right(y_hat: Tensor, y: Tensor) -> Tensor:
    """Compare the highest of the scores (n, classes) with the labels (n,)."""
    highest, predicted = y_hat.max(dim=1)
    return (predicted == y) & ~highest.isnan()  # the highest of a row with a NaN is that NaN
