"""The book's networks, one file each."""

from d2lmini.models.lenet import lenet
from d2lmini.models.lenet_mnist import lenet_mnist, lenet_mnist_accuracy

__all__ = ["lenet", "lenet_mnist", "lenet_mnist_accuracy"]
