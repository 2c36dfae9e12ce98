"""An issue sent to its readers, each once, by any number of processes at a time.

The row is there before the mail: `pending` when the issue is planned, claimed by a run, `sending` before the mail may
leave, then what the server said. A run holds a lock under its name as long as it lives; what a dead one left
`sending` becomes unknown: nobody can know whether the mail arrived, so no rule sends it again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from digest import delivery
from digest import model as m
from digest.errors import NotNow
from digest.jobs import readers
from digest.jobs.audience import Audience
from digest.jobs.claims import Claims
from digest.jobs.editions import Editions
from digest.jobs.parts import Parts
from digest.jobs.publish import the_issue

AGAIN = timedelta(minutes=10)
"""When a sending goes on by itself that was paused because the mail server went away."""

CLOCKS = timedelta(minutes=1)
"""So far the clocks of two machines may differ."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How an issue's deliveries stand after a run: `tried` by this run, `fates` of all, what the list had wrong.

    `said` is what the servers said of those that were not sent, each once.
    """

    issue: m.Issue
    campaign: m.Campaign
    tried: int
    fates: Mapping[m.Fate, int]
    mistakes: tuple[str, ...]
    said: tuple[str, ...]

    @property
    def finished(self) -> bool:
        """True where no delivery is open."""
        return not any(self.fates.get(fate) for fate in (*m.OPEN, m.Fate.SENDING))


def deliver(
    parts: Parts,
    number: int | None = None,
    ended: Callable[[m.Posted], None] = lambda _: None,
    *,
    hurry: bool = True,
    planned: Callable[[int], None] = lambda _: None,
) -> Sent:
    """Send the issue to every reader who has not had it; `ended` hears of each mail, `planned` how many are open.

    In a hurry, what a server put off is tried again before its time. Raises `NotNow` where the sending is paused by a
    person or cancelled, or where this process sends already; `NothingThere` where there is no issue.
    """
    issue = the_issue(parts, number)
    with parts.store.alone(lock(parts.run)) as mine:
        if not mine:
            raise NotNow(f"Issue {issue.number} waits: this process is sending already.", about=str(issue.number))
        return _Sending(parts, issue, hurry=hurry).run(ended, planned)


def lock(owner: str) -> str:
    """Return the name of the lock that a run holds while it sends: free means that it is dead, or done."""
    return f"sender {owner}"


def abandoned(parts: Parts, campaign: m.Campaign) -> bool:
    """Tell whether a run that was sending died, with mails in its hands or right before it said that it was done."""
    owners = parts.store.deliveries.owners(campaign.newsletter, campaign.issue)
    if not owners:
        return parts.store.deliveries.due(campaign.newsletter, campaign.issue, parts.clock.now()) is None
    return any(is_dead(parts, owner) for owner in owners)


def is_dead(parts: Parts, owner: str) -> bool:
    """Tell whether a run that claimed something lives no more: nobody holds the lock of its name."""
    with parts.store.alone(lock(owner)) as free:
        return free


def close_slot(parts: Parts, sent: Sent) -> None:
    """Write that the issue's slot is done where it was held for a person, who has now seen to it."""
    row = parts.store.ledger.row(sent.issue.slot)
    if row and row.state is m.SlotState.HELD:
        why = f"issue {sent.issue.number}: sent by hand"
        parts.store.ledger.put(row.slot, m.SlotState.DONE, why, parts.clock.now())


class _Sending:
    """One run over an issue's open deliveries."""

    def __init__(self, parts: Parts, issue: m.Issue, *, hurry: bool) -> None:
        self.parts, self.issue, self.hurry = parts, issue, hurry
        self.name, self.number = issue.newsletter, issue.number
        self.rows, self.campaigns = parts.store.deliveries, parts.store.campaigns
        self.audience = Audience(parts)
        self.editions = Editions(parts, issue)

    def run(self, ended: Callable[[m.Posted], None], planned: Callable[[int], None]) -> Sent:
        """Plan, send what is open, and count."""
        known = self._begin()
        mistakes = readers.take_list(self.parts)
        self._bury()
        if known is None or (self.hurry and self._came_since(known)):
            self._plan()
        fates = self.rows.fates(self.name, self.number)
        planned(sum(fates.get(fate, 0) for fate in m.OPEN))
        claims = Claims(self.parts, self.issue, self.audience, self.editions, ended, hurry=self.hurry)
        away = ""
        try:
            away = self.parts.office.send(claims.hand)
            while not away and self._bury(others=True):
                away = self.parts.office.send(claims.hand)
        finally:
            self.rows.release(self.parts.run)
        if away:
            self._pause(away)
        self.campaigns.finish(self.name, self.number, self.parts.clock.now())
        fates, said = self.rows.fates(self.name, self.number), tuple(claims.said)
        return Sent(self.issue, self._campaign(), claims.tried, fates, mistakes, said)

    def _begin(self) -> datetime | None:
        """Open the campaign; return when it was planned. What a person stopped, a person has to start again."""
        now = self.parts.clock.now()
        found = self.campaigns.begin(self.name, self.number, now)
        if found.state is m.CampaignState.CANCELLED:
            raise NotNow(
                f"The sending of issue {self.number} was called off. What had left had left; the rest is not sent.",
                about=str(self.number),
            )
        if found.state is m.CampaignState.PAUSED and found.again is None:
            raise NotNow(
                f"The sending of issue {self.number} is paused. To go on: digest sending resume {self.number}",
                about=str(self.number),
            )
        if found.state is m.CampaignState.PAUSED:
            self.campaigns.move(found, m.CampaignState.SENDING, "", now)
        return found.planned

    def _bury(self, *, others: bool = False) -> bool:
        """Take over what dead runs had claimed; True where there was one. Their locks are free.

        Our own name among them, before we begin, is an earlier try of this process that came to grief.
        """
        dead = False
        for owner in self.rows.owners(self.name, self.number):
            if others and owner == self.parts.run:
                continue
            with self.parts.store.alone(lock(owner)) as gone:
                if gone or owner == self.parts.run:
                    self.rows.orphaned(owner, self.parts.clock.now())
                    dead = True
        return dead

    def _came_since(self, planned: datetime) -> bool:
        """Tell whether there may be readers who have no row yet; another machine's clock may be a little off."""
        newest = self.parts.store.readers.numbers(self.name, self.parts.clock.now()).newest
        return newest is not None and newest >= planned - CLOCKS

    def _plan(self) -> None:
        began = self.parts.clock.now()  # who comes while it is planned may be passed by: the next run looks again
        planned = delivery.plan(
            self.issue,
            self.audience.all(),
            self.parts.newsletter,
            self.editions.stories,
            secret=self.parts.secret,
            now=began,
        )
        self.rows.plan(takewhile(lambda _: not self.parts.stopping(), planned))
        if not self.parts.stopping():
            self.campaigns.planned(self.name, self.number, began)

    def _pause(self, away: str) -> None:
        campaign, now = self._campaign(), self.parts.clock.now()
        if campaign.state is m.CampaignState.SENDING:
            self.campaigns.move(campaign, m.CampaignState.PAUSED, away, now, now + AGAIN)

    def _campaign(self) -> m.Campaign:
        found = self.campaigns.get(self.name, self.number)
        assert found is not None, "it was begun first of all"  # noqa: S101 - for the type checker
        return found
