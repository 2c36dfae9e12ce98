"""Deliveries, written before the mail leaves: claimed in batches, noted in groups.

A claim is the owner's name in a row that is still open: nobody else takes it. `sending` is written, durably, when the
mail is about to leave. What a dead owner left open is anybody's again; what it left `sending` becomes unknown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, bindparam, func, or_, select, text, update

from digest import model as m
from digest.adapters.store.engine import insert, reading, writing
from digest.adapters.store.locks import in_turn
from digest.adapters.store.schema import campaigns, deliveries

ORPHANED = "The sender stopped while this mail was on its way; nobody can know whether it arrived."
_BATCH = 1_000
_SAID = 2_000
_OPEN = [fate.value for fate in m.OPEN]
_CLAIMED = text("owner <> ''")  # word for word as in the partial index, or SQLite does not use it

_settled = (
    update(deliveries)
    .where(
        deliveries.c.newsletter == bindparam("newsletter_"),
        deliveries.c.issue == bindparam("issue_"),
        deliveries.c.address == bindparam("address_"),
        deliveries.c.owner == bindparam("owner_"),
        # an owner that was taken for dead knows better what became of its mail; IN cannot be executed for many
        or_(*(deliveries.c.fate == fate.value for fate in (*m.OPEN, m.Fate.SENDING, m.Fate.UNKNOWN))),
    )
    .values({name: bindparam(f"{name}_new") for name in ("fate", "said", "at", "tries", "since", "due", "owner")})
)


@dataclass(frozen=True, slots=True)
class SqlDeliveries:
    """`ports.Deliveries` over SQL. Who owns anything holds `Store.alone` under the owner's name."""

    engine: Engine

    def plan(self, planned: Iterable[m.Delivery]) -> int:
        """Store those that are not there yet, in batches; return how many were new."""
        waiting, new = iter(planned), 0
        while batch := list(islice(waiting, _BATCH)):
            with writing(self.engine) as connection:
                statement = insert(connection, deliveries).on_conflict_do_nothing().returning(deliveries.c.issue)
                new += len(connection.execute(statement, [_values(delivery) for delivery in batch]).all())
        return new

    def claim(
        self,
        newsletter: m.NewsletterId,
        issue: int,
        owner: str,
        now: datetime,
        *,
        most: int,
        before: datetime | None = None,
        without: Collection[str] = (),
    ) -> tuple[m.Delivery, ...]:
        """Make open deliveries the owner's that nobody has, by address; return them."""
        waits = or_(deliveries.c.due.is_(None), deliveries.c.due <= now)
        if before is not None:
            waits = or_(waits, deliveries.c.at < before)
        ready = {m.Fate.PENDING: deliveries.c.owner == "", m.Fate.DEFERRED: and_(deliveries.c.owner == "", waits)}
        rows: list[Row[Any]] = []
        with in_turn(self.engine, "senders"), writing(self.engine) as connection:
            for fate, condition in ready.items():
                query = (
                    select(deliveries)
                    .where(*_of(newsletter, issue), deliveries.c.fate == fate.value, condition)
                    .order_by(deliveries.c.address)
                    .limit(most - len(rows))
                    .with_for_update(skip_locked=True)
                )
                if without:
                    query = query.where(deliveries.c.domain.not_in(without))
                rows.extend(connection.execute(query) if len(rows) < most else ())
            _own(connection, newsletter, issue, [row.address for row in rows], owner)
        return tuple(_delivery(row) for row in rows)

    def turn(
        self, owner: str, settled: Sequence[m.Delivery], leaving: Sequence[m.Delivery], now: datetime
    ) -> frozenset[str] | None:
        """Write what became of the owner's mails and which leave now, in one durable step.

        Returns the addresses that may leave, without those that were taken away; None where the campaign is stopped.
        """
        if not settled and not leaving:
            return frozenset()
        with in_turn(self.engine, "senders"), writing(self.engine) as connection:
            if settled:
                connection.execute(_settled, [_outcome(delivery, owner, now) for delivery in settled])
            return _leave(connection, owner, leaving, now) if leaving else frozenset()

    def release(self, owner: str) -> int:
        """Give back what the owner claimed and has not sent; return how many."""
        with writing(self.engine) as connection:
            mine = (_CLAIMED, deliveries.c.owner == owner, deliveries.c.fate.in_(_OPEN))
            return connection.execute(update(deliveries).where(*mine).values(owner="")).rowcount

    def owners(self, newsletter: m.NewsletterId, issue: int) -> frozenset[str]:
        """Return who has claimed anything that is not settled, dead or alive."""
        unsettled = deliveries.c.fate.in_([*_OPEN, m.Fate.SENDING.value])
        query = select(deliveries.c.owner).where(_CLAIMED, *_of(newsletter, issue), unsettled).distinct()
        with reading(self.engine) as connection:
            return frozenset(connection.scalars(query))

    def orphaned(self, owner: str, now: datetime) -> int:
        """Give back what a dead owner claimed, mark what it left on its way as unknown; return how many of these."""
        with writing(self.engine) as connection:
            mine = (_CLAIMED, deliveries.c.owner == owner)
            # the owner stays in the row: should it live after all, it may still say what became of the mail
            done = connection.execute(
                update(deliveries)
                .where(*mine, deliveries.c.fate == m.Fate.SENDING.value)
                .values(fate=m.Fate.UNKNOWN.value, said=ORPHANED, at=now)
            )
            connection.execute(update(deliveries).where(*mine, deliveries.c.fate.in_(_OPEN)).values(owner=""))
            return done.rowcount

    def decide(
        self,
        newsletter: m.NewsletterId,
        issue: int,
        addresses: Collection[str] | None,
        fate: m.Fate,
        said: str,
        now: datetime,
    ) -> int:
        """Write what a person decided about unknown deliveries, all of them where no addresses are given."""
        chosen = [*_of(newsletter, issue), deliveries.c.fate == m.Fate.UNKNOWN.value]
        if addresses is not None:
            chosen.append(deliveries.c.address.in_(addresses))
        with writing(self.engine) as connection:
            values = {"fate": fate.value, "said": said[:_SAID], "at": now, "owner": "", "due": None}
            return connection.execute(update(deliveries).where(*chosen).values(values)).rowcount

    def of(self, newsletter: m.NewsletterId, issue: int) -> tuple[m.Delivery, ...]:
        """Return an issue's deliveries by address: all of them, so for a few only."""
        query = select(deliveries).where(*_of(newsletter, issue)).order_by(deliveries.c.address)
        with reading(self.engine) as connection:
            return tuple(_delivery(row) for row in connection.execute(query))

    def page(
        self, newsletter: m.NewsletterId, issue: int, fate: m.Fate, *, after: str = "", most: int = 100
    ) -> tuple[m.Delivery, ...]:
        """Return an issue's deliveries of one fate by address, from behind `after` on."""
        query = (
            select(deliveries)
            .where(*_of(newsletter, issue), deliveries.c.fate == fate.value, deliveries.c.address > after)
            .order_by(deliveries.c.address)
            .limit(most)
        )
        with reading(self.engine) as connection:
            return tuple(_delivery(row) for row in connection.execute(query))

    def fates(self, newsletter: m.NewsletterId, issue: int) -> Mapping[m.Fate, int]:
        """Return how many deliveries of an issue have each fate."""
        query = select(deliveries.c.fate, func.count()).where(*_of(newsletter, issue)).group_by(deliveries.c.fate)
        with reading(self.engine) as connection:
            found = {m.Fate(fate): count for fate, count in connection.execute(query)}
        return {fate: found[fate] for fate in m.Fate if fate in found}

    def tallies(self, newsletter: m.NewsletterId, issue: int) -> tuple[m.Tally, ...]:
        """Return an issue's deliveries counted by fate, domain and choice of themes, most first."""
        by = (deliveries.c.fate, deliveries.c.domain, deliveries.c.themes)
        query = select(*by, func.count().label("many")).where(*_of(newsletter, issue)).group_by(*by)
        with reading(self.engine) as connection:
            rows = connection.execute(query.order_by(func.count().desc(), *by)).all()
        return tuple(m.Tally(m.Fate(row.fate), row.many, row.domain, _themes(row.themes)) for row in rows)

    def due(self, newsletter: m.NewsletterId, issue: int, now: datetime) -> datetime | None:
        """Return when the next delivery that nobody has can be sent: now, later, or never."""
        free = (*_of(newsletter, issue), deliveries.c.owner == "")
        pending = select(deliveries.c.address).where(*free, deliveries.c.fate == m.Fate.PENDING.value).limit(1)
        later = select(func.min(func.coalesce(deliveries.c.due, now))).where(
            *free, deliveries.c.fate == m.Fate.DEFERRED.value
        )
        with reading(self.engine) as connection:
            if connection.execute(pending).first():
                return now
            found: datetime | None = connection.scalar(later)
            return found


