"""Counts that an operator asks for, made by the database, and what the operator has been told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, delete, func, select

from digest import model as m
from digest.adapters.store.engine import insert, reading, writing
from digest.adapters.store.schema import alerts, deliveries, posts


@dataclass(frozen=True, slots=True)
class SqlFigures:
    """`ports.Figures` over SQL."""

    engine: Engine

    def fates(self, newsletter: m.NewsletterId, issues: Sequence[int]) -> dict[int, dict[str, int]]:
        """Return how many deliveries of each of these issues have each fate."""
        query = (
            select(deliveries.c.issue, deliveries.c.fate, func.count())
            .where(deliveries.c.newsletter == newsletter, deliveries.c.issue.in_(issues))
            .group_by(deliveries.c.issue, deliveries.c.fate)
        )
        found: dict[int, dict[str, int]] = {}
        with reading(self.engine) as connection:
            for issue, fate, count in connection.execute(query):
                found.setdefault(issue, {})[fate] = count
        return found

    def posts(self, newsletter: m.NewsletterId) -> int:
        """Return how many posts there are."""
        query = select(func.count()).select_from(posts).where(posts.c.newsletter == newsletter)
        with reading(self.engine) as connection:
            return connection.scalar(query) or 0


@dataclass(frozen=True, slots=True)
class SqlTold:
    """`ports.Told` over SQL."""

    engine: Engine

    def keys(self, newsletter: m.NewsletterId) -> frozenset[str]:
        """Return the keys of what the operator has been told and has not gone since."""
        with reading(self.engine) as connection:
            return frozenset(connection.scalars(select(alerts.c.key).where(alerts.c.newsletter == newsletter)))

    def add(self, newsletter: m.NewsletterId, keys: Collection[str], now: datetime) -> None:
        """Write that these were told."""
        rows = [{"newsletter": newsletter, "key": key, "at": now} for key in keys]
        with writing(self.engine) as connection:
            if rows:
                connection.execute(insert(connection, alerts).on_conflict_do_nothing(), rows)

    def forget(self, newsletter: m.NewsletterId, keys: Collection[str]) -> None:
        """Forget what is no longer so."""
        with writing(self.engine) as connection:
            connection.execute(delete(alerts).where(alerts.c.newsletter == newsletter, alerts.c.key.in_(keys)))
