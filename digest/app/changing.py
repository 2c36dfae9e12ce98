"""A newsletter's file that changes while the program runs: written to, and read anew."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from digest import config
from digest import model as m
from digest.app.home import Home, newsletter_files, own_file, shown
from digest.errors import SettingsError
from digest.jobs.parts import Parts


def add_theme(home: Home, newsletter: m.NewsletterId, name: str, words: tuple[str, ...], said: str) -> m.Theme:
    """Write a theme into the newsletter's own file, every other byte of which stays, and return it.

    Raises `SettingsError` where the file has a mistake or a theme of that name, `NothingThere` as `own_file`.
    """
    from digest.config import themes

    target = own_file(home, newsletter)
    grown, theme = themes.add(_exactly(target), shown(target, home.folder), name, words, said)
    _exchange(target.resolve(), grown.encode())
    return theme


def _exchange(file: Path, octets: bytes) -> None:
    """Write a file anew, whole or not at all, for whoever might read it before."""
    beside = file.with_name(f".{file.name}.new")
    beside.write_bytes(octets)
    shutil.copymode(file, beside)
    beside.replace(file)


def _exactly(file: Path) -> str:
    """Return a file's text with its line ends as they are."""
    with file.open(encoding="utf-8", newline="") as source:
        return source.read()


class Current:
    """Parts with the newsletter as its file has it at the moment: what was added while we run is known at once.

    A file with a mistake changes nothing: the mistake goes to `tell`, once, and what was read before stays.
    """

    def __init__(self, home: Home, parts: Parts, tell: Callable[[SettingsError], None] = lambda _: None) -> None:
        names = (one for one in newsletter_files(home.folder, home.settings) if one.stem == parts.newsletter.id)
        self._home, self._parts, self._tell = home, parts, tell
        self._file = next(names, None)
        self._seen = self._mark()

    def __call__(self) -> Parts:
        """Return the parts as they are now."""
        mark = self._mark()
        if mark == self._seen or self._file is None:
            return self._parts
        self._seen = mark
        try:
            text = self._file.read_text("utf-8", "replace")
            newsletter = config.read_newsletter(text, shown(self._file, self._home.folder))
            self._parts = replace(self._parts, newsletter=newsletter)
        except OSError:
            pass  # gone for the moment, as when an editor's program writes it anew
        except SettingsError as error:
            self._tell(error)
        return self._parts

    def _mark(self) -> tuple[int, int] | None:
        """Return what changes with every writing of the file."""
        try:
            found = self._file.stat() if self._file else None
        except OSError:
            return None
        return (found.st_mtime_ns, found.st_size) if found else None
