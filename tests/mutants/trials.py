"""Trials of changes by the tests of their room, each in a process of its own; the files stay as they are.

A change inside a function is tried in a fork of a process that has collected all tests already, by those tests that
call the function, the quickest first, until one fails. What is done as a file is loaded, and what no test seems to call, is
tried by all tests of the room in a process that loads everything anew.
"""

from __future__ import annotations

import io
import os
import pickle
import resource
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from types import CodeType, FrameType, FunctionType
from typing import Any

import hypothesis
import pytest

from tests.mutants.changes import ROOT, Mutant
from tests.mutants.rooms import Room

PLUGINS = (
    *("-p", "pytest_timeout"),
    *("-p", "_hypothesis_pytestplugin"),
    *("--hypothesis-seed=1", "--tb=native", "-x"),
)
EXAMPLES = 8  # of each property
MEMORY = 6 * 2**30  # bytes: a change that hoards is noticed
TIMES, SECONDS = 5, 20  # of the processor: a change that makes the tests so much longer is noticed


@dataclass
class Plain:
    """How the tests of a room go without any change: what each takes of the processor, and which functions it calls."""

    whole: bool = False
    takes: dict[str, float] = field(default_factory=dict)
    calls: dict[str, set[tuple[str, int]]] = field(default_factory=dict)

    def order(self, name: str) -> float:
        """Return what a test takes, so that the quickest come first."""
        return self.takes.get(name, 0.0)

    def tests_of(self, mutant: Mutant) -> list[str]:
        """Return the names of the tests that call the function that is changed, the quickest first."""
        if mutant.inside is None:
            return []
        first, last = mutant.inside
        calls = {(mutant.file, line) for line in range(first, last + 1)}
        return sorted((name for name, seen in self.calls.items() if calls & seen), key=self.order)

    def allowed(self, names: Iterable[str]) -> int:
        """Return how many seconds of the processor these tests may take with a change."""
        return int(SECONDS + TIMES * sum(map(self.order, names)))


def plain(room: Room) -> Plain:
    """Return how the tests of a room go as the program is."""
    return next(iter(_forked(lambda tell: _watched(room, tell))), Plain())


def noticed_warm(room: Room, known: Plain, mutants: Sequence[Mutant]) -> Iterator[tuple[Mutant, bool]]:
    """Yield each change that is made inside a function which tests call, and whether one of these fails."""
    for number, seen in _forked(lambda tell: _each(room, known, mutants, tell)):
        yield mutants[number], seen


def noticed_afresh(room: Room, known: Plain, mutant: Mutant) -> bool:
    """Return whether any test of the room fails where everything is loaded with the change."""

    def trial(tell: Callable[[Any], None]) -> None:
        _limited(known.allowed(known.takes))
        sys.meta_path.insert(0, Finder(mutant))
        tell(_pytest(room, Ordered(known)) != 0)

    return next(iter(_forked(trial)), True)  # who says nothing ran out of time or memory


# ── processes ──────────────────────────────────────────────────────────────────────────────────────────


