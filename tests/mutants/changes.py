"""Every small change that can be made of a file, each a mistake that somebody could make."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.BitOr: ast.BitAnd,
}


@dataclass(frozen=True)
class Mutant:
    """One change: the line, what stands there, what is put in its place, the whole file with it, and whose it is.

    `inside` has the first and the last line of the function that the change is made in, None where it is made as the
    file is loaded.
    """

    file: str
    line: int
    was: str
    now: str
    tree: ast.Module
    inside: tuple[int, int] | None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.was!r} as {self.now!r}"


def mutants(file: str) -> Iterator[Mutant]:
    """Yield every change of a file, in its order."""
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    said, functions = _annotations(tree), _functions(tree)
    for number, node in enumerate(ast.walk(tree)):
        if node in said:
            continue
        for which in range(len(list(_others(node)))):
            changed = copy.deepcopy(tree)
            old = next(node for at, node in enumerate(ast.walk(changed)) if at == number)
            new = list(_others(old))[which]
            _put(changed, old, new)
            words = ast.unparse(old), ast.unparse(new)
            yield Mutant(file, node.lineno, *words, ast.fix_missing_locations(changed), functions.get(node))


def _functions(tree: ast.Module) -> dict[ast.AST, tuple[int, int]]:
    """Return the lines of the outermost function for each node of one's body."""
    found = dict[ast.AST, tuple[int, int]]()
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and function not in found:
            first = min([function.lineno, *(one.lineno for one in function.decorator_list)])
            lines = first, function.end_lineno or first
            found |= {part: lines for top in function.body for part in ast.walk(top)}
    return found


def _annotations(tree: ast.Module) -> set[ast.AST]:
    """Return what only the checker of types reads: it has its own run."""
    fields = ("annotation", "returns")
    tops = (getattr(node, field, None) for node in ast.walk(tree) for field in fields)
    return {part for top in tops if top for part in ast.walk(top)}


def _others(node: ast.AST) -> Iterator[ast.AST]:  # noqa: C901 - a table of forms; each line is one of them
    """Yield what may stand for a node: each a mistake that somebody could make."""
    match node:
        case ast.Compare(left, [op], [right]) if type(op) in COMPARED:
            yield ast.copy_location(ast.Compare(left, [COMPARED[type(op)]()], [right]), node)
        case ast.BoolOp(op, values):
            yield ast.copy_location(ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values), node)
        case ast.UnaryOp(ast.Not(), operand):
            yield ast.copy_location(operand, node)
        case ast.BinOp(left, op, right) if type(op) in COUNTED:
            yield ast.copy_location(ast.BinOp(left, COUNTED[type(op)](), right), node)
        case ast.IfExp(test, body, orelse):
            yield ast.copy_location(ast.IfExp(test, orelse, body), node)
        case ast.If(test, body, orelse):
            yield ast.copy_location(ast.If(ast.UnaryOp(ast.Not(), test), body, orelse), node)
        case ast.Constant(bool() as value):
            yield ast.copy_location(ast.Constant(not value), node)
        case ast.Constant(int() as value):
            yield ast.copy_location(ast.Constant(value + 1), node)
        case ast.Return(ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield ast.copy_location(ast.Return(ast.Constant(None)), node)
        case ast.Raise() | ast.Expr(ast.Call()):
            yield ast.copy_location(ast.Pass(), node)


def _put(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    """Put one node in another's place."""
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
                return
            if isinstance(value, list) and any(one is old for one in value):
                value[:] = [new if one is old else one for one in value]
                return
