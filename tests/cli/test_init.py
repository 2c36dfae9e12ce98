"""`digest init`, through click."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import config
from digest.cli.init import init, starter
from digest.delivery.readers import readers
from digest.errors import DigestError, SettingsError


def run(*arguments):
    return CliRunner().invoke(init, [str(argument) for argument in arguments])


def tree(folder: Path) -> dict[str, str]:
    return {str(file.relative_to(folder)): file.read_text("utf-8") for file in folder.rglob("*") if file.is_file()}


def test_a_new_folder_has_everything_and_says_what_to_do_next(tmp_path):
    result = run(tmp_path / "harbour-news")
    assert result.exit_code == 0
    assert sorted(tree(tmp_path / "harbour-news")) == [
        "digest.toml",
        "feeds/harbour-news.toml",
        "outbox/README.md",
        "subscribers.csv",
        "templates/README.md",
    ]
    assert "digest check" in result.output
    assert "digest collect" in result.output


def test_its_files_are_right(tmp_path):
    run(tmp_path / "x", "--title", "Harbour News")
    files = tree(tmp_path / "x")
    newsletter = config.read_newsletter(files["feeds/harbour-news.toml"], "feeds/harbour-news.toml")
    assert (newsletter.title, newsletter.sender.name) == ("Harbour News", "Harbour News")
    assert newsletter.themes
    assert config.read_settings(files["digest.toml"], "digest.toml", {}) == config.Settings()
    listed = readers(files["subscribers.csv"], newsletter.themes)
    assert (listed.subscribers, listed.mistakes) == ((), ())


def test_the_examples_are_right_once_their_mark_is_taken_away(tmp_path):
    files = starter("Harbour News", "harbour-news")
    newsletter = config.read_newsletter(files["feeds/harbour-news.toml"], "feeds/harbour-news.toml")
    examples = "\n".join(
        line.removeprefix("# ") if " = " in line else line for line in files["digest.toml"].splitlines()[4:]
    )
    assert config.read_settings(examples, "digest.toml", {}) == config.Settings()
    listed = readers(files["subscribers.csv"].replace("# ", ""), newsletter.themes)
    assert (len(listed.subscribers), listed.mistakes) == (1, ())


def test_nothing_is_overwritten(tmp_path):
    run(tmp_path / "x")
    (tmp_path / "x" / "subscribers.csv").write_text("mine", "utf-8")
    before = tree(tmp_path / "x")
    result = run(tmp_path / "x", "--title", "Another")
    assert isinstance(result.exception, DigestError)
    assert "subscribers.csv" in str(result.exception)
    assert tree(tmp_path / "x") == before


def test_other_files_in_the_folder_are_no_obstacle(tmp_path):
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    assert run(tmp_path, "--title", "Harbour News").exit_code == 0
    assert tree(tmp_path)["notes.txt"] == "mine"


def test_a_failure_half_way_leaves_nothing_behind(tmp_path):
    (tmp_path / "templates").write_text("a file where a folder must be", "utf-8")
    result = run(tmp_path, "--title", "Harbour News")
    assert isinstance(result.exception, OSError)
    assert sorted(tree(tmp_path)) == ["templates"]


def test_a_title_that_no_newsletter_may_have_is_refused_before_anything_is_written(tmp_path):
    result = run(tmp_path / "x", "--title", "two\nlines")
    assert isinstance(result.exception, SettingsError)
    assert not (tmp_path / "x").exists()


@pytest.mark.slow
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=40))
@settings(deadline=None)
def test_any_title_arrives_as_it_is_or_is_refused(title):
    name = config.slug(title)
    file = f"feeds/{name}.toml"
    said = ""
    try:
        assert config.read_newsletter(starter(title, name)[file], file).title == title.strip()
    except SettingsError as error:
        said = str(error)
    assert not said or ": title is " in said, "refused for the title, not because the file is broken"


@pytest.mark.parametrize("name", ["Ежегодник", "---", "a b"])
def test_any_name_of_a_folder_will_do(tmp_path, name):
    assert run(tmp_path / name).exit_code == 0
