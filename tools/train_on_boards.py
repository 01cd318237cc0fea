"""Train the networks for boards from several seeds, and longer: `python tools/train_on_boards.py`.

Boards, networks and training are cells of the chapter "Beyond images", those with the tag "experiment". What
is printed stands there as a record: the percentages of new boards and of seen ones on which a network finds
the capture, seed by seed.
"""

import argparse

import torch
from experiment import experiment


def main() -> None:
    """Train each network from each seed, and print what it finds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--times", type=int, default=10, help="the chapter's steps, how many times over")
    parser.add_argument("--networks", nargs="+", help="some of them only")
    options = parser.parse_args()
    torch.set_num_threads(1)
    page = experiment("beyond-images")
    settings = page["settings"] | page["others"]
    X, answers, rest = page["X"], page["answers"], page["rest"]
    for name in options.networks or settings:
        make, num_steps, lr = settings[name]
        found = []
        for seed in range(options.seeds):
            torch.manual_seed(seed)
            net = make().apply(page["kaiming"])
            page["train"](net, X[rest], answers[rest], options.times * num_steps, lr)
            both = (page["right"](net, X[rows], answers[rows]) for rows in (page["test"], page["seen"]))
            found.append([round(percents.mean().item(), 1) for percents in both])
        print(f'"{name}": {found},', flush=True)


if __name__ == "__main__":
    main()
