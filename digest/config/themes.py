"""A theme added to a newsletter's file; every other byte stays."""

from __future__ import annotations

import tomlkit

from digest import model as m
from digest.config import mistakes
from digest.config.names import slug
from digest.config.newsletter import read_newsletter
from digest.errors import SettingsError


def add(text: str, file: str, name: str, keywords: tuple[str, ...], description: str = "") -> tuple[str, m.Theme]:
    """Return a newsletter's text with a theme after its last one, and the theme.

    Raises `SettingsError` where the text has a mistake, or a theme of that id.
    """
    known = read_newsletter(text, file)
    if known.theme(m.ThemeId(slug(name))):
        raise SettingsError([f"{file}: there is a theme {slug(name)!r} already, expected another name"], about=file)
    table = tomlkit.table()
    table.add("name", name)
    if description:
        table.add("description", description)
    table.add("keywords", list(keywords))
    grown = _spliced(text, file, "\n" + tomlkit.dumps({"theme": [table]}))
    return grown, next(theme for theme in read_newsletter(grown, file).themes if theme.id == slug(name))


def _spliced(text: str, file: str, table: str) -> str:
    """Return the text with a table after its last theme, before the sources where it has none."""
    places = mistakes.parse(text, file).places
    lines = text.splitlines(keepends=True)
    at = places.end(("theme",))
    if at and not lines[places.line(("theme",)) - 1].lstrip().startswith("[["):
        line = places.line(("theme",))
        raise SettingsError([f"{file}:{line}: the themes are written as one list, expected [[theme]] tables"])
    at = at or len(lines)
    newline = "\r\n" if "\r\n" in text else "\n"
    head = "".join(lines[:at])
    head += "" if head.endswith("\n") or not head else newline
    return head + table.replace("\n", newline) + "".join(lines[at:])
