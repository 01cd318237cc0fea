"""Receptive fields by arithmetic: which pixels a unit of a feature map depends on, layer by layer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from torch import nn

from d2lmini.arguments import check_int, int_pair

Pair = tuple[int, int]
Window = tuple[int, int, int, int]
# What one layer does: its window along height and along width, or branches of layers that read the same.
Step = tuple[Window, Window] | list

_LEAST = {"kernel": 1, "stride": 1, "padding": 0, "dilation": 1}
# Modules of PyTorch that hand on each number by itself, by the file that they stand in.
_POINTWISE = {"activation", "batchnorm", "dropout", "normalization", "instancenorm"}
# They read the whole map: the fields end where the first of them stands.
READS_ALL = (nn.Flatten, nn.Linear, nn.AdaptiveAvgPool2d, nn.AdaptiveMaxPool2d)


class ReceptiveField(NamedTuple):
    """Unit `i` of a layer sees the `size` pixels from `start + i * jump` on; those below 0 are padding.

    The numbers hold for both axes. Where height and width differ, each is a pair.
    """

    size: int | Pair
    jump: int | Pair
    start: int | Pair

    def pixels(self, unit: int | Pair) -> tuple:
        """Return the first and the last pixel that a unit sees; for a pair (row, column), both of each."""
        return self._of(unit, lambda first, last: (first, last))

    def centre(self, unit: int | Pair) -> float | tuple[float, float]:
        """Return the middle of the pixels that a unit sees; for a pair (row, column), that of each axis."""
        return self._of(unit, lambda first, last: (first + last) / 2)

    def _of(self, unit: int | Pair, tell: Callable) -> object:
        if isinstance(unit, tuple) or isinstance(self.size, tuple):
            parts = [part if isinstance(part, tuple) else (part, part) for part in self]
            along = zip(int_pair("unit", unit, 0), *parts, strict=True)
            return tuple(ReceptiveField(*axis)._of(index, tell) for index, *axis in along)
        first = self.start + check_int("unit", unit, minimum=0) * self.jump
        return tell(first, first + self.size - 1)


def receptive_field(layers: Iterable | nn.Module) -> list[ReceptiveField]:
    """Tell the receptive field after every layer: its size, the step from unit to unit, and where it starts.

    A layer is `(kernel, stride, padding)`, or with a fourth number for the dilation. Each number holds for
    both axes, or is a pair (height, width); padding is per side. A kernel adds `(kernel - 1) * dilation`
    steps of the layer before to the size, a stride multiplies the step, padding moves the start.

    A layer may be a module, too, and `layers` a network of modules. An `nn.Sequential` is unrolled. What
    stands in an `nn.ModuleList`, such as `Add`, is side by side: its field spans those of all branches.
    Activations and normalisation leave the field as it is. The list ends before the first layer that reads
    the whole map, as dense layers and global pooling do.

    Raises:
        TypeError: a layer is no triple and no known module, or one of its numbers is not whole.
        ValueError: a number is too small, or branches that are joined have different strides.

    Examples:
        >>> receptive_field([(11, 4, 2), (3, 2, 0), (5, 1, 2)])[-1]
        ReceptiveField(size=51, jump=8, start=-18)

    Source: Araujo, Norris, Sim, "Computing receptive fields of convolutional neural networks" (2019).
    """
    steps = steps_of(layers)
    pixel = ReceptiveField(1, 1, 0)
    height = _followed(pixel, steps, 0)
    if not _differs(steps):
        return height
    width = _followed(pixel, steps, 1)
    return [ReceptiveField(*zip(*axes, strict=True)) for axes in zip(height, width, strict=True)]


def widened(size: int, jump: int, start: int, window: Window) -> tuple[int, int, int]:
    """Return size, jump and start after a layer with this window."""
    kernel, stride, padding, dilation = window
    return size + (kernel - 1) * dilation * jump, jump * stride, start - padding * jump


def _followed(field: ReceptiveField, steps: list[Step], axis: int) -> list[ReceptiveField]:
    fields = []
    for step in steps:
        if type(step) is list:
            field = _joined([[field, *_followed(field, branch, axis)][-1] for branch in step])
        else:
            # ReceptiveField(...) checks its arguments' number, in twice the time.
            field = tuple.__new__(ReceptiveField, widened(*field, step[axis]))
        fields.append(field)
    return fields


def _joined(fields: list[ReceptiveField]) -> ReceptiveField:
    jumps = {field.jump for field in fields}
    if len(jumps) > 1:
        raise ValueError(
            f"layers: units of branches that are joined lie {' and '.join(map(str, sorted(jumps)))} pixels "
            "apart; give all branches the same stride in all"
        )
    start = min(field.start for field in fields)
    return ReceptiveField(max(field.start + field.size for field in fields) - start, jumps.pop(), start)


def _differs(steps: list[Step]) -> bool:
    """Say whether height and width are told apart anywhere."""
    return any(
        any(map(_differs, step)) if type(step) is list else step[0] is not step[1] and step[0] != step[1]
        for step in steps
    )


def steps_of(layers: Iterable | nn.Module, name: str = "layers") -> list[Step]:
    """Return what each layer does to the field, as plain numbers, up to one that reads the whole map."""
    if isinstance(layers, nn.Module) and not isinstance(layers, nn.Sequential):
        return [_step_of_module(name, layers)]
    try:
        every = enumerate(layers)
    except TypeError:
        expected = "a list of (kernel, stride, padding) or a network"
        raise TypeError(f"{name} must be {expected}, got {layers!r}") from None
    steps = []
    for index, layer in every:
        if not isinstance(layer, nn.Module):
            steps.append(_step_of(name, index, layer))
        elif isinstance(layer, READS_ALL):
            break
        elif isinstance(layer, nn.Sequential):
            steps += steps_of(layer, f"{name}[{index}]")
            if any(isinstance(part, READS_ALL) for part in layer.modules()):
                break
        else:
            steps.append(_step_of_module(f"{name}[{index}]", layer))
    return steps


def _step_of(name: str, index: int, layer: object) -> Step:
    numbers = layer if isinstance(layer, (tuple, list)) else ()
    if len(numbers) == 3:
        numbers = (*numbers, 1)
    elif len(numbers) != 4:
        raise TypeError(
            f"{name}[{index}] must be (kernel, stride, padding), with the dilation after it if need be, "
            f"got {layer!r}"
        )
    kernel, stride, padding, dilation = numbers
    # Nearly always so, and quickly seen: a thousand layers take less than a millisecond.
    whole = type(kernel) is type(stride) is type(padding) is type(dilation) is int
    if whole and kernel > 0 < stride and padding >= 0 < dilation:
        return numbers, numbers
    return _step_with(f"{name}[{index}]", kernel, stride, padding, dilation)


def _step_with(name: str, *numbers: object) -> Step:
    settings = zip(_LEAST.items(), numbers, strict=True)
    pairs = (int_pair(f"{part} of {name}", value, least) for (part, least), value in settings)
    height, width = zip(*pairs, strict=True)
    return height, width


def _step_of_module(name: str, module: nn.Module) -> Step:
    if isinstance(module, nn.ModuleList):
        return [steps_of(branch, f"{name}[{index}]") for index, branch in enumerate(module)]
    if isinstance(module, nn.Identity) or is_pointwise(module):
        return _step_with(name, 1, 1, 0, 1)
    if not isinstance(module, (nn.Conv2d, nn.MaxPool2d, nn.AvgPool2d)):
        raise TypeError(
            f"{name} is {type(module).__name__}, whose window is not known; "
            "put (kernel, stride, padding) in its place"
        )
    dilation = int_pair("dilation", getattr(module, "dilation", 1), 1)
    kernel = int_pair("kernel", module.kernel_size, 1)
    # Of an odd number, PyTorch puts the smaller half before the map.
    same = tuple((k - 1) * d // 2 for k, d in zip(kernel, dilation, strict=True))
    padding = {"valid": 0, "same": same}.get(module.padding, module.padding)
    return _step_with(name, kernel, module.stride, padding, dilation)


def is_pointwise(module: nn.Module) -> bool:
    """Say whether a module of PyTorch treats each number by itself, as activations do."""
    package, _, file = type(module).__module__.rpartition(".")
    return package == "torch.nn.modules" and file in _POINTWISE
