"""Right and wrong answers to the exercises of "LeNet"."""

import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

NAMES = {"F": F}


# layer_costs, first_losses


def costs(**change):
    right = {"conv 1": (456, 460_800), "conv 2": (2416, 345_600), "dense 1": (69_240, 69_120)}
    return right | {name.replace("_", " "): pair for name, pair in change.items()}


def losses(*numbers):
    return numbers


# cross_entropy


def by_loop(logits, y):
    terms = [torch.log(torch.exp(z - z.max()).sum()) + z.max() - z[k] for z, k in zip(logits, y, strict=True)]
    return torch.stack(terms).mean()


def by_shares(logits, y):
    shares = torch.softmax(logits, 1)[torch.arange(len(y)), y]
    return -torch.log(shares).mean()


def naive(logits, y):
    exponentials = torch.exp(logits)
    return -torch.log(exponentials[range(len(y)), y] / exponentials.sum(1)).mean()


# sgd_step


def by_optimizer(net, X, y, lr):
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    optimizer.zero_grad()
    loss = nn.CrossEntropyLoss()(net(X), y)
    loss.backward()
    optimizer.step()
    return float(loss)


def by_autograd(net, X, y, lr):
    parameters = list(net.parameters())
    loss = F.cross_entropy(net(X), y)
    for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
        parameter.data -= lr * gradient
    return loss.item()


def step(forget=True, sign=-1, of=lambda net: net.parameters(), reduction="mean"):
    def answer(net, X, y, lr):
        if forget:
            net.zero_grad()
        loss = F.cross_entropy(net(X), y, reduction=reduction)
        loss.backward()
        for parameter in of(net):
            parameter.data += sign * lr * parameter.grad
        return loss.item()

    return answer


def returning(what):
    def answer(net, X, y, lr):
        loss = F.cross_entropy(net(X), y).detach()
        step()(net, X, y, lr)
        return {"after": F.cross_entropy(net(X), y).item(), "tensor": loss, "nothing": None}[what]

    return answer


def replacing(net, X, y, lr):
    value = by_optimizer(net, X, y, lr)
    for layer in net:
        if hasattr(layer, "weight"):
            layer.weight = nn.Parameter(layer.weight.detach())
    return value


def forgetting_to_assign(net, X, y, lr):
    net.zero_grad()
    loss = F.cross_entropy(net(X), y)
    loss.backward()
    for parameter in net.parameters():
        parameter = parameter - lr * parameter.grad
    return loss.item()


# evaluate


def counted(net, batches):
    net.eval()
    pairs = [(net(X).argmax(1), y) for X, y in batches]
    net.train()
    return float(np.mean([int(a) == int(b) for p, y in pairs for a, b in zip(p, y, strict=True)]))


def weighted(net, batches):
    net.train(False)
    sums = torch.zeros(2)
    for X, y in batches:
        sums += torch.tensor([(net(X).argmax(1) == y).sum(), len(y)])
    net.train(True)
    return (sums[0] / sums[1]).item()


def shares(net, batches):
    return [(net(X).argmax(1) == y).float().mean().item() for X, y in batches]


def in_evaluation(measure, back=True):
    def answer(net, batches):
        net.eval()
        result = measure(net, batches)
        if back:
            net.train()
        return result

    return answer


# confusion


def by_counting(y, predicted, num_classes):
    matrix = torch.zeros(num_classes, num_classes, dtype=torch.long)
    for i, j in zip(y, predicted, strict=True):
        matrix[i, j] += 1
    return matrix


def by_one_hot(y, predicted, num_classes):
    return torch.einsum("ni,nj->ij", F.one_hot(y, num_classes), F.one_hot(predicted, num_classes))


def once(y, predicted, num_classes):
    matrix = torch.zeros(num_classes, num_classes, dtype=torch.long)
    matrix[y, predicted] += 1
    return matrix


def only_seen(y, predicted, num_classes):
    return by_counting(y, predicted, 1 + max(y.max().item(), predicted.max().item()))


def mistaken_only(y, predicted, num_classes):
    wrong = y != predicted
    return by_counting(y[wrong], predicted[wrong], num_classes)


