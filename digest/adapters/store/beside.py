"""What stands beside issues: corrections, where links led, pictures made ours, what the doctor found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine, func, select

from digest import model as m
from digest.adapters.store.codec import dump, load
from digest.adapters.store.engine import insert, reading, writing
from digest.adapters.store.schema import corrections, examinations, links, pictures

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class SqlCorrections:
    """`ports.Corrections` over SQL. Who adds one holds `Store.alone` for the issue."""

    engine: Engine

    def add(self, correction: m.Correction) -> m.Correction:
        """Store a correction under the issue's next number; return it as stored."""
        mine = corrections.c.newsletter == correction.newsletter, corrections.c.issue == correction.issue
        with writing(self.engine) as connection:
            last = connection.scalar(select(func.max(corrections.c.number)).where(*mine)) or 0
            numbered = replace(correction, number=last + 1)
            row = {
                "newsletter": correction.newsletter,
                "issue": correction.issue,
                "number": numbered.number,
                "body": dump(numbered),
            }
            connection.execute(insert(connection, corrections).values(row))
        return numbered

    def all(self, newsletter: m.NewsletterId) -> tuple[m.Correction, ...]:
        """Return a newsletter's corrections by issue and number."""
        query = (
            select(corrections.c.body)
            .where(corrections.c.newsletter == newsletter)
            .order_by(corrections.c.issue, corrections.c.number)
        )
        with reading(self.engine) as connection:
            return tuple(load(m.Correction, body) for body in connection.scalars(query))


@dataclass(frozen=True, slots=True)
class SqlLinks:
    """`ports.Links` over SQL."""

    engine: Engine

    def known(self, addresses: Sequence[str], since: datetime) -> dict[str, m.Checked]:
        """Return what was found at these addresses at or after `since`, by address."""
        keys = [_key(address) for address in dict.fromkeys(addresses)]
        found: list[m.Checked] = []
        with reading(self.engine) as connection:
            for start in range(0, len(keys), _AT_ONCE):
                some = links.c.key.in_(keys[start : start + _AT_ONCE])
                query = select(links.c.body).where(some, links.c.asked >= since)
                found += [load(m.Checked, body) for body in connection.scalars(query)]
        return {one.address: one for one in found}

    def keep(self, checked: Iterable[m.Checked]) -> None:
        """Store what was found, instead of what was found before."""
        with writing(self.engine) as connection:
            for one in checked:
                values = {"asked": one.asked, "body": dump(one)}
                row = insert(connection, links).values({"key": _key(one.address)} | values)
                connection.execute(row.on_conflict_do_update(index_elements=["key"], set_=values))


@dataclass(frozen=True, slots=True)
class SqlPictures:
    """`ports.Pictures` over SQL."""

    engine: Engine

    def get(self, newsletter: m.NewsletterId, source: str) -> bytes | None:
        """Return the picture that was made of the one at that address, None where none was."""
        query = select(pictures.c.body).where(pictures.c.key == _key(f"{newsletter} {source}"))
        with reading(self.engine) as connection:
            body = connection.scalar(query)
        return bytes(body) if body is not None else None

    def keep(self, newsletter: m.NewsletterId, source: str, body: bytes, now: datetime) -> None:
        """Store the picture made of the one at that address; the first stays."""
        row = {"key": _key(f"{newsletter} {source}"), "made": now, "body": body}
        with writing(self.engine) as connection:
            connection.execute(insert(connection, pictures).values(row).on_conflict_do_nothing())


@dataclass(frozen=True, slots=True)
class SqlExaminations:
    """`ports.Examinations` over SQL."""

    engine: Engine

    def keep(self, slot: m.SlotId, revision: int, findings: Sequence[m.Finding], now: datetime) -> None:
        """Store what was found in a revision of a draft, instead of what was found in it before."""
        values = {"at": now, "body": dump(m.Findings(tuple(findings)))}
        with writing(self.engine) as connection:
            row = insert(connection, examinations).values({"slot": slot, "revision": revision} | values)
            connection.execute(row.on_conflict_do_update(index_elements=["slot", "revision"], set_=values))

    def of(self, slot: m.SlotId, revision: int) -> tuple[m.Finding, ...] | None:
        """Return what was found in a revision of a draft, None where nobody looked."""
        query = select(examinations.c.body).where(examinations.c.slot == slot, examinations.c.revision == revision)
        with reading(self.engine) as connection:
            body = connection.scalar(query)
        return load(m.Findings, body).all if body else None


def _key(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
