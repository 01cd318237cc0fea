"""The training loop."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from tqdm import tqdm

from d2lmini.checks import check_int
from d2lmini.train.device import Batches, batches_for, fast_memory
from d2lmini.train.evaluate import evaluate_accuracy_gpu, is_right
from d2lmini.train.history import History
from d2lmini.train.meters import Timer


def train_ch6(
    net: nn.Module,
    train_iter: Batches,
    test_iter: Batches,
    num_epochs: int,
    lr: float,
    device: torch.device | str,
    *,
    callback: Callable[[float, tuple[float, float, float | None]], object] | None = None,
    seed: int | None = None,
    init: bool = True,
    progress: bool | None = None,
) -> History:
    """Train `net` in place to classify: stochastic gradient descent on the cross-entropy of its logits.

    Stopping it (Ctrl-C, Jupyter's ■) keeps the weights reached, and the history in `sys.last_value.history`.

    Args:
        net: moved to `device`; images are cast to its dtype.
        train_iter: batches (images, labels) with a `len`, such as `d2lmini.data` or a DataLoader gives.
        test_iter: the same, for the accuracy after each epoch.
        num_epochs: times that `train_iter` is gone through.
        lr: the learning rate.
        device: see `try_gpu`.
        callback: called about five times an epoch as `callback(x, (train_loss, train_acc, test_acc))`: x is
            the epochs passed, test_acc None unless one has just ended. `Animator.add` is such a function.
        seed: repeats a run: initial weights, dropout, and the order of a `train_iter` that shuffles with its
            attribute `generator` or with PyTorch's global one, whose state is put back at the end.
        init: first draw the weights of dense and convolutional layers anew (Xavier uniform).
        progress: show a bar when it takes longer than two seconds; None means in a terminal only.

    Raises:
        FloatingPointError: the loss is not finite; the error has the `history` so far.
        ValueError: a loader is empty, or `num_epochs` is less than 1.
    """
    check_int("num_epochs", num_epochs, minimum=1)
    _check_loader("train_iter", train_iter)
    _check_loader("test_iter", test_iter)
    device = torch.device(device)
    history, num_examples, timer = History(device), 0, Timer()
    bar = tqdm(
        total=num_epochs * len(train_iter),
        unit="batch",
        delay=2,
        leave=False,
        disable=None if progress is None else not progress,  # None: tqdm looks whether it is in a terminal
    )
    with bar, _seeded(seed, train_iter, device):
        if init:
            net.apply(_init_weights)
        net.to(device).train()
        optimizer = torch.optim.SGD(net.parameters(), lr=lr)
        try:
            with fast_memory(net, device):
                for epoch in range(num_epochs):
                    for passed, tally in _train_epoch(net, train_iter, optimizer, device, bar):
                        loss, acc = tally.means()
                        _check_finite(loss, epoch, lr)
                        test_acc = evaluate_accuracy_gpu(net, test_iter, device) if passed == 1 else None
                        if callback is not None:
                            callback(epoch + passed, (loss, acc, test_acc))
                    history.train_loss.append(loss)
                    history.train_acc.append(acc)
                    history.test_acc.append(test_acc)
                    num_examples += tally.count
                    history.examples_per_second = num_examples / timer.stop()
        except (KeyboardInterrupt, FloatingPointError) as stop:
            stop.history = history
            stop.args = stop.args or ("net keeps its weights; sys.last_value.history is the history so far",)
            raise
    return history


class _Tally:
    """Loss and right predictions so far, summed on the device: only `means` waits for it."""

    def __init__(self) -> None:
        self.loss = self.right = self.count = 0

    def add(self, loss: Tensor, y_hat: Tensor, y: Tensor) -> None:
        self.loss += loss.detach() * len(y)
        self.right += is_right(y_hat, y).sum()
        self.count += len(y)

    def means(self) -> tuple[float, float]:
        return float(self.loss) / self.count, float(self.right) / self.count


def _train_epoch(
    net: nn.Module, train_iter: Batches, optimizer: torch.optim.Optimizer, device: torch.device, bar: tqdm
) -> Iterator[tuple[float, _Tally]]:
    """Train on each batch once; about five times yield the share of them that has passed, and the tally."""
    tally, num_batches, loss_function = _Tally(), len(train_iter), nn.CrossEntropyLoss()
    for i, (X, y) in enumerate(batches_for(net, train_iter, device), start=1):
        optimizer.zero_grad()
        y_hat = net(X)
        loss = loss_function(y_hat, y)
        loss.backward()
        optimizer.step()
        tally.add(loss, y_hat, y)
        bar.update()
        if i % math.ceil(num_batches / 5) == 0 or i == num_batches:
            yield i / num_batches, tally


def _init_weights(module: nn.Module) -> None:
    if isinstance(module, (nn.Linear, nn.Conv2d)):
        module.reset_parameters()  # draws the bias, so that the seed decides it as well
        nn.init.xavier_uniform_(module.weight)


def _check_loader(name: str, data_iter: Batches) -> None:
    if not hasattr(data_iter, "__len__"):
        raise TypeError(f"{name} must have a len, got {type(data_iter).__name__}; use a DataLoader or a list")
    if len(data_iter) == 0:
        raise ValueError(f"{name} is empty; give at least one batch")


def _check_finite(loss: float, epoch: int, lr: float) -> None:
    if not math.isfinite(loss):
        raise FloatingPointError(
            f"the training loss became {loss} in epoch {epoch + 1} with lr={lr}; "
            f"use a smaller lr, such as {lr / 10:g}, and look for nan or inf in the images"
        )


@contextmanager
def _seeded(seed: int | None, train_iter: Batches, device: torch.device) -> Iterator[None]:
    with torch.random.fork_rng([device] if device.type == "cuda" else [], enabled=seed is not None):
        if seed is not None:
            torch.manual_seed(seed)
            generator = getattr(train_iter, "generator", None)
            if generator is not None:
                generator.manual_seed(seed)
        yield
