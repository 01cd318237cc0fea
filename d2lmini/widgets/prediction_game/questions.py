"""Questions about the sizes that convolutions give: their words, their code, and torch's answer."""

from dataclasses import asdict, dataclass, replace
from itertools import count

import torch
import torch.nn.functional as F

from d2lmini.widgets.sliding import Pair, output_sizes, times

_ONES, _ZEROS = (1, 1), (0, 0)


@dataclass(frozen=True)
class Layer:
    """A convolution's settings, each (height, width); padding is per side."""

    kernel: Pair
    stride: Pair = _ONES
    padding: Pair = _ZEROS
    dilation: Pair = _ONES


@dataclass(frozen=True)
class Question:
    """What is asked of an input of this size, and of the layers it goes through.

    `kind` is the unknown: the "output", or in one square layer its "padding", its "kernel", the number of
    "unread" rows, or the "largest" input that has the same output.
    """

    kind: str
    size: Pair
    layers: tuple[Layer, ...]
    origin: str = ""

    @property
    def output(self) -> Pair:
        """The size after the last layer."""
        size = self.size
        for layer in self.layers:
            size = output_sizes(size, layer.kernel, layer.stride, layer.padding, layer.dilation)
        return size

    def record(self) -> dict:
        """Return what the browser needs to ask, answer and explain it."""
        return {**asdict(self), "asked": asked(self), "words": words(self), "code": code(self)}


def asked(question: Question) -> list[str]:
    """Name each number that an answer consists of."""
    if question.kind == "output":
        sizes = {question.size, question.output, *(layer.kernel for layer in question.layers)}
        square = all(height == width for height, width in sizes)
        return ["output rows (= columns)"] if square else ["output rows", "output columns"]
    return {
        "padding": ["padding per side"],
        "kernel": ["kernel rows (= columns)"],
        "unread": ["rows never read"],
        "largest": ["input rows (= columns)"],
    }[question.kind]


def words(question: Question) -> str:
    """Put the question."""
    size, output, layer = times(question.size), times(question.output), question.layers[0]
    if len(question.layers) > 1:
        many = {2: "two", 3: "three"}[len(question.layers)]
        return f"{_a(size, 'A')} input goes through {many} layers. How large is the output?"
    meets = f"{_a(size, 'A')} input meets {_a(times(layer.kernel))} kernel"
    whole = meets + _settings(layer)
    padded = "padded input" if any(layer.padding) else "input"
    return {
        "output": f"{whole}. How large is the output?",
        "padding": f"{meets + _settings(replace(layer, padding=_ZEROS))}. "
        f"Which padding on each side gives a {output} output?",
        "kernel": f"A layer{_settings(layer)} turns {_a(size)} input into {output}. How large is its kernel?",
        "unread": f"{whole}. How many rows at the bottom of the {padded} does the kernel never reach?",
        "largest": f"{whole}: the output is {output}. "
        "Which is the largest square input that gives this output too?",
    }[question.kind]


def _a(size: str, article: str = "a") -> str:
    return f"{article}n {size}" if size.startswith(("8", "11×", "18×")) else f"{article} {size}"


def _settings(layer: Layer) -> str:
    def told(value: Pair, once: str, apart: str) -> str:
        return once.format(value[0]) if value[0] == value[1] else apart.format(*value)

    parts = []
    if layer.stride != _ONES:
        parts.append(told(layer.stride, "stride {}", "stride {} down, {} across"))
    if layer.padding != _ZEROS:
        apart = "padding {} above and below, {} left and right"
        parts.append(told(layer.padding, "padding {} on each side", apart))
    if layer.dilation != _ONES:
        parts.append(told(layer.dilation, "dilation {}", "dilation {} down, {} across"))
    if any("," in part for part in parts):
        return f" with {'; '.join(parts)}"
    together = " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
    return together and f" with {together}"


def code(question: Question) -> str:
    """Write the layers as PyTorch does, one a line, with `?` for what is asked."""
    unknown = {"padding": "padding", "kernel": "kernel_size"}.get(question.kind)
    return "\n".join(_line(layer, unknown) for layer in question.layers)


def _line(layer: Layer, unknown: str | None) -> str:
    usual = {"kernel_size": None, "stride": _ONES, "padding": _ZEROS, "dilation": _ONES}
    values = dict(zip(usual, (layer.kernel, layer.stride, layer.padding, layer.dilation), strict=True))
    told = {name: value[0] if value[0] == value[1] else value for name, value in values.items()}
    if unknown:
        told[unknown] = "?"
    arguments = [f"{name}={told[name]}" for name in usual if name == unknown or values[name] != usual[name]]
    return f"nn.Conv2d(1, 1, {', '.join(arguments)})"


def answer(question: Question) -> tuple[int, ...]:
    """Return the numbers asked for, found by trying in torch rather than by a formula."""
    layer = question.layers[0]
    if question.kind == "output":
        return _output(question.size, question.layers)[: len(asked(question))]
    if question.kind == "unread":
        return (_unread_rows(question.size, layer),)

    def output(size: Pair = question.size, **changed: Pair) -> Pair:
        return _output(size, [replace(layer, **changed)])

    if question.kind == "padding":
        return (next(p for p in count() if output(padding=(p, p)) == question.output),)
    if question.kind == "kernel":
        return (next(k for k in count(1) if output(kernel=(k, k)) == question.output),)
    return (next(n for n in count(question.size[0]) if output((n + 1, n + 1)) != question.output),)


def _output(size: Pair, layers: tuple[Layer, ...]) -> Pair:
    X = torch.empty(1, 1, *size, device="meta")  # sizes without numbers
    for layer in layers:
        K = torch.empty(1, 1, *layer.kernel, device="meta")
        X = F.conv2d(X, K, None, layer.stride, layer.padding, layer.dilation)
    return tuple(X.shape[2:])


def _unread_rows(size: Pair, layer: Layer) -> int:
    top, left = layer.padding
    X = F.pad(torch.ones(1, 1, *size), (left, left, top, top)).requires_grad_()
    K = torch.ones(1, 1, *layer.kernel)
    F.conv2d(X, K, None, layer.stride, 0, layer.dilation).sum().backward()
    return int((X.grad[0, 0].sum(1) == 0).sum())