def _leave(connection: Connection, owner: str, leaving: Sequence[m.Delivery], now: datetime) -> frozenset[str] | None:
    newsletter, issue = leaving[0].newsletter, leaving[0].issue
    state = connection.scalar(
        select(campaigns.c.state).where(campaigns.c.newsletter == newsletter, campaigns.c.issue == issue)
    )
    if state != m.CampaignState.SENDING.value:
        return None
    marked = (
        update(deliveries)
        .where(
            *_of(newsletter, issue),
            deliveries.c.address.in_([delivery.address for delivery in leaving]),
            deliveries.c.owner == owner,
            deliveries.c.fate.in_(_OPEN),
        )
        .values(fate=m.Fate.SENDING.value, at=now)
        .returning(deliveries.c.address)
    )
    return frozenset(connection.scalars(marked))


def _own(
    connection: Connection, newsletter: m.NewsletterId, issue: int, addresses: Sequence[str], owner: str
) -> None:
    if addresses:
        chosen = (*_of(newsletter, issue), deliveries.c.address.in_(addresses))
        connection.execute(update(deliveries).where(*chosen).values(owner=owner))


def _of(newsletter: m.NewsletterId, issue: int) -> tuple[ColumnElement[bool], ...]:
    return deliveries.c.newsletter == newsletter, deliveries.c.issue == issue


