"""Functions of *Dive into Deep Learning* that code around its chapter 6 calls, made of the package's own."""

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from d2lmini.arguments import check_int
from d2lmini.data import FASHION_MNIST_LABELS
from d2lmini.train.batches import Batches, Net, as_labels, batches_for, check_range
from d2lmini.train.evaluate import device_of, evaluate_accuracy_gpu, evaluation_mode
from d2lmini.train.scores import scores_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def evaluate_accuracy(net: Net, data_iter: Batches) -> float:
    """Return the fraction that `net` classifies rightly, on its own device: see `evaluate_accuracy_gpu`."""
    return evaluate_accuracy_gpu(net, data_iter)


def get_fashion_mnist_labels(labels: Tensor) -> list[str]:
    """Return the words for labels (n,) of Fashion-MNIST."""
    labels = as_labels("labels", labels)
    check_range("labels", labels, len(FASHION_MNIST_LABELS))
    return [FASHION_MNIST_LABELS[label] for label in labels.tolist()]


@torch.no_grad()
def predict_ch3(net: Net, test_iter: Batches, n: int = 6) -> "Figure":
    """Draw the first `n` pictures of Fashion-MNIST, each under its true label and the predicted one.

    Raises:
        ValueError: `test_iter` is empty, `n` is below 1, or `net` knows more kinds than Fashion-MNIST has.
    """
    from d2lmini.plot import show_images

    check_int("n", n, minimum=1)
    for X, y in batches_for(net, "test_iter", test_iter, device_of(net)):
        with evaluation_mode(net):
            y_hat = scores_of(net, "test_iter", X)
        if y_hat.shape[1] > len(FASHION_MNIST_LABELS):
            kinds = len(FASHION_MNIST_LABELS)
            raise ValueError(f"net gives {y_hat.shape[1]} scores, expected one for each of {kinds} kinds")
        predicted = get_fashion_mnist_labels(y_hat.argmax(1))
        names = zip(get_fashion_mnist_labels(y), predicted, strict=True)
        return show_images(X[:n], titles=["\n".join(pair) for pair in names][:n], num_cols=min(n, len(X)))
    raise ValueError("test_iter is empty; give at least one batch (a generator serves only once)")