RIGHT = {
    "layer_costs": [costs(), costs(conv_1=[np.int64(456), 460_800])],
    "cross_entropy": [by_loop, F.cross_entropy, lambda logits, y: F.nll_loss(logits.log_softmax(-1), y)],
    "first_losses": [losses(2.3, 0, 6), losses(math.log(10), 1e-8, 6.0025), [2.303, 0.0, 6.0]],
    "softmax_twice": [
        lambda net, X, y: nn.CrossEntropyLoss()(net(X), y),
        lambda net, X, y: F.nll_loss(net(X).log_softmax(1), y),
    ],
    "sgd_step": [by_optimizer, by_autograd, step()],
    "evaluate": [counted, weighted],
    "confusion": [by_counting, by_one_hot],
}

WRONG = {
    "layer_costs": [
        (
            costs(conv_1=(450, 460_800), conv_2=(2400, 345_600), dense_1=(69_120, 69_120)),
            "The biases are missing among the parameters",
        ),
        (
            costs(conv_1=(456, 466_944), conv_2=(2416, 347_904), dense_1=(69_240, 69_240)),
            "The biases count among the multiply-adds",
        ),
        (
            costs(conv_1=(456, 921_600), conv_2=(2416, 691_200), dense_1=(69_240, 138_240)),
            "Multiplications and additions are counted apart",
        ),
        (costs(conv_1=(456, 450), conv_2=(2416, 2400)), "Every weight of a convolution is used once for"),
        (costs(conv_1=(156, 153_600)), "The pictures have three channels"),
        (
            costs(conv_1=(456, 583_200), conv_2=(2416, 470_400), dense_1=(94_200, 94_080)),
            "Without padding the maps shrink",
        ),
        (costs(dense_1=(48_120, 48_000)), "The dense layer is that of 28 × 28 pixels"),
        (costs(conv_1=456), "a whole number; write two whole numbers: (parameters, multiply-adds)"),
        ({"conv 1": (456, 460_800)}, "not missing"),
    ],
    "cross_entropy": [
        (lambda logits, y: F.cross_entropy(logits, y, reduction="sum"), "That is the sum over the pictures"),
        (lambda logits, y: -by_loop(logits, y), "The sign is missing"),
        (lambda logits, y: F.nll_loss(logits, y), "The softmax is missing"),
        (lambda logits, y: F.nll_loss(logits.log_softmax(0), y), "The softmax goes down the batch"),
        (lambda logits, y: by_loop(logits, y) / math.log(10), "The logarithm has base 10"),
        (lambda logits, y: by_loop(logits, y) / math.log(2), "The logarithm has base 2"),
        (
            lambda logits, y: (1 - logits.softmax(1)[torch.arange(len(y)), y]).mean(),
            "The logarithm is missing",
        ),
        (lambda logits, y: -logits.log_softmax(1).mean(), "You average over all classes"),
        (lambda logits, y: -logits.log_softmax(1).amax(1).mean(), "You take the largest logit"),
        (
            lambda logits, y: F.cross_entropy(logits, y, reduction="none"),
            "Each picture has a loss of its own",
        ),
        (lambda logits, y: F.cross_entropy(logits.softmax(1), y), "You take the softmax of the softmax"),
        (naive, "Exp(1000) is infinite"),
    ],
    "first_losses": [
        (losses(7, 0, 6), "Ten classes of the same share"),
        (losses(1, 0, 2.6), "The logarithm is the natural one"),
        (losses(0.1, 1, 0), "Those are probabilities of the right class"),
        (losses(2.3, 1, 6), "A network that is sure and right"),
        (losses(2.3, 0, 0), "A share of exp(−6) costs 6"),
        (losses(-2.3, 0, -6), "The loss is never negative"),
        (losses(2.3, 0, 2.3), "The classes with logit −20"),
        (losses(2.3, 0), "write three numbers"),
    ],
    "softmax_twice": [
        (lambda net, X, y: nn.CrossEntropyLoss()(torch.softmax(net(X), 1), y), "There is still a softmax"),
        (lambda net, X, y: F.cross_entropy(torch.sigmoid(net(X)), y), "There is a sigmoid before"),
        (lambda net, X, y: F.nll_loss(net(X), y), "you give it logits"),
        (lambda net, X, y: F.nll_loss(net(X).softmax(1), y), "you give it probabilities"),
        (lambda net, X, y: F.nll_loss(net(X).log_softmax(0), y), "The softmax goes down the batch"),
        (lambda net, X, y: F.cross_entropy(net(X), y, reduction="sum"), "That is the sum over the batch"),
        (
            lambda net, X, y: -torch.log(net(X).softmax(1)[range(len(y)), y]).mean(),
            "A large logit must not make the loss infinite",
        ),
    ],
    "sgd_step": [
        (step(forget=False), "Old gradients still count"),
        (step(sign=1), "Your step goes uphill"),
        (step(reduction="sum"), "The gradient is that of the sum"),
        (returning("after"), "That is the loss after the step"),
        (returning("tensor"), "The loss is a tensor"),
        (returning("nothing"), "Nothing comes back"),
        (
            step(of=lambda net: [layer.weight for layer in net if hasattr(layer, "weight")]),
            "Only the weights",
        ),
        (step(of=lambda net: net[-1].parameters()), "Only the last layer learns"),
        (forgetting_to_assign, "The parameters stay as they were"),
        (replacing, "The network must be as trainable after the step"),
    ],
    "evaluate": [
        (lambda net, batches: in_evaluation(counted)(net.train(), batches) * 100, "That is a percentage"),
        (in_evaluation(lambda net, batches: float(np.mean(shares(net, batches)))), "A mean of batches"),
        (
            lambda net, batches: shares(net, [tuple(map(torch.cat, zip(*batches, strict=True)))])[0],
            "The mode is still wrong",
        ),
        (lambda net, batches: float(np.mean(shares(net, batches))), "Both mistakes are still there"),
        (
            in_evaluation(
                lambda net, batches: shares(net, [tuple(map(torch.cat, zip(*batches, strict=True)))])[0],
                back=False,
            ),
            "The network stays in evaluation mode",
        ),
        (
            lambda net, batches: counted(net, batches) * sum(len(y) for _, y in batches),
            "That is the number of right ones",
        ),
        (lambda net, batches: 1 - counted(net, batches), "That is the share read wrongly"),
    ],
    "confusion": [
        (lambda y, predicted, n: by_counting(predicted, y, n), "Rows and columns are swapped"),
        (once, "A pair that occurs twice is counted once"),
        (lambda *arguments: F.normalize(by_counting(*arguments).double(), 1, 1).float(), "Those are shares"),
        (only_seen, "Classes that do not occur are missing"),
        (mistaken_only, "The pictures that are read rightly are missing"),
        (lambda *arguments: by_counting(*arguments).float(), "The counts are right, but not whole"),
    ],
}

