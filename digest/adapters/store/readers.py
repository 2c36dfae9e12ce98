"""Subscriptions and the record of consent: whoever changes a reader sees them first, and nobody comes between."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, and_, case, delete, exists, func, select, text

from digest import model as m
from digest.adapters.store import erasing
from digest.adapters.store.engine import insert, reading, writing
from digest.adapters.store.letters import letter_values
from digest.adapters.store.marks import Marks
from digest.adapters.store.schema import asks, consents, letters, lists, subscribers, suppressions, wordings
from digest.adapters.store.suppressions import suppress, suppression_of

BATCH = 2_000
ENDS = tuple(act.value for act in (m.Act.LEFT, m.Act.BOUNCED, m.Act.COMPLAINED))
Decide = Callable[[str, m.Standing], m.Change]


@dataclass(frozen=True, slots=True)
class SqlReaders:
    """`ports.Readers` over SQL."""

    engine: Engine
    marks: Marks

    def stream(self, newsletter: m.NewsletterId, after: str = "") -> Iterator[m.Subscriber]:
        """Yield everybody who is subscribed and not suppressed, by address, from behind `after` on."""
        query = select(subscribers).where(_mailed(newsletter))
        yield from (_subscriber(row) for row in self._batches(query, after))

    def count(self, newsletter: m.NewsletterId) -> int:
        """Return how many `stream` yields."""
        with reading(self.engine) as connection:
            return int(
                connection.scalar(select(func.count()).select_from(subscribers).where(_mailed(newsletter))) or 0
            )

    def numbers(self, newsletter: m.NewsletterId, now: datetime) -> m.Numbers:
        """Return how many there are by how they stand, and when the newest of those who are mailed came."""
        mine, mailed = subscribers.c.newsletter == newsletter, _mailed(newsletter)
        asked = func.coalesce(func.sum(case((subscribers.c.state == "asked", 1), else_=0)), 0)
        paused = func.coalesce(func.sum(case((subscribers.c.paused_until > now, 1), else_=0)), 0)
        with reading(self.engine) as connection:
            waiting = connection.execute(select(asked, paused).where(mine)).one()
            many, newest = connection.execute(select(func.count(), func.max(subscribers.c.since)).where(mailed)).one()
        return m.Numbers(many, int(waiting[0]), int(waiting[1]), newest)

    def subscriptions(self, newsletter: m.NewsletterId, after: str = "") -> Iterator[m.Subscription]:
        """Yield every subscription by address, unconfirmed ones too, from behind `after` on."""
        query = select(subscribers).where(subscribers.c.newsletter == newsletter)
        yield from (_subscription(row) for row in self._batches(query, after))

    def _batches(self, query: Select[Any], after: str) -> Iterator[Row[Any]]:
        """Yield the rows of a query by address, read piece by piece: no transaction stays open between."""
        while True:
            piece = query.where(subscribers.c.address > after).order_by(subscribers.c.address).limit(BATCH)
            with reading(self.engine) as connection:
                rows = connection.execute(piece).all()
            yield from rows
            if len(rows) < BATCH:
                return
            after = rows[-1].address

    def standing(self, newsletter: m.NewsletterId, address: str) -> m.Standing:
        """Return how an address stands now."""
        return self.standings(newsletter, [address])[address]

    def standings(self, newsletter: m.NewsletterId, addresses: Sequence[str]) -> dict[str, m.Standing]:
        """Return how each of these addresses stands now."""
        marks = {address: self.marks.of(newsletter, address) for address in addresses}
        with reading(self.engine) as connection:
            return _standings(connection, newsletter, marks)

    def change(
        self, newsletter: m.NewsletterId, addresses: Sequence[str], decide: Decide, *, taking: int = 0
    ) -> tuple[m.Change, ...]:
        """Ask `decide` what is to become of each address and store it, of all or of none; return what was stored."""
        marks = {address: self.marks.of(newsletter, address) for address in addresses}
        with writing(self.engine) as connection:
            _one_at_a_time(connection, newsletter)
            if taking and not connection.execute(delete(asks).where(asks.c.id == taking)).rowcount:
                return ()
            standings = _standings(connection, newsletter, marks)
            changes = {address: decide(address, standings[address]) for address in marks}
            for address, change in changes.items():
                _unsubscribed(connection, newsletter, address, marks[address], change)
            _inserted(connection, changes, marks)
        return tuple(changes.values())

    def ask(self, ask: m.Ask) -> None:
        """Store what somebody sent from a page."""
        row = {
            "newsletter": ask.newsletter,
            "kind": ask.kind,
            "address": ask.address,
            "at": ask.at,
            "themes": " ".join(ask.themes),
            "format": ask.format,
            "place": ask.where,
            "shown": ask.shown,
            "client": ask.client,
        }
        with writing(self.engine) as connection:
            connection.execute(insert(connection, asks).values(row))

    def asks(self, newsletter: m.NewsletterId, limit: int) -> tuple[m.Ask, ...]:
        """Return what waits to be answered, oldest first."""
        query = select(asks).where(asks.c.newsletter == newsletter).order_by(asks.c.id).limit(limit)
        with reading(self.engine) as connection:
            return tuple(_ask(row) for row in connection.execute(query))

    def consents(self, newsletter: m.NewsletterId, address: str) -> tuple[m.Consent, ...]:
        """Return an address's record of consent, oldest first."""
        with reading(self.engine) as connection:
            return _consents(connection, newsletter, address)

    def endings(self, newsletter: m.NewsletterId, issue: int) -> tuple[m.Ending, ...]:
        """Return how subscriptions ended after an issue, most first."""
        query = select(consents.c.act, consents.c.address, consents.c.themes).where(
            consents.c.newsletter == newsletter, consents.c.act.in_(ENDS), consents.c.issue == issue
        )
        with reading(self.engine) as connection:
            found = Counter(
                (row.act, row.address.rpartition("@")[2], row.themes) for row in connection.execute(query)
            )
        return tuple(
            m.Ending(m.Act(act), count, domain, _themes(themes))
            for (act, domain, themes), count in found.most_common()
        )

    def kept(self, newsletter: m.NewsletterId, address: str) -> m.Kept:
        """Return everything that is held about an address."""
        mark = self.marks.of(newsletter, address)
        with reading(self.engine) as connection:
            return m.Kept(
                newsletter,
                address,
                _standings(connection, newsletter, {address: mark})[address],
                _consents(connection, newsletter, address),
                erasing.letters_of(connection, newsletter, address),
                erasing.deliveries_of(connection, newsletter, address),
                erasing.returns_of(connection, newsletter, address),
            )

    def erase(self, suppression: m.Suppression) -> bool:
        """Take away all that is held about an address and leave a keyed hash that forbids to mail it."""
        newsletter, address = suppression.newsletter, suppression.address
        mark = self.marks.of(newsletter, address)
        with writing(self.engine) as connection:
            _one_at_a_time(connection, newsletter)
            gone = erasing.erase(connection, newsletter, address, mark)
            nameless = m.Suppression(newsletter, "", m.Act.ERASED, suppression.why, suppression.at)
            suppress(connection, nameless, mark)
        return gone

    def list_read(self, newsletter: m.NewsletterId) -> tuple[str, tuple[str, ...]] | None:
        """Return the version of the home folder's list that was read last and its mistakes, None where none was."""
        with reading(self.engine) as connection:
            row = connection.execute(select(lists).where(lists.c.newsletter == newsletter)).first()
        return (row.version, tuple(json.loads(row.mistakes))) if row else None

    def keep_list(self, newsletter: m.NewsletterId, version: str, mistakes: Sequence[str], now: datetime) -> None:
        """Remember that this version of the list was read."""
        row = {"version": version, "mistakes": json.dumps(mistakes), "at": now}
        with writing(self.engine) as connection:
            statement = insert(connection, lists).values(newsletter=newsletter, **row)
            connection.execute(statement.on_conflict_do_update(index_elements=["newsletter"], set_=row))

    def forget_asked(self, newsletter: m.NewsletterId, before: datetime) -> int:
        """Take away sign-ups made before that moment and never confirmed, record and all; return how many."""
        with reading(self.engine) as connection:  # asked at every look at the clock: nobody's turn to write is taken
            if not erasing.any_asked(connection, newsletter, before):
                return 0
        with writing(self.engine) as connection:
            _one_at_a_time(connection, newsletter)
            return erasing.forget_asked(connection, newsletter, before)


