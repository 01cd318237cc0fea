"""Time train_ch6 on a GPU, its steps recorded and launched one by one: `python benchmarks/gpu.py`.

Ten epochs of LeNet on Fashion-MNIST in batches of 256: the rate is over all of the time, tests and the way of
the data to the GPU included. The two ways take turns, and the median of each counts.
"""

from contextlib import redirect_stdout
from io import StringIO
from statistics import median
from unittest.mock import patch

import torch

import d2lmini as d2l
from d2lmini.train import recorded

NOTES = 58_022  # pictures a second that the notes behind this book report
ROUNDS, EPOCHS = 5, 10


def rate(device, data, one_by_one=False, epochs=EPOCHS):
    rule = (lambda module: False) if one_by_one else recorded._only_kernels
    # Without a callback, no loss is read before an epoch's end; the result need not be printed.
    with patch.object(recorded, "_only_kernels", rule), redirect_stdout(StringIO()):
        history = d2l.train_ch6(d2l.lenet(), *data, epochs, 0.9, device, seed=0)
    return history.examples_per_second


def main():
    device = d2l.try_gpu()
    if device.type != "cuda":
        print("no CUDA device here")
        return
    data = d2l.load_data_fashion_mnist(256)
    for one_by_one in (False, True):  # libraries start
        rate(device, data, one_by_one, epochs=1)
    rates = [(rate(device, data), rate(device, data, one_by_one=True)) for _ in range(ROUNDS)]
    replayed, launched = map(median, zip(*rates, strict=True))
    print(f"{torch.cuda.get_device_name(device)}, medians of {ROUNDS} rounds of {EPOCHS} epochs")
    print(f"recorded:   {replayed:9,.0f} pictures/s, {replayed / NOTES:.1f} times the notes' (wanted: 10)")
    print(f"one by one: {launched:9,.0f} pictures/s; recorded is {replayed / launched:.1f} times as fast")


if __name__ == "__main__":
    main()
