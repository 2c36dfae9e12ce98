"""The readers' pages and letters in other languages: every sentence has its translation, and keeps its places."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from digest import paths
from digest.adapters.templates import JinjaTemplates
from digest.jobs import readers
from digest.web.readers import leave, my_data
from tests.jobs.readers.acts import letters, sign_up
from tests.parts import Household
from tests.web.readers_at_home import Pages

PAGES = Path(leave.__file__).parent
LANGUAGES = sorted(path.stem for path in (paths.templates() / "words").glob("*.json"))
PLACES = re.compile(r"%\(\w+\)s")


def catalogue(language: str) -> dict[str, str]:
    read: dict[str, str] = json.loads(JinjaTemplates([paths.templates()]).render(f"words/{language}.json", {}))
    return read


def sentences() -> set[str]:
    """Every English sentence that the pages and letters ask for."""
    found = {*leave.REASONS.values(), *my_data.ACTS.values()}
    for path in paths.templates().rglob("*"):
        if path.suffix in {".html", ".txt"}:
            found.update(re.findall(r'_\("([^"]+)"\)', path.read_text("utf-8")))
    for path in PAGES.glob("*.py"):
        found.update(_asked_for(ast.parse(path.read_text("utf-8"))))
    return found


def _asked_for(tree: ast.Module) -> Iterator[str]:
    """Yield what is looked up in the code: `words("…")`, and the titles of pages."""
    named = {"TITLE", "ASK", "SENT", "title"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            first = node.args[0] if node.args else None
            if called in {"words", "say", "readers.words(parts)"} and isinstance(first, ast.Constant):
                yield str(first.value)
            if called.endswith("page") and len(node.args) > 2 and isinstance(node.args[2], ast.Constant):
                yield str(node.args[2].value)
            if called == "run_in_threadpool" and len(node.args) > 3 and isinstance(node.args[3], ast.Constant):
                yield str(node.args[3].value)
        if isinstance(node, ast.Assign):
            names = [ast.unparse(one) for target in node.targets for one in ast.walk(target)]
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            if named & set(names):
                constants = [one.value for one in values if isinstance(one, ast.Constant)]
                yield from (str(one) for one in constants if not str(one).startswith("web/"))


def test_the_search_finds_sentences_of_every_kind() -> None:
    found = sentences()
    assert len(found) > 90
    assert {"Leave %(title)s?", "Look into your mailbox", "Too many mails", "signed up", "Themes"} <= found
    assert {"Your preferences", "This link is too old", "Nothing to choose", "Since"} <= found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated_and_keeps_its_places(language: str) -> None:
    words = catalogue(language)
    assert sentences() - set(words) == set()
    assert {english for english, said in words.items() if PLACES.findall(english) != PLACES.findall(said)} == set()
    assert all(said.strip() and "%" not in PLACES.sub("", said) for said in words.values())


@pytest.mark.parametrize(
    ("language", "title"), [("de-AT", "Wochenblatt abonnieren"), ("fr", "S’abonner à Wochenblatt")]
)
def test_pages_and_letters_speak_the_newsletters_language(tmp_path: Path, language: str, title: str) -> None:
    home = Household(tmp_path)
    home.letter = replace(home.letter, language=language, title="Wochenblatt")
    pages = Pages(home)
    page = pages.get("/subscribe").text
    assert f'<html lang="{language}">' in page
    assert f"<h1>{title}</h1>" in page
    sign_up(home, pages.parts)
    [mail] = letters(home)
    assert mail["Subject"] == catalogue(language[:2])["Please confirm your subscription to %(title)s"] % {
        "title": "Wochenblatt"
    }
    home.close()


def test_a_language_without_words_is_english(tmp_path: Path) -> None:
    home = Household(tmp_path)
    home.letter = replace(home.letter, language="cy")
    assert readers.words(home.parts())("Themes") == "Themes"
    home.close()
