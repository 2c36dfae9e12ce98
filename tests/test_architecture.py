"""The rules of docs/architecture.md that a machine can hold. Who imports whom is held by import-linter (make check)."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "digest"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "versions" not in path.parts)
STAGES = ("sources", "stories", "editing", "renditions", "delivery")
PURE = [
    path for path in MODULES if path.relative_to(PACKAGE).parts[0] in {*STAGES, "clock", "config", "model", "ports"}
]

DOORS = {
    "aiohttp": {"adapters/http.py"},
    "icalendar": {"sources/calendars.py"},
    "dateutil": {"sources/recurrences.py"},
    "onnxruntime": {"adapters/vectors/minilm.py"},
    "fasttext": {"adapters/languages.py"},
    "imaplib": {"adapters/mailboxes.py"},
    "feedparser": {"sources/feeds.py", "sources/buffered.py"},
    "PIL": {"renditions/pictures.py"},
    "mjml": {"renditions/mjml.py"},
    "dns": {"adapters/names.py"},
    "cryptography": {"adapters/keys.py"},
    "schedule": {"adapters/clock.py"},
    "prometheus_client": {"adapters/metrics.py"},
    "procrastinate": {"adapters/workers.py"},
    "pebble": {"adapters/parsers.py"},
    "trafilatura": {"sources/article_text.py"},
    "jinja2": {"adapters/templates.py", "demo/forms.py"},
    "uvicorn": {"web/server.py", "demo/web.py"},
    "aiosmtpd": {"demo/post_office.py"},
    "alembic": {"adapters/store/migrate.py", "adapters/store/migrations/env.py"},
}
"""Which modules may import an engine: everything else meets it through them."""

OUTSIDE = {"socket", "subprocess", "requests", "urllib.request", "random", "secrets", "os", "sqlite3", "http.client"}
"""What a stage may not import: there lies the outside."""

CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time"), ("uuid", "uuid4")}


def name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def imported(path: Path) -> frozenset[str]:
    found = set[str]()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return frozenset(found)


def test_a_module_is_a_room_that_one_can_know() -> None:
    lengths = {name(path): len(path.read_text().splitlines()) for path in MODULES}
    assert {module: length for module, length in lengths.items() if length > 400} == {}


def test_a_function_fits_a_screen() -> None:
    long = {
        f"{name(path)}: {node.name}": _length(node)
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _length(node) > 40
    }
    assert long == {}


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement after the docstring to the end."""
    body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1


@pytest.mark.parametrize("engine", DOORS)
def test_an_engine_has_one_door(engine: str) -> None:
    users = {name(path) for path in MODULES if any(m.split(".")[0] == engine for m in imported(path))}
    assert users <= DOORS[engine]
    assert users, f"{engine} is not used at all: take it out of the dependencies and of this table"


def test_a_stage_does_not_import_the_outside() -> None:
    found = {name(path): sorted(OUTSIDE & imported(path)) for path in PURE}
    assert {module: outside for module, outside in found.items() if outside} == {}


def test_a_stage_reads_no_clock_and_opens_no_file() -> None:
    assert [f"{name(path)}:{node.lineno}" for path in PURE for node in ast.walk(tree(path)) if _outside(node)] == []


def _outside(node: ast.AST) -> bool:
    """Return whether this is a call of `open` or of a clock."""
    called = node.func if isinstance(node, ast.Call) else None
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
        return (called.value.id, called.attr) in CLOCKS
    return isinstance(called, ast.Name) and called.id == "open"


def test_only_approval_makes_an_issue() -> None:
    makers = {
        name(path)
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"Issue", "m.Issue", "model.Issue"}
    }
    assert makers == {"editing/approve.py"}


def test_async_stays_in_adapters_and_web() -> None:
    found = {
        name(path)
        for path in MODULES
        if path.relative_to(PACKAGE).parts[0] not in {"adapters", "web", "demo"}
        for node in ast.walk(tree(path))
        if isinstance(node, ast.AsyncFunctionDef | ast.Await)
    }
    assert found == set()


CODES = r"(?P<codes>:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|\[[a-z-]+(?:,\s*[a-z-]+)*\])?"
EXEMPTION = re.compile(rf"#\s*(?:noqa|type:\s*ignore){CODES}(?P<rest>.*)$")


def test_an_exemption_gives_its_reason_on_the_same_line() -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in [*MODULES, *sorted((ROOT / "tests").rglob("*.py"))]
        if path.name != "test_architecture.py"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (found := EXEMPTION.search(line)) and not _justified(found)
    ]
    assert bare == []


def _justified(found: re.Match[str]) -> bool:
    return bool(found["codes"] and re.search(r"[a-z]{3,}.*[a-z]{2,}", found["rest"]))


def test_every_stage_names_what_it_gives() -> None:
    for stage in STAGES:
        assert ast.get_docstring(tree(PACKAGE / stage / "__init__.py"))
