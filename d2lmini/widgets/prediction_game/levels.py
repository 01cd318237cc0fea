"""The prediction game's levels: which questions there are, and in what order they come."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import chain, product
from random import Random

from d2lmini.widgets.prediction_game.questions import Layer, Question

PER_LEVEL = 30

_DRAWN = range(6, 15)  # few enough cells to draw
_TYPICAL = (27, 28, 32, 55, 56, 64, 96, 112, 128, 224, 256)


def _square(n: int, *layers: tuple[int, ...], origin: str = "") -> Question:
    """Ask for an output of square layers, each of kernel, stride, padding and dilation, as far as given."""
    square = (Layer(*((length, length) for length in layer)) for layer in layers)
    return Question("output", (n, n), tuple(square), origin)


_KNOWN = {
    "Kernel": [
        _square(32, (5,), origin="the first layer of LeNet-5 (1998)"),
        _square(572, (3,), origin="the first layer of U-Net (2015)"),
        _square(149, (3,), origin="the second layer of Inception v3 (2015)"),
    ],
    "Padding": [
        _square(27, (5, 1, 2), origin="the second convolution of AlexNet (2012)"),
        _square(224, (3, 1, 1), origin="the first layer of VGG (2014)"),
        _square(56, (7, 1, 3), origin="a layer of ConvNeXt (2022)"),
    ],
    "Stride": [
        _square(224, (7, 2, 3), origin="the first layer of ResNet (2015)"),
        _square(224, (11, 4, 2), origin="the first layer of AlexNet (2012), as torchvision has it"),
        _square(84, (8, 4), origin="the first layer of a network that learned to play Atari games (2015)"),
        _square(224, (16, 16), origin="the first layer of a vision transformer (2020)"),
        _square(64, (4, 2, 1), origin="the first layer of a discriminator in DCGAN (2015)"),
        _square(299, (3, 2), origin="the first layer of Inception v3 (2015)"),
    ],
    "Dilation": [
        _square(33, (3, 1, 6, 6), origin="one branch of DeepLab v3 (2017)"),
        _square(33, (3, 1, 12, 12), origin="another branch of DeepLab v3 (2017)"),
    ],
    "Stack": [
        _square(84, (8, 4), (4, 2), (3,), origin="a network that learned to play Atari games (2015)"),
        _square(299, (3, 2), (3,), (3, 1, 1), origin="the start of Inception v3 (2015)"),
        _square(572, (3,), (3,), origin="the start of U-Net (2015)"),
    ],
}

_KERNELS, _ONE, _NONE = (2, 3, 4, 5, 7), (1,), (0,)
# Kernel sizes, strides, paddings and dilations to combine.
_SETTINGS = {
    "Kernel": (_KERNELS, _ONE, _NONE, _ONE),
    "Padding": (_KERNELS, _ONE, (1, 2, 3), _ONE),
    "Stride": (_KERNELS, (2, 3, 4), (0, 1, 2, 3), _ONE),
    "Dilation": ((3, 4, 5), (1, 2), (0, 1, 2, 3), (2, 3)),
}


def _squares(level: str, sizes: Iterable[int]) -> list[Question]:
    candidates = product(sizes, *_SETTINGS[level])
    # Strides that skip rows, and padding wider than the kernel, are left to the explorer.
    squares = [_square(n, (k, s, p, d)) for n, k, s, p, d in candidates if s <= k and p < k]
    # Known layers often keep the size: among the others it would be an easy guess.
    return [square for square in squares if square.output != square.size]


def _rectangles(sizes: list[tuple[int, int]]) -> list[Question]:
    kernels = [(3, 3), (1, 3), (3, 2), (2, 5), (5, 3)]
    strides = [(1, 1), (2, 1), (1, 2), (2, 2), (2, 3)]
    paddings = [(0, 0), (0, 1), (1, 0), (2, 1)]
    settings = product(sizes, kernels, strides, paddings)
    return [Question("output", n, (Layer(k, s, p),)) for n, k, s, p in settings if len({k, s, p, (1, 1)}) > 1]


def _stacks(sizes: Iterable[int]) -> list[Question]:
    layers = [(3,), (5,), (3, 1, 1), (3, 2), (3, 2, 1), (4, 2, 1), (2, 2)]
    return [_square(n, one, two) for n, one, two in product(sizes, layers, layers) if one != two]


def _backwards(rng: Random) -> list[Question]:
    sizes = [*_DRAWN, *_TYPICAL]
    same = [
        _square(n, (k, 1, d * (k - 1) // 2, d))
        for n, k, d in product(sizes, (3, 5, 7), (1, 2, 3))
        if d * (k - 1) < n
    ]
    kernels = _squares("Padding", sizes) + _squares("Kernel", sizes)
    strided = _squares("Stride", sizes)
    # An input that is the largest already would be a trick question.
    growing = [one for one in strided if replace(one, size=(one.size[0] + 1,) * 2).output == one.output]
    kinds = {"padding": same, "kernel": kernels, "unread": strided, "largest": growing}
    asking = ([replace(one, kind=kind) for one in squares] for kind, squares in kinds.items())
    return _in_turn(*(_shuffled(candidates, rng) for candidates in asking))


def _candidates(level: str, rng: Random) -> list[Question]:
    """Small questions and typical ones in turn, the known layers first among the latter."""
    if level == "Backwards":
        return _backwards(rng)
    if level == "Rectangles":
        small = _rectangles([(5, 8), (6, 9), (7, 5), (8, 12), (9, 6), (10, 7)])
        typical = _rectangles([(32, 128), (120, 160), (224, 320), (480, 640), (720, 1280), (40, 98)])
    elif level == "Stack":
        small, typical = _stacks(_DRAWN), _stacks(_TYPICAL)
    else:
        small, typical = _squares(level, _DRAWN), _squares(level, _TYPICAL)
    known = _shuffled(_KNOWN.get(level, []), rng)
    return _in_turn(_shuffled(small, rng), [*known, *_shuffled(typical, rng)])


LEVELS = ("Kernel", "Padding", "Stride", "Rectangles", "Dilation", "Backwards", "Stack")


@cache
def questions(level: str, seed: int) -> list[Question]:
    """Return the level's questions: for ever the same ones for the same seed."""
    # Only random() is promised to give the same numbers in every Python.
    candidates = _candidates(level, Random(f"{level} {seed}"))
    return list(dict.fromkeys(candidates))[:PER_LEVEL]


def _shuffled(items: list[Question], rng: Random) -> list[Question]:
    """Those that leave something to count, in an order of their own."""
    return sorted((item for item in items if min(item.output) >= 3), key=lambda _: rng.random())


def _in_turn(*lists: list[Question]) -> list[Question]:
    """One of each in turn, as long as all have some."""
    return list(chain.from_iterable(zip(*lists, strict=False)))
