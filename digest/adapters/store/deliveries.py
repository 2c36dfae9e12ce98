"""Deliveries, written before the mail leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, select, update

from digest import model as m
from digest.adapters.store.engine import insert, reading, writing
from digest.adapters.store.schema import deliveries


@dataclass(frozen=True, slots=True)
class SqlDeliveries:
    """`ports.Deliveries` over SQL. A sender holds `Store.alone` for the issue it sends."""

    engine: Engine

    def plan(self, planned: Sequence[m.Delivery]) -> int:
        """Store those that are not there yet; return how many were new."""
        if not planned:
            return 0
        before = len(self.of(planned[0].newsletter, planned[0].issue))
        with writing(self.engine) as connection:
            statement = insert(connection, deliveries).on_conflict_do_nothing()
            connection.execute(statement, [_values(delivery) for delivery in planned])
        return len(self.of(planned[0].newsletter, planned[0].issue)) - before

    def claim(self, delivery: m.Delivery, now: datetime) -> bool:
        """Mark a pending or deferred delivery as on its way, durably; False where it is not open any more."""
        with writing(self.engine) as connection:
            done = connection.execute(
                update(deliveries)
                .where(*_row(delivery), deliveries.c.fate.in_((m.Fate.PENDING, m.Fate.DEFERRED)))
                .values(fate=m.Fate.SENDING.value, at=now)
            )
            return done.rowcount == 1

    def settle(self, delivery: m.Delivery, fate: m.Fate, said: str, now: datetime) -> None:
        """Write what became of a claimed delivery."""
        with writing(self.engine) as connection:
            connection.execute(
                update(deliveries)
                .where(*_row(delivery), deliveries.c.fate == m.Fate.SENDING)
                .values(fate=fate.value, said=said[:2000], at=now)
            )

    def orphaned(self, newsletter: m.NewsletterId, issue: int, now: datetime) -> int:
        """Mark what a dead sender left on its way as unknown; return how many."""
        said = "The sender stopped while this mail was on its way; nobody can know whether it arrived."
        with writing(self.engine) as connection:
            done = connection.execute(
                update(deliveries)
                .where(
                    deliveries.c.newsletter == newsletter,
                    deliveries.c.issue == issue,
                    deliveries.c.fate == m.Fate.SENDING,
                )
                .values(fate=m.Fate.UNKNOWN.value, said=said, at=now)
            )
            return done.rowcount

    def of(self, newsletter: m.NewsletterId, issue: int) -> tuple[m.Delivery, ...]:
        """Return an issue's deliveries by address."""
        query = (
            select(deliveries)
            .where(deliveries.c.newsletter == newsletter, deliveries.c.issue == issue)
            .order_by(deliveries.c.address)
        )
        with reading(self.engine) as connection:
            return tuple(_delivery(row) for row in connection.execute(query))


def _row(delivery: m.Delivery) -> tuple[Any, ...]:
    return (
        deliveries.c.newsletter == delivery.newsletter,
        deliveries.c.issue == delivery.issue,
        deliveries.c.address == delivery.address,
    )


def _values(delivery: m.Delivery) -> dict[str, Any]:
    return {
        "newsletter": delivery.newsletter,
        "issue": delivery.issue,
        "address": delivery.address,
        "message_id": delivery.message_id,
        "fate": delivery.fate.value,
        "said": delivery.said,
        "at": delivery.at,
    }


def _delivery(row: Row[Any]) -> m.Delivery:
    fate = m.Fate(row.fate)
    return m.Delivery(m.NewsletterId(row.newsletter), row.issue, row.address, row.message_id, fate, row.said, row.at)
