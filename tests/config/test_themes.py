"""A theme goes into a newsletter's file and nothing else changes."""

from __future__ import annotations

import pytest

from digest.config import read_newsletter, themes
from digest.errors import SettingsError

HEAD = 'title = "Harbour News"  # kept\n[sender]\naddress = "news@example.org"\n\n'
THEME = '[[theme]]  # first\nname = "Tides"\nkeywords = ["ebb"]\n'
SOURCE = '\n# sources follow\n[[source]]\nname = "Quay"\naddress = "https://quay.example/rss"\n'
ADDED = '\n[[theme]]\nname = "Bees & \\"honey\\""\nkeywords = ["bees", "hives"]\n'


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_it_stands_after_the_last_theme(newline: str) -> None:
    text = (HEAD + THEME + SOURCE).replace("\n", newline)
    grown, theme = themes.add(text, "f.toml", 'Bees & "honey"', ("bees", "hives"))
    assert grown == (HEAD + THEME + ADDED + SOURCE).replace("\n", newline)
    assert (theme.id, theme.keywords) == ("bees-honey", ("bees", "hives"))


def test_a_file_without_themes_gets_its_first() -> None:
    grown, _ = themes.add(HEAD + SOURCE, "f.toml", "Bees", ("bees",), "All about bees.")
    assert grown.startswith(HEAD + SOURCE)
    assert [t.description for t in read_newsletter(grown, "f.toml").themes] == ["All about bees."]


def test_a_theme_that_is_there_is_not_added_twice() -> None:
    with pytest.raises(SettingsError, match="theme 'tides' already"):
        themes.add(HEAD + THEME + SOURCE, "f.toml", "Tides!", ("ebb",))


def test_a_name_without_letters_has_an_id_of_its_own() -> None:
    _, theme = themes.add(HEAD + SOURCE, "f.toml", "!!", ("bees",))
    assert theme.name == "!!"
    assert theme.id


def test_themes_in_one_list_are_left_alone_with_the_reason() -> None:
    text = 'theme = [{name = "Tides", keywords = ["ebb"]}]\n' + HEAD + SOURCE
    with pytest.raises(SettingsError, match=r"f\.toml:1: the themes are written as one list, expected \[\[theme\]\]"):
        themes.add(text, "f.toml", "Bees", ("bees",))
