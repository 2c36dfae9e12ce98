"""Drafts, one a slot and counted by revision, and the issues that came of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Select, func, select

from digest import model as m
from digest.adapters.store.codec import dump, load
from digest.adapters.store.engine import insert, reading, writing
from digest.adapters.store.schema import drafts, issues

T = TypeVar("T", m.Draft, m.Issue)


@dataclass(frozen=True, slots=True)
class SqlDesk:
    """`ports.Desk` over SQL."""

    engine: Engine

    def draft(self, slot: m.SlotId) -> m.Draft | None:
        """Return the draft of a slot."""
        return self._first(m.Draft, select(drafts.c.body).where(drafts.c.slot == slot))

    def latest_draft(self, newsletter: m.NewsletterId) -> m.Draft | None:
        """Return the newest draft that has not become an issue."""
        query = (
            select(drafts.c.body)
            .where(drafts.c.newsletter == newsletter, drafts.c.slot.not_in(select(issues.c.slot)))
            .order_by(drafts.c.composed.desc())
            .limit(1)
        )
        return self._first(m.Draft, query)

    def issue(self, newsletter: m.NewsletterId, number: int) -> m.Issue | None:
        """Return an issue by its number."""
        query = select(issues.c.body).where(issues.c.newsletter == newsletter, issues.c.number == number)
        return self._first(m.Issue, query)

    def issue_of(self, slot: m.SlotId) -> m.Issue | None:
        """Return the issue that came of a slot."""
        return self._first(m.Issue, select(issues.c.body).where(issues.c.slot == slot))

    def issues(self, newsletter: m.NewsletterId) -> tuple[m.Issue, ...]:
        """Return all issues, newest first."""
        query = select(issues.c.body).where(issues.c.newsletter == newsletter).order_by(issues.c.number.desc())
        with reading(self.engine) as connection:
            return tuple(load(m.Issue, row.body) for row in connection.execute(query))

    def keep_issue(self, issue: m.Issue) -> m.Issue:
        """Store an issue; where its slot or number is taken already, return the one that has it."""
        with writing(self.engine) as connection:
            return _kept(connection, issue)

    def freeze(self, issue: m.Issue, revision: int) -> m.Issue | None:
        """Store an issue made of that revision of its draft; None where the draft has another one."""
        with writing(self.engine) as connection:
            # the row is held until the issue is in, so that no edit comes between
            held = select(drafts.c.revision).where(drafts.c.slot == issue.slot).with_for_update()
            return _kept(connection, issue) if connection.scalar(held) == revision else None

    def next_number(self, newsletter: m.NewsletterId) -> int:
        """Return the number the next issue will have, from 1."""
        query = select(func.max(issues.c.number)).where(issues.c.newsletter == newsletter)
        with reading(self.engine) as connection:
            return (connection.scalar(query) or 0) + 1

    def _first(self, kind: type[T], query: Select[Any]) -> T | None:
        with reading(self.engine) as connection:
            body = connection.scalar(query)
        return load(kind, body) if body else None


def _kept(connection: Connection, issue: m.Issue) -> m.Issue:
    row = {
        "newsletter": issue.newsletter,
        "number": issue.number,
        "slot": issue.slot,
        "approved": issue.approved,
        "body": dump(issue),
    }
    connection.execute(insert(connection, issues).values(row).on_conflict_do_nothing())
    body = connection.scalar(select(issues.c.body).where(issues.c.slot == issue.slot))
    if body is None:
        mine = issues.c.newsletter == issue.newsletter, issues.c.number == issue.number
        body = connection.scalar(select(issues.c.body).where(*mine))
    return load(m.Issue, body) if body else issue
