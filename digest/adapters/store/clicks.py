"""How often links of mails were followed: a number a link and issue, and nothing of who or when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine, select

from digest import model as m
from digest.adapters.store.engine import insert, reading, writing
from digest.adapters.store.schema import clicks


@dataclass(frozen=True, slots=True)
class SqlClicks:
    """`ports.Clicks` over SQL."""

    engine: Engine

    def add(self, newsletter: m.NewsletterId, issue: int, link: str) -> None:
        """Count a link of an issue once more."""
        with writing(self.engine) as connection:
            statement = insert(connection, clicks).values(newsletter=newsletter, issue=issue, link=link, times=1)
            more = {"times": clicks.c.times + 1}
            keys = [clicks.c.newsletter, clicks.c.issue, clicks.c.link]
            connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=more))

    def of(self, newsletter: m.NewsletterId, issue: int) -> Mapping[str, int]:
        """Return how often each link of an issue was followed."""
        query = select(clicks.c.link, clicks.c.times).where(
            clicks.c.newsletter == newsletter, clicks.c.issue == issue
        )
        with reading(self.engine) as connection:
            return {row.link: row.times for row in connection.execute(query)}
