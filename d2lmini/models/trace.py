"""Follow a tensor through a network: which layer made what, at which cost, and from how many pixels."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from d2lmini.models.field import Field
from d2lmini.models.operations import FRESH, field_of, multiply_adds

# Made of operations that do not tell it, but each unit sees what the one it replaces saw.
_POINTWISE = (nn.LocalResponseNorm,)


class Trace(TorchDispatchMode):
    """Sees each operation of PyTorch while it is entered; `rows` has one entry for each layer, in order."""

    def __init__(self, net: nn.Module, X: Tensor) -> None:
        """Start with a picture, each pixel of which sees itself."""
        super().__init__()
        self.net, self.rows, self.read = net, [], tuple(X.shape[1:])
        self._open: list[tuple[str, nn.Module]] = []
        self._costs: list[int] = []
        self._counted: set[int] = set()
        self._fields = {id(X): tuple(Field(1, 1, 0, n) for n in X.shape[2:]) if X.ndim == 4 else None}
        # An id belongs to a tensor only as long as that lives.
        self._alive = [X]
        # The tensors that hold no numbers stand in for these.
        self._own = {module: list(module.parameters()) for module in net.modules()}

    @property
    def where(self) -> str:
        """The layer that is being computed."""
        name, module = self._open[-1] if self._open else ("", self.net)
        return f"layer {name} ({type(module).__name__})" if name else type(self.net).__name__

    def __enter__(self) -> Trace:
        """Listen to every module."""
        self._hooks = []
        for name, module in self.net.named_modules():
            self._hooks.append(module.register_forward_pre_hook(self._enter(name)))
            self._hooks.append(module.register_forward_hook(self._leave))
        return super().__enter__()

    def __exit__(self, *error: object) -> None:
        """Leave the modules alone again."""
        super().__exit__(*error)
        for hook in self._hooks:
            hook.remove()

    def _enter(self, name: str) -> Callable:
        def enter(module: nn.Module, inputs: tuple) -> None:
            self._open.append((name, module))
            self._costs.append(0)
            if tensors := _tensors(inputs):
                self.read = tuple(tensors[0].shape[1:])

        return enter

    def _leave(self, module: nn.Module, inputs: tuple, output: object) -> None:
        name, _ = self._open.pop()
        cost = self._costs.pop()
        if not _is_layer(module) or not (tensors := _tensors(output)):
            return
        if isinstance(module, _POINTWISE):
            self._fields[id(tensors[0])] = self._fields.get(id(inputs[0]))
        shares = {X.untyped_storage()._cdata for X in _tensors(inputs)}
        new = sum(X.nbytes for X in tensors if X.untyped_storage()._cdata not in shares)
        self._add_row(name, type(module).__name__, tensors[0], self._own[module], cost, new)

    def __torch_dispatch__(
        self, func: Callable, types: tuple, args: tuple = (), kwargs: dict | None = None
    ) -> object:
        """Run an operation; count its products, and find the field of what it made."""
        output = func(*args, **(kwargs or {}))
        made, read = _tensors(output), _tensors((args, kwargs))
        operation = func.overloadpacket
        known = [] if operation in FRESH else read
        fields = [self._fields[id(X)] for X in known if id(X) in self._fields]
        for X in made if fields else []:
            self._fields[id(X)] = field_of(operation, args, X, fields)
            self._alive.append(X)
        cost = multiply_adds(operation, args, made)
        if self._open and _is_layer(self._open[-1][1]):
            self._costs[-1] += cost
        elif self._open and fields and made and (cost or not func.is_view):
            kind = str(operation).rpartition(".")[2]
            name = f"{self._open[-1][0]}.{kind}".lstrip(".")
            self._add_row(name, kind, made[0], [], cost, sum(X.nbytes for X in made))
        return output

    def _add_row(self, name: str, kind: str, output: Tensor, owned: list, cost: int, new: int) -> None:
        fresh = [parameter for parameter in owned if id(parameter) not in self._counted]
        self._counted.update(map(id, fresh))
        axes = self._fields.get(id(output))
        sizes = axes and tuple(axis.size for axis in axes)
        count = sum(parameter.numel() for parameter in fresh)
        self.rows.append((name, kind, tuple(output.shape[1:]), count, cost, new, sizes))


def _is_layer(module: nn.Module) -> bool:
    return next(module.children(), None) is None


def _tensors(tree: object) -> list[Tensor]:
    return [leaf for leaf in tree_leaves(tree) if isinstance(leaf, Tensor)]
