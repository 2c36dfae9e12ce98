"""What is old put away, some rows a step: a second step finds the next ones, and at last none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, Engine, and_, bindparam, delete, or_, select, tuple_, update

from digest import model as m
from digest.adapters.store.codec import dump, load
from digest.adapters.store.engine import insert, reading, writing
from digest.adapters.store.schema import (
    drafts,
    examinations,
    letters,
    passes,
    posts,
    put_away,
    records,
    returns,
    slots,
    steps,
)

_WAITING = (m.SlotState.RUNNING.value, m.SlotState.HELD.value)
_LEAVING = (m.Fate.PENDING.value, m.Fate.DEFERRED.value, m.Fate.SENDING.value)


@dataclass(frozen=True, slots=True)
class SqlRetention:
    """`ports.Retention` over SQL."""

    engine: Engine

    def drop(self, newsletter: m.NewsletterId, what: m.Passing, before: datetime, most: int, now: datetime) -> int:
        """Put away what is older, so many at most, in one step; return how many."""
        with writing(self.engine) as connection:
            gone = _DROP[what](connection, newsletter, before, most)
            if gone:
                statement = insert(connection, put_away)
                counted = {"count": put_away.c.count + gone, "at": now}
                row = {"newsletter": newsletter, "what": what.value, "count": gone, "at": now}
                both = ["newsletter", "what"]
                connection.execute(statement.on_conflict_do_update(index_elements=both, set_=counted), row)
            return gone

    def dropped(self, newsletter: m.NewsletterId) -> tuple[m.PutAway, ...]:
        """Return what was put away so far."""
        query = (
            select(put_away.c.what, put_away.c.count, put_away.c.at)
            .where(put_away.c.newsletter == newsletter)
            .order_by(put_away.c.what)
        )
        with reading(self.engine) as connection:
            rows = connection.execute(query).all()
        return tuple(m.PutAway(newsletter, m.Passing(what), count, at) for what, count, at in rows)


def _posts(connection: Connection, newsletter: m.NewsletterId, before: datetime, most: int) -> int:
    """Take the words out of posts; under what they are recognised stays, and when they were published and seen."""
    old = and_(
        posts.c.newsletter == newsletter,
        posts.c.put_away.is_(None),
        posts.c.published < before,
        posts.c.seen < before,
        or_(posts.c.event_over.is_(None), posts.c.event_over < before),
    )
    rows = connection.execute(
        select(posts.c.id, posts.c.body).where(old).order_by(posts.c.published).limit(most)
    ).all()
    emptied = (
        update(posts)
        .where(posts.c.newsletter == newsletter, posts.c.id == bindparam("post"))
        .values(body=bindparam("left"), put_away=before)
    )
    if rows:
        connection.execute(emptied, [{"post": row.id, "left": _recognised(row.body)} for row in rows])
    return len(rows)


def _recognised(body: str) -> str:
    post = load(m.Post, body)
    dated = replace(post.published, evidence=())
    return dump(replace(post, summary="", text="", authors=(), image="", tags=(), published=dated, complete=True))


def _drafts(connection: Connection, newsletter: m.NewsletterId, before: datetime, most: int) -> int:
    """Take drafts with their histories; the draft of a slot that waits for a person stays."""
    waits = select(slots.c.id).where(slots.c.newsletter == newsletter, slots.c.state.in_(_WAITING))
    old = (drafts.c.newsletter == newsletter, drafts.c.composed < before, drafts.c.slot.not_in(waits))
    names = connection.scalars(select(drafts.c.slot).where(*old).limit(most)).all()
    for table in (steps, examinations, drafts):
        connection.execute(delete(table).where(table.c.slot.in_(names)))
    return len(names)


def _slots(connection: Connection, newsletter: m.NewsletterId, before: datetime, most: int) -> int:
    old = slots.c.newsletter == newsletter, slots.c.at < before, slots.c.state.not_in(_WAITING)
    chosen = select(slots.c.id).where(*old).order_by(slots.c.at).limit(most)
    return connection.execute(delete(slots).where(slots.c.id.in_(chosen))).rowcount


def _returns(connection: Connection, newsletter: m.NewsletterId, before: datetime, most: int) -> int:
    chosen = select(returns.c.id).where(returns.c.newsletter == newsletter, returns.c.at < before).limit(most)
    mine = returns.c.newsletter == newsletter, returns.c.id.in_(chosen)
    return connection.execute(delete(returns).where(*mine)).rowcount


def _letters(connection: Connection, newsletter: m.NewsletterId, before: datetime, most: int) -> int:
    old = letters.c.newsletter == newsletter, letters.c.at < before, letters.c.fate.not_in(_LEAVING)
    chosen = select(letters.c.newsletter, letters.c.id).where(*old).limit(most)
    return connection.execute(delete(letters).where(tuple_(letters.c.newsletter, letters.c.id).in_(chosen))).rowcount


def _records(connection: Connection, newsletter: m.NewsletterId, before: datetime, most: int) -> int:
    """Take what was done at the desk, and the links and sessions that ended so long ago."""
    done = select(records.c.number).where(records.c.newsletter == newsletter, records.c.at < before).limit(most)
    ended = select(passes.c.hash).where(passes.c.newsletter == newsletter, passes.c.until < before).limit(most)
    gone = connection.execute(delete(records).where(records.c.number.in_(done))).rowcount
    return max(gone, connection.execute(delete(passes).where(passes.c.hash.in_(ended))).rowcount)


_DROP: dict[m.Passing, Callable[[Connection, m.NewsletterId, datetime, int], int]] = {
    m.Passing.POSTS: _posts,
    m.Passing.DRAFTS: _drafts,
    m.Passing.SLOTS: _slots,
    m.Passing.RETURNS: _returns,
    m.Passing.LETTERS: _letters,
    m.Passing.RECORDS: _records,
}
