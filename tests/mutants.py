"""Changes the program where it must not be wrong, a little at a time, and counts the changes that no test notices.

`make mutants`: clock, ledger, edits and consent. `make mutants ROOMS="clock" EVERY=5` for one room and each fifth change.
Each change is tried in a process of its own by the tests of its room; the files stay as they are.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import io
import os
import resource
import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 120  # of the processor's time: a change that runs for ever is noticed
PLUGINS = (
    "-p",
    "pytest_timeout",
    "-p",
    "_hypothesis_pytestplugin",
    "--hypothesis-profile=quick",
    "--hypothesis-seed=1",
)
BEFORE = ("hypothesis.strategies", "sqlalchemy", "pydantic", "jinja2", "aiohttp", "scipy.sparse", "click", "alembic")


@dataclass(frozen=True)
class Room:
    """What is changed, and the tests that ought to notice."""

    files: tuple[str, ...]
    tests: tuple[str, ...]


ROOMS = {
    "clock": Room(("digest/clock/due.py", "digest/clock/slots.py"), ("tests/clock",)),
    "ledger": Room(("digest/adapters/store/ledger.py",), ("tests/contracts/test_store.py", "-k", "not postgresql")),
    "edits": Room(("digest/editing/edits.py", "digest/editing/history.py"), ("tests/editing",)),
    "consent": Room(
        ("digest/delivery/consent.py",), ("tests/delivery", "tests/jobs/readers", "tests/jobs/test_returned.py")
    ),
}

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
    """One change: the line, what stands there, what is put in its place, and the whole file with it."""

    file: str
    line: int
    was: str
    now: str
    tree: ast.Module


def mutants(file: str) -> Iterator[Mutant]:
    """Yield every change of a file, in its order."""
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    said = _annotations(tree)
    for number, node in enumerate(ast.walk(tree)):
        if node in said:
            continue
        for which in range(len(list(_others(node)))):
            changed = copy.deepcopy(tree)
            old = next(node for at, node in enumerate(ast.walk(changed)) if at == number)
            new = list(_others(old))[which]
            _put(changed, old, new)
            yield Mutant(file, node.lineno, ast.unparse(old), ast.unparse(new), ast.fix_missing_locations(changed))


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
        case ast.Return(ast.expr()):
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


class Changed(SourceFileLoader):
    """Loads a module from a tree in place of its file."""

    tree: ast.Module

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.tree, self.path, "exec", dont_inherit=True)


@dataclass(frozen=True)
class Finder:
    """Finds one module changed, every other as always."""

    mutant: Mutant

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name != self.mutant.file.removesuffix(".py").replace("/", "."):
            return None
        loader = Changed(name, str(ROOT / self.mutant.file))
        loader.tree = self.mutant.tree
        return spec_from_file_location(name, loader.path, loader=loader)


def noticed(room: Room, mutant: Mutant | None) -> bool:
    """Return whether the tests of a room fail with this change; None tries the program as it is."""
    child = os.fork()
    if child == 0:
        os._exit(_tried(room, mutant))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def _tried(room: Room, mutant: Mutant | None) -> int:
    import pytest

    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    if mutant:
        sys.meta_path.insert(0, Finder(mutant))
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return int(pytest.main(["-x", *PLUGINS, *room.tests]))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(words: Sequence[str]) -> int:
    """Try the rooms named; say what survived, and the score of each."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("rooms", nargs="*", default=list(ROOMS))
    asked.add_argument("--every", type=int, default=1, help="only each so manieth change")
    given = asked.parse_args(words)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.chdir(ROOT)
    for module in BEFORE:
        importlib.import_module(module)
    for name in given.rooms:
        room = ROOMS[name]
        if noticed(room, None):
            _say(f"{name}: its tests fail without any change; mend them first")
            return 1
        tried = [mutant for file in room.files for mutant in mutants(file)][:: given.every]
        alive = []
        for mutant in tried:
            if not noticed(room, mutant):
                alive.append(mutant)
                _say(f"{mutant.file}:{mutant.line}: nobody notices {mutant.was!r} as {mutant.now!r}")
        _say(f"{name}: {len(tried) - len(alive)} of {len(tried)} changes noticed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
