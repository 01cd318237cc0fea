"""Time one epoch of train_ch6 beside d2l's way and beside the arithmetic alone: `python benchmarks/train.py`.

An epoch trains LeNet on 60,000 random pictures of 28x28, with metrics, drawing as in a notebook, and a test
on 10,000 more; its rate is 60,000 over all of that time. The arithmetic is forward, backward and step of as
many batches, and the forward passes of the test, on one batch that stays in memory, laid out as train_ch6
does it. The ways take turns, each in a process of its own, because memory that one has freed would speed up
the next; the median time of each counts. d2l loads with four worker processes, which is slower than none
where there are fewer cores, so both are timed.
"""

import argparse
import json
import subprocess
import sys
from statistics import median
from time import perf_counter

import matplotlib.pyplot as plt
import numpy as np
import torch
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.pylabtools import print_figure
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset

import d2lmini as d2l
from d2lmini.data import TensorLoader
from d2lmini.train.device import fast_memory

NUM_TRAIN, NUM_TEST, BATCH_SIZE, LR = 60_000, 10_000, 256, 0.9
NUM_WORKERS = {"d2l": 4, "serial": 0}
LEGEND = ["train loss", "train acc", "test acc"]


class PictureByPicture(Dataset):
    """Make a PIL image of each picture and turn that into a tensor, as torchvision does."""

    def __init__(self, pictures, labels):
        self.pictures, self.labels = pictures, labels

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        picture = Image.fromarray(self.pictures[i].numpy())
        pixels = torch.from_numpy(np.array(picture, np.uint8, copy=True))
        pixels = pixels.view(picture.height, picture.width, 1).permute(2, 0, 1).contiguous()
        return pixels.float().div(255), int(self.labels[i])


def step(net, optimizer, X, y):
    y_hat = net(X)
    loss = nn.functional.cross_entropy(y_hat, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss, y_hat


def d2l_epoch(train_iter, test_iter):
    """Read loss and accuracy after each batch; draw anew five times and at the end."""
    net, metric, points, (fig, ax) = d2l.lenet(), d2l.Accumulator(3), [], plt.subplots()
    optimizer = torch.optim.SGD(net.parameters(), lr=LR)

    def draw(*point):
        points.append(point)
        x, *curves = np.array(points, dtype=float).T
        ax.cla()
        ax.plot(x, np.transpose(curves), label=LEGEND)
        ax.set(xlabel="epoch", xlim=(0, 1))
        ax.legend()
        print_figure(fig, "svg")

    for i, (X, y) in enumerate(train_iter, start=1):
        loss, y_hat = step(net, optimizer, X, y)
        metric.add(loss.detach() * len(y), d2l.accuracy(y_hat, y), len(y))
        if i % (len(train_iter) // 5) == 0:
            draw(i / len(train_iter), metric[0] / metric[2], metric[1] / metric[2], None)
    draw(1, None, None, d2l.evaluate_accuracy_gpu(net, test_iter))


def our_epoch(train_iter, test_iter):
    animator = d2l.Animator(xlabel="epoch", xlim=(0, 1), legend=LEGEND)
    d2l.train_ch6(d2l.lenet(), train_iter, test_iter, 1, LR, "cpu", callback=animator.add)
    InteractiveShell.instance().events.trigger("post_execute")  # the end of a cell draws the last points


def steps_alone(train_iter, test_iter):
    net, batch = d2l.lenet(), next(iter(train_iter))
    optimizer = torch.optim.SGD(net.parameters(), lr=LR)
    with fast_memory(net, torch.device("cpu")):
        for _ in range(len(train_iter)):
            step(net, optimizer, *batch)


@torch.no_grad()
def passes_alone(train_iter, test_iter):
    net, (X, _) = d2l.lenet(), next(iter(test_iter))
    with fast_memory(net, torch.device("cpu")):
        for _ in range(len(test_iter)):
            net(X)


def loaders(way, *sizes):
    """Return loaders over so many pictures, of the kind that the way takes."""
    for size in sizes:
        pictures, labels = torch.randint(256, (size, 28, 28), dtype=torch.uint8), torch.randint(10, (size,))
        if way in NUM_WORKERS:
            pictures = PictureByPicture(pictures, labels)
            yield DataLoader(pictures, BATCH_SIZE, shuffle=True, num_workers=NUM_WORKERS[way])
        else:
            yield TensorLoader(pictures.unsqueeze(1) / 255, labels, BATCH_SIZE, seed=0)


def seconds(function, *arguments):
    start = perf_counter()
    function(*arguments)
    return perf_counter() - start


WAYS = {"d2l": [d2l_epoch], "serial": [d2l_epoch], "ours": [our_epoch], "alone": [steps_alone, passes_alone]}


def time_here(way):
    """Print the seconds of the parts of one way."""
    # A shell with a kernel is a notebook to the Animator; this one renders without showing.
    InteractiveShell.instance(display_pub_class=CapturingDisplayPublisher).kernel = None
    d2l.use_book_style()
    for part in WAYS[way]:  # first imports and drawings
        part(*loaders(way, 5 * BATCH_SIZE, BATCH_SIZE))
    data = list(loaders(way, NUM_TRAIN, NUM_TEST))
    print(json.dumps([seconds(part, *data) for part in WAYS[way]]))


def time_apart(way):
    # Four workers on fewer cores make PyTorch warn, each time.
    command = [sys.executable, "-W", "ignore", __file__, "--way", way]
    output = subprocess.check_output(command, text=True)
    return json.loads(output.splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--way", choices=WAYS, help="time this one here, once, and print the seconds")
    options = parser.parse_args()
    if options.way:
        time_here(options.way)
        return
    rounds = [[spent for way in WAYS for spent in time_apart(way)] for _ in range(options.rounds)]
    d2l_way, serial, ours, steps, passes = map(median, zip(*rounds, strict=True))
    print(f"an epoch of {NUM_TRAIN:,}, {torch.get_num_threads()} threads, medians of {len(rounds)} rounds")
    for name, spent in {
        "d2l's way, four workers": d2l_way,
        "d2l's way, no workers": serial,
        "train_ch6": ours,
        "its steps and test passes alone": steps + passes,
        "its steps alone": steps,
    }.items():
        print(f"{name:33} {spent:6.2f} s {NUM_TRAIN / spent:8,.0f} examples/s")
    print(f"train_ch6 / d2l's way:           {d2l_way / ours:.2f} (wanted: 3)")
    print(f"train_ch6 / without workers:     {serial / ours:.2f}")
    print(f"train_ch6 / the same arithmetic: {(steps + passes) / ours:.2f} (wanted: 0.9)")
    print(f"train_ch6 / its steps alone:     {steps / ours:.2f}")


if __name__ == "__main__":
    main()
