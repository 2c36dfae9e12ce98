"""Mails that came back, each kept once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Engine, select, update

from digest import model as m
from digest.adapters.store.engine import insert, reading, writing
from digest.adapters.store.schema import deliveries, returns


@dataclass(frozen=True, slots=True)
class SqlReturns:
    """`ports.Returns` over SQL."""

    engine: Engine

    def keep(self, returned: m.Return) -> bool:
        """Store a returned mail; False where it was there already."""
        with writing(self.engine) as connection:
            statement = insert(connection, returns).values(asdict(returned)).on_conflict_do_nothing()
            return connection.execute(statement).rowcount == 1

    def of(self, newsletter: m.NewsletterId, address: str) -> tuple[m.Return, ...]:
        """Return what came back from an address, oldest first."""
        query = (
            select(returns)
            .where(returns.c.newsletter == newsletter, returns.c.address == address)
            .order_by(returns.c.at, returns.c.id)
        )
        with reading(self.engine) as connection:
            return tuple(m.Return(**row._mapping) for row in connection.execute(query))  # noqa: SLF001 - its public name

    def by_domain(self, newsletter: m.NewsletterId, since: datetime) -> Mapping[str, Mapping[str, int]]:
        """Return how many mails came back since a moment, by domain and kind, the domain with most first."""
        query = select(returns.c.address, returns.c.kind).where(
            returns.c.newsletter == newsletter, returns.c.at >= since, returns.c.address != ""
        )
        found: dict[str, Counter[str]] = {}
        with reading(self.engine) as connection:
            for row in connection.execute(query):
                found.setdefault(row.address.rpartition("@")[2], Counter())[row.kind] += 1
        return dict(sorted(found.items(), key=lambda one: (-one[1].total(), one[0])))

    def delivery(self, newsletter: m.NewsletterId, message_ids: Sequence[str]) -> m.Delivery | None:
        """Return the delivery that has one of these Message-IDs."""
        query = select(deliveries).where(
            deliveries.c.newsletter == newsletter, deliveries.c.message_id.in_(message_ids)
        )
        with reading(self.engine) as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        fate = m.Fate(row.fate)
        return m.Delivery(
            m.NewsletterId(row.newsletter), row.issue, row.address, row.message_id, fate, row.said, row.at
        )

    def bounce(self, delivery: m.Delivery, said: str, now: datetime) -> None:
        """Write that a mail which a server took came back for good."""
        with writing(self.engine) as connection:
            connection.execute(
                update(deliveries)
                .where(
                    deliveries.c.message_id == delivery.message_id,
                    deliveries.c.fate.in_((m.Fate.SENT, m.Fate.UNKNOWN)),
                )
                .values(fate=m.Fate.BOUNCED.value, said=said[:2000], at=now)
            )
