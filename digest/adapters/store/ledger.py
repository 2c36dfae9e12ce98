"""The slots: one row each, whoever runs them and however often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, func, select, update

from digest import model as m
from digest.adapters.store.engine import insert, reading, writing
from digest.adapters.store.schema import slots


@dataclass(frozen=True, slots=True)
class SqlLedger:
    """`ports.Ledger` over SQL. Whoever takes a slot holds `Store.alone(slot.id)` while working on it."""

    engine: Engine

    def take(self, slot: m.Slot, run: m.RunId, now: datetime) -> bool:
        """Return True where this run now owns the slot.

        A row that says `running` belongs to a run that died: its lock was free. A slot that is held may be
        taken once what it waited for has come; that is the caller's to know. One that a wrong clock ended is not
        believed.
        """
        with writing(self.engine) as connection:
            row = connection.execute(select(slots).where(slots.c.id == slot.id)).first()
            if row and row.state not in (m.SlotState.RUNNING, m.SlotState.HELD) and not _row(row).doubtful(now):
                return False
            values = _values(slot, m.SlotState.RUNNING, "", now) | {"run": run}
            if row:
                connection.execute(update(slots).where(slots.c.id == slot.id).values(values))
            else:
                connection.execute(insert(connection, slots).values(values))
            return True

    def put(self, slot: m.Slot, state: m.SlotState, why: str, now: datetime) -> None:
        """Write how a slot stands; a slot that is done stays done."""
        self.put_all([m.SlotRow(slot, state, why)], now)

    def put_all(self, rows: Sequence[m.SlotRow], now: datetime) -> None:
        """Write how several slots stand, in one step."""
        values = [_values(row.slot, row.state, row.why, now) | {"run": ""} for row in rows]
        with writing(self.engine) as connection:
            statement = insert(connection, slots)
            changed = {key: statement.excluded[key] for key in ("state", "why", "changed")}
            open_still = slots.c.state != m.SlotState.DONE
            keep = statement.on_conflict_do_update(index_elements=["id"], set_=changed, where=open_still)
            connection.execute(keep, values)

    def open_again(self, slot: m.Slot, why: str, now: datetime) -> bool:
        """Hold a slot again that was missed or skipped, for a person who wants it done after all."""
        with writing(self.engine) as connection:
            done = connection.execute(
                update(slots)
                .where(slots.c.id == slot.id, slots.c.state.in_((m.SlotState.MISSED, m.SlotState.SKIPPED)))
                .values(state=m.SlotState.HELD.value, why=why, changed=now)
            )
            return done.rowcount == 1

    def rows(
        self, newsletter: m.NewsletterId, since: datetime, until: datetime | None = None
    ) -> tuple[m.SlotRow, ...]:
        """Return the slots at or after `since` and, where it is given, before `until`, oldest first."""
        query = select(slots).where(slots.c.newsletter == newsletter, slots.c.at >= since)
        if until is not None:
            query = query.where(slots.c.at < until)
        query = query.order_by(slots.c.at, slots.c.id)
        with reading(self.engine) as connection:
            return tuple(_row(row) for row in connection.execute(query))

    def span(self, newsletter: m.NewsletterId) -> tuple[datetime, datetime] | None:
        """Return the moments of the first and the last slot there is a row of, None where there is none."""
        query = select(func.min(slots.c.at), func.max(slots.c.at)).where(slots.c.newsletter == newsletter)
        with reading(self.engine) as connection:
            first, last = connection.execute(query).one()
        return (first, last) if first else None

    def row(self, slot: m.SlotId) -> m.SlotRow | None:
        """Return one slot's row."""
        with reading(self.engine) as connection:
            row = connection.execute(select(slots).where(slots.c.id == slot)).first()
        return _row(row) if row else None


def _values(slot: m.Slot, state: m.SlotState, why: str, now: datetime) -> dict[str, Any]:
    return {
        "id": slot.id,
        "newsletter": slot.newsletter,
        "job": slot.job.value,
        "at": slot.at,
        "state": state.value,
        "why": why,
        "changed": now,
    }


def _row(row: Row[Any]) -> m.SlotRow:
    slot = m.Slot(m.SlotId(row.id), m.NewsletterId(row.newsletter), m.Job(row.job), row.at)
    return m.SlotRow(slot, m.SlotState(row.state), row.why, m.RunId(row.run) if row.run else None, row.changed)