def _values(delivery: m.Delivery) -> dict[str, Any]:
    return {
        "newsletter": delivery.newsletter,
        "issue": delivery.issue,
        "address": delivery.address,
        "message_id": delivery.message_id,
        "fate": delivery.fate.value,
        "said": delivery.said,
        "at": delivery.at,
        "domain": delivery.domain[:255],
        "themes": " ".join(delivery.themes),
    }


def _outcome(delivery: m.Delivery, owner: str, now: datetime) -> dict[str, Any]:
    """Return a settled delivery as values; one that was not tried stays its owner's."""
    return {
        "newsletter_": delivery.newsletter,
        "issue_": delivery.issue,
        "address_": delivery.address,
        "owner_": owner,
        "fate_new": delivery.fate.value,
        "said_new": delivery.said[:_SAID],
        "at_new": now,
        "tries_new": delivery.tries,
        "since_new": delivery.since,
        "due_new": delivery.due,
        "owner_new": owner if delivery.fate is m.Fate.PENDING else "",
    }


def _delivery(row: Row[Any]) -> m.Delivery:
    return m.Delivery(
        m.NewsletterId(row.newsletter),
        row.issue,
        row.address,
        row.message_id,
        m.Fate(row.fate),
        row.said,
        row.at,
        row.tries,
        row.since,
        row.due,
        _themes(row.themes),
    )


def _themes(words: str) -> tuple[m.ThemeId, ...]:
    return tuple(m.ThemeId(word) for word in words.split())
