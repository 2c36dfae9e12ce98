"""`digest sources`, through click."""

import json

import pytest
from click.testing import CliRunner

from digest.cli.sources import sources
from digest.errors import NothingThere

NEWSLETTER = """\
title = "Harbour News"  # kept
[sender]
address = "news@example.org"

[[source]]
name = "Harbour Institute"
address = "https://harbour.example/feed"
role = "institute"

# themes follow
[[theme]]
name = "Tides"
"""
LIST = (
    '<opml version="2.0"><body><outline text="Quay" xmlUrl="https://quay.example/rss"/>'
    '<outline text="Known" xmlUrl="https://www.harbour.example/feed/"/><outline text="Bad" xmlUrl="x"/></body></opml>'
)


@pytest.fixture
def home(tmp_path):
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "harbour.toml").write_text(NEWSLETTER, "utf-8")
    (tmp_path / "list.opml").write_text(LIST, "utf-8")
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(sources, [str(argument) for argument in arguments])


def test_list(home):
    result = run("list", "--home", home)
    assert result.output == "institute:\n  harbour-institute  harbour.example/feed\n1 source in harbour.\n"
    (one,) = json.loads(run("list", "--home", home, "--json").output)
    assert (one["id"], one["role"]) == ("harbour-institute", "institute")


def test_import_adds_what_is_new_and_keeps_every_other_byte(home):
    result = run("import", home / "list.opml", "--home", home, "--role", "magazine")
    assert result.exit_code == 0
    assert "1 source added to feeds/harbour.toml, 1 known already." in result.output
    assert "Bad: x is no http or https address" in result.output
    added = '\n[[source]]\nname = "Quay"\naddress = "https://quay.example/rss"\nrole = "magazine"\n'
    head, tail = NEWSLETTER.split("\n# themes")
    assert (home / "feeds" / "harbour.toml").read_text("utf-8") == f"{head}{added}\n# themes{tail}"


def test_importing_twice_changes_nothing_more(home):
    run("import", home / "list.opml", "--home", home)
    before = (home / "feeds" / "harbour.toml").read_bytes()
    assert "0 sources added" in run("import", home / "list.opml", "--home", home).output
    assert (home / "feeds" / "harbour.toml").read_bytes() == before


def test_a_dry_run_changes_nothing(home):
    told = json.loads(run("import", home / "list.opml", "--home", home, "--dry-run", "--json").output)
    assert ([one["name"] for one in told["added"]], len(told["known"]), len(told["refused"])) == (["Quay"], 1, 1)
    assert (home / "feeds" / "harbour.toml").read_text("utf-8") == NEWSLETTER


def test_what_was_exported_is_all_known(home):
    assert run("export", home / "out.opml", "--home", home).exit_code == 0
    assert run("export", "--home", home).stdout == (home / "out.opml").read_text("utf-8")
    told = json.loads(run("import", home / "out.opml", "--home", home, "--json").output)
    assert (told["added"], len(told["known"])) == ([], 1)


def test_a_newsletter_that_came_with_the_program_is_not_changed(tmp_path):
    (tmp_path / "list.opml").write_text(LIST, "utf-8")
    result = run("import", tmp_path / "list.opml", "--home", tmp_path, "-n", "place")
    assert isinstance(result.exception, NothingThere)
    assert "digest init" in str(result.exception)
