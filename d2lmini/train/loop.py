"""The training loop."""

import math
import sys
from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn
from tqdm import tqdm

from d2lmini.arguments import check_int, check_number, check_seed
from d2lmini.train.batches import Batches, batches_for
from d2lmini.train.device import as_device, fast_memory
from d2lmini.train.evaluate import fraction_right, is_right
from d2lmini.train.history import History
from d2lmini.train.meters import Timer
from d2lmini.train.scores import cross_entropy, labels_for, scores_of
from d2lmini.train.start import check_loader, check_net, first_pass, init_weights, seeded


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
    So does an error: it has the `history` so far.

    Without a `callback` a script prints the result, as nothing else would show it. Its figure comes from
    `d2l.plot_history(history)`, or from an `Animator` that is the callback, followed by `d2l.plt.show()`.

    Args:
        net: moved to `device`; images are cast to its dtype. Lazy layers get their sizes here.
        train_iter: batches (images, labels), such as `d2lmini.data` or a DataLoader gives: tensors or NumPy
            arrays, the labels (n,) integers. Each epoch goes through it once, to its end.
        test_iter: the same, for the accuracy after each epoch.
        num_epochs: times that `train_iter` is gone through.
        lr: the learning rate.
        device: see `try_gpu`.
        callback: called about five times an epoch as `callback(x, (train_loss, train_acc, test_acc))`: x is
            the epochs passed, test_acc None unless one has just ended. `Animator.add` is such a function.
            Where `train_iter` has no `len`, the first epoch is reported at its end only.
        seed: repeats a run: initial weights, dropout, and the order of a `train_iter` that shuffles with its
            attribute `generator` or with PyTorch's global one, whose state is put back at the end.
        init: first draw the weights of dense and convolutional layers anew (Xavier uniform).
        progress: show a bar when it takes longer than two seconds; None means in a terminal only.

    Raises:
        FloatingPointError: the loss is not finite.
        TypeError: an argument is of another kind, or a batch is no pair of numbers.
        ValueError: a loader is empty, or is so in a later epoch; an argument is out of range; `net` cannot
            take the images; a label lies outside its classes.
    """
    num_epochs, lr = check_int("num_epochs", num_epochs, minimum=1), check_number("lr", lr, minimum=0)
    seed, device = check_seed(seed), as_device(device)
    check_net(net)
    expected = check_loader("train_iter", train_iter)  # batches an epoch
    check_loader("test_iter", test_iter)
    if callback is not None and not callable(callback):
        raise TypeError(f"callback must be a function, got {callback!r}; use one such as animator.add")
    history, num_examples, timer = History(device), 0, Timer()
    bar = tqdm(
        total=num_epochs * expected if expected else None,
        unit="batch",
        delay=2,
        leave=False,
        disable=None if progress is None else not progress,  # None: tqdm looks whether it is in a terminal
    )
    try:
        with bar, seeded(seed, train_iter, device):
            batches = first_pass(net, train_iter)
            if init:
                net.apply(init_weights)
            net.to(device).train()
            optimizer = torch.optim.SGD(net.parameters(), lr=lr)
            with fast_memory(net, device):
                for epoch in range(num_epochs):
                    for passed, tally in _train_epoch(net, batches, expected, optimizer, device, bar):
                        _check_some(tally, epoch)
                        loss, acc, test_acc = *tally.means(), None
                        _check_finite(loss, epoch, lr)
                        if passed == 1:
                            test_acc = fraction_right(net, "test_iter", test_iter, device)
                            history.add(loss, acc, test_acc)
                        if callback is not None:
                            callback(epoch + passed, (loss, acc, test_acc))
                    num_examples += tally.count
                    history.examples_per_second = num_examples / timer.stop()
                    batches, expected = train_iter, tally.num_batches
                    bar.total = bar.n + (num_epochs - epoch - 1) * expected
    except BaseException as stop:
        stop.history = history
        if isinstance(stop, KeyboardInterrupt) and not stop.args:
            stop.args = ("net keeps its weights; sys.last_value.history is the history so far",)
        raise
    if callback is None and not hasattr(sys, "ps1"):  # which all that show a cell's or line's value set
        print(f"{history}\n{history.examples_per_second:.1f} examples/sec on {device}")
    return history


class _Tally:
    """Loss and right predictions so far, summed on the device: only `means` waits for it."""

    def __init__(self) -> None:
        self.loss = self.right = self.count = self.num_batches = 0

    def add(self, loss: Tensor, y_hat: Tensor, y: Tensor) -> None:
        # Half precision would soon be too coarse to add one more loss to the sum.
        self.loss += loss.detach().to(torch.promote_types(loss.dtype, torch.float32)) * len(y)
        self.right += is_right(y_hat.detach(), y).sum()
        self.count += len(y)
        self.num_batches += 1

    def means(self) -> tuple[float, float]:
        return float(self.loss) / self.count, float(self.right) / self.count


def _train_epoch(
    net: nn.Module,
    batches: Batches,
    expected: int | None,
    optimizer: torch.optim.Optimizer,
    device: torch.device,
    bar: tqdm,
) -> Iterator[tuple[float, _Tally]]:
    """Train on each batch once; about five times yield the share that has passed, and the tally; at last 1.

    The share is one of as many batches as are `expected`, if that is known, but the loop decides on the end.
    """
    tally = _Tally()
    for X, y in batches_for(net, "train_iter", batches, device):
        optimizer.zero_grad()
        y_hat = scores_of(net, "train_iter", X)
        y = labels_for(y_hat, "train_iter", y)
        loss = cross_entropy(y_hat, "train_iter", y)
        loss.backward()
        optimizer.step()
        tally.add(loss, y_hat, y)
        bar.update()
        i = tally.num_batches
        if expected and i < expected and i % math.ceil(expected / 5) == 0:
            yield i / expected, tally
    yield 1.0, tally


def _check_some(tally: _Tally, epoch: int) -> None:
    if tally.count == 0:
        raise ValueError(
            f"train_iter is empty in epoch {epoch + 1}; give a list or a DataLoader, since a generator or an "
            "iterator serves only once. net keeps its weights; the error has the history so far"
        )


def _check_finite(loss: float, epoch: int, lr: float) -> None:
    if not math.isfinite(loss):
        smaller = f"use a smaller lr, such as {lr / 10:g}, and " if lr else ""
        raise FloatingPointError(
            f"the training loss became {loss} in epoch {epoch + 1} with lr={lr}; "
            f"{smaller}look for nan or inf in the images"
        )
