"""Posts under every key they are known by, with what is remembered of their sources."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Connection, DateTime, Engine, and_, bindparam, or_, select, type_coerce

from digest import model as m
from digest.adapters.store.codec import dump, load
from digest.adapters.store.engine import insert, reading, writing
from digest.adapters.store.schema import post_keys, posts, sources

T = TypeVar("T")
_NAMED = 10
BATCH = 400  # SQLite binds at most 32,766 values a statement, PostgreSQL 65,535

# What is asked at every visit is put together once: to put it together takes longer than to answer it.
_KNOWN = (
    select(post_keys.c.key, posts.c.body)
    .join(posts, and_(posts.c.newsletter == post_keys.c.newsletter, posts.c.id == post_keys.c.post))
    .where(
        post_keys.c.newsletter == bindparam("newsletter"),
        post_keys.c.source == bindparam("source"),
        post_keys.c.key.in_(bindparam("keys", expanding=True)),
    )
)
# Ordered as an index is that holds both: the posts themselves, with all their text, are not touched.
# There may be very many moments: they are made aware all together.
_MOMENTS = (
    select(posts.c.source, type_coerce(posts.c.published, DateTime()))
    .where(posts.c.newsletter == bindparam("newsletter"), posts.c.published >= bindparam("since"))
    .order_by(posts.c.source, posts.c.published)
)
_MOMENTS_OF_ONE = _MOMENTS.where(posts.c.source == bindparam("source"))


@dataclass(frozen=True, slots=True)
class SqlSources:
    """`ports.Sources` over SQL."""

    engine: Engine

    def memory(self, newsletter: m.NewsletterId, of: Sequence[m.SourceId] = ()) -> dict[m.SourceId, m.Memory]:
        """Return what is remembered by source: of these sources, of all where none is named."""
        rows = chain.from_iterable(self._rows(newsletter, batch) for batch in (_batches(of) if of else [[]]))
        return {m.SourceId(row.source): load(m.Memory, row.memory) for row in rows}

    def visited(self, newsletter: m.NewsletterId) -> dict[m.SourceId, m.Visited]:
        """Return the last visit of each source."""
        return {m.SourceId(row.source): load(m.Visited, row.visited) for row in self._rows(newsletter, ())}

    def _rows(self, newsletter: m.NewsletterId, of: Sequence[m.SourceId]) -> Sequence[Any]:
        query = select(sources).where(sources.c.newsletter == newsletter)
        with reading(self.engine) as connection:
            return connection.execute(query.where(sources.c.source.in_(of)) if of else query).all()


@dataclass(frozen=True, slots=True)
class SqlPosts:
    """`ports.Posts` over SQL."""

    engine: Engine

    def known(self, newsletter: m.NewsletterId, source: m.SourceId, keys: Sequence[str]) -> dict[str, m.Post]:
        """Return the stored post behind each of these keys that is known."""
        found: dict[str, m.Post] = {}
        with reading(self.engine) as connection:
            for batch in _batches(keys):
                rows = connection.execute(_KNOWN, {"newsletter": newsletter, "source": source, "keys": batch})
                found.update((row.key, load(m.Post, row.body)) for row in rows)
        return found

    def keep(self, newsletter: m.NewsletterId, outcomes: Sequence[m.Outcome]) -> None:
        """Store new and changed posts with their source's memory and visit, of all these visits or of none."""
        kept = [post for outcome in outcomes for post in outcome.posts]
        with writing(self.engine) as connection:
            for batch in _batches(kept):
                _upsert(connection, posts, [_post(newsletter, post) for post in batch])
                _upsert(connection, post_keys, [row for post in batch for row in _keys(newsletter, post)])
            _upsert(connection, sources, [_visit(newsletter, outcome) for outcome in outcomes])

    def moments(
        self, newsletter: m.NewsletterId, since: datetime, source: m.SourceId | None = None
    ) -> dict[m.SourceId, tuple[datetime, ...]]:
        """Return when posts came out from `since` on, oldest first, by source: of one source or of all."""
        query = _MOMENTS if source is None else _MOMENTS_OF_ONE
        with reading(self.engine) as connection:
            rows = connection.execute(query, {"newsletter": newsletter, "since": since, "source": source}).all()
        return {
            m.SourceId(name): tuple(at.replace(tzinfo=UTC) for _, at in one)
            for name, one in groupby(rows, key=itemgetter(0))
        }

    def named(self, newsletter: m.NewsletterId, words: str) -> tuple[m.Post, ...]:
        """Return the posts with this id or address, else those with these words in their title; ten at most."""
        wanted = words.strip().rstrip("/").casefold()
        held = json.dumps(wanted, ensure_ascii=False)[1:-1]
        newest = posts.c.published.desc(), posts.c.id
        mine = select(posts.c.id, posts.c.body).where(posts.c.newsletter == newsletter).order_by(*newest)
        with reading(self.engine) as connection:
            exact = connection.scalar(mine.with_only_columns(posts.c.body).where(posts.c.id == words))
            if exact or not wanted:
                return (load(m.Post, exact),) if exact else ()
            # the database compares letters of other scripts as they are written, so that the last word is ours
            with connection.execute(mine.execution_options(yield_per=BATCH)) as rows:
                found = [load(m.Post, row.body) for row in rows if held in row.body.casefold()]
        addressed = [post for post in found if wanted in _names(post)]
        titled = [post for post in found if wanted in post.title.casefold()]
        return tuple(addressed[:1] or titled[:_NAMED])

    def between(self, newsletter: m.NewsletterId, since: datetime, until: datetime) -> tuple[m.Post, ...]:
        """Return posts dated or first seen in [since, until), and all whose event is not over by then."""
        query = (
            select(posts.c.body)
            .where(
                posts.c.newsletter == newsletter,
                posts.c.seen < until,
                or_(
                    and_(posts.c.published >= since, posts.c.published < until),
                    posts.c.seen >= since,
                    posts.c.event_over >= until,
                ),
            )
            .order_by(posts.c.published.desc(), posts.c.id)
        )
        with reading(self.engine) as connection:
            return tuple(load(m.Post, row.body) for row in connection.execute(query))


def _names(post: m.Post) -> set[str]:
    return {post.address.rstrip("/").casefold(), *(key.casefold() for key in post.keys)}


def _visit(newsletter: m.NewsletterId, outcome: m.Outcome) -> dict[str, Any]:
    return {
        "newsletter": newsletter,
        "source": outcome.memory.source,
        "memory": dump(outcome.memory),
        "visited": dump(outcome.visited),
    }


def _post(newsletter: m.NewsletterId, post: m.Post) -> dict[str, Any]:
    return {
        "newsletter": newsletter,
        "id": post.id,
        "source": post.source,
        "published": post.published.at,
        "seen": post.seen,
        "event_over": post.event.over_at if post.event else None,
        "body": dump(post),
        "put_away": None,
    }


def _keys(newsletter: m.NewsletterId, post: m.Post) -> Iterator[dict[str, Any]]:
    for key in post.keys:
        yield {"newsletter": newsletter, "source": post.source, "key": key, "post": post.id}


def _upsert(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:  # noqa: ANN401 - any of our tables
    if not rows:
        return
    primary = [column.name for column in table.primary_key.columns]
    statement = insert(connection, table)
    rest = {name: statement.excluded[name] for name in rows[0] if name not in primary}
    connection.execute(statement.on_conflict_do_update(index_elements=primary, set_=rest), rows)


def _batches(values: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    iterator = iter(values)
    while batch := list(islice(iterator, size)):
        yield batch
