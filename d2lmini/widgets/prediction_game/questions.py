"""Questions about the sizes that convolutions give: their words, their code, and torch's answer."""

from dataclasses import asdict, dataclass, replace
from itertools import count

import torch
import torch.nn.functional as F

from d2lmini.widgets.sliding import Pair, output_sizes, times

_ASKED = {
    "padding": "padding per side",
    "kernel": "kernel rows (= columns)",
    "unread": "rows never read",
    "largest": "input rows (= columns)",
}
# A setting of both axes, and of each.
_TOLD = {
    "stride": ("{}", "{} down, {} across"),
    "padding": ("{} on each side", "{} above and below, {} left and right"),
    "dilation": ("{}", "{} down, {} across"),
}


@dataclass(frozen=True)
class Layer:
    """A convolution's settings, each (height, width); padding is per side."""

    kernel: Pair
    stride: Pair = (1, 1)
    padding: Pair = (0, 0)
    dilation: Pair = (1, 1)


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
    if question.kind != "output":
        return [_ASKED[question.kind]]
    sizes = {question.size, question.output, *(layer.kernel for layer in question.layers)}
    square = all(height == width for height, width in sizes)
    return ["output rows (= columns)"] if square else ["output rows", "output columns"]


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
        "padding": f"{meets + _settings(replace(layer, padding=Layer.padding))}. "
        f"Which padding on each side gives a {output} output?",
        "kernel": f"A layer{_settings(layer)} turns {_a(size)} input into {output}. How large is its kernel?",
        "unread": f"{whole}. How many rows at the bottom of the {padded} does the kernel never reach?",
        "largest": f"{whole}: the output is {output}. "
        "Which is the largest square input that gives this output too?",
    }[question.kind]


def _a(size: str, article: str = "a") -> str:
    return f"{article}n {size}" if size.startswith(("8", "11×", "18×")) else f"{article} {size}"


def _settings(layer: Layer) -> str:
    parts = []
    for name, (on_both, on_each) in _TOLD.items():
        height, width = getattr(layer, name)
        if (height, width) != getattr(Layer, name):
            where = on_both.format(height) if height == width else on_each.format(height, width)
            parts.append(f"{name} {where}")
    if any("," in part for part in parts):
        return f" with {'; '.join(parts)}"
    together = " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
    return together and f" with {together}"


def code(question: Question) -> str:
    """Write the layers as PyTorch does, one a line, with `?` for what is asked."""
    return "\n".join(_line(layer, question.kind) for layer in question.layers)


def _line(layer: Layer, unknown: str) -> str:
    settings = {name: value for name, value in vars(layer).items() if value != getattr(Layer, name, None)}
    told = {name: value[0] if value[0] == value[1] else value for name, value in settings.items()}
    if unknown in vars(layer):
        told[unknown] = "?"
    arguments = ", ".join(f"{name}={told[name]}" for name in vars(layer) if name in told)
    return f"nn.Conv2d(1, 1, {arguments})".replace("kernel=", "kernel_size=")


def answer(question: Question) -> tuple[int, ...]:
    """Return the numbers asked for, found by trying in torch rather than by a formula."""
    size, layer = question.size, question.layers[0]
    if question.kind == "output":
        return _output(size, question.layers)[: len(asked(question))]
    if question.kind == "unread":
        return (_unread_rows(size, layer),)
    if question.kind == "largest":
        return (next(n for n in count(size[0]) if _output((n + 1, n + 1), [layer]) != question.output),)
    # The padding or the kernel: one at least, for no layer asked about keeps its size without padding.
    tries = ((n, replace(layer, **{question.kind: (n, n)})) for n in count(1))
    return (next(n for n, tried in tries if _output(size, [tried]) == question.output),)


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
