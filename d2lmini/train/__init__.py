"""Training as chapter 6 of *Dive into Deep Learning* does it: it returns numbers and draws nothing."""

from d2lmini.train.device import try_gpu
from d2lmini.train.evaluate import accuracy, evaluate_accuracy_gpu
from d2lmini.train.history import History
from d2lmini.train.loop import train_ch6
from d2lmini.train.meters import Accumulator, Timer

__all__ = ["Accumulator", "History", "Timer", "accuracy", "evaluate_accuracy_gpu", "train_ch6", "try_gpu"]
