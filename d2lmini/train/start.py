"""What a training needs before its first step: a net and loaders that can be trained, weights, a seed."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice

import torch
from torch import nn

from d2lmini.train.batches import Batches, batches_for, weights_of
from d2lmini.train.scores import scores_of


def check_net(net: nn.Module) -> None:
    """Demand a module with something to train."""
    if not isinstance(net, nn.Module):
        way_out = "call it to build the net" if callable(net) else "use one such as lenet()"
        raise TypeError(f"net must be an nn.Module, got {net!r}; {way_out}")
    if not any(parameter.requires_grad for parameter in net.parameters()):
        raise ValueError(
            "net has no parameter to train; give it a layer with weights whose requires_grad is True"
        )


def check_loader(name: str, data_iter: Batches) -> int | None:
    """Demand batches, and return how many there are according to `len`, which may be missing or wrong."""
    if not (hasattr(data_iter, "__iter__") or hasattr(data_iter, "__getitem__")):
        got = type(data_iter).__name__
        raise TypeError(f"{name} must yield batches (images, labels), got {got}; use a DataLoader or a list")
    try:
        length = len(data_iter)
    except (TypeError, NotImplementedError):  # a DataLoader of a stream has a `__len__`, which raises
        return None
    if length == 0 and next(iter(data_iter), None) is None:
        raise ValueError(f"{name} is empty; give at least one batch")
    return length


@contextmanager
def seeded(seed: int | None, train_iter: Batches, device: torch.device) -> Iterator[None]:
    """Let `seed` decide what is drawn, the order of `train_iter` too; then put PyTorch's state back."""
    with torch.random.fork_rng([device] if device.type == "cuda" else [], enabled=seed is not None):
        if seed is not None:
            torch.manual_seed(seed)
            generator = getattr(train_iter, "generator", None)
            if generator is not None:
                generator.manual_seed(seed)
        yield


def init_weights(module: nn.Module) -> None:
    """Draw the weights of a dense or convolutional layer anew (Xavier uniform)."""
    if isinstance(module, (nn.Linear, nn.Conv2d)):
        module.reset_parameters()  # draws the bias, so that the seed decides it as well
        nn.init.xavier_uniform_(module.weight)


def first_pass(net: nn.Module, train_iter: Batches) -> Batches:
    """Give lazy layers their sizes, by the first batch; return the batches of the first epoch, it included.

    Nothing drawn here counts, so that with a seed a lazy network has the first weights of its twin with all
    sizes given. The order is the twin's too, unless PyTorch's global generator shuffles.
    """
    weights = list(weights_of(net))
    if not any(map(nn.parameter.is_lazy, weights)):
        return train_iter
    with torch.random.fork_rng([]), torch.no_grad():
        batches = iter(train_iter)
        seen = list(islice(batches, 1))
        net.eval()  # running means do not count this batch twice
        for X, _ in batches_for(net, "train_iter", seen, weights[0].device):
            scores_of(net, "train_iter", X)
    return chain(seen, iter(batches.__next__, None))  # not `batches`, which might start again
