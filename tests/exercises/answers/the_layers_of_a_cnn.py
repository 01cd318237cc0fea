"""Right and wrong answers to the exercises of "The layers of a CNN"."""

from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional as F

NAMES = {"F": F}


# prepare_photo


def by_channel(pixels, mean, std):
    channels = [pixels[:, :, 2 - c].float() / 255 for c in range(3)]
    return torch.stack([(X - mean[c]) / std[c] for c, X in enumerate(channels)])


def last_axis(pixels, mean, std):
    return ((pixels[:, :, [2, 1, 0]] / 255 - mean) / std).permute(2, 0, 1)


def prepared(flip=True, divisor=255, before=1.0):
    def answer(pixels, mean, std):
        X = pixels.permute(2, 0, 1).float()
        X = X.flip(0) if flip else X
        return (X / divisor - mean.reshape(3, 1, 1) * before) / std.reshape(3, 1, 1)

    return answer


def in_order_of_pixels(pixels, mean, std):
    return ((pixels / 255 - mean) / std).permute(2, 0, 1).flip(0)


# standardise


def by_column(train, test):
    both = [], []
    for column, other in zip(train.T, test.T, strict=True):
        std = column.std() if column.std() > 0 else 1
        both[0].append((column - column.mean()) / std)
        both[1].append((other - column.mean()) / std)
    return tuple(torch.stack(columns, dim=1) for columns in both)


def filled(train, test):
    std, mean = torch.std_mean(train, dim=0)
    std[std == 0] = 1
    return [(X - mean) / std for X in (train, test)]


def scaled(X, mean, std):
    return (X - mean) / std.masked_fill(std == 0, 1)


def divided(train, test):
    return tuple((X - train.mean(0)) / train.std(0) for X in (train, test))


# maxout


def by_loops(X, weight, bias):
    Y = torch.empty(len(X), weight.shape[1], dtype=X.dtype)
    for n, x in enumerate(X):
        for o in range(weight.shape[1]):
            Y[n, o] = max(torch.dot(W[o], x) + u[o] for W, u in zip(weight, bias, strict=True))
    return Y


def by_linear(X, weight, bias):
    return torch.max(torch.stack([F.linear(X, W, u) for W, u in zip(weight, bias, strict=True)]), 0).values


def pieces(X, weight, bias):
    return torch.stack([F.linear(X, W, u) for W, u in zip(weight, bias, strict=True)])


def largest_of_any_sign(X, weight, bias):
    outputs = pieces(X, weight, bias)
    return outputs.gather(0, outputs.abs().argmax(0, keepdim=True))[0]


# pattern


def conv(c_i, c_o, **settings):
    return nn.Sequential(nn.Conv2d(c_i, c_o, 3, **{"padding": 1} | settings), nn.ReLU())


def nested(c_i, stages, num_classes):
    channels, blocks = [c_i], []
    for stage in stages:
        channels = [channels[-1], *stage]
        pairs = pairwise(channels)
        blocks.append(nn.Sequential(*(conv(*pair) for pair in pairs), nn.MaxPool2d((2, 2))))
    head = nn.Sequential(nn.AdaptiveAvgPool2d((1, 1)), nn.Flatten(), nn.Linear(channels[-1], num_classes))
    return nn.Sequential(*blocks, head)


def same_padding(c_i, stages, num_classes):
    net = nn.Sequential()
    for stage in stages:
        for c_o in stage:
            net.extend([nn.Conv2d(c_i, c_o, (3, 3), padding="same"), nn.ReLU()])
            c_i = c_o
        net.append(nn.MaxPool2d(2, stride=2))
    net.extend([nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(c_i, num_classes)])
    return net


def network(stage_of=conv, after_each=False, in_last=True, head=None, first_only=False, end=()):
    def answer(c_i, stages, num_classes):
        layers, first = [], c_i
        for n, stage in enumerate(stages):
            for c_o in stage:
                layers += [*stage_of(first if first_only else c_i, c_o)]
                layers += [nn.MaxPool2d(2)] if after_each else []
                c_i = c_o
            if not after_each and (in_last or n < len(stages) - 1):
                layers.append(nn.MaxPool2d(2))
        before = [nn.AdaptiveAvgPool2d(1)] if head is None else head
        return nn.Sequential(*layers, *before, nn.Flatten(), nn.Linear(c_i, num_classes), *end)

    return answer


RIGHT = {
    "prepare_photo": [by_channel, last_axis, prepared()],
    "standardise": [by_column, filled],
    "maxout": [by_loops, by_linear],
    "depth_factors": [(0.25**5, 1.0, 32, 1), [0.000977, 1, 32.0, torch.tensor(1.0)]],
    "pattern": [nested, same_padding, network()],
}

