"""Train the chapter's networks from several seeds: `python tools/train_spatial_transformers.py`.

Pictures, networks and training are cells of the chapter "Spatial transformer", those with the tag
"experiment". What is printed stands there as a record: the share of the 1,800 test canvases that a network
reads, seed by seed, and the seconds of a training.
"""

import argparse
from statistics import mean
from time import perf_counter

import torch
from experiment import experiment


def main() -> None:
    """Train each network from each seed, and print what it reads."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--networks", nargs="+", help="some of them only")
    options = parser.parse_args()
    torch.set_num_threads(1)
    page = experiment("spatial-transformer")
    for name in options.networks or page["networks"]:
        shares, seconds = [], []
        for seed in range(options.seeds):
            torch.manual_seed(seed)
            start = perf_counter()
            *_, net = page["training"](page["networks"][name]())
            seconds.append(perf_counter() - start)
            shares.append(round(page["share_right"](net), 3))
        print(f'"{name}": {shares},  # {mean(seconds):.0f} s', flush=True)


if __name__ == "__main__":
    main()
