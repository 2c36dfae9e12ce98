"""Links of mails that lead by way of ours: where to, and how often they were followed."""

from __future__ import annotations

from collections.abc import Mapping

from digest.errors import NothingThere, NotNow
from digest.jobs.draft import as_issue
from digest.jobs.parts import Parts
from digest.renditions import ways

MOST_ISSUES = 1_000_000
"""No newsletter has more, and databases take no number that is much longer."""


def ways_of(parts: Parts, number: int) -> Mapping[str, str]:
    """Return where the links of an issue lead, by name. Raises `NothingThere`.

    They lead there for ever, whether or not clicks are counted by now.
    """
    issue = parts.store.desk.issue(parts.newsletter.id, number) if number <= MOST_ISSUES else None
    if issue is None:
        raise NothingThere(f"There is no issue {number}.", about=str(number))
    return ways.targets(issue)


def ways_of_draft(parts: Parts, number: int) -> Mapping[str, str]:
    """Return where the links of the draft in hand lead, if it would be that issue: previews and tests hold them."""
    if parts.store.desk.next_number(parts.newsletter.id) != number:
        return {}
    waiting = parts.store.desk.latest_draft(parts.newsletter.id)
    try:
        return ways.targets(as_issue(parts, waiting)) if waiting else {}
    except NotNow:
        return {}  # it is empty


def follow(parts: Parts, number: int, link: str) -> None:
    """Count a link of an issue once more, where the newsletter counts them."""
    if parts.newsletter.clicks:
        parts.store.clicks.add(parts.newsletter.id, number, link)
