"""The training loop."""

import math
import sys
from collections.abc import Callable, Iterator
from functools import partial

import torch
from torch import Tensor, nn
from tqdm import tqdm

from d2lmini.arguments import check_int, check_number, check_seed
from d2lmini.train.batches import Batches, batches_for, brought_to, check_range, near
from d2lmini.train.device import as_device, fast_memory
from d2lmini.train.evaluate import fraction_right, is_right
from d2lmini.train.history import History
from d2lmini.train.meters import Timer
from d2lmini.train.recorded import Recorded
from d2lmini.train.scores import cross_entropy, scores_of
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
        train_iter, test_iter = near(train_iter, device), near(test_iter, device)
        with bar, seeded(seed, train_iter, device):
            batches = first_pass(net, train_iter)
            if init:
                net.apply(init_weights)
            net.to(device).train()
            optimizer = torch.optim.SGD(net.parameters(), lr=lr)
            tally = _Tally(net, device)
            step = Recorded(partial(_step, net, optimizer, tally), net, device)
            scores = Recorded(partial(scores_of, net, "test_iter"), net, device)
            with fast_memory(net, device):
                for epoch in range(num_epochs):
                    epoch_batches = batches_for(net, "train_iter", batches, device)
                    for passed in _train_epoch(epoch_batches, expected, step, tally, bar):
                        _check_some(tally, epoch)
                        if passed < 1 and callback is None and device.type != "cpu":
                            continue  # to read the loss would wait for the device
                        loss, acc, test_acc = *tally.means(), None
                        _check_finite(loss, epoch, lr)
                        if passed == 1:
                            test_acc = fraction_right(net, "test_iter", test_iter, device, scores)
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
    """Loss, right predictions and labels so far, gathered on the device: only `means` waits for it."""

    def __init__(self, net: nn.Module, device: torch.device) -> None:
        # Half precision would soon be too coarse to add one more loss to the sum.
        dtype = torch.promote_types(next(net.parameters()).dtype, torch.float32)
        self.loss = torch.zeros((), dtype=dtype, device=device)
        self.right, self.lowest, self.highest = torch.zeros(3, dtype=torch.int64, device=device)
        self.classes = self.count = self.num_batches = 0

    def clear(self) -> None:
        for total in (self.loss, self.right, self.lowest, self.highest):
            total.zero_()
        self.count = self.num_batches = 0

    def add(self, loss: Tensor, y_hat: Tensor, y: Tensor) -> None:
        """Add to what is on the device; `count` and `num_batches` are the loop's."""
        self.loss += loss.detach() * len(y)
        self.right += is_right(y_hat.detach(), y).sum()
        lowest, highest = y.aminmax()
        self.lowest.clamp_(max=lowest)
        self.highest.clamp_(min=highest)
        self.classes = y_hat.shape[1]

    def means(self) -> tuple[float, float]:
        check_range("y of train_iter", torch.stack((self.lowest, self.highest)), self.classes)
        return float(self.loss) / self.count, float(self.right) / self.count


def _train_epoch(
    batches: Iterator[tuple[Tensor, Tensor]], expected: int | None, step: Recorded, tally: _Tally, bar: tqdm
) -> Iterator[float]:
    """Train on each batch once; about five times yield the share that has passed, at last 1.

    The share is one of as many batches as are `expected`, if that is known, but the loop decides on the end.
    """
    tally.clear()
    for X, y in batches:
        step(X, y)
        bar.update()
        tally.count += len(y)
        tally.num_batches += 1
        i = tally.num_batches
        if expected and i < expected and i % math.ceil(expected / 5) == 0:
            yield i / expected
    yield 1.0


def _step(net: nn.Module, optimizer: torch.optim.Optimizer, tally: _Tally, X: Tensor, y: Tensor) -> None:
    optimizer.zero_grad()
    y_hat = scores_of(net, "train_iter", X)
    y = brought_to(y_hat.device, y)
    loss = cross_entropy(y_hat, "train_iter", y)
    loss.backward()
    optimizer.step()
    tally.add(loss, y_hat, y)


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