def _one_at_a_time(connection: Connection, newsletter: m.NewsletterId) -> None:
    """Let nobody else change this newsletter's readers until the transaction ends; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        key = int.from_bytes(hashlib.sha256(f"readers {newsletter}".encode()).digest()[:8], "big", signed=True)
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def _mailed(newsletter: m.NewsletterId) -> ColumnElement[bool]:
    forbidden = exists().where(
        suppressions.c.newsletter == subscribers.c.newsletter, suppressions.c.mark == subscribers.c.mark
    )
    return and_(subscribers.c.newsletter == newsletter, subscribers.c.state == "subscribed", ~forbidden)


def _standings(connection: Connection, newsletter: m.NewsletterId, marks: dict[str, str]) -> dict[str, m.Standing]:
    held = connection.execute(
        select(subscribers).where(subscribers.c.newsletter == newsletter, subscribers.c.address.in_(marks))
    )
    known = {row.address: _subscription(row) for row in held}
    barred = connection.execute(
        select(suppressions).where(suppressions.c.newsletter == newsletter, suppressions.c.mark.in_(marks.values()))
    )
    forbidden = {row.mark: suppression_of(row) for row in barred}
    return {address: m.Standing(known.get(address), forbidden.get(mark)) for address, mark in marks.items()}


def _unsubscribed(
    connection: Connection, newsletter: m.NewsletterId, address: str, mark: str, change: m.Change
) -> None:
    """Do what takes something away or forbids it: seldom, so one by one."""
    if change.remove:
        connection.execute(
            delete(subscribers).where(subscribers.c.newsletter == newsletter, subscribers.c.address == address)
        )
    if change.release:
        connection.execute(
            delete(suppressions).where(suppressions.c.newsletter == newsletter, suppressions.c.mark == mark)
        )
    if change.suppress:
        suppress(connection, change.suppress, mark)


def _inserted(connection: Connection, changes: dict[str, m.Change], marks: dict[str, str]) -> None:
    """Store what comes new, many at a time: a list of a million is read in such pieces."""
    if put := [_row(change.put, marks[address]) for address, change in changes.items() if change.put]:
        statement = insert(connection, subscribers)
        fresh = {name: statement.excluded[name] for name in put[0] if name not in {"newsletter", "address"}}
        connection.execute(statement.on_conflict_do_update(index_elements=["newsletter", "address"], set_=fresh), put)
    if new := [change.consent for change in changes.values() if change.consent]:
        texts = {version_of(one.shown): one.shown for one in new if one.shown}
        if texts:
            rows = [{"version": version, "text": words} for version, words in texts.items()]
            connection.execute(insert(connection, wordings).on_conflict_do_nothing(), rows)
        connection.execute(insert(connection, consents), [_consent_row(one) for one in new])
    if mails := [letter_values(change.letter) for change in changes.values() if change.letter]:
        connection.execute(insert(connection, letters).on_conflict_do_nothing(), mails)


def version_of(shown: str) -> str:
    """Return the version of a text that was shown, "" for none: the same words have the same version."""
    return hashlib.sha256(shown.encode()).hexdigest()[:16] if shown else ""


def _row(subscription: m.Subscription | None, mark: str) -> dict[str, Any]:
    if subscription is None:
        return {}
    reader = subscription.reader
    return {
        "newsletter": subscription.newsletter,
        "address": _key(reader),
        "mark": mark,
        "written": reader.address,
        "name": reader.name,
        "themes": " ".join(reader.themes),
        "format": reader.format,
        "paused_until": reader.paused_until,
        "state": subscription.state,
        "origin": subscription.origin,
        "since": subscription.since,
        "asked": subscription.asked,
        "own_choice": subscription.own_choice,
    }


def _key(reader: m.Subscriber) -> str:
    from digest.delivery import addresses

    return addresses.key(reader.address)


def _consent_row(consent: m.Consent) -> dict[str, Any]:
    return {
        "newsletter": consent.newsletter,
        "address": consent.address,
        "act": consent.act.value,
        "at": consent.at,
        "how": consent.how,
        "place": consent.where,
        "wording": version_of(consent.shown),
        "client": consent.client,
        "basis": consent.basis,
        "themes": " ".join(consent.themes),
        "issue": consent.issue,
        "reason": consent.reason,
    }


def _consents(connection: Connection, newsletter: m.NewsletterId, address: str) -> tuple[m.Consent, ...]:
    query = (
        select(consents, wordings.c.text)
        .outerjoin(wordings, wordings.c.version == consents.c.wording)
        .where(consents.c.newsletter == newsletter, consents.c.address == address)
        .order_by(consents.c.number)
    )
    return tuple(_consent(row) for row in connection.execute(query))


def _consent(row: Row[Any]) -> m.Consent:
    return m.Consent(
        newsletter=m.NewsletterId(row.newsletter),
        address=row.address,
        act=m.Act(row.act),
        at=row.at,
        how=row.how,
        where=row.place,
        shown=row.text or "",
        client=row.client,
        basis=row.basis,
        themes=_themes(row.themes),
        issue=row.issue,
        reason=row.reason,
    )


def _ask(row: Row[Any]) -> m.Ask:
    return m.Ask(
        newsletter=m.NewsletterId(row.newsletter),
        kind=row.kind,
        address=row.address,
        at=row.at,
        themes=_themes(row.themes),
        format=row.format,
        where=row.place,
        shown=row.shown,
        client=row.client,
        id=row.id,
    )


def _subscriber(row: Row[Any]) -> m.Subscriber:
    return m.Subscriber(row.written, row.name, _themes(row.themes), row.format, row.paused_until)


def _subscription(row: Row[Any]) -> m.Subscription:
    return m.Subscription(
        newsletter=m.NewsletterId(row.newsletter),
        reader=_subscriber(row),
        state=row.state,
        origin=row.origin,
        since=row.since,
        asked=row.asked,
        own_choice=row.own_choice,
    )


def _themes(words: str) -> tuple[m.ThemeId, ...]:
    return tuple(m.ThemeId(word) for word in words.split())
