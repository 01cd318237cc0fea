"""The book's pictures, as tensors in memory: handwritten digits, photographs, and Fashion-MNIST's clothes."""

from d2lmini.data.digits import load_data_digits, load_data_mnist
from d2lmini.data.fashion_mnist import FASHION_MNIST_LABELS, load_data_fashion_mnist
from d2lmini.data.loader import TensorLoader
from d2lmini.data.photos import sample_photo

__all__ = [
    "FASHION_MNIST_LABELS",
    "TensorLoader",
    "load_data_digits",
    "load_data_fashion_mnist",
    "load_data_mnist",
    "sample_photo",
]
