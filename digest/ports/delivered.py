"""What became of issues on their way, as Protocols: deliveries and returned mails."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from digest import model as m


class Campaigns(Protocol):
    """How the sending of each issue stands."""

    def begin(self, newsletter: m.NewsletterId, issue: int, now: datetime) -> m.Campaign:
        """Return the campaign, made where there is none and sending again where it had finished."""
        ...

    def planned(self, newsletter: m.NewsletterId, issue: int, now: datetime) -> None:
        """Write that every reader there is has a row."""
        ...

    def move(
        self, campaign: m.Campaign, to: m.CampaignState, why: str, now: datetime, again: datetime | None = None
    ) -> bool:
        """Change the state of a campaign that is as it was when it was read; False where it is not.

        One that is cancelled leaves no delivery open: what is not on its way is not sent.
        """
        ...

    def finish(self, newsletter: m.NewsletterId, issue: int, now: datetime) -> bool:
        """Call a campaign finished that is sending, planned, and has no row open; False where it is not so."""
        ...

    def get(self, newsletter: m.NewsletterId, issue: int) -> m.Campaign | None:
        """Return the campaign of an issue, None where it was never sent."""
        ...

    def all(self, newsletter: m.NewsletterId) -> tuple[m.Campaign, ...]:
        """Return the campaigns of a newsletter, newest issue first."""
        ...

    def left(self, newsletter: m.NewsletterId, issue: int) -> Mapping[str, int]:
        """Return how many readers were suppressed after they had the issue, by why."""
        ...

    def returned(self, newsletter: m.NewsletterId, issue: int) -> Mapping[str, int]:
        """Return how many mails about the issue came back, by kind."""
        ...


class Deliveries(Protocol):
    """One row for each issue and reader, written before the mail leaves.

    An owner is a run that sends, and holds `Store.alone` under its name (`jobs.deliver.lock`) as long as it lives.
    """

    def plan(self, planned: Iterable[m.Delivery]) -> int:
        """Store those that are not there yet, in batches; return how many were new."""
        ...

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
        """Make open deliveries the owner's that nobody has, by address; return them.

        What was put off is claimed once it is due, or where it was put off before `before`. Those of the domains in
        `without` are left.
        """
        ...

    def turn(
        self, owner: str, settled: Sequence[m.Delivery], leaving: Sequence[m.Delivery], now: datetime
    ) -> frozenset[str] | None:
        """Write what became of the owner's mails and which leave now, in one durable step.

        Returns the addresses that may leave, without those that were taken away; None where the campaign is stopped.
        """
        ...

    def release(self, owner: str) -> int:
        """Give back what the owner claimed and has not sent; return how many."""
        ...

    def owners(self, newsletter: m.NewsletterId, issue: int) -> frozenset[str]:
        """Return who has claimed anything that is not settled, dead or alive."""
        ...

    def orphaned(self, owner: str, now: datetime) -> int:
        """Give back what a dead owner claimed, mark what it left on its way as unknown; return how many of these."""
        ...

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
        ...

    def of(self, newsletter: m.NewsletterId, issue: int) -> tuple[m.Delivery, ...]:
        """Return an issue's deliveries by address: all of them, so for a few only."""
        ...

    def page(
        self, newsletter: m.NewsletterId, issue: int, fate: m.Fate, *, after: str = "", most: int = 100
    ) -> tuple[m.Delivery, ...]:
        """Return an issue's deliveries of one fate by address, from behind `after` on."""
        ...

    def fates(self, newsletter: m.NewsletterId, issue: int) -> Mapping[m.Fate, int]:
        """Return how many deliveries of an issue have each fate."""
        ...

    def tallies(self, newsletter: m.NewsletterId, issue: int) -> tuple[m.Tally, ...]:
        """Return an issue's deliveries counted by fate, domain and choice of themes, most first."""
        ...

    def due(self, newsletter: m.NewsletterId, issue: int, now: datetime) -> datetime | None:
        """Return when the next delivery that nobody has can be sent: now, later, or never."""
        ...


class Clicks(Protocol):
    """How often links of mails were followed: a number a link and issue, nothing of who or when."""

    def add(self, newsletter: m.NewsletterId, issue: int, link: str) -> None:
        """Count a link of an issue once more."""
        ...

    def of(self, newsletter: m.NewsletterId, issue: int) -> Mapping[str, int]:
        """Return how often each link of an issue was followed."""
        ...


class Returns(Protocol):
    """Mails that came back."""

    def keep(self, returned: m.Return) -> bool:
        """Store a returned mail; False where it was there already."""
        ...

    def of(self, newsletter: m.NewsletterId, address: str) -> tuple[m.Return, ...]:
        """Return what came back from an address, oldest first."""
        ...

    def by_domain(self, newsletter: m.NewsletterId, since: datetime) -> Mapping[str, Mapping[str, int]]:
        """Return how many mails came back since a moment, by domain and kind, the domain with most first."""
        ...

    def delivery(self, newsletter: m.NewsletterId, message_ids: Sequence[str]) -> m.Delivery | None:
        """Return the delivery that has one of these Message-IDs."""
        ...

    def bounce(self, delivery: m.Delivery, said: str, now: datetime) -> None:
        """Write that a mail which a server took came back for good."""
        ...
