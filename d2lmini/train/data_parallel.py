"""Data-parallel training: several processes, each with its share of every batch, learn one network.

Two processes on this machine, and one that does all by itself, print the same:

    torchrun --standalone --local-addr=127.0.0.1 --nproc-per-node=2 -m d2lmini.train.data_parallel
    python -m d2lmini.train.data_parallel

`torchrun` starts the processes, tells each its number, the rank, and how many they are, the world size, and
picks a free port for them to meet at. They talk through gloo, PyTorch's way for CPUs.
"""

import torch
from torch import distributed, nn
from torch.nn.functional import cross_entropy
from torch.nn.parallel import DistributedDataParallel

from d2lmini.data import load_data_digits


def train(rank: int, world_size: int) -> nn.Module:
    """Train a small network with this process's share of each batch."""
    torch.manual_seed(0)  # the same first weights and batches in every process
    net = nn.Sequential(
        nn.Conv2d(1, 16, kernel_size=3, dtype=torch.float64),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(144, 10, dtype=torch.float64),
    )
    if world_size > 1:  # backward() then ends with the mean gradient of all
        net = DistributedDataParallel(net)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    images, labels = digits()
    for _ in range(60):
        batch = torch.randint(len(labels), (64,))
        share = batch[rank::world_size]
        optimizer.zero_grad()
        cross_entropy(net(images[share]), labels[share]).backward()
        optimizer.step()
    return net


def digits() -> tuple[torch.Tensor, torch.Tensor]:
    """Return the digits to train with, in float64."""
    train_iter, _ = load_data_digits(batch_size=1)
    return train_iter.images.double(), train_iter.labels


def result(net: nn.Module) -> str:
    """Tell what the network makes of the digits it was trained with."""
    images, labels = digits()
    with torch.no_grad():
        y_hat = net(images)
    right = (y_hat.argmax(dim=1) == labels).double().mean().item()
    return f"loss {cross_entropy(y_hat, labels).item():.10f}, accuracy {right:.3f}"


def main() -> None:
    """Train in as many processes as torchrun has started, or in this one; the first of them reports."""
    rank, world_size = 0, 1
    if distributed.is_torchelastic_launched():
        distributed.init_process_group("gloo")
        rank, world_size = distributed.get_rank(), distributed.get_world_size()
    net = train(rank, world_size)
    if rank == 0:
        print(result(net))
    if world_size > 1:
        distributed.destroy_process_group()


if __name__ == "__main__":
    main()