# Why a mutant is as right as the solution.

_RIGHT = "right = logits.gather(1, y[:, None])[:, 0]"
_SIGN = "a cross-entropy is never negative"
_ONE = "a single number is the same in any order"
_LOSS = "return (logits.logsumexp(dim=1) - right).mean()"
_SHORT = "return F.cross_entropy(net(X), y)"
_COUNTS = "return pairs.bincount(minlength=num_classes ** 2).reshape(num_classes, num_classes)"

EQUIVALENT = {
    "cross_entropy": {
        f"{_RIGHT}  →  {_RIGHT.replace('[:, 0]', '[:, -1]')}": "the axis has a single entry",
        f"{_LOSS}  →  its size without its sign": _SIGN,
        f"{_LOSS}  →  nothing below zero": _SIGN,
        f"{_LOSS}  →  turned over": _ONE,
    },
    "softmax_twice": {
        f"{_SHORT}  →  its size without its sign": _SIGN,
        f"{_SHORT}  →  nothing below zero": _SIGN,
        f"{_SHORT}  →  turned over": _ONE,
    },
    "evaluate": {"right, count = (0, 0)  →  count, right = (0, 0)": "both start from 0"},
    "confusion": {
        f"{_COUNTS}  →  its size without its sign": "counts have no sign",
        f"{_COUNTS}  →  nothing below zero": "counts have no sign",
        f"{_COUNTS}  →  rounded to tenths": "counts are whole numbers",
    },
}
