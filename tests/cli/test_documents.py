"""What the documents tell people to type exists, and the settings they show are read."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from digest import config
from digest.cli import digest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))
SPAN = re.compile(r"`((?:\.venv/bin/|python -m )?digest [a-z][^`\n]*)`")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
GENERATED = {"commands.md", "settings.md"}


def told(page: Path) -> Iterator[str]:
    """Yield what a page tells to type that begins with `digest`."""
    text = page.read_text("utf-8")
    yield from (found[1] for found in SPAN.finditer(BLOCK.sub("", text)))
    for _, block in BLOCK.findall(text):
        for line in block.splitlines():
            for part in line.split("#")[0].split("&&"):
                if re.match(r"\s*(?:\.venv/bin/)?digest [a-z]", part):
                    yield part.strip()


def known(words: list[str]) -> str:
    """Return what is wrong with the words after `digest`, "" where the command and its options exist."""
    context = click.Context(digest, info_name="digest")
    for at, word in enumerate(words):
        command = context.command
        if word.startswith("--"):
            name = word.partition("=")[0]
            if name not in {"--help", "--debug"} and not any(
                name in p.opts + p.secondary_opts for p in command.params
            ):
                return f"{context.command_path} has no {name}"
        elif isinstance(command, click.Group) and not word.isupper():  # NAME stands for a name of one's own
            inner = command.get_command(context, word)
            if inner is None:
                return f"{context.command_path} has no command {word} (word {at})"
            context = click.Context(inner, info_name=word, parent=context)
    return ""


@pytest.mark.parametrize("page", [p for p in PAGES if p.name not in GENERATED], ids=lambda page: page.name)
def test_what_is_told_to_type_exists(page: Path) -> None:
    wrong = []
    for line in told(page):
        words = shlex.split(line.removeprefix("python -m ").replace("…", "").replace("|", " "))
        wrong += [f"{line}: {why}" for why in [known(words[1:])] if why]
    assert wrong == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_newsletters_that_are_shown_are_newsletters(page: Path) -> None:
    for kind, block in BLOCK.findall(page.read_text("utf-8")):
        if kind == "toml" and block.startswith("title ="):
            assert config.read_newsletter(block, "shown.toml").title


@pytest.mark.parametrize(
    ("page", "rooms"),
    [
        ("editor.md", ("templates/web/desk", "digest/web/desk")),
        ("reader.md", ("templates/web", "templates/email", "digest/web/readers", "digest/renditions")),
        ("feed-reader.md", ("templates/web",)),
    ],
)
def test_what_a_page_says_is_written_on_the_screen_is_written_there(page: str, rooms: tuple[str, ...]) -> None:
    files = [file for room in rooms for file in (ROOT / room).rglob("*") if file.suffix in {".html", ".mjml", ".py"}]
    screen = "\n".join(re.sub(r"<[^>]*>", "", file.read_text("utf-8")) for file in files)
    named = set(re.findall(r"\*\*(.+?)\*\*", (ROOT / "docs" / page).read_text("utf-8"))) - {"bold"}
    assert named
    assert [words for words in named if words not in screen] == []


def test_the_keys_told_to_editors_are_those_of_the_desk() -> None:
    desk = (ROOT / "templates/web/desk/page.html").read_text("utf-8")
    told = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", desk)
    rows = [f"| {re.sub('<kbd>|</kbd>', '`', keys)} | {does} |" for keys, does in told]
    assert len(rows) == desk.count("<dt>") > 5
    assert [row for row in rows if row not in (ROOT / "docs/editor.md").read_text("utf-8")] == []


@pytest.mark.parametrize("page", [*PAGES, *DECISIONS], ids=lambda page: page.name)
def test_what_a_page_leads_to_is_there(page: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", BLOCK.sub("", page.read_text("utf-8")))
    ways = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'src="([^"]+)"', text)
    local = [way.partition("#")[0] for way in ways if "://" not in way and not way.startswith(("#", "mailto:"))]
    assert [way for way in local if not (page.parent / way).exists()] == []


MODULE = re.compile(r"`([\w/.-]+/)?([\w-]+\.py)`")


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_a_module_that_newcomers_are_sent_to_is_there(page: str) -> None:
    """Named from the package, from the root, or by its own name after one of its neighbours."""
    folders = (ROOT, ROOT / "digest", ROOT / "digest/sources", ROOT / "digest/web/desk", ROOT / "tests/features")
    all_names = {path.name for room in ("digest", "tests") for path in (ROOT / room).rglob("*.py")}
    named = MODULE.findall((ROOT / page).read_text("utf-8"))
    lost = [f"{way}{file}" for way, file in named if way and not any((at / way / file).exists() for at in folders)]
    assert lost + [file for way, file in named if not way and file not in all_names] == []
    assert len(named) > 10


def test_every_decision_is_in_the_list_of_them() -> None:
    listed = (ROOT / "docs/decisions/README.md").read_text("utf-8")
    assert [page.name for page in DECISIONS if page.name != "README.md" and f"]({page.name})" not in listed] == []


def test_it_finds_what_is_wrong() -> None:
    assert known(["fetch"]) == "digest has no command fetch (word 0)"
    assert known(["collect", "--faster"]) == "digest collect has no --faster"
    assert known(["sources", "fairness", "--json"]) == ""
