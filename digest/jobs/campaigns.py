"""The sending of an issue as a person sees and steers it: progress, pause, resume, cancel, the unknown, figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from digest import model as m
from digest.errors import NotNow
from digest.jobs.deliver import is_dead
from digest.jobs.parts import Parts
from digest.jobs.publish import the_issue
from digest.renditions import ways

STATES = m.CampaignState


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the sending of an issue is: `due` is when the next mail can go, `senders` how many processes send."""

    issue: int
    campaign: m.Campaign | None
    fates: Mapping[m.Fate, int]
    due: datetime | None
    senders: int

    @property
    def all(self) -> int:
        """How many deliveries there are."""
        return sum(self.fates.values())

    @property
    def open(self) -> int:
        """How many are not settled yet."""
        return sum(self.fates.get(fate, 0) for fate in (*m.OPEN, m.Fate.SENDING))


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of an issue: by fate, by domain and theme, who left after it, what came back. Nobody is named.

    A reader of several themes counts under each; "" stands for those who read them all. `ended_…` are subscriptions
    that this issue's mail led to the end of: left, bounced, complained. `followed` are links, where they are counted.
    """

    issue: int
    fates: Mapping[m.Fate, int]
    domains: Mapping[str, Mapping[m.Fate, int]]
    themes: Mapping[str, Mapping[m.Fate, int]]
    left: Mapping[str, int]
    returned: Mapping[str, int]
    ended_domains: Mapping[str, Mapping[m.Act, int]]
    ended_themes: Mapping[str, Mapping[m.Act, int]]
    followed: tuple[m.Followed, ...] = ()

    @property
    def followed_themes(self) -> tuple[tuple[str, int], ...]:
        """How often links were followed under each theme, the most first."""
        sums: Counter[str] = Counter()
        for row in self.followed:
            sums[row.theme or ""] += row.times
        return tuple(sums.most_common())


def progress(parts: Parts, number: int | None = None) -> Progress:
    """Return how far the sending of an issue is. Raises `NothingThere` where there is no issue."""
    issue = the_issue(parts, number)
    rows, now = parts.store.deliveries, parts.clock.now()
    campaign = parts.store.campaigns.get(issue.newsletter, issue.number)
    open_now = campaign is not None and campaign.state in {STATES.SENDING, STATES.PAUSED}
    owners = rows.owners(issue.newsletter, issue.number) if open_now else frozenset()
    return Progress(
        issue.number,
        campaign,
        rows.fates(issue.newsletter, issue.number),
        rows.due(issue.newsletter, issue.number, now) if open_now else None,
        sum(not is_dead(parts, owner) for owner in owners),
    )


def figures(parts: Parts, number: int | None = None) -> Figures:
    """Return what became of an issue. Raises `NothingThere` where there is no issue."""
    issue = the_issue(parts, number)
    tallies = parts.store.deliveries.tallies(issue.newsletter, issue.number)
    endings = parts.store.readers.endings(issue.newsletter, issue.number)
    return Figures(
        issue.number,
        parts.store.deliveries.fates(issue.newsletter, issue.number),
        _counted(tallies, lambda tally: (tally.domain,)),
        _counted(tallies, lambda tally: tally.themes or ("",)),
        parts.store.campaigns.left(issue.newsletter, issue.number),
        parts.store.campaigns.returned(issue.newsletter, issue.number),
        _ended(endings, lambda ending: (ending.domain,)),
        _ended(endings, lambda ending: ending.themes or ("",)),
        ways.followed(issue, parts.store.clicks.of(issue.newsletter, issue.number)),
    )


def _ended(
    endings: Collection[m.Ending], under: Callable[[m.Ending], Collection[str]]
) -> dict[str, dict[m.Act, int]]:
    """Return endings summed under what each belongs to."""
    sums: dict[str, Counter[m.Act]] = {}
    for ending in endings:
        for key in under(ending):
            sums.setdefault(key, Counter())[ending.act] += ending.count
    return {key: dict(acts) for key, acts in sums.items()}


def _counted(
    tallies: Collection[m.Tally], under: Callable[[m.Tally], Collection[str]]
) -> dict[str, dict[m.Fate, int]]:
    """Return the tallies summed under what each belongs to, the largest first."""
    sums: dict[str, Counter[m.Fate]] = {}
    for tally in tallies:
        for key in under(tally):
            sums.setdefault(key, Counter())[tally.fate] += tally.count
    largest = sorted(sums.items(), key=lambda one: (-one[1].total(), one[0]))
    return {key: {fate: fates[fate] for fate in m.Fate if fates[fate]} for key, fates in largest}


def pause(parts: Parts, number: int | None, by: str) -> m.Campaign:
    """Stop the sending of an issue at once: what is on its way ends, nothing more leaves until `resume`."""
    return _moved(parts, number, (STATES.SENDING,), STATES.PAUSED, f"paused by {by}")


def resume(parts: Parts, number: int | None) -> m.Campaign:
    """Let a paused sending go on, by the next tick or `digest send`."""
    return _moved(parts, number, (STATES.PAUSED,), STATES.SENDING, "")


def cancel(parts: Parts, number: int | None, by: str) -> m.Campaign:
    """Stop the presses: until the last delivery has been claimed, whoever has not had the issue does not get it."""
    return _moved(parts, number, (STATES.SENDING, STATES.PAUSED), STATES.CANCELLED, f"called off by {by}")


def _moved(
    parts: Parts, number: int | None, states: tuple[m.CampaignState, ...], to: m.CampaignState, why: str
) -> m.Campaign:
    """Return the campaign in its new state. Raises `NotNow` where it is in none of these states."""
    issue = the_issue(parts, number)
    campaigns = parts.store.campaigns
    # a worker may end or pause it between the look and the change: then look again
    while (campaign := campaigns.get(issue.newsletter, issue.number)) and campaign.state in states:
        if campaigns.move(campaign, to, why, parts.clock.now()):
            return campaigns.get(issue.newsletter, issue.number) or campaign
    stands = f"is {campaign.state.value}" if campaign else "has not begun"
    raise NotNow(
        f"The sending of issue {issue.number} {stands}, so it cannot be {to.value}.", about=str(issue.number)
    )


def unknown(parts: Parts, number: int | None = None, *, after: str = "", most: int = 100) -> tuple[m.Delivery, ...]:
    """Return deliveries of which nobody knows whether they arrived, by address, from behind `after` on."""
    issue = the_issue(parts, number)
    return parts.store.deliveries.page(issue.newsletter, issue.number, m.Fate.UNKNOWN, after=after, most=most)


def resend(parts: Parts, number: int | None, addresses: Collection[str] | None, by: str) -> int:
    """Let unknown deliveries be sent again, all where no addresses are given: `by` takes it on that some get two."""
    changed = _decided(parts, number, addresses, m.Fate.PENDING, f"sent again by {by}")
    if changed:
        issue = the_issue(parts, number)
        parts.store.campaigns.begin(issue.newsletter, issue.number, parts.clock.now())
    return changed


def mark(parts: Parts, number: int | None, addresses: Collection[str] | None, fate: m.Fate, by: str) -> int:
    """Write what a person found out about unknown deliveries: sent, or failed; return how many there were."""
    return _decided(parts, number, addresses, fate, f"marked {fate.value} by {by}")


def _decided(parts: Parts, number: int | None, addresses: Collection[str] | None, fate: m.Fate, said: str) -> int:
    issue = the_issue(parts, number)
    now = parts.clock.now()
    return parts.store.deliveries.decide(issue.newsletter, issue.number, addresses, fate, said, now)
