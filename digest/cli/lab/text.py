"""`digest lab classify`, `merge`, `emerge`, `summarise`: the stage of stories on files of one's own."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from digest import model as m
from digest.errors import SettingsError

Row = dict[str, Any]

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_SHOWN = 5  # themes a line
_VECTORS = click.option(
    "--vectors",
    type=click.Choice(["static", "minilm"]),
    default="static",
    envvar="DIGEST_VECTORS",
    show_default=True,
    help="What says what texts mean, as the setting of that name.",
)


@click.command()
@click.option(
    "--themes", "taxonomy", type=_FILE, required=True, help="TOML with [[theme]] name, description, keywords."
)
@click.option("--labelled", type=_FILE, help='JSON Lines of texts with their "theme": an editor\'s corrections.')
@click.option("--batch", type=_FILE, required=True, help='JSON Lines: {"id", "title", "summary", "published"}.')
@_VECTORS
def classify(taxonomy: Path, labelled: Path | None, batch: Path, vectors: str) -> None:
    """Print the best themes of each text, with scores and the words that made them, one JSON object a line."""
    from digest.adapters.vectors import opened
    from digest.stories import themes

    known = _themes(taxonomy)
    rows = list(_rows(batch))
    examples = _examples(labelled, known) if labelled else ()
    placed = themes.place([_text(row) for row in rows], known, examples, opened(vectors))
    for row, ranked in zip(rows, placed, strict=True):
        names = {theme.id: theme.name for theme in known}
        found = [
            {"name": names[place.theme], "score": place.score, "evidence": list(place.evidence)}
            for place in ranked[:_SHOWN]
        ]
        accepted = bool(ranked) and themes.choose(ranked)[0].theme != ""
        _print({"id": row["id"], "themes": found, "accepted": accepted})


@click.command()
@click.option("--batch", type=_FILE, required=True, help='JSON Lines: {"id", "title", "summary", "published"}.')
def merge(batch: Path) -> None:
    """Print the story each post belongs to; posts of one story have the same, one JSON object a line."""
    from digest.stories import merge as merging

    rows = list(_rows(batch))
    posts = {post.id: post for post in map(_post, rows)}
    story = {
        post.id: f"story-{group.posts[0].id}" for group in merging.merge(list(posts.values())) for post in group.posts
    }
    for row in rows:
        _print({"id": row["id"], "story": story[m.PostId(str(row["id"]))]})


@click.command()
@click.option(
    "--themes", "taxonomy", type=_FILE, required=True, help="TOML with [[theme]] name, description, keywords."
)
@click.option("--batch", type=_FILE, required=True, help='JSON Lines: {"id", "title", "summary", "published"}.')
@_VECTORS
def emerge(taxonomy: Path, batch: Path, vectors: str) -> None:
    """Print subjects that fit no theme, each with a label and its posts, one JSON object a line."""
    from digest.adapters.vectors import opened
    from digest.stories import emerging

    rows = list(_rows(batch))
    for subject in emerging.emerging([_text(row) for row in rows], _themes(taxonomy), opened(vectors)):
        _print({"label": subject.label, "ids": [rows[at]["id"] for at in subject.texts]})


@click.command()
@click.option("--batch", type=_FILE, required=True, help='JSON Lines: {"id", "title", "summary", "text"}.')
def summarise(batch: Path) -> None:
    """Print a summary of each text, and where it is from, one JSON object a line."""
    from digest.stories import summary

    for row in _rows(batch):
        found = summary.summarise(_field(row, "title"), _field(row, "summary"), _field(row, "text"))
        _print({"id": row["id"], "summary": found.text, "origin": found.origin})


def _rows(path: Path) -> Iterator[Row]:
    """Yield the objects of a file of JSON Lines; the first line that is none is a mistake to mend."""
    for number, line in enumerate(path.read_text("utf-8", "replace").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict) or "id" not in row:
            raise SettingsError([f'{path}:{number}: not a post, expected a JSON object with "id"'], about=str(path))
        yield row


def _themes(path: Path) -> tuple[m.Theme, ...]:
    try:
        found = tomllib.loads(path.read_text("utf-8", "replace")).get("theme", [])
    except tomllib.TOMLDecodeError as error:
        raise SettingsError([f"{path}: {error}"], about=str(path)) from error
    tables = [table for table in found if isinstance(table, dict)] if isinstance(found, list) else []
    if not tables:
        raise SettingsError([f"{path}: no themes, expected [[theme]] tables with a name"], about=str(path))
    return tuple(_theme(table, f"{path}: theme {at}") for at, table in enumerate(tables, 1))


def _theme(table: Mapping[str, Any], where: str) -> m.Theme:
    name, keywords = table.get("name"), table.get("keywords", [])
    if not isinstance(name, str) or not isinstance(keywords, list):
        raise SettingsError([f"{where}: expected a name and a list of keywords"])
    return m.Theme(m.ThemeId(name), name, str(table.get("description", "")), tuple(map(str, keywords)))


def _examples(path: Path, known: Sequence[m.Theme]) -> tuple[tuple[str, m.ThemeId], ...]:
    names = {theme.name: theme.id for theme in known}
    return tuple((_text(row), names[str(row["theme"])]) for row in _rows(path) if str(row.get("theme")) in names)


def _text(row: Row) -> str:
    return " . ".join(filter(None, (_field(row, "title"), _field(row, "summary"), _field(row, "text"))))


def _post(row: Row) -> m.Post:
    at = _moment(row.get("published"))
    return m.Post(
        id=m.PostId(str(row["id"])),
        source=m.SourceId(_field(row, "source")),
        guid="",
        address=_field(row, "url"),
        title=_field(row, "title"),
        summary=_field(row, "summary"),
        text=_field(row, "text"),
        published=m.Dating(at, 1.0),
        seen=at,
    )


def _moment(value: object) -> datetime:
    """Return the time of an ISO 8601 string; posts without one are all of one moment."""
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return _LONG_AGO
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _field(row: Row, name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""


def _print(row: Row) -> None:
    click.echo(json.dumps(row, ensure_ascii=False))
