"""Who gets an issue: one row a reader, before anything is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from digest.delivery import addresses
from digest.delivery.personal import message_id
from digest.model import Delivery, Fate, Issue, Newsletter, Subscriber

SUPPRESSED = "This address must not be mailed."
NOTHING_FOR_THEM = "Nothing in this issue is on the themes of this reader."
GONE = "No longer among the readers."
PAUSED = "This reader wants no mail for a while."


def plan(
    issue: Issue,
    subscribers: Iterable[Subscriber],
    newsletter: Newsletter,
    stories_of: Callable[[Subscriber], int],
    *,
    secret: bytes,
    now: datetime,
) -> Iterator[Delivery]:
    """Yield one delivery a reader, in order: `pending`, or `skipped` with why.

    The rows' addresses are as `addresses.key` writes them, so that a reader written in other capitals next time is
    still the same row; whoever is given twice is the same row too, and the store keeps the first. `stories_of` says
    how many stories a reader's edition has (as rendered: `Mail.stories`).
    """
    for subscriber in subscribers:
        key = addresses.key(subscriber.address)
        why = why_not(subscriber, stories_of(subscriber), now)
        name = message_id(issue.newsletter, issue.number, key, sender=newsletter.sender.address, secret=secret)
        fate = Fate.SKIPPED if why else Fate.PENDING
        themes = tuple(sorted(subscriber.themes))
        yield Delivery(issue.newsletter, issue.number, key, name, fate, why, themes=themes)


def why_not(subscriber: Subscriber | None, stories: int, now: datetime, *, suppressed: bool = False) -> str:
    """Return why a delivery must not go out, "" where it may: asked when it is planned and right before it leaves.

    Between the plan and its turn a reader may have left, paused or changed their themes.
    """
    if suppressed:
        return SUPPRESSED
    if subscriber is None:
        return GONE
    if subscriber.paused_until and subscriber.paused_until > now:
        return PAUSED
    return "" if stories else NOTHING_FOR_THEM
