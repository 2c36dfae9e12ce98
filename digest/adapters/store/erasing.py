"""What is held about one address in every table, and how it is taken away."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, select, update

from digest import model as m
from digest.adapters.store.letters import letter_of
from digest.adapters.store.schema import asks, consents, deliveries, letters, returns, subscribers, suppressions

BY_NAME = (subscribers, consents, letters, asks, returns)
"""Tables whose rows go with the address; deliveries are counted on, under no name."""


def letters_of(connection: Connection, newsletter: m.NewsletterId, address: str) -> tuple[m.Letter, ...]:
    """Return the letters to an address, oldest first."""
    query = select(letters).where(letters.c.newsletter == newsletter, letters.c.address == address)
    return tuple(letter_of(row) for row in connection.execute(query.order_by(letters.c.at)))


def deliveries_of(
    connection: Connection, newsletter: m.NewsletterId, address: str
) -> tuple[tuple[int, str, datetime | None, str], ...]:
    """Return issue, fate, moment and the server's words of every delivery to an address."""
    query = (
        select(deliveries.c.issue, deliveries.c.fate, deliveries.c.at, deliveries.c.said)
        .where(deliveries.c.newsletter == newsletter, deliveries.c.address == address)
        .order_by(deliveries.c.issue)
    )
    return tuple((row.issue, row.fate, row.at, row.said) for row in connection.execute(query))


def returns_of(
    connection: Connection, newsletter: m.NewsletterId, address: str
) -> tuple[tuple[int, str, datetime, str], ...]:
    """Return issue, kind, moment and words of every mail that came back from an address."""
    query = (
        select(returns.c.issue, returns.c.kind, returns.c.at, returns.c.said)
        .where(returns.c.newsletter == newsletter, returns.c.address == address)
        .order_by(returns.c.at)
    )
    return tuple((row.issue, row.kind, row.at, row.said) for row in connection.execute(query))


def erase(connection: Connection, newsletter: m.NewsletterId, address: str, mark: str) -> bool:
    """Take away every row about an address; return whether there was one."""
    found = 0
    for table in BY_NAME:
        found += connection.execute(
            delete(table).where(table.c.newsletter == newsletter, table.c.address == address)
        ).rowcount
    found += connection.execute(
        delete(suppressions).where(
            suppressions.c.newsletter == newsletter, suppressions.c.mark == mark, suppressions.c.address != ""
        )
    ).rowcount
    return bool(found + _nameless(connection, newsletter, address))


def _nameless(connection: Connection, newsletter: m.NewsletterId, address: str) -> int:
    """Put a random word in the place of an address in its deliveries; what was still open is not sent."""
    rows = connection.execute(
        select(deliveries.c.issue, deliveries.c.fate).where(
            deliveries.c.newsletter == newsletter, deliveries.c.address == address
        )
    ).all()
    for row in rows:
        word = secrets.token_hex(12)
        still_open = row.fate in {m.Fate.PENDING, m.Fate.DEFERRED}
        connection.execute(
            update(deliveries)
            .where(
                deliveries.c.newsletter == newsletter,
                deliveries.c.issue == row.issue,
                deliveries.c.address == address,
            )
            .values(
                address=f"erased-{word}",
                message_id=f"<erased-{word}>",
                said="",
                **({"fate": m.Fate.SKIPPED.value} if still_open else {}),
            )
        )
    return len(rows)


def any_asked(connection: Connection, newsletter: m.NewsletterId, before: datetime) -> bool:
    """Return whether there are sign-ups made before that moment and never confirmed."""
    return (
        connection.execute(select(subscribers.c.address).where(_stale(newsletter, before)).limit(1)).first()
        is not None
    )


def forget_asked(connection: Connection, newsletter: m.NewsletterId, before: datetime) -> int:
    """Take away sign-ups made before that moment and never confirmed, with their record and letters.

    Where the address has been a subscriber before, its older record stays.
    """
    stale = _stale(newsletter, before)
    for table in (consents, letters):
        theirs = exists().where(stale, subscribers.c.address == table.c.address)
        mine = consents.c.act == m.Act.ASKED.value if table is consents else letters.c.kind == m.LetterKind.CONFIRM
        connection.execute(delete(table).where(table.c.newsletter == newsletter, mine, theirs))
    return connection.execute(delete(subscribers).where(stale)).rowcount


def _stale(newsletter: m.NewsletterId, before: datetime) -> ColumnElement[bool]:
    return and_(subscribers.c.newsletter == newsletter, subscribers.c.state == "asked", subscribers.c.asked < before)
