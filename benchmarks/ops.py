"""Time corr2d beside torch's conv2d and the chapter's double loop: `python benchmarks/ops.py`.

The three take turns within each round, so that a busy moment of the machine hits them alike.
"""

import argparse
from statistics import median
from time import perf_counter

import torch
from torch.nn import functional

from d2lmini.ops import corr2d

KERNELS = [(1, 2), (3, 3), (5, 5)]
LOOP_BUDGET = 1.0  # seconds for all rounds of one double loop, which then sits out


def double_loop(X, K):
    kh, kw = K.shape
    Y = torch.zeros(X.shape[0] - kh + 1, X.shape[1] - kw + 1)
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = (X[i : i + kh, j : j + kw] * K).sum()
    return Y


def conv2d(X, K):
    return functional.conv2d(X[None, None], K[None, None])[0, 0]


def seconds(function, *arguments):
    start = perf_counter()
    function(*arguments)
    return perf_counter() - start


def compare(X, K, rounds):
    """Return the median seconds of corr2d, conv2d and the double loop, in that order."""
    times = {corr2d: [], conv2d: [], double_loop: []}
    for function in (corr2d, conv2d):
        function(X, K)
    for _ in range(rounds):
        for function, spent in times.items():
            if function is not double_loop or sum(spent) < LOOP_BUDGET:
                spent.append(seconds(function, X, K))
    return [median(spent) for spent in times.values()]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--sizes", nargs="+", default=["6x8", "28x28", "128x128", "512x512"])
    options = parser.parse_args()
    print(
        f"float32, {torch.get_num_threads()} threads, medians of up to {options.rounds} rounds, microseconds"
    )
    print(f"{'input':>8} {'kernel':>6} {'corr2d':>9} {'conv2d':>9} {'loop':>11} {'/conv2d':>8} {'loop/':>8}")
    for size in options.sizes:
        for kernel in KERNELS:
            X, K = torch.rand(*map(int, size.split("x"))), torch.rand(kernel)
            fast, torch_, loop = (1e6 * t for t in compare(X, K, options.rounds))
            print(
                f"{size:>8} {kernel[0]}x{kernel[1]:<4} {fast:9.0f} {torch_:9.0f} {loop:11.0f} "
                f"{fast / torch_:8.2f} {loop / fast:8.0f}"
            )


if __name__ == "__main__":
    main()