def _forked(work: Callable[[Callable[[Any], None]], None]) -> Iterator[Any]:
    """Yield what a process of its own tells, one after the other, until its end."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "wb", buffering=0) as pipe:
            work(lambda value: pickle.dump(value, pipe))
        os._exit(0)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as pipe:
            while True:
                try:
                    yield pickle.load(pipe)
                except EOFError:
                    break
    finally:
        os.waitpid(child, 0)


def _limited(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _pytest(room: Room, plugin: Quick) -> int:
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return int(pytest.main([*PLUGINS, *room.tests], plugins=[plugin]))


# ── pytest's hooks ─────────────────────────────────────────────────────────────────────────────────────


class Quick:
    """Few examples a property, always the same ones; what fails is not made smaller, and not kept."""

    def pytest_collection(self) -> None:
        phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
        hypothesis.settings.register_profile(
            "trial",
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=phases,
        )
        hypothesis.settings.load_profile("trial")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            function = getattr(item, "obj", None)
            own = getattr(function, "_hypothesis_internal_use_settings", None)
            if own and own.max_examples > EXAMPLES:
                few = hypothesis.settings(own, max_examples=EXAMPLES)
                getattr(function, "__func__", function)._hypothesis_internal_use_settings = few
            machine = getattr(item, "cls", None)
            if isinstance(own := getattr(machine, "settings", None), hypothesis.settings):
                machine.settings = hypothesis.settings(own, max_examples=EXAMPLES)


@dataclass
class Ordered(Quick):
    """Runs the quickest tests first."""

    known: Plain

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        super().pytest_collection_modifyitems(items)
        items.sort(key=lambda item: self.known.order(item.nodeid))


@dataclass
class Watching(Quick):
    """Notes what each test takes, and what it calls in some files."""

    files: dict[str, str]
    found: Plain = field(default_factory=Plain)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        seen = self.found.calls[item.nodeid] = set()

        def called(frame: FrameType, _event: str, _value: object) -> None:
            if file := self.files.get(frame.f_code.co_filename):
                seen.add((file, frame.f_code.co_firstlineno))

        begun = time.process_time()
        threading.settrace(called)
        sys.settrace(called)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            threading.settrace(None)  # type: ignore[arg-type] # None ends it
            self.found.takes[item.nodeid] = time.process_time() - begun


def _watched(room: Room, tell: Callable[[Any], None]) -> None:
    watching = Watching({str(ROOT / file): file for file in room.files})
    watching.found.whole = _pytest(room, watching) == 0
    tell(watching.found)


@dataclass
class Warm(Quick):
    """In place of the run: each change in a fork of this process, which has collected the tests already."""

    known: Plain
    mutants: Sequence[Mutant]
    tell: Callable[[Any], None]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        for number, mutant in enumerate(self.mutants):
            names = self.known.tests_of(mutant)
            self.tell((number, self._noticed(session, mutant, [items[name] for name in names])))
        return True

    def _noticed(self, session: pytest.Session, mutant: Mutant, items: list[pytest.Item]) -> bool:
        def trial(tell: Callable[[Any], None]) -> None:
            _limited(self.known.allowed(item.nodeid for item in items))
            exchange(mutant)
            for item, after in zip(items, [*items[1:], None], strict=True):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
                if session.testsfailed:
                    tell(True)
                    return
            tell(False)

        return next(iter(_forked(trial)), True)


def _each(room: Room, known: Plain, mutants: Sequence[Mutant], tell: Callable[[Any], None]) -> None:
    _pytest(room, Warm(known, mutants, tell))


# ── the change itself ──────────────────────────────────────────────────────────────────────────────────


def exchange(mutant: Mutant) -> None:
    """Give the function that is changed its new code, wherever it is known."""
    first = mutant.inside[0] if mutant.inside else 0
    path = str(ROOT / mutant.file)
    new = next(
        code for code in _codes(compile(mutant.tree, path, "exec", dont_inherit=True)) if _first(code) == first
    )
    module = sys.modules[_module(mutant.file)]
    old = [one for one in _made(module) if one.__code__.co_filename == path and _first(one.__code__) == first]
    if not old:
        raise LookupError(f"no function begins at line {first} of {mutant.file}")
    for function in old:
        function.__code__ = new


def _first(code: CodeType) -> int:
    return code.co_firstlineno


def _codes(code: CodeType) -> Iterator[CodeType]:
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield const
            yield from _codes(const)


def _made(module: object) -> Iterator[FunctionType]:
    """Yield the functions of a module and its classes, those behind decorators too."""
    stack = list(vars(module).values())
    met = set[int]()
    while stack:
        one = stack.pop()
        if id(one) in met:
            continue
        met.add(id(one))
        if isinstance(one, FunctionType):
            yield one
        if isinstance(one, type) and one.__module__ == getattr(module, "__name__", ""):
            stack += vars(one).values()
        stack += (getattr(one, name) for name in ("fget", "func", "__func__", "__wrapped__") if hasattr(one, name))


def _module(file: str) -> str:
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


class Changed(SourceFileLoader):
    """Loads a module from a tree in place of its file."""

    mutant: Mutant

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.mutant.tree, self.path, "exec", dont_inherit=True)


@dataclass(frozen=True)
class Finder:
    """Finds one module changed, every other as always."""

    mutant: Mutant

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name != _module(self.mutant.file):
            return None
        loader = Changed(name, str(ROOT / self.mutant.file))
        loader.mutant = self.mutant
        return spec_from_file_location(name, loader.path, loader=loader)
