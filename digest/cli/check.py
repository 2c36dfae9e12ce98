"""`digest check`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digest.cli import output
from digest.cli.options import home_option, json_option
from digest.errors import SettingsError

if TYPE_CHECKING:
    from digest import model as m


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@home_option
@json_option
@click.pass_context
def check(context: click.Context, files: tuple[Path, ...], home: Path, as_json: bool) -> None:
    """Report every mistake of digest.toml, the newsletters and your own templates, or of the FILES named.

    Each as `file:line: what, what was expected`. Exit status 2 where there is one.
    """
    now = datetime.now(UTC)
    newsletters, mistakes = _named(files) if files else _all(home)
    if as_json:
        told = [_summary(one, now) for one in newsletters]
        output.as_json({"mistakes": [_parts(one) for one in mistakes], "newsletters": told})
    else:
        output.say(*mistakes, *(_sentence(one, now) for one in newsletters if not mistakes))
    if mistakes:
        if not as_json:
            click.echo(f"{output.count(len(mistakes), 'mistake')}.", err=True)
        context.exit(SettingsError.exit_code)


def _all(home: Path) -> tuple[Sequence[m.Newsletter], Sequence[str]]:
    """Return the newsletters of a home folder, and its mistakes."""
    from digest import app

    if not home.is_dir():
        return (), (f"{home}:1: there is no such folder, expected a home folder: make one with `digest init {home}`",)
    try:
        found = app.read_home(home)
    except SettingsError as error:
        return (), error.mistakes
    tried = (mistake for one in found.newsletters.values() for mistake in app.tried(found, one))
    missing = _missing(found.settings.vectors, str(home / app.SETTINGS))
    return tuple(found.newsletters.values()), tuple(dict.fromkeys((*missing, *tried)))


def _missing(vectors: str, file: str) -> Iterator[str]:
    """Yield the extra that a kind of vectors needs and that is not installed."""
    from digest.adapters.vectors import opened
    from digest.errors import MissingExtra

    try:
        opened(vectors)
    except MissingExtra as error:
        yield f"{file}: {error}"


def _named(files: Sequence[Path]) -> tuple[Sequence[m.Newsletter], Sequence[str]]:
    """Return the newsletters among these files, and every file's mistakes."""
    newsletters: list[m.Newsletter] = []
    mistakes: list[str] = []
    for file in files:
        try:
            newsletters.extend(_read(file))
        except SettingsError as error:
            mistakes.extend(error.mistakes)
    return newsletters, mistakes


def _read(file: Path) -> Iterator[m.Newsletter]:
    """Yield what a file holds: one newsletter, or none where it is digest.toml. Raises `SettingsError`."""
    import os

    from digest import app, config

    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise SettingsError([f"{file}:{line}: a byte that is not UTF-8, expected a text in UTF-8"]) from None
    except OSError as error:
        raise SettingsError([f"{file}:1: cannot be read ({error.strerror}), expected a TOML file"]) from None
    if file.name == app.SETTINGS:
        config.read_settings(text, str(file), os.environ)
    else:
        yield config.read_newsletter(text, str(file))


def _sentence(newsletter: m.Newsletter, now: datetime) -> str:
    from digest import clock

    sources = output.count(len(newsletter.sources), "source")
    themes = output.count(len(newsletter.themes), "theme")
    following = clock.words(newsletter, clock.issue_slot(newsletter, now).at)
    return f"{newsletter.id}: {sources}, {themes}, next issue {following}"


def _summary(newsletter: m.Newsletter, now: datetime) -> dict[str, object]:
    from digest import clock

    return {
        "id": newsletter.id,
        "title": newsletter.title,
        "sources": len(newsletter.sources),
        "themes": len(newsletter.themes),
        "next_issue": clock.local(newsletter, clock.issue_slot(newsletter, now).at).isoformat(),
    }


def _parts(mistake: str) -> dict[str, object]:
    """Return `file:line: what` as its parts; mistakes of the environment have no line."""
    import re

    match = re.match(r"(.+?):(\d+): (.*)", mistake, re.DOTALL)
    if match:
        return {"file": match[1], "line": int(match[2]), "what": match[3]}
    file, _, what = mistake.partition(": ")
    return {"file": file, "line": None, "what": what}
