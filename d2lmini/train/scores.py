"""The scores of a network and their loss, or why there is none."""

from traceback import walk_tb

import torch
from torch import Tensor, nn
from torch.nn import functional

from d2lmini.train.batches import Net, check_range


def scores_of(net: Net, name: str, X: Tensor) -> Tensor:
    """Return the scores (n, classes) that `net` gives the images `X` of the loader `name`.

    Raises:
        ValueError: a layer cannot take what it gets, or the result has another shape.
    """
    try:
        y_hat = net(X)
    except (RuntimeError, ValueError) as error:
        if isinstance(error, torch.cuda.OutOfMemoryError) or "CUDA error" in str(error):
            raise
        raise ValueError(
            f"net cannot take X {tuple(X.shape)} of {name}{_at_layer(net, error)} ({error}); "
            "resize or reshape the images, or build net for them"
        ) from error
    if not isinstance(y_hat, Tensor) or y_hat.ndim != 2 or len(y_hat) != len(X):
        got = tuple(y_hat.shape) if isinstance(y_hat, Tensor) else f"a {type(y_hat).__name__}"
        raise ValueError(
            f"net must give scores (n, classes) for n = {len(X)} images, got {got}; "
            "let it end with nn.Flatten() or a dense layer"
        )
    return y_hat


def cross_entropy(y_hat: Tensor, name: str, y: Tensor) -> Tensor:
    """Return the mean cross-entropy; no label is left out, as PyTorch would leave out -100.

    But off the CPU a label outside the classes is: CUDA would not survive it, and to look would wait.
    """
    left_out = torch.iinfo(y.dtype).min
    if y.device.type != "cpu":
        y = y.masked_fill((y < 0) | (y >= y_hat.shape[1]), left_out)
    try:
        return functional.cross_entropy(y_hat, y, ignore_index=left_out)
    except IndexError:
        check_range(f"y of {name}", y, y_hat.shape[1])
        raise


def _at_layer(net: Net, error: Exception) -> str:
    """Name the innermost layer in the traceback, what it expects, and what it got."""
    layer = frame = None
    for called, _ in walk_tb(error.__traceback__):
        if isinstance(called.f_locals.get("self"), nn.Module):
            layer, frame = called.f_locals["self"], called
    if isinstance(layer, (nn.Conv1d, nn.Conv2d, nn.Conv3d)):
        expected = ("n", layer.in_channels, *"dhw"[-len(layer.kernel_size) :])
    elif isinstance(layer, nn.Linear):
        expected = ("n", layer.in_features)
    else:
        return "" if layer is None else f": {type(layer).__name__} fails"
    first_argument = frame.f_locals.get(frame.f_code.co_varnames[1])
    got = f" but got {tuple(first_argument.shape)}" if isinstance(first_argument, Tensor) else ""
    place = next((f"layer {path}, " for path, part in net.named_modules() if part is layer and path), "")
    return f": {place}{layer}, expects ({', '.join(map(str, expected))}){got}"
