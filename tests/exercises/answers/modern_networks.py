"""Right and wrong answers to the exercises of "Modern networks"."""

from functools import partial

import torch
from torch import nn
from torch.nn import functional as F

import d2lmini as d2l

# small_kernels


def stack(
    layers=lambda k: k // 2,
    threes=lambda n, c: 9 * n * c**2,
    whole=lambda k, c: (k * c) ** 2,
    order=lambda n, threes, whole: (n, threes, whole),
):
    def answer(k, c):
        n = layers(k)
        return order(n, threes(n, c), whole(k, c))

    return answer


def by_modules(k, c):
    layers, field = [], 1
    while field < k:
        layers.append(nn.Conv2d(c, c, 3, bias=False))
        field += 2
    large = nn.Conv2d(c, c, k, bias=False)
    return len(layers), sum(layer.weight.numel() for layer in layers), large.weight.numel()


# inception_of_threes


def inception(
    third=lambda a, b: [(a, b, 3), (b, b, 3)],
    act=nn.ReLU,
    same=True,
    join=lambda parts: torch.cat(parts, 1),
    arrange=lambda parts: parts,
    pooled=lambda: nn.MaxPool2d(3, 1, 1),
    narrow=True,
):
    """Answer as a class with the branches in a list, and one thing of another kind."""

    def layers(*sizes):
        for a, b, k in sizes:
            yield nn.Conv2d(a, b, k, padding=k // 2 if same else 0)
            if act:
                yield act()

    class Net(nn.Module):
        def __init__(self, c_i, c1, c2, c3, c4):
            super().__init__()
            self.branches = nn.ModuleList()
            self.branches.append(nn.Sequential(*layers((c_i, c1, 1))))
            self.branches.append(nn.Sequential(*layers((c_i, c2[0], 1), (*c2, 3))))
            self.branches.append(nn.Sequential(*layers((c_i, c3[0], 1), *third(*c3))))
            last = layers((c_i, c4, 1)) if narrow else ()
            self.branches.append(nn.Sequential(pooled(), *last))

        def forward(self, X):
            return join(arrange([branch(X) for branch in self.branches]))

    return Net


def by_package(c_i, c1, c2, c3, c4):
    block = d2l.inception_block(c_i, c1, c2, c3, c4)
    block[2][2] = nn.Conv2d(c3[0], c3[1], 3, padding=1)
    block[2].extend([nn.Conv2d(c3[1], c3[1], 3, padding="same"), nn.ReLU(inplace=True)])
    return block


# after_the_sum


def block_class(forward):
    class Net(nn.Module):
        def __init__(self, c):
            super().__init__()
            settings = {"kernel_size": 3, "padding": 1, "bias": False}
            self.one, self.two = (nn.Conv2d(c, c, **settings) for _ in range(2))
            self.norm_one, self.norm_two = nn.BatchNorm2d(c), nn.BatchNorm2d(c)

        def forward(self, X):
            return forward(self, X)

        def change(self, X, between=F.relu):
            return self.norm_two(self.two(between(self.norm_one(self.one(X)))))

    return Net


def in_three_lines(net, X):
    Y = net.change(X)
    Y += X
    return Y.clamp(min=0)


# residual_shortcut


def residual(
    strides=lambda s: (s, 1, s),
    beside=1,
    normed=True,
    biased=False,
    fits=lambda c_i, c_o, s: (c_i, s) == (c_o, 1),
    total=lambda change, X: (change + X).relu(),
):
    class Net(nn.Module):
        def __init__(self, c_i, c_o, stride):
            super().__init__()
            one, two, around = strides(stride)
            self.conv1 = nn.Conv2d(c_i, c_o, 3, one, 1, bias=biased)
            self.conv2 = nn.Conv2d(c_o, c_o, 3, two, 1, bias=biased)
            self.norm1, self.norm2 = nn.BatchNorm2d(c_o), nn.BatchNorm2d(c_o)
            self.around = None
            if not fits(c_i, c_o, stride):
                conv = nn.Conv2d(c_i, c_o, beside, around, beside // 2, bias=biased)
                self.around = nn.Sequential(conv, *([nn.BatchNorm2d(c_o)] if normed else []))

        def forward(self, X):
            change = self.norm2(self.conv2(self.norm1(self.conv1(X)).relu()))
            return total(change, X if self.around is None else self.around(X))

    return Net


# bottleneck_numbers


def by_block(c_i, c_o, stride):
    return sum(each.numel() for each in d2l.bottleneck_block(c_i, c_o, stride).parameters())


def counted(
    middle=lambda c_i, c_o: c_o // 4,
    kernel=3,
    last=True,
    norm=lambda c: 2 * c,
    beside=lambda c_i, c_o, norm: c_i * c_o + norm(c_o),
    changes=lambda c_i, c_o, stride: c_i != c_o or stride > 1,
):
    def answer(c_i, c_o, stride):
        b = middle(c_i, c_o)
        total = c_i * b + norm(b) + (kernel * b) ** 2 + norm(b) + norm(c_o)
        if last:
            total += b * c_o
        if changes(c_i, c_o, stride):
            total += beside(c_i, c_o, norm)
        return total

    return answer


# separable_layer


def separable(
    groups=lambda c: c,
    strides=lambda s: (s, 1),
    sizes=lambda k: (k, 1),
    pad=lambda k: (k - 1) // 2,
    bias=False,
    between=(),
):
    class Net(nn.Module):
        def __init__(self, c_i, c_o, k, stride):
            super().__init__()
            (one, two), (first, second) = sizes(k), strides(stride)
            self.spatial = nn.Conv2d(c_i, c_i, one, first, pad(one), groups=groups(c_i), bias=bias)
            self.between = nn.Sequential(*(make() for make in between))
            self.mix = nn.Conv2d(c_i, c_o, two, second, two // 2, bias=bias)

        def forward(self, X):
            return self.mix(self.between(self.spatial(X)))

    return Net


def mixed_first(c_i, c_o, k, stride):
    mix = nn.Conv2d(c_i, c_o, 1, bias=False)
    return nn.Sequential(mix, nn.Conv2d(c_o, c_o, k, stride, k // 2, groups=c_o, bias=False))


RIGHT = {
    "small_kernels": [
        stack(),
        by_modules,
        lambda k, c: [len(range(1, k, 2)), 9 * (k // 2) * c * c, k * k * c * c],
    ],
    "inception_of_threes": [inception(), by_package],
    "after_the_sum": [
        block_class(lambda net, X: F.relu(net.change(X) + X)),
        block_class(in_three_lines),
    ],
    "residual_shortcut": [residual(), d2l.residual_block],
    "bottleneck_numbers": [by_block, counted()],
    "separable_layer": [
        separable(),
        lambda c_i, c_o, k, stride: nn.Sequential(
            nn.Conv2d(c_i, c_i, (k, k), stride, k // 2, 1, c_i, False), nn.Conv2d(c_i, c_o, 1, bias=False)
        ),
    ],
    "idle_blocks": [(3.0, 0.0, 1.0, 0.0), [3, -0.0, torch.tensor(1.0), 0]],
}

NOTHING = lambda *_: 0  # noqa: E731

WRONG = {
    "small_kernels": [
        (stack(lambda k: (k - 1) / 2), "A whole number was expected"),
        (stack(threes=lambda n, c: 9 * n * c, whole=lambda k, c: k**2 * c), "You count one kernel for each"),
        (stack(threes=lambda n, c: 3 * n * c**2, whole=lambda k, c: k * c**2), "A kernel is k × k"),
        (stack(threes=lambda n, c: 9 * c**2), "You count one 3 × 3 layer"),
        (stack(lambda k: k // 3), "Fields do not add up"),
        (stack(lambda k: k // 2 + 1), "There is a layer too many"),
        (
            stack(threes=lambda n, c: n * c * (9 * c + 1), whole=lambda k, c: c * (k**2 * c + 1)),
            "You count the biases",
        ),
        (stack(order=lambda n, threes, whole: (n, whole, threes)), "The two counts of weights are swapped"),
        (lambda k, c: k // 2, "A tuple was expected"),
    ],
    "inception_of_threes": [
        (inception(third=lambda a, b: [(a, b, 5)]), "The third branch still has its 5 × 5 layer"),
        (inception(third=lambda a, b: [(a, b, 3)]), "The third branch has one 3 × 3 layer"),
        (inception(third=lambda a, b: [(a, a, 3), (a, b, 3)]), "The second 3 × 3 layer of the third branch"),
        (inception(act=None), "The ReLUs are missing"),
        (inception(join=sum), "The branches are added up"),
        (inception(join=torch.cat), "The branches are joined along the batch"),
        (inception(same=False), "The 3 × 3 layers shrink the map"),
        (inception(arrange=lambda parts: [parts[3], *parts[:3]]), "The order of the branches differs"),
        (inception(narrow=False), "Pooling hands on all channels"),
        (inception(pooled=lambda: nn.AvgPool2d(3, 1, 1)), "The fourth branch takes the mean"),
        (inception(pooled=lambda: nn.MaxPool2d(3, padding=1)), "Pooling has its usual stride"),
        (d2l.inception_block, "The third branch still has its 5 × 5 layer"),
        (inception(act=nn.Sigmoid), "entries differ"),
        (lambda *_: 1, "a whole number instead of a network"),
    ],
    "after_the_sum": [
        (block_class(lambda net, X: X + F.relu(net.change(X))), "The change still goes through a ReLU"),
        (block_class(lambda net, X: F.relu(X + F.relu(net.change(X)))), "There is a ReLU after the sum now"),
        (block_class(lambda net, X: net.change(X) + X), "There is no ReLU after the sum"),
        (block_class(lambda net, X: F.relu(net.change(X))), "The shortcut is gone"),
        (block_class(lambda net, X: F.relu(X) + net.change(X)), "X goes through a ReLU of its own"),
        (block_class(lambda net, X: F.relu(X - net.change(X))), "The change is subtracted"),
        (
            block_class(lambda net, X: F.relu(X + net.change(X, between=lambda Y: Y))),
            "The ReLU between the two convolutions is gone",
        ),
    ],
    "residual_shortcut": [
        (residual(normed=False), "The shortcut has no batch normalisation"),
        (residual(lambda s: (s, s, s)), "The stride is in both convolutions"),
        (residual(lambda s: (1, s, s)), "The stride is in the second convolution"),
        (residual(lambda s: (s, 1, 1)), "The shortcut lacks the stride"),
        (residual(beside=3), "The shortcut has a 3 × 3 kernel"),
        (residual(biased=True), "The convolutions have biases"),
        (residual(fits=lambda *_: False), "The shortcut has a convolution where X fits"),
        (residual(fits=lambda c_i, c_o, s: c_i == c_o), "You look at the channels alone"),
        (residual(total=lambda change, X: change + X), "The ReLU after the sum is missing"),
        (residual(total=lambda change, X: change.relu() + X), "The ReLU comes before the sum"),
        (residual(total=lambda change, X: change.relu()), "entries differ"),
        (lambda *_: None, "nothing (None) instead of a network"),
    ],
    "bottleneck_numbers": [
        (counted(norm=NOTHING), "Batch normalisation is missing"),
        (counted(norm=lambda c: c), "Batch normalisation has two parameters"),
        (counted(norm=lambda c: 4 * c), "Running averages are not parameters"),
        (counted(beside=NOTHING), "The shortcut is never counted"),
        (
            counted(beside=lambda c_i, c_o, norm: c_i * c_o),
            "The batch normalisation of the shortcut is missing",
        ),
        (counted(changes=lambda *_: True), "The shortcut has a convolution only where"),
        (counted(changes=lambda c_i, c_o, stride: c_i != c_o), "With a stride of 2, X does not fit either"),
        (counted(changes=lambda c_i, c_o, stride: stride == 2), "Different channels do not fit either"),
        (counted(lambda c_i, c_o: c_i // 4), "The middle layer works on c_o // 4 channels"),
        (counted(kernel=1), "The kernel in the middle is 3 × 3"),
        (counted(last=False), "The way back to c_o channels is missing"),
    ],
    "separable_layer": [
        (separable(lambda c: 1), "The first convolution is a full one"),
        (separable(lambda c: 2), "There are two groups"),
        (separable(strides=lambda s: (1, 1)), "The stride is missing"),
        (separable(strides=lambda s: (s, s)), "The stride is in both convolutions"),
        (separable(strides=lambda s: (1, s)), "The stride is in the 1 × 1 convolution"),
        (separable(pad=NOTHING), "The padding is missing"),
        (separable(pad=lambda k: 1), "The padding is always 1"),
        (separable(bias=True), "The biases are still there"),
        (separable(between=[nn.ReLU]), "A ReLU stands between the two"),
        (separable(sizes=lambda k: (k, k)), "The second convolution is k × k"),
        (mixed_first, "The 1 × 1 convolution comes first"),
        (separable(between=[partial(nn.Flatten, 0, 0), nn.Tanh]), "entries differ"),
    ],
    "idle_blocks": [
        ((3, -2, 1, 0), "An idle block still has its ReLU"),
        ((3 * 2**16, 0, 2**16, 0), "The change f(X) is 0, not X"),
        ((3, 0, 16, 0), "The slopes of the blocks are multiplied"),
        ((3, 0, 0, 0), "The slope comes by way of the shortcuts"),
        ((3, 0, 1, 3), "Without a shortcut nothing of X is left"),
        ((0, 0, 0, 0), "X goes around f"),
        ((3, 0, 1), "write four numbers"),
        ((3, 0, "1", 0), "a string; write a number"),
    ],
}


def after_relu(line):
    reasons = {
        "its size without its sign": "nothing is negative after a ReLU",
        "in float32": "it is float32 already",
        "nothing below zero": "nothing is negative after a ReLU",
    }
    return {f"{line}  →  {change}": reason for change, reason in reasons.items()}


_HALF = "n = (k - 1) // 2"
_KERNEL = "return [nn.Conv2d(c_i, c_o, k, padding=k // 2), nn.ReLU()]"
_LAYER = "layer = nn.Conv2d(c_i, c_o, k, s, padding=k // 2, bias=False)"

# Why a mutant is as right as the solution.
EQUIVALENT = {
    "small_kernels": {
        f"{_HALF}  →  n = k // 2": "k is odd",
        f"{_HALF}  →  n = (k - 0) // 2": "k is odd",
    },
    "inception_of_threes": {
        f"{_KERNEL}  →  {_KERNEL.replace('// 2', '// 3')}": "k is 1 or 3",
        **after_relu("return torch.cat([branch(X) for branch in branches], dim=1)"),
    },
    "after_the_sum": after_relu("return nn.functional.relu(X + self.body(X))"),
    "residual_shortcut": {
        f"{_LAYER}  →  {_LAYER.replace('// 2', '// 3')}": "k is 1 or 3",
        **after_relu("return nn.functional.relu(self.shortcut(X) + self.body(X))"),
    },
}
