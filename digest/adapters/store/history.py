"""What happened to drafts, line by line: nothing is changed or taken out, only added."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, Row, select, update

from digest import model as m
from digest.adapters.store.codec import dump, load
from digest.adapters.store.engine import insert, reading, writing
from digest.adapters.store.schema import drafts, issues, steps

_LINE = [column for column in steps.c if column.name != "base"]  # a base is large, and asked for alone


@dataclass(frozen=True, slots=True)
class SqlHistory:
    """`ports.History` over SQL."""

    engine: Engine

    def append(self, draft: m.Draft, step: m.Step, base: m.Draft | None = None) -> m.Step | None:
        """Store a step and the draft after it, where it follows the last one; return the step of its key."""
        body = dump(draft)
        with writing(self.engine) as connection:
            if step.key and (known := _keyed(connection, step.slot, step.key)):
                return known
            if not _follows(connection, draft, step, body):
                return None
            row = {
                "slot": step.slot,
                "number": step.number,
                "key": step.key or None,
                "by": step.by,
                "made": step.made,
                "kind": step.kind,
                "said": step.said,
                "body": dump(step.what),
                "base": (body if base == draft else dump(base)) if base else None,
            }
            connection.execute(insert(connection, steps).values(row))
        return step

    def all(self, slot: m.SlotId) -> tuple[m.Step, ...]:
        """Return a draft's steps in order."""
        query = select(*_LINE).where(steps.c.slot == slot).order_by(steps.c.number)
        with reading(self.engine) as connection:
            return tuple(_step(row) for row in connection.execute(query))

    def keyed(self, slot: m.SlotId, key: str) -> m.Step | None:
        """Return the step of that key."""
        with reading(self.engine) as connection:
            return _keyed(connection, slot, key)

    def base(self, slot: m.SlotId, number: int) -> m.Draft | None:
        """Return what was composed by the step of that number."""
        query = select(steps.c.base).where(steps.c.slot == slot, steps.c.number == number)
        with reading(self.engine) as connection:
            body = connection.scalar(query)
        return load(m.Draft, body) if body else None


def _follows(connection: Connection, draft: m.Draft, step: m.Step, body: str) -> bool:
    """Store the draft if the step is the next one; tell whether it was."""
    values = {"revision": step.number, "composed": draft.composed, "body": body}
    if step.number == 1:
        row = {"slot": draft.slot, "newsletter": draft.newsletter} | values
        new = insert(connection, drafts).values(row).on_conflict_do_nothing().returning(drafts.c.slot)
        return connection.execute(new).first() is not None
    before = (
        drafts.c.slot == draft.slot,
        drafts.c.revision == step.number - 1,
        drafts.c.slot.not_in(select(issues.c.slot)),
    )
    return connection.execute(update(drafts).where(*before).values(values)).rowcount == 1


def _keyed(connection: Connection, slot: m.SlotId, key: str) -> m.Step | None:
    row = connection.execute(select(*_LINE).where(steps.c.slot == slot, steps.c.key == key)).first()
    return _step(row) if row else None


def _step(row: Row[tuple[object, ...]]) -> m.Step:
    what = load(m.HAPPENINGS[row.kind], row.body)
    return m.Step(m.SlotId(row.slot), row.number, row.by, row.made, what, row.said, row.key or "")
