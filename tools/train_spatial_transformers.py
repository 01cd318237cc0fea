"""Train the chapter's networks from several seeds: `python tools/train_spatial_transformers.py`.

Pictures, networks and training are cells of the chapter "Spatial transformer", those with the tag
"experiment". What is printed stands there as a record: the share of the 1,800 test canvases that a network
reads, seed by seed, and the seconds of a training.
"""

import argparse
from collections.abc import Callable
from statistics import mean
from time import perf_counter

import torch
from experiment import experiment
from torch import Tensor


def only_shift(theta: Tensor) -> Tensor:
    """Keep of each map (n, 2, 3) nothing but where it moves the picture."""
    return torch.cat([torch.eye(2).expand(len(theta), 2, 2), theta[:, :, 2:]], dim=2)


def shift_and_zoom(theta: Tensor) -> Tensor:
    """Keep of each map (n, 2, 3) one factor for both directions, and where it moves the picture."""
    factor = (theta[:, 0, 0] + theta[:, 1, 1]) / 2
    return torch.cat([factor[:, None, None] * torch.eye(2), theta[:, :, 2:]], dim=2)


def limited(transformer: Callable, keep: Callable) -> Callable:
    """Let the warp of a network use less than an affine map."""

    def built() -> tuple:
        warp, *rest = transformer()
        free = warp.theta
        warp.theta = lambda X: keep(free(X))
        return warp, *rest

    return built


def main() -> None:
    """Train each network from each seed, and print what it reads."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--networks", nargs="+", help="some of them only")
    options = parser.parse_args()
    torch.set_num_threads(1)
    page = experiment("spatial-transformer")
    networks = page["networks"]
    networks |= {
        keep.__name__.replace("_", " "): limited(networks["transformer"], keep)
        for keep in (only_shift, shift_and_zoom)
    }
    for name in options.networks or networks:
        shares, seconds = [], []
        for seed in range(options.seeds):
            torch.manual_seed(seed)
            start = perf_counter()
            *_, net = page["training"](networks[name]())
            seconds.append(perf_counter() - start)
            shares.append(round(page["share_right"](net), 3))
        print(f'"{name}": {shares},  # {mean(seconds):.0f} s', flush=True)


if __name__ == "__main__":
    main()
