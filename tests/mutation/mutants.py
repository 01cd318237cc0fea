"""Make mutants of a source: one small change each, of the kinds that people make by mistake."""

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch

_COMPARISONS = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_ARITHMETIC = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
}
_OPPOSITES = dict(
    pair
    for a, b in [
        ("max", "min"),
        ("amax", "amin"),
        ("argmax", "argmin"),
        ("sum", "mean"),
        ("zeros", "ones"),
        ("new_zeros", "new_ones"),
        ("zeros_like", "ones_like"),
        ("all", "any"),
        ("fft2", "ifft2"),
        ("rfft2", "irfft2"),
    ]
    for pair in ((a, b), (b, a))
)


def _on_tensors(change: Callable[[torch.Tensor], torch.Tensor]) -> Callable:
    """Change tensors, also those in a tuple or list; tell of anything else that it was left as it is."""

    def changed(value: object, used: list) -> object:
        if isinstance(value, (tuple, list)):
            return type(value)(changed(each, used) for each in value)
        if not isinstance(value, torch.Tensor):
            return value
        used.append(True)
        return change(value)

    return changed


# What is done to a returned value; `used` learns whether there was anything to do it to.
_RESULTS = {
    "its size without its sign": _on_tensors(torch.abs),
    "in float32": _on_tensors(torch.Tensor.float),
    "in float64": _on_tensors(torch.Tensor.double),
    "in whole numbers": _on_tensors(lambda value: value.round() if value.is_floating_point() else value // 2),
    "with the precision of bfloat16": _on_tensors(lambda value: value.bfloat16().to(value.dtype)),
    "rounded to tenths": _on_tensors(lambda value: (value * 10).round().div(10).to(value.dtype)),
    "a thousandth larger": _on_tensors(lambda value: value + value / 1000 + 1e-3),
    "nothing below zero": _on_tensors(lambda value: value.clamp(min=0)),
    "turned over": _on_tensors(lambda value: value.mT if value.ndim > 1 else value.flip(-1)),
}


@dataclass(frozen=True)
class Mutant:
    """One changed source; `label` shows the changed line before and after."""

    label: str
    source: str
    result: str = ""  # the name of a change to what is returned, where it is not in the source

    def run(self, names: dict) -> list:
        """Execute the source in `names`; the list that comes back is filled where a result was changed."""
        used = []
        names["_changed"] = lambda value: _RESULTS[self.result](value, used)
        exec(compile(self.source, f"<mutant {self.label}>", "exec"), names)
        return used


def mutants(source: str) -> list[Mutant]:
    """Return all mutants of `source`, in its order."""
    tree = ast.parse(source)
    original, found, labels = ast.unparse(tree), {}, Counter()
    for before, after, changed, result in _changes(tree):
        if changed == original or (changed, result) in found:
            continue
        label = f"{before}  →  {result or after}"
        labels[label] += 1
        number = f"  #{labels[label]}" if labels[label] > 1 else ""
        found[changed, result] = Mutant(label + number, changed, result)
    return list(found.values())


def _changes(tree: ast.Module) -> Iterator[tuple[str, str, str, str]]:
    """Put every replacement in its place in turn; yield the line before and after, the source, the result."""
    for statement, parent, field, position, node in _places(tree, None):
        holder = getattr(parent, field)

        def put(new: ast.AST, parent=parent, field=field, position=position, holder=holder) -> None:
            if position is None:
                setattr(parent, field, new)
            else:
                holder[position] = new

        before = _first_line(statement)
        for new, result in [*((new, "") for new in _replacements(node)), *_results(node)]:
            put(new)
            after = _first_line(new if statement is node else statement)
            yield before, after, ast.unparse(ast.fix_missing_locations(tree)), result
        put(node)


def _first_line(statement: ast.stmt) -> str:
    lines = [line for line in ast.unparse(statement).splitlines() if not line.startswith("@")]
    return lines[0]


def _places(parent: ast.AST, statement: ast.stmt | None) -> Iterator[tuple]:
    """Walk the tree; words (docstrings, messages, annotations) have no mutants."""
    for field, value in ast.iter_fields(parent):
        if field in ("annotation", "returns", "decorator_list"):
            continue
        children = enumerate(value) if isinstance(value, list) else [(None, value)]
        for position, node in list(children):
            if not isinstance(node, ast.AST) or isinstance(
                node, (ast.Raise, ast.JoinedStr, ast.Import, ast.ImportFrom)
            ):
                continue
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                continue
            inside = node if isinstance(node, ast.stmt) else statement
            yield inside, parent, field, position, node
            yield from _places(node, inside)


def _results(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    if isinstance(node, ast.Return) and node.value is not None:
        for result in _RESULTS:
            call = ast.Call(ast.Name("_changed", ast.Load()), [node.value], [])
            yield ast.Return(call), result


def _replacements(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in the place of `node`."""
    match node:
        case ast.Compare(left, [op], [right]):
            yield from (ast.Compare(left, [new()], [right]) for new in _COMPARISONS[type(op)])
        case ast.BinOp(left, op, right) if type(op) in _ARITHMETIC:
            yield ast.BinOp(left, _ARITHMETIC[type(op)](), right)
            if isinstance(op, (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)):
                yield ast.BinOp(right, op, left)
            yield left
            yield right
        case ast.BoolOp(op, values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
            yield from values
        case ast.UnaryOp(ast.USub() | ast.Not(), operand):
            yield operand
        case ast.IfExp(test, body, orelse):
            yield body
            yield orelse
            yield ast.IfExp(test, orelse, body)
        case ast.Constant():
            yield from map(ast.Constant, _other_constants(node.value))
        case ast.Subscript(value, index, ctx):
            yield from (ast.Subscript(value, other, ctx) for other in _other_indices(index))
        case ast.Slice(lower, upper, step):
            yield from (
                ast.Slice(*(None if part is gone else part for part in (lower, upper, step)))
                for gone in (lower, upper, step)
                if gone
            )
        case ast.Call():
            yield from _other_calls(node)
        case ast.Attribute(value, name, ctx) if name in _OPPOSITES:
            yield ast.Attribute(value, _OPPOSITES[name], ctx)
        case ast.Assign([ast.Tuple(targets, ctx)], value) if len(targets) > 1:
            yield ast.Assign([ast.Tuple([targets[1], targets[0], *targets[2:]], ctx)], value, lineno=0)
        case ast.comprehension(target, iterator, conditions) if conditions:
            yield ast.comprehension(target, iterator, [], 0)
        case ast.If() | ast.AugAssign() | ast.Expr() | ast.With():
            yield ast.Pass()
    if isinstance(node, ast.If):
        yield ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
    if isinstance(node, ast.AugAssign):
        yield ast.Assign([node.target], node.value, lineno=0)


def _other_constants(value: object) -> tuple:
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return value + 1, value - 1
    if isinstance(value, float):
        return value + 1, value * 10
    if isinstance(value, str):
        return (value + "x",)
    return ()


def _other_indices(index: ast.expr) -> Iterator[ast.expr]:
    if isinstance(index, ast.Tuple) and len(index.elts) > 1:
        first, second, *rest = index.elts
        yield ast.Tuple([second, first, *rest], ast.Load())


def _other_calls(call: ast.Call) -> Iterator[ast.expr]:
    function, args, keywords = call.func, call.args, call.keywords
    if isinstance(function, ast.Attribute) and function.attr in ("result_type", "promote_types"):
        yield from (ast.Attribute(argument, "dtype", ast.Load()) for argument in args)
    for gone in keywords:
        yield ast.Call(function, args, [each for each in keywords if each is not gone])
    if len(args) > 1:
        yield ast.Call(function, [args[1], args[0], *args[2:]], keywords)
        yield ast.Call(function, args[:-1], keywords)
    if isinstance(function, ast.Attribute) and isinstance(
        function.value, (ast.Call, ast.BinOp, ast.Subscript)
    ):
        yield function.value  # the method is not called at all
    if len(args) == 1 and not isinstance(args[0], (ast.Starred, ast.Constant)):
        yield args[0]  # the function is not called at all
    if isinstance(function, ast.Name) and function.id in _OPPOSITES:
        yield ast.Call(ast.Name(_OPPOSITES[function.id], ast.Load()), args, keywords)
