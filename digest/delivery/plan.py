"""Who gets an issue: one row a reader, before anything is sent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from digest.delivery import addresses
from digest.delivery.personal import message_id
from digest.model import Delivery, Fate, Issue, Newsletter, Subscriber

SUPPRESSED = "This address must not be mailed."
NOTHING_FOR_THEM = "Nothing in this issue is on the themes of this reader."
GONE = "No longer among the readers."


def plan(
    issue: Issue,
    subscribers: Iterable[Subscriber],
    suppressed: Collection[str],
    newsletter: Newsletter,
    stories_of: Callable[[Subscriber], int],
    *,
    secret: bytes,
) -> tuple[Delivery, ...]:
    """Return one delivery a reader, in order: `pending`, or `skipped` with why.

    `suppressed` and the rows' addresses are as `addresses.key` writes them, so that a reader written in other
    capitals next time is still the same row. `stories_of` says how many stories a reader's edition has (as rendered:
    `Mail.stories`).
    """
    rows: dict[str, Delivery] = {}
    for subscriber in subscribers:
        key = addresses.key(subscriber.address)
        if key in rows:
            continue
        why = SUPPRESSED if key in suppressed else "" if stories_of(subscriber) else NOTHING_FOR_THEM
        name = message_id(issue.newsletter, issue.number, key, sender=newsletter.sender.address, secret=secret)
        fate = Fate.SKIPPED if why else Fate.PENDING
        rows[key] = Delivery(issue.newsletter, issue.number, key, name, fate, why)
    return tuple(rows.values())


def with_readers(
    deliveries: Iterable[Delivery], subscribers: Sequence[Subscriber]
) -> tuple[tuple[Delivery, Subscriber | None], ...]:
    """Return each delivery with its reader, None where they are no longer among the readers."""
    known = {addresses.key(subscriber.address): subscriber for subscriber in reversed(subscribers)}
    return tuple((delivery, known.get(delivery.address)) for delivery in deliveries)


def why_not(delivery: Delivery, subscriber: Subscriber | None, suppressed: Collection[str]) -> str:
    """Return why a planned delivery must not go out after all, "" where it may: to be asked right before sending.

    Between the plan and its turn a reader may have left; a campaign resumed a day later must know.
    """
    if delivery.address in suppressed:
        return SUPPRESSED
    return "" if subscriber else GONE
