"""Addresses that must not be mailed, each known by a keyed hash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, select

from digest import model as m
from digest.adapters.store.engine import insert, reading, writing
from digest.adapters.store.marks import Marks
from digest.adapters.store.schema import suppressions

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class SqlSuppressions:
    """`ports.Suppressions` over SQL."""

    engine: Engine
    marks: Marks

    def add(self, newsletter: m.NewsletterId, address: str, why: str, now: datetime) -> None:
        """Suppress an address; a second time changes nothing."""
        mark = self.marks.of(newsletter, address)
        with writing(self.engine) as connection:
            suppress(connection, m.Suppression(newsletter, address, m.Act.REMOVED, why, now), mark)

    def has(self, newsletter: m.NewsletterId, address: str) -> bool:
        """Return whether an address is suppressed now."""
        query = select(suppressions.c.mark).where(
            suppressions.c.newsletter == newsletter, suppressions.c.mark == self.marks.of(newsletter, address)
        )
        with reading(self.engine) as connection:
            return connection.scalar(query) is not None

    def all(self, newsletter: m.NewsletterId) -> frozenset[str]:
        """Return the suppressed addresses that are still known."""
        query = select(suppressions.c.address).where(
            suppressions.c.newsletter == newsletter, suppressions.c.address != ""
        )
        with reading(self.engine) as connection:
            return frozenset(connection.scalars(query))

    def count(self, newsletter: m.NewsletterId) -> tuple[tuple[m.Act, int], ...]:
        """Return how many addresses are suppressed, by what suppressed them."""
        query = (
            select(suppressions.c.act, func.count())
            .where(suppressions.c.newsletter == newsletter)
            .group_by(suppressions.c.act)
            .order_by(suppressions.c.act)
        )
        with reading(self.engine) as connection:
            return tuple((m.Act(act), count) for act, count in connection.execute(query))

    def each(self, newsletter: m.NewsletterId) -> Iterator[m.Suppression]:
        """Yield suppressions, erased ones too, by keyed hash: in no order that means anything."""
        after = ""
        while True:
            piece = select(suppressions).where(suppressions.c.newsletter == newsletter, suppressions.c.mark > after)
            with reading(self.engine) as connection:
                rows = connection.execute(piece.order_by(suppressions.c.mark).limit(BATCH)).all()
            yield from (suppression_of(row) for row in rows)
            if len(rows) < BATCH:
                return
            after = rows[-1].mark


def suppress(connection: Connection, suppression: m.Suppression, mark: str) -> None:
    """Store a suppression; the first one of an address stays."""
    row = {
        "newsletter": suppression.newsletter,
        "mark": mark,
        "address": suppression.address,
        "act": suppression.act.value,
        "why": suppression.why,
        "at": suppression.at,
    }
    connection.execute(insert(connection, suppressions).values(row).on_conflict_do_nothing())


def suppression_of(row: Row[Any]) -> m.Suppression:
    """Return a row as a value."""
    return m.Suppression(m.NewsletterId(row.newsletter), row.address, m.Act(row.act), row.why, row.at)
