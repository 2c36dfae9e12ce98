"""What editors taught about themes, and subjects that they want no theme for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, Engine, func, select, update

from digest import model as m
from digest.adapters.store.codec import dump, load
from digest.adapters.store.engine import insert, reading, writing
from digest.adapters.store.schema import dismissals, examples


@dataclass(frozen=True, slots=True)
class SqlExamples:
    """`ports.Examples` over SQL."""

    engine: Engine

    def add(self, some: Sequence[m.Example]) -> tuple[m.Example, ...]:
        """Store examples under the newsletter's next numbers; return them as stored."""
        with writing(self.engine) as connection:
            return tuple(self._added(connection, example) for example in some)

    def _added(self, connection: Connection, example: m.Example) -> m.Example:
        last = select(func.max(examples.c.number)).where(examples.c.newsletter == example.newsletter)
        numbered = replace(example, number=(connection.scalar(last) or 0) + 1)
        row = {"newsletter": example.newsletter, "number": numbered.number, "body": dump(numbered)}
        connection.execute(insert(connection, examples).values(row))
        return numbered

    def all(self, newsletter: m.NewsletterId) -> tuple[m.Example, ...]:
        """Return a newsletter's examples by number, those that were undone too."""
        query = select(examples.c.body).where(examples.c.newsletter == newsletter).order_by(examples.c.number)
        with reading(self.engine) as connection:
            return tuple(load(m.Example, body) for body in connection.scalars(query))

    def undo(self, newsletter: m.NewsletterId, number: int, now: datetime) -> m.Example | None:
        """Mark an example as undone, if it is not already; return it, None where there is none of that number."""
        mine = examples.c.newsletter == newsletter, examples.c.number == number
        with writing(self.engine) as connection:
            body = connection.scalar(select(examples.c.body).where(*mine))
            if body is None:
                return None
            example = load(m.Example, body)
            undone = example if example.undone else replace(example, undone=now)
            connection.execute(update(examples).where(*mine).values(body=dump(undone)))
        return undone

    def dismiss(self, newsletter: m.NewsletterId, words: str, now: datetime) -> None:
        """Remember that a subject is to have no theme; a second time changes nothing."""
        row = {"newsletter": newsletter, "words": words[:200], "at": now}
        with writing(self.engine) as connection:
            connection.execute(insert(connection, dismissals).values(row).on_conflict_do_nothing())

    def dismissed(self, newsletter: m.NewsletterId) -> frozenset[str]:
        """Return the subjects that are to have no theme."""
        query = select(dismissals.c.words).where(dismissals.c.newsletter == newsletter)
        with reading(self.engine) as connection:
            return frozenset(connection.scalars(query))
