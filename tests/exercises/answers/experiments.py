"""Right and wrong answers to the exercises of "Experiments"."""

import math
from itertools import chain

import torch
from torch import nn
from torch.nn import functional as F

NAMES = {"F": F}


# standard_error


def error_by_hand(scores):
    mean = scores.sum() / len(scores)
    squares = sum((score - mean) ** 2 for score in scores)
    return float((squares / (len(scores) - 1) / len(scores)) ** 0.5)


def number(compute):
    return lambda scores: compute(scores).item()


# paired_difference


def difference_by_loop(a, b):
    each = torch.stack([y - x for x, y in zip(a, b, strict=True)])
    return [float(each.mean()), float((each.var() / len(a)).sqrt())]


def pair(mean=lambda a, b: b.mean() - a.mean(), error=lambda a, b: (b - a).std() / math.sqrt(len(a))):
    return lambda a, b: (mean(a, b).item(), error(a, b).item())


# two_rates


def groups_by_name(net, body_lr, head_lr):
    head = set(net[-1].parameters())
    return [{"params": [each], "lr": head_lr if each in head else body_lr} for each in net.parameters()]


def groups(body=lambda net: net[:-1].parameters(), head=lambda net: net[-1].parameters(), order=(0, 1)):
    def answer(net, *rates):
        parts = body(net), head(net)
        return [{"params": part, "lr": rates[i]} for part, i in zip(parts, order, strict=True)]

    return answer


# freeze_body


def frozen_in_a_loop(net):
    for parameter in net.parameters():
        parameter.requires_grad = False
    for parameter in net[-1].parameters():
        parameter.requires_grad = True
    return net[-1].weight.numel() + net[-1].bias.numel()


def frozen(part=lambda net: net[:-1], count=lambda net: sum(p.numel() for p in net[-1].parameters())):
    def answer(net):
        for parameter in part(net).parameters():
            parameter.requires_grad_(False)
        return count(net)

    return answer


def weights_alone(net):
    for layer in list(net)[:-1]:
        if list(layer.parameters()):
            layer.weight.requires_grad = False
    return sum(p.numel() for p in net.parameters() if p.requires_grad)


def learning(net):
    return sum(p.numel() for p in net.parameters() if p.requires_grad)


# clean_split


def split_by_choice(images, num_test):
    weights = torch.ones(len(images))
    rows = torch.multinomial(weights, num_test)
    is_test = torch.isin(torch.arange(len(images)), rows)
    train = images[~is_test]
    return [torch.stack([train, train.roll(1, 3)]).flatten(0, 1), images[rows]]


def split(
    order=lambda n: torch.randperm(n),
    train=lambda rest, images: torch.cat([rest, rest.roll(1, -1)]),
    test=lambda held: held,
    back=(0, 1),
):
    def answer(images, num_test):
        rows = order(len(images))
        parts = train(images[rows[num_test:]], images), test(images[rows[:num_test]])
        return tuple(parts[i] for i in back)

    return answer


def split_with_copies(images, num_test):
    copies = torch.cat([images, images.roll(1, dims=-1)])
    order = torch.randperm(len(copies))
    return copies[order][num_test:], copies[order][:num_test]


# honest_report


def report_by_rows(val, test):
    run = int(val.max(dim=1).values.argmax())
    epoch = int(val[run].argmax())
    return float(test[run, epoch])


def by_loop(val, test):
    places = [(r, e) for r in range(len(val)) for e in range(val.shape[1])]
    return test[max(places, key=lambda place: val[place])].item()


RIGHT = {
    "standard_error": [error_by_hand, number(lambda s: torch.sqrt(s.var() / s.numel()))],
    "paired_difference": [pair(), difference_by_loop],
    "two_rates": [groups(), groups_by_name],
    "freeze_body": [frozen(), frozen_in_a_loop, frozen(count=learning)],
    "clean_split": [split(), split_by_choice],
    "honest_report": [report_by_rows, by_loop],
    "shown_claims": [(True, False, False, False, True, False), [True, False, False, False, True, False]],
}