WRONG = {
    "prepare_photo": [
        (in_order_of_pixels, "The means of red meet the blue channel"),
        (
            lambda pixels, mean, std: prepared(divisor=1)(pixels, mean, std) / 255,
            "Fractions are subtracted from numbers up to 255",
        ),
        (prepared(flip=False), "Blue still stands first"),
        (prepared(divisor=1), "The division by 255 is missing"),
        (
            lambda pixels, mean, std: (
                pixels.permute(2, 0, 1).flip(0) / 255 / std[:, None, None] - mean[:, None, None]
            ),
            "The mean is subtracted after the division",
        ),
        (
            lambda pixels, mean, std: pixels.permute(2, 0, 1).flip(0) / 255 - mean[:, None, None],
            "The standard deviation is missing",
        ),
        (lambda pixels, mean, std: (pixels.flip(2) / 255 - mean) / std, "The channels are still behind"),
    ],
    "standardise": [
        (
            lambda train, test: tuple(scaled(X, X.mean(0), X.std(0)) for X in (train, test)),
            "The test data are standardised by their own",
        ),
        (
            lambda train, test: (
                filled(torch.cat([train, test]), train)[1:] + filled(torch.cat([train, test]), test)[1:]
            ),
            "Mean and deviation are those of both sets",
        ),
        (
            lambda train, test: tuple(scaled(X, train.mean(), train.std()) for X in (train, test)),
            "There is one mean and one deviation for everything",
        ),
        (
            lambda train, test: (train - train.mean(0), test - train.mean(0)),
            "The standard deviation is missing",
        ),
        (
            lambda train, test: tuple(scaled(X, train.mean(0), train.var(0)) for X in (train, test)),
            "You divide by the variance",
        ),
        (
            lambda train, test: tuple(scaled(X, 0, train.std(0)) for X in (train, test)),
            "The mean is missing",
        ),
        (divided, "A column that is constant in train"),
    ],
    "maxout": [
        (
            lambda X, weight, bias: pieces(X, weight, 0 * bias).amax(0) + bias.amax(0),
            "The biases are added after the maximum",
        ),
        (lambda X, weight, bias: by_linear(X, weight, torch.zeros_like(bias)), "The biases are missing"),
        (lambda *arguments: pieces(*arguments).sum(0), "The outputs of the pieces are added"),
        (lambda *arguments: pieces(*arguments).amax(0).clamp(min=0), "There is a ReLU on the result"),
        (largest_of_any_sign, "You keep the number of the largest size"),
        (
            lambda X, weight, bias: F.linear(X, weight.amax(0), bias.amax(0)),
            "You take the largest weights and biases",
        ),
    ],
    "depth_factors": [
        ((0.25**5, 1, 1, 0.25**5), "The weights are missing"),
        ((0.25, 1, 2, 1), "That is a single layer"),
        ((1.25, 5, 10, 5), "Five factors are multiplied"),
        ((0.5**5, 1, 32, 32), "The largest slope of the sigmoid is 1/4"),
        ((0.25**4, 1, 16, 1), "That is four layers"),
        ((0.25**5, 1, 32), "write four numbers"),
    ],
    "pattern": [
        (network(after_each=True), "Pooling follows each convolution"),
        (network(stage_of=lambda c_i, c_o: [conv(c_i, c_o)[0]]), "The ReLUs are missing"),
        (network(stage_of=lambda c_i, c_o: conv(c_i, c_o, padding=0)), "The padding is missing"),
        (network(first_only=True), "Each convolution reads the channels of the picture"),
        (network(in_last=False), "The pooling of the last stage is missing"),
        (network(head=()), "The global mean is missing"),
        (network(end=[nn.ReLU()]), "A ReLU follows the scores"),
        (network(end=[nn.Softmax(1)]), "A softmax follows the scores"),
        (lambda *arguments: list(network()(*arguments)), "return nn.Sequential"),
    ],
}

_PIECES = "outputs = torch.stack([X @ W.T + u for W, u in zip(weight, bias, strict=True)])"

EQUIVALENT = {
    "prepare_photo": {
        "return (X - mean[:, None, None]) / std[:, None, None]  →  in float32": "it is float32 already",
    },
    "maxout": {
        f"{_PIECES}  →  {_PIECES.replace(', strict=True', '')}": "there is a bias for each piece",
        f"{_PIECES}  →  {_PIECES.replace('strict=True', 'strict=False')}": "there is a bias for each piece",
    },
}
