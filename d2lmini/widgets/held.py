"""Values that a widget holds, as it hands them out: they read as ever, and refuse to be written into.

A write would change a value past every check, and the picture would not follow. So each reader gets a copy,
and a write into it is refused in words; whatever is computed from it is an ordinary tensor.
"""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor
from torch._C import DisableTorchFunctionSubclass
from torch.utils._pytree import tree_flatten, tree_map
from traitlets import TraitError

_REFUSAL = (
    "{name} is a copy of what the explorable holds: writing into it would not be seen; "
    "change one of your own, {yours}, and assign it whole"
)


class HeldTensor(Tensor):
    """A copy of a widget's tensor. It and its views refuse writes; what is computed is plain."""

    @classmethod
    def of(cls, X: Tensor, name: str) -> "HeldTensor":
        """Return the numbers of `X`, not a copy, refusing writes in the name of the trait."""
        held = X.as_subclass(cls)
        held.trait_name = name
        return held

    @classmethod
    def __torch_function__(
        cls, func: Callable, types: tuple, args: tuple = (), kwargs: dict | None = None
    ) -> object:
        """Call `func` on plain tensors, and see whether it wrote."""
        kwargs = kwargs or {}
        with DisableTorchFunctionSubclass():
            held = [X for X in tree_flatten((args, kwargs))[0] if isinstance(X, HeldTensor)]
            before = _marks(held)
            result = func(*args, **kwargs)
            if _marks(held) != before:
                name = held[0].trait_name
                raise TraitError(_REFUSAL.format(name=name, yours=f"{name}.clone()"))
            return tree_map(lambda part: _as_handed_out(part, held), result)

    def __repr__(self, *, tensor_contents: object = None) -> str:
        """Print as any tensor does."""
        return repr(self.clone())

    def __deepcopy__(self, memo: dict) -> Tensor:
        """Return a tensor that can be written into."""
        return self.clone()

    def __reduce_ex__(self, protocol: int) -> tuple:
        """Be kept as an ordinary tensor."""
        return self.clone().__reduce_ex__(protocol)


def _marks(held: list[HeldTensor]) -> list[tuple[int, int]]:
    """Return where each has its numbers, and how many writes PyTorch counts (none in inference mode)."""
    return [(X.data_ptr(), 0 if X.is_inference() else X._version) for X in held]


def _as_handed_out(part: object, held: list[HeldTensor]) -> object:
    """Keep views of what is held from being written into; let everything else go."""
    if isinstance(part, np.ndarray):
        part.flags.writeable = False
    elif isinstance(part, Tensor) and not isinstance(part, HeldTensor) and part.layout == torch.strided:
        numbers = part.untyped_storage().data_ptr()
        owner = next((X for X in held if X.untyped_storage().data_ptr() == numbers), None)
        return part if owner is None else HeldTensor.of(part, owner.trait_name)
    return part


def held_copy(value: object, name: str) -> object:
    """Return a copy of nested dicts and lists that refuses writes at every depth."""
    if isinstance(value, dict):
        return _HeldDict(name, {key: held_copy(part, name) for key, part in value.items()})
    if isinstance(value, list):
        return _HeldList(name, [held_copy(part, name) for part in value])
    return value


def _refusing(plain: type, writers: tuple[str, ...]) -> type:
    """Return a subclass of dict or list whose methods that write raise; copies and pickles are plain ones."""

    def start(self: object, name: str, parts: object) -> None:
        plain.__init__(self, parts)
        self.trait_name = name

    def refuse(self: object, *args: object, **kwargs: object) -> None:
        name = self.trait_name
        raise TraitError(_REFUSAL.format(name=name, yours=f"copy.deepcopy({name})"))

    def reduce(self: object, protocol: int) -> tuple:
        return plain, (plain(self),)

    methods = {"__init__": start, "__reduce_ex__": reduce, **dict.fromkeys(writers, refuse)}
    return type(f"Held{plain.__name__.title()}", (plain,), methods)


_WRITERS = ("__setitem__", "__delitem__", "__ior__", "__iadd__", "__imul__", "clear", "pop")
_HeldDict = _refusing(dict, (*_WRITERS, "popitem", "setdefault", "update"))
_HeldList = _refusing(list, (*_WRITERS, "append", "extend", "insert", "remove", "reverse", "sort"))