WRONG = {
    "standard_error": [
        (number(torch.std), "That is the standard deviation"),
        (number(lambda s: s.std() / len(s)), "Divide by the root of n, not by n"),
        (number(lambda s: s.std(correction=0) / len(s) ** 0.5), "The squares are divided by n instead"),
        (number(lambda s: s.var() / len(s)), "The root is missing"),
        (number(lambda s: s.var() / len(s) ** 0.5), "That is the variance over the root of n"),
        (number(lambda s: s.std() / (len(s) - 1) ** 0.5), "n − 1 is in the standard deviation already"),
        (number(lambda s: s.std() / len(s) ** 0.5 * 2), "That is twice the standard error"),
        (lambda s: s.std() / len(s) ** 0.5, "take the number out with .item()"),
    ],
    "paired_difference": [
        (pair(error=lambda a, b: torch.sqrt(a.var() / len(a) + b.var() / len(b))), "for unpaired runs"),
        (pair(lambda a, b: a.mean() - b.mean()), "The sign is turned round"),
        (pair(error=lambda a, b: (a - b).std()), "That is the standard deviation of the differences"),
        (pair(error=lambda a, b: (a - b).std() / len(b)), "Divide by the root of n, not by n"),
        (
            pair(error=lambda a, b: (a - b).std(correction=0) / len(b) ** 0.5),
            "The squares are divided by n instead of n − 1",
        ),
        (pair(error=lambda a, b: (b.std() - a.std()) / len(b) ** 0.5), "The two errors are subtracted"),
        (pair(error=lambda a, b: (b.std() + a.std()) / len(b) ** 0.5), "The two errors are added up"),
        (
            pair(lambda a, b: (a - b).abs().mean(), lambda a, b: (a - b).abs().std() / len(b) ** 0.5),
            "The differences have lost their sign",
        ),
    ],
    "two_rates": [
        (groups(order=(1, 0)), "The two rates are swapped"),
        (lambda net, body_lr, head_lr: groups()(net, body_lr, head_lr)[1:], "The body is missing"),
        (groups(lambda net: net.parameters()), "The whole network is in the first group"),
        (
            lambda net, body_lr, head_lr: [{"params": net.parameters(), "lr": body_lr}],
            "All layers get body_lr",
        ),
        (
            lambda net, body_lr, head_lr: [{"params": net.parameters(), "lr": head_lr}],
            "All layers get head_lr",
        ),
        (groups(lambda net: net[0].parameters()), "Only the first layer is in the body's group"),
        (
            groups(
                lambda net: chain(net[:-1].parameters(), [net[-1].bias]),
                lambda net: [net[-1].weight],
            ),
            "The head's bias moves with the body",
        ),
    ],
    "freeze_body": [
        (frozen(lambda net: net, learning), "All layers are frozen"),
        (frozen(count=lambda net: len(list(net[-1].parameters()))), "That counts the tensors"),
        (frozen(count=lambda net: sum(p.numel() for p in net.parameters())), "That counts all numbers"),
        (
            frozen(count=lambda net: sum(p.numel() for p in net[:-1].parameters())),
            "That counts the frozen numbers",
        ),
        (weights_alone, "The biases of the body still learn"),
        (frozen(lambda net: net[-1], learning), "The head is frozen, and the body learns"),
        (frozen(lambda net: net[0], learning), "Only the first layer is frozen"),
        (frozen(lambda net: nn.Sequential()), "The number is right, and nothing is frozen"),
    ],
    "clean_split": [
        (split(train=lambda rest, images: torch.cat([images, images.roll(1, -1)])), "Training still has all"),
        (
            split(train=lambda rest, images: torch.cat([rest, images.roll(1, -1)])),
            "The moved copies still come",
        ),
        (split(test=lambda held: torch.cat([held, held.roll(1, -1)])), "the test pictures are copied, too"),
        (split(train=lambda rest, images: rest), "the moved copies are gone"),
        (split(train=lambda rest, images: rest.roll(1, -1)), "training has moved copies only"),
        (split(order=lambda n: torch.arange(n)), "the test pictures are the first ones"),
        (split(back=(1, 0)), "The parts are swapped"),
        (split_with_copies, "both parts"),
    ],
    "honest_report": [
        (lambda val, test: test.max().item(), "The test set still chooses run and epoch"),
        (lambda val, test: val.max().item(), "That is the validation score"),
        (
            lambda val, test: test[val.max(dim=1).values.argmax()].max().item(),
            "but the test set still chooses the epoch",
        ),
        (
            lambda val, test: test[torch.arange(len(val)), val.argmax(dim=1)].max().item(),
            "but the test set still chooses the run",
        ),
        (lambda val, test: test[val.amax(dim=1).argmax()][-1].item(), "The run is chosen, but not the epoch"),
        (
            lambda val, test: test[torch.arange(len(val)), val.argmax(dim=1)].mean().item(),
            "That is the mean over all runs",
        ),
        (lambda val, test: test.mean().item(), "That is the mean over everything"),
        (lambda val, test: val.argmax().item(), "That is where the best score stands"),
    ],
    "shown_claims": [
        ((False, False, False, False, True, False), "three times the error is shown"),
        ((True, True, False, False, True, False), "less than once the error shows nothing"),
        ((True, False, True, False, True, False), "Not to see a difference"),
        ((True, False, False, True, True, False), "single runs spread four times as far, by 1.6"),
        ((True, False, False, False, False, False), "92 is nothing special"),
        ((True, False, False, True, False, False), "from about 89.4 to 92.6"),
        ((True, False, False, False, True, True), "The table knows digits only"),
        ((True, False), "write six times True or False"),
    ],
}
