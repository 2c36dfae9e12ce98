"""Links, sessions and tokens of the desk, and the record of what was done there."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Engine, Row, select, update

from digest import model as m
from digest.adapters.store.engine import insert, reading, writing
from digest.adapters.store.schema import passes, records


@dataclass(frozen=True, slots=True)
class SqlPasses:
    """`ports.Passes` over SQL."""

    engine: Engine

    def keep(self, one: m.Pass) -> None:
        """Store a new pass."""
        with writing(self.engine) as connection:
            connection.execute(insert(connection, passes).values(asdict(one) | {"kind": one.kind.value}))

    def get(self, hashed: str) -> m.Pass | None:
        """Return the pass of that hash, whether it is still good or not."""
        with reading(self.engine) as connection:
            row = connection.execute(select(passes).where(passes.c.hash == hashed)).first()
        return _pass(row) if row else None

    def end(self, hashed: str, now: datetime) -> bool:
        """End a pass; True only for the one caller who ended it while it was good."""
        good = passes.c.hash == hashed, passes.c.ended.is_(None), passes.c.until > now
        with writing(self.engine) as connection:
            return connection.execute(update(passes).where(*good).values(ended=now)).rowcount == 1

    def seen(self, hashed: str, now: datetime) -> None:
        """Remember that a pass was shown."""
        with writing(self.engine) as connection:
            connection.execute(update(passes).where(passes.c.hash == hashed).values(used=now))

    def of(self, newsletter: m.NewsletterId, address: str) -> tuple[m.Pass, ...]:
        """Return somebody's passes, newest first."""
        mine = passes.c.newsletter == newsletter, passes.c.address == address
        with reading(self.engine) as connection:
            rows = connection.execute(select(passes).where(*mine).order_by(passes.c.made.desc(), passes.c.hash))
            return tuple(_pass(row) for row in rows)


@dataclass(frozen=True, slots=True)
class SqlRecords:
    """`ports.Records` over SQL."""

    engine: Engine

    def add(self, record: m.Record) -> None:
        """Store one."""
        with writing(self.engine) as connection:
            connection.execute(insert(connection, records).values(asdict(record)))

    def last(self, newsletter: m.NewsletterId, most: int) -> tuple[m.Record, ...]:
        """Return the latest, newest first."""
        query = (
            select(records).where(records.c.newsletter == newsletter).order_by(records.c.number.desc()).limit(most)
        )
        with reading(self.engine) as connection:
            rows = connection.execute(query)
            return tuple(m.Record(m.NewsletterId(r.newsletter), r.at, r.by, r.what, r.about) for r in rows)


def _pass(row: Row[tuple[object, ...]]) -> m.Pass:
    values = dict(row._mapping)  # noqa: SLF001 - its public name
    return m.Pass(**values | {"kind": m.PassKind(values["kind"])})
