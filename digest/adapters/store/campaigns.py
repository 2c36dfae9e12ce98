"""Campaigns: how the sending of each issue stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, func, select, update

from digest import model as m
from digest.adapters.store.engine import insert, reading, writing
from digest.adapters.store.schema import campaigns, deliveries, returns, suppressions

CALLED_OFF = "The sending was called off before its turn."
_UNSETTLED = [fate.value for fate in (*m.OPEN, m.Fate.SENDING)]


@dataclass(frozen=True, slots=True)
class SqlCampaigns:
    """`ports.Campaigns` over SQL."""

    engine: Engine

    def begin(self, newsletter: m.NewsletterId, issue: int, now: datetime) -> m.Campaign:
        """Return the campaign, made where there is none and sending again where it had finished."""
        row = _values(m.Campaign(newsletter, issue, m.CampaignState.SENDING, now, now))
        with writing(self.engine) as connection:
            connection.execute(insert(connection, campaigns).values(row).on_conflict_do_nothing())
            again = {"state": m.CampaignState.SENDING.value, "why": "", "changed": now}
            _moved(connection, newsletter, issue, m.CampaignState.FINISHED, again)
            found = _get(connection, newsletter, issue)
        assert found is not None, "it was stored above"  # noqa: S101 - for the type checker
        return found

    def planned(self, newsletter: m.NewsletterId, issue: int, now: datetime) -> None:
        """Write that every reader there is has a row."""
        with writing(self.engine) as connection:
            connection.execute(update(campaigns).where(*_of(newsletter, issue)).values(planned=now))

    def move(
        self, campaign: m.Campaign, to: m.CampaignState, why: str, now: datetime, again: datetime | None = None
    ) -> bool:
        """Change the state of a campaign that is as it was when it was read; False where it is not.

        One that is cancelled leaves no delivery open: what is not on its way is not sent.
        """
        name, number = campaign.newsletter, campaign.issue
        with writing(self.engine) as connection:
            values = {"state": to.value, "why": why, "changed": now, "again": again}
            if not _moved(connection, name, number, campaign.state, values):
                return False
            if to is m.CampaignState.CANCELLED:
                rows = (deliveries.c.newsletter == name, deliveries.c.issue == number)
                still = deliveries.c.fate.in_([fate.value for fate in m.OPEN])
                skipped = {"fate": m.Fate.SKIPPED.value, "said": CALLED_OFF, "at": now, "owner": ""}
                connection.execute(update(deliveries).where(*rows, still).values(skipped))
            return True

    def finish(self, newsletter: m.NewsletterId, issue: int, now: datetime) -> bool:
        """Call a campaign finished that is sending, planned, and has no row open; False where it is not so."""
        with writing(self.engine) as connection:
            still = select(deliveries.c.address).where(
                deliveries.c.newsletter == newsletter,
                deliveries.c.issue == issue,
                deliveries.c.fate.in_(_UNSETTLED),
            )
            done = connection.execute(
                update(campaigns)
                .where(
                    *_of(newsletter, issue),
                    campaigns.c.state == m.CampaignState.SENDING.value,
                    campaigns.c.planned.is_not(None),
                    ~still.exists(),
                )
                .values(state=m.CampaignState.FINISHED.value, why="", changed=now, again=None)
            )
            return done.rowcount == 1

    def get(self, newsletter: m.NewsletterId, issue: int) -> m.Campaign | None:
        """Return the campaign of an issue, None where it was never sent."""
        with reading(self.engine) as connection:
            return _get(connection, newsletter, issue)

    def all(self, newsletter: m.NewsletterId) -> tuple[m.Campaign, ...]:
        """Return the campaigns of a newsletter, newest issue first."""
        query = select(campaigns).where(campaigns.c.newsletter == newsletter).order_by(campaigns.c.issue.desc())
        with reading(self.engine) as connection:
            return tuple(_campaign(row) for row in connection.execute(query))

    def left(self, newsletter: m.NewsletterId, issue: int) -> dict[str, int]:
        """Return how many readers were suppressed after they had the issue, by why."""
        query = (
            select(suppressions.c.why, func.count().label("many"))
            .join(
                deliveries,
                (deliveries.c.newsletter == suppressions.c.newsletter)
                & (deliveries.c.address == suppressions.c.address),
            )
            .where(
                deliveries.c.newsletter == newsletter,
                deliveries.c.issue == issue,
                suppressions.c.at >= deliveries.c.at,
            )
            .group_by(suppressions.c.why)
        )
        with reading(self.engine) as connection:
            rows = connection.execute(query).all()
        return {row.why: row.many for row in rows}

    def returned(self, newsletter: m.NewsletterId, issue: int) -> dict[str, int]:
        """Return how many mails about the issue came back, by kind."""
        query = (
            select(returns.c.kind, func.count().label("many"))
            .where(returns.c.newsletter == newsletter, returns.c.issue == issue)
            .group_by(returns.c.kind)
        )
        with reading(self.engine) as connection:
            return {row.kind: row.many for row in connection.execute(query)}


def _of(newsletter: m.NewsletterId, issue: int) -> tuple[ColumnElement[bool], ...]:
    return campaigns.c.newsletter == newsletter, campaigns.c.issue == issue


def _moved(
    connection: Connection,
    newsletter: m.NewsletterId,
    issue: int,
    state: m.CampaignState,
    values: Mapping[str, Any],
) -> bool:
    mine = (*_of(newsletter, issue), campaigns.c.state == state.value)
    return connection.execute(update(campaigns).where(*mine).values(values)).rowcount == 1


def _get(connection: Connection, newsletter: m.NewsletterId, issue: int) -> m.Campaign | None:
    row = connection.execute(select(campaigns).where(*_of(newsletter, issue))).first()
    return _campaign(row) if row else None


def _values(campaign: m.Campaign) -> dict[str, Any]:
    return {
        "newsletter": campaign.newsletter,
        "issue": campaign.issue,
        "state": campaign.state.value,
        "why": campaign.why,
        "started": campaign.started,
        "changed": campaign.changed,
        "again": campaign.again,
        "planned": campaign.planned,
    }


def _campaign(row: Row[Any]) -> m.Campaign:
    state, name = m.CampaignState(row.state), m.NewsletterId(row.newsletter)
    return m.Campaign(name, row.issue, state, row.started, row.changed, row.why, row.again, row.planned)
