"""`digest templates`, and what `digest check` says of templates of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digest import paths
from digest.cli import digest


@pytest.fixture
def home(tmp_path: Path) -> Path:
    run("init", str(tmp_path / "home"))
    return tmp_path / "home"


def run(*words: str, home: Path | None = None) -> Result:
    first, *rest = words
    return CliRunner().invoke(digest, [first, *(["--home", str(home)] if home else []), *rest])


def test_every_template_is_listed_with_what_it_is_for(home: Path) -> None:
    listed = json.loads(run("templates", "--json", home=home).output)
    assert {one["name"] for one in listed} == {
        path.relative_to(paths.templates()).as_posix() for path in paths.templates().rglob("*") if path.is_file()
    }
    assert all(one["about"] for one in listed)
    assert not any(one["own"] for one in listed)
    said = run("templates", home=home).output
    assert "email/issue.mjml" in said
    assert max(len(line) for line in said.splitlines()[:-1]) <= 80


def test_a_copy_is_ones_own_and_is_never_written_over(home: Path) -> None:
    assert run("templates", "copy", "email/story.mjml", home=home).exit_code == 0
    mine = home / "templates" / "email" / "story.mjml"
    assert mine.read_text() == (paths.templates() / "email" / "story.mjml").read_text()
    mine.write_text("mine")
    again = run("templates", "copy", "email/story.mjml", home=home)
    assert "there already" in str(again.exception)
    assert mine.read_text() == "mine"
    assert "yours" in run("templates", home=home).output


@pytest.mark.parametrize("name", ["email/nothing.mjml", "../digest.toml", "/etc/passwd", "email"])
def test_what_is_no_template_is_not_copied(home: Path, name: str) -> None:
    before = sorted(home.rglob("*"))
    assert "no template" in str(run("templates", "copy", name, home=home).exception)
    assert sorted(home.rglob("*")) == before


def write(home: Path, name: str, text: str) -> None:
    file = home / "templates" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("email/story.mjml", "<h3>\n{{ card.titel }}</h3>", "templates/email/story.mjml:2: "),
        ("email/story.mjml", "<h3>{{ card.title }}", "templates/email/story.mjml:1: "),
        ("email/event.mjml", "\n\n{% if card.when %}", "templates/email/event.mjml:3: "),
        ("email/covered.mjml", "<p>{{ card.title }}</p>\n<p>{{ card.reports }}", "templates/email/covered.mjml:2: "),
        ("web/issue.html", '{% extends "ours/web/issue.html" %}\n{% block main %}{{ nothing }}{% endblock %}', "templates/web/issue.html:2: "),
        ("feeds/story.html", "{{ card.title | nofilter }}", "templates/feeds/story.html:1: "),
        ("letters/confirm.txt", "Subject: Hello\n\n{{ confirmm }}", "templates/letters/confirm.txt:3: "),
        ("web/unsubscribe-ask.html", "{% block %}", "templates/web/unsubscribe-ask.html:1: "),
        ("email/isue.mjml", "<mjml></mjml>", "did you mean email/issue.mjml?"),
    ],
)  # fmt: skip
def test_check_tries_templates_and_tells_file_and_line(home: Path, name: str, text: str, said: str) -> None:
    write(home, name, text)
    done = run("check", home=home)
    assert done.exit_code == 2
    assert said in done.output


def test_templates_that_work_are_no_mistake(home: Path) -> None:
    for name in ("email/issue.mjml", "email/lead.mjml", "web/issue.html", "feeds/rss.xml", "web/style.css"):
        run("templates", "copy", name, home=home)
    write(home, "email/story.mjml", '{% include "email/mine.mjml" %}')
    write(home, "email/mine.mjml", "<h3>{{ card.title }}</h3>")
    write(home, "README.md", "{{ not a template }}")
    done = run("check", home=home)
    assert done.exit_code == 0, done.output


def test_check_misses_a_logo(home: Path) -> None:
    file = next((home / "feeds").glob("*.toml"))
    file.write_text(file.read_text().replace("[[theme]]", '[look]\nlogo = "logo.png"\n\n[[theme]]', 1))
    assert "logo.png:1: there is no such file" in run("check", home=home).output
    (home / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert run("check", home=home).exit_code == 0
