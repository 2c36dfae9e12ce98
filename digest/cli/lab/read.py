"""`digest lab read`: stored feeds and pages read as if they had just been fetched."""

from __future__ import annotations

import gzip
import json
import os
import zlib
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from digest import sources
from digest.model import Article, Dating, Event, Failure, Memory, Page, Post, Response, Source, SourceId
from digest.ports import Read
from digest.sources import addresses

KINDS = {"listing": "listing", "event": "events", "events": "events", "feed": "feed", "auto": "auto"}
NOWHERE = "http://example.org/"  # where a file was fetched that does not say so
LARGEST = 16 * 1024 * 1024

Row = dict[str, Any]


@click.command()
@click.option(
    "--batch",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help='A file of JSON Lines: {"path", "url", "as": listing, event, feed, article or auto}.',
)
@click.option("--now", type=click.DateTime(), help="The moment at which the files are read; the present by default.")
@click.option("--workers", type=click.IntRange(1, 64), default=max(2, os.cpu_count() or 2), show_default=True)
def read(batch: Path, now: datetime | None, workers: int) -> None:
    """Read the files that a manifest names; print one JSON object a line, in the manifest's order.

    What is wrong with one file is that line's "error"; the exit status is 0 all the same.
    """
    from digest.adapters.parsers import Pool

    moment = now.replace(tzinfo=UTC) if now else datetime.now(UTC)
    lines = [line for line in batch.read_text("utf-8", "replace").splitlines() if line.strip()]
    with Pool(workers) as pool:
        pending: deque[tuple[Row, Future[Any]]] = deque()
        for row in map(_row, lines):
            pending.append((row, pool.start(Read(str(row.get("path")), read_one, (row, moment)))))
            if len(pending) >= workers * 8:
                _print(*pending.popleft())
        while pending:
            _print(*pending.popleft())


def read_one(row: Row, now: datetime) -> Row:
    """Return the output line for one input line; runs in a process that may be killed."""
    kind, address = str(row.get("as") or "auto"), addresses.absolute(str(row.get("url") or ""), NOWHERE)
    if "error" in row:
        return _line(row, kind, str(row["error"]))
    if kind != "article" and kind not in KINDS:
        return _line(row, kind, f"unknown kind {kind!r}: expected listing, event, feed, article or auto")
    try:
        body = _bytes(Path(str(row.get("path"))))
    except (OSError, EOFError, zlib.error, ValueError) as error:
        return _line(row, kind, f"cannot be opened: {error}")
    source = Source(SourceId("lab"), "lab", address, kind=KINDS.get(kind, "auto"))
    response = Response(address, 200, (), body)
    if kind == "article":
        article = sources.read_page(response, now, source)
        return _line(row, kind, article.said) if isinstance(article, Failure) else _article_line(row, article)
    page = sources.read(source, Memory(source.id), response, now)
    return _line(row, kind, page.said) if isinstance(page, Failure) else _page_line(row, page)


def _row(line: str) -> Row:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"path": "", "error": f"the line is no JSON: {error}"}
    return row if isinstance(row, dict) else {"path": "", "error": "the line is no JSON object"}


def _bytes(path: Path) -> bytes:
    """Return a file's bytes, unpacked where its name ends in .gz; at most 16 MB."""
    if path.suffix == ".gz":
        with gzip.open(path) as packed:
            return packed.read(LARGEST)
    with path.open("rb") as file:
        return file.read(LARGEST)


def _print(row: Row, reading: Future[Any]) -> None:
    line = reading.result()
    if isinstance(line, Failure):
        line = _line(row, str(row.get("as") or "auto"), line.said)
    click.echo(json.dumps(line, ensure_ascii=False))


def _line(row: Row, kind: str, error: str | None) -> Row:
    return {"path": row.get("path"), "kind": kind, "error": error, "posts": [], "article": None}


def _page_line(row: Row, page: Page) -> Row:
    line = _line(row, page.kind, None)
    line["posts"] = [_post(post) for post in page.posts]
    line["better"] = list(page.better)
    line["refused"] = [{"title": one.title, "url": one.address, "why": one.why} for one in page.refused]
    return line


def _article_line(row: Row, article: Article) -> Row:
    line = _line(row, "article", None)
    line["article"] = {
        "title": article.title,
        "text": article.text,
        "published": published(article.published),
        "authors": list(article.authors),
        "image": article.image or None,
        "event": _event(article.event),
    }
    return line


def _post(post: Post) -> Row:
    return {
        "title": post.title,
        "url": post.address,
        "published": published(post.published),
        "authors": list(post.authors),
        "summary": post.summary,
        "event": _event(post.event),
    }


def published(dating: Dating | None) -> str | None:
    """Return a date as ISO 8601, a whole day as YYYY-MM-DD, None where nothing said when."""
    if dating is None or not dating.evidence or dating.evidence[0].kind == "first seen":
        return None
    return dating.at.date().isoformat() if dating.whole_day else dating.at.isoformat()


def _event(event: Event | None) -> Row | None:
    """Return an event with its times as the clock on the wall shows them there."""
    if event is None:
        return None
    moments = tuple(_on_the_wall(event, at) for at in _moments(event))
    return {
        "name": event.name,
        "start": moments[0],
        "end": moments[1] if len(moments) > 1 else None,
        "timezone": event.zone,
        "place": event.place,
        "online": event.online,
        "speakers": [
            {"name": one.name, "role": one.role, "organisation": one.organisation} for one in event.speakers
        ],
        "organisers": list(event.organisers),
        "kind": event.kind,
    }


def _moments(event: Event) -> Iterator[datetime]:
    yield event.start
    if event.end:
        yield event.end


def _on_the_wall(event: Event, at: datetime) -> str:
    return at.date().isoformat() if event.whole_day else at.astimezone(ZoneInfo(event.zone)).isoformat()
