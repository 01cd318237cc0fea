"""Time the three convolutions beside torch's: `python benchmarks/fast_conv.py`.

All take turns within each round, so that a busy moment of the machine hits them alike.
"""

import argparse
from importlib.util import find_spec
from statistics import median
from time import perf_counter

import torch
from torch.nn import functional

import d2lmini as d2l

SIZES = {
    "64x3x28x28 to 8, 5x5": ((64, 3, 28, 28), (8, 3, 5, 5)),
    "64x64x28x28 to 128, 3x3": ((64, 64, 28, 28), (128, 64, 3, 3)),
}


def seconds(run, *arguments):
    start = perf_counter()
    run(*arguments)
    return perf_counter() - start


def forward(conv2d, X, W, padding):
    with torch.no_grad():
        conv2d(X, W, padding=padding)


def with_backward(conv2d, X, W, padding):
    Y = conv2d(X, W, padding=padding)
    torch.autograd.grad(Y, (X, W), torch.ones_like(Y))


def compare(run, ways, rounds, *arguments):
    """Return the median seconds of each way."""
    times = {conv2d: [] for conv2d in ways}
    for conv2d in ways:
        run(conv2d, *arguments)  # compiles, and warms the caches
    for _ in range(rounds):
        for conv2d, spent in times.items():
            spent.append(seconds(run, conv2d, *arguments))
    return {conv2d: median(spent) for conv2d, spent in times.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    torch.manual_seed(0)
    own = [d2l.conv2d_im2col] + [d2l.conv2d_numba] * bool(find_spec("numba"))
    print(f"float32, medians of {options.rounds} rounds; the ratio is F.conv2d's time by the other's")
    for threads in options.threads:
        torch.set_num_threads(threads)
        for words, (x, w) in SIZES.items():
            X, W = torch.randn(x, requires_grad=True), torch.randn(w, requires_grad=True)
            work = x[0] * x[2] * x[3] * w[0] * w[1] * w[2] * w[3]
            for name, run in {"forward": forward, "with backward": with_backward}.items():
                times = compare(run, [functional.conv2d, *own], options.rounds, X, W, w[2] // 2)
                theirs = times.pop(functional.conv2d)
                if run is forward:
                    print(f"F.conv2d: {2e-9 * work / theirs:.0f} GFLOP/s")
                for conv2d, spent in times.items():
                    what = f"{threads} {words:24} {name:13} {conv2d.__name__:14}"
                    print(f"{what} {1e3 * spent:8.2f} ms, ratio {theirs / spent:.2f}")
    print("the Python loops' time by the other's, two pictures of the small layer")
    X, W = (torch.randn(shape) for shape in ((2, 3, 28, 28), (8, 3, 5, 5)))
    times = compare(forward, [d2l.conv2d_loops, *own, functional.conv2d], 3, X, W, 2)
    for conv2d, spent in times.items():
        print(f"{conv2d.__name__:14} {times[d2l.conv2d_loops] / spent:10.0f}")


if __name__ == "__main__":
    main()
