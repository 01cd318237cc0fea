"""Time the sampler beside torch's: `python benchmarks/spatial.py`.

The two take turns within each round, so that a busy moment of the machine hits them alike.
"""

import argparse
from statistics import median
from time import perf_counter

import torch
from torch.nn import functional

from d2lmini.spatial import grid_sample


def seconds(function, *arguments):
    start = perf_counter()
    function(*arguments)
    return perf_counter() - start


def forward(sample, X, grid):
    with torch.no_grad():
        sample(X, grid, align_corners=True)


def with_backward(sample, X, grid):
    Y = sample(X, grid, align_corners=True)
    torch.autograd.grad(Y, (X, grid), torch.ones_like(Y))


def compare(run, X, grid, rounds):
    """Return the median seconds of grid_sample and of torch's."""
    times = {grid_sample: [], functional.grid_sample: []}
    for sample in times:
        run(sample, X, grid)
    for _ in range(rounds):
        for sample, spent in times.items():
            spent.append(seconds(run, sample, X, grid))
    return [median(spent) for spent in times.values()]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--sizes", nargs="+", default=["64x1x40x40", "64x3x40x40", "16x16x40x40"])
    options = parser.parse_args()
    torch.manual_seed(0)
    print(f"float32, medians of {options.rounds} rounds, milliseconds; the ratio is torch's time by ours")
    print(f"{'threads':>7} {'input':>12} {'':>13} {'ours':>8} {'torch':>8} {'ratio':>6}")
    for threads in options.threads:
        torch.set_num_threads(threads)
        for size in options.sizes:
            X = torch.rand(tuple(map(int, size.split("x"))), requires_grad=True)
            theta = torch.eye(2, 3) + 0.3 * torch.randn(len(X), 2, 3)
            grid = functional.affine_grid(theta, X.shape, align_corners=True).requires_grad_()
            for name, run in {"forward": forward, "with backward": with_backward}.items():
                ours, theirs = (1e3 * t for t in compare(run, X, grid, options.rounds))
                print(f"{threads:>7} {size:>12} {name:>13} {ours:8.2f} {theirs:8.2f} {theirs / ours:6.2f}")


if __name__ == "__main__":
    main()
