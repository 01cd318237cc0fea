"""Right and wrong answers to the exercises of "AlexNet"."""

from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional as F

NAMES = {"F": F}


# conv_cost


def by_layer(c_i, c_o, k, stride, padding, n, groups=1):
    layer = nn.Conv2d(c_i, c_o, k, stride, padding, groups=groups)
    m = layer(torch.zeros(1, c_i, n, n)).shape[-1]
    return m, sum(each.numel() for each in layer.parameters()), layer.weight.numel() * m**2


def by_groups(c_i, c_o, k, stride, padding, n, groups=1):
    m = len(range(0, n + 2 * padding - k + 1, stride))
    weights = groups * (c_o // groups) * (c_i // groups) * k**2
    return [m, weights + c_o, weights * m * m]


def cost(
    size=lambda n, p, k, s: (n + 2 * p - k) // s + 1,
    weights=lambda c_i, c_o, k, groups: c_o * (c_i // groups) * k * k,
    biases=lambda c_i, c_o, m, groups: c_o,
    products=lambda weights, c_o, m, n: weights * m * m,
):
    def answer(c_i, c_o, k, stride, padding, n, groups=1):
        m, w = size(n, padding, k, stride), weights(c_i, c_o, k, groups)
        return m, w + biases(c_i, c_o, m, groups), products(w, c_o, m, n)

    return answer


# five_and_three


def alexnet(
    channels=(1, 96, 256, 384, 384, 256),
    pools=(0, 1, 4),
    dense=(6400, 4096, 4096),
    settings=((11, 4, 1), (5, 1, 2)),
    between=lambda: [nn.ReLU(), nn.Dropout()],
    end=(),
):
    def answer():
        layers = []
        for i, (c_i, c_o) in enumerate(pairwise(channels)):
            k, s, p = settings[i] if i < len(settings) else (3, 1, 1)
            layers += [nn.Conv2d(c_i, c_o, k, stride=s, padding=p), nn.ReLU()]
            layers += [nn.MaxPool2d(3, stride=2)] * (i in pools)
        layers.append(nn.Flatten())
        for width, following in pairwise(dense):
            layers += [nn.Linear(width, following), *between()]
        return nn.Sequential(*layers, nn.Linear(dense[-1], 10), *end)

    return answer


def in_two_parts():
    whole = alexnet()()
    return nn.Sequential(nn.Sequential(*whole[:13]), nn.Sequential(*whole[13:]))


SIX = (1, 96, 256, 384, 384, 384, 256)


# dense_head


def head(*layers):
    return lambda: nn.Sequential(*(make() for make in layers))


def first():
    return nn.Linear(256, 128)


def last():
    return nn.Linear(128, 10)


def drop():
    return nn.Dropout(0.5)


def softmax():
    return nn.Softmax(dim=1)


# dropout


def dropped(keep=lambda noise, p: noise >= p, scale=lambda p: 1 / (1 - p), otherwise=lambda X, noise, p: X):
    def answer(X, noise, p, training):
        return X * keep(noise, p) * scale(p) if training else otherwise(X, noise, p)

    return answer


def dropped_by_assignment(X, noise, p, training):
    Y = X.clone()
    if training:
        Y[noise < p] = 0
        Y /= 1 - p
    return Y


# momentum_step


def by_sgd(w, g, v, lr, momentum, decay):
    parameter = nn.Parameter(w.clone())
    parameter.grad = g.clone()
    optimizer = torch.optim.SGD([parameter], lr, momentum=momentum, weight_decay=decay)
    if momentum:
        optimizer.state[parameter]["momentum_buffer"] = -v / lr
    optimizer.step()
    new = parameter.detach()
    return new, new - w


def step(velocity, move=lambda w, new, old: w + new):
    def answer(w, g, v, lr, momentum, decay):
        new = velocity(w, g, v, lr, momentum, decay)
        return move(w, new, v), new

    return answer


def downhill(w, g, v, lr, momentum, decay):
    return momentum * v - lr * decay * w - lr * g


RIGHT = {
    "conv_cost": [by_layer, by_groups, cost()],
    "five_and_three": [alexnet(), in_two_parts],
    "dense_head": [
        head(first, nn.ReLU, drop, last),
        head(drop, first, nn.ReLU, last),
        head(first, drop, nn.ReLU, last),
        head(first, nn.ReLU, drop, last, lambda: nn.LogSoftmax(dim=1)),
    ],
    "dropout": [
        dropped(),
        dropped_by_assignment,
        lambda X, noise, p, training: (X / (1 - p)).masked_fill(noise < p, 0) if training else X.clone(),
    ],
    "momentum_step": [step(downhill), by_sgd],
    "mean_gradient": [
        lambda gradients, counts: (
            torch.einsum("r...,r->...", torch.stack(gradients), torch.tensor(counts).to(gradients[0]))
            / sum(counts)
        ),
        lambda gradients, counts: sum(g * (n / sum(counts)) for g, n in zip(gradients, counts, strict=True)),
    ],
}

WRONG = {
    "conv_cost": [
        (cost(lambda n, p, k, s: (n + p - k) // s + 1), "The padding counts on both sides"),
        (cost(lambda n, p, k, s: (n + 2 * p - k) // s), "The size lacks the first position"),
        (cost(lambda n, p, k, s: (n + 2 * p - k) / s + 1), "The size is not a whole number"),
        (cost(biases=lambda *_: 0), "The biases are missing"),
        (
            cost(biases=lambda c_i, c_o, m, groups: c_i * c_o // groups),
            "There are too many biases: one for each filter, not one for each kernel in it",
        ),
        (
            cost(biases=lambda c_i, c_o, m, groups: c_o * m**2),
            "There are too many biases: one for each filter, not one at each position",
        ),
        (cost(weights=lambda c_i, c_o, k, groups: c_i * c_o * k**2), "The groups are ignored"),
        (
            cost(weights=lambda c_i, c_o, k, groups: c_i * c_o * k**2 // groups**2),
            "The groups count twice",
        ),
        (cost(weights=lambda c_i, c_o, k, groups: c_o * c_i // groups * k), "A kernel is k × k"),
        (
            cost(products=lambda w, c_o, m, n: w * n**2),
            "there are m · m positions, fewer than the n · n pixels",
        ),
        (cost(products=lambda w, c_o, m, n: (w + c_o) * m**2), "biases are added, not multiplied"),
        (
            cost(products=lambda w, c_o, m, n: 2 * w * m**2),
            "one of them is a multiplication and an addition together",
        ),
        (cost(products=lambda w, c_o, m, n: w * m), "the filters move along both axes"),
        (lambda *arguments: 1, "A tuple was expected"),
    ],
    "five_and_three": [
        (alexnet(SIX, (0, 1, 5)), "There are still six convolutions"),
        (alexnet(SIX, (0, 1, 5), (6400, 4096)), "There are still six convolutions"),
        (alexnet(dense=(6400, 4096)), "A dense layer is missing"),
        (alexnet(pools=(0, 1)), "The last pooling is gone"),
        (alexnet(pools=(0, 1), dense=(6400, 4096)), "The last pooling is gone"),
        (alexnet((1, 96, 256, 384, 256), (0, 1, 3)), "One of the convolutions from 384 to 384 stays"),
        (alexnet(between=lambda: [nn.ReLU()]), "The dropout is gone"),
        (alexnet(between=lambda: [nn.Dropout()]), "A ReLU is missing"),
        (alexnet(end=[nn.Softmax(dim=1)]), "Softmax"),
        (alexnet(settings=((11, 4, 2), (5, 1, 2))), "padding 2"),
    ],
    "dense_head": [
        (head(first, nn.ReLU, drop, last, softmax), "The softmax is still there"),
        (head(drop, first, nn.ReLU, last, softmax), "The softmax is still there"),
        (head(first, nn.ReLU, last, drop), "The logits are still dropped"),
        (head(first, nn.ReLU, last), "The dropout is gone"),
        (head(first, nn.ReLU, last, softmax), "Two things are left"),
        (head(first, nn.ReLU, drop, last, nn.ReLU), "A ReLU behind the last layer"),
        (head(first, nn.ReLU, last, softmax, drop), "The layers stand in the order of before"),
        (head(drop, lambda: nn.Linear(256, 10)), "dense from 256 to 10"),
    ],
    "dropout": [
        (dropped(lambda noise, p: noise < p), "You keep what should go"),
        (dropped(scale=lambda p: 1), "Nothing makes up for what is dropped"),
        (
            dropped(scale=lambda p: 1, otherwise=lambda X, noise, p: X * (1 - p)),
            "That is the form of 2012",
        ),
        (lambda X, noise, p, training: dropped()(X, noise, p, True), "You drop when predicting, too"),
        (dropped(otherwise=lambda X, noise, p: X / (1 - p)), "You divide when predicting, too"),
        (dropped(scale=lambda p: 1 - p), "You multiply by 1 − p"),
        (
            lambda X, noise, p, training: torch.where(noise < p, 0, X / p) if training else X,
            "You divide by p",
        ),
        (
            lambda X, noise, p, training: dropped()(X, noise, p, not training),
            "Training and predicting have changed places",
        ),
        (
            lambda X, noise, p, training: dropped()(X, noise, p, training).float(),
            "The dtype should be torch.float64",
        ),
    ],
    "momentum_step": [
        (step(downhill, lambda w, new, old: w + old), "The weights move by the old velocity"),
        (step(lambda w, g, v, lr, m, d: m * v + lr * (g - d * w)), "You go uphill"),
        (step(lambda w, g, v, lr, m, d: m * v - lr * (g - d * w)), "The weights grow"),
        (step(lambda w, g, v, lr, m, d: m * v - lr * g), "The decay is missing"),
        (step(lambda w, g, v, lr, m, d: -lr * (g + d * w)), "The momentum is missing"),
        (step(lambda w, g, v, lr, m, d: v - lr * (g + d * w)), "The whole old velocity stays"),
        (step(lambda w, g, v, lr, m, d: m * v - lr * g - d * w), "The decay is not multiplied"),
        (step(lambda w, g, v, lr, m, d: m * v - lr * (g + d * v)), "The velocity decays"),
        (lambda *arguments: step(downhill)(*arguments)[::-1], "You return the velocity first"),
        (
            lambda w, g, v, lr, m, d: (w - lr * (m * v + g + d * w), m * v + g + d * w),
            "That is PyTorch's way",
        ),
    ],
    "mean_gradient": [
        (lambda gradients, counts: torch.stack(gradients).mean(dim=0), "That is the mean of the processes"),
        (lambda gradients, counts: torch.stack(gradients).sum(dim=0), "You add the means up"),
        (
            lambda gradients, counts: sum(map(torch.mul, gradients, map(torch.tensor, counts))),
            "That is the gradient of the summed loss",
        ),
        (
            lambda gradients, counts: sum(map(torch.mul, gradients, map(torch.tensor, counts))) / len(counts),
            "You divide by the number of processes",
        ),
        (
            lambda gradients, counts: torch.stack(gradients).sum(dim=0) / sum(counts),
            "You divide the means by all examples",
        ),
        (lambda gradients, counts: gradients[0], "That is the first process's gradient alone"),
    ],
}

# Why a mutant is as right as the solution.

_HEAD = "nn.Dropout(0.5), nn.Linear(256, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10)"
_MOVED = "nn.Linear(256, 128), nn.Dropout(0.5), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10)"
_TOTAL = "total = sum((g * count for g, count in zip({}, strict=True)))"
_BOTH = _TOTAL.format("gradients, counts")

EQUIVALENT = {
    "dense_head": {
        f"return nn.Sequential({_HEAD})  →  return nn.Sequential({_MOVED})": "a ReLU leaves a 0 as it is",
    },
    "mean_gradient": {
        f"{_BOTH}  →  {_BOTH.replace(', strict=True', '')}": "there is a count for each gradient",
        f"{_BOTH}  →  {_BOTH.replace('strict=True', 'strict=False')}": "there is a count for each gradient",
        f"{_BOTH}  →  {_TOTAL.format('counts, gradients')}": "a product has no order",
    },
}
