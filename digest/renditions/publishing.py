"""All files that an issue adds to the outbox or changes in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from digest import model as m
from digest.ports import Templates
from digest.renditions import archive, feeds
from digest.renditions.addresses import Addresses, calendar_path
from digest.renditions.addresses import addresses as addresses_of
from digest.renditions.calendar import calendar
from digest.renditions.mail import mail

CALENDAR = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Published:
    """The finished files, their paths relative to the outbox, and the cards that had to be reduced."""

    renditions: tuple[m.Rendition, ...]
    quarantined: tuple[m.Quarantined, ...] = ()


OfIssues = Callable[[Sequence[m.Issue], m.Newsletter, Templates, Addresses], m.Rendition]


def publish(
    issue: m.Issue,
    issues: Sequence[m.Issue],
    newsletter: m.Newsletter,
    templates: Templates,
    public: str,
) -> Published:
    """Return every file that this issue writes: its own folder, the feeds, the page of all issues.

    `issues` are all issues there are, in any order, this one among them or not. Raises `TemplateError`.
    """
    addresses = addresses_of(newsletter, public)
    everything = newest_first(issue, issues)
    made = mail(issue, newsletter, templates, public)
    folder = str(issue.number)
    of_issues: tuple[OfIssues, ...] = (feeds.issues_feed, feeds.stories_feed, archive.index_page)
    renditions = (
        archive.issue_page(issue, everything, newsletter, templates, addresses),
        m.Rendition(f"{folder}/email.html", archive.HTML, made.html.encode("utf-8", "replace")),
        m.Rendition(f"{folder}/email.txt", "text/plain; charset=utf-8", made.text.encode("utf-8", "replace")),
        archive.issue_data(issue, newsletter, addresses),
        *calendars(issue, newsletter, addresses),
        *(write(everything, newsletter, templates, addresses) for write in of_issues),
    )
    return Published(renditions, made.quarantined)


def newest_first(issue: m.Issue, issues: Sequence[m.Issue]) -> tuple[m.Issue, ...]:
    """Return all issues with this one, each number once, newest first."""
    by_number = {other.number: other for other in issues} | {issue.number: issue}
    return tuple(by_number[number] for number in sorted(by_number, reverse=True))


def calendars(issue: m.Issue, newsletter: m.Newsletter, addresses: Addresses) -> tuple[m.Rendition, ...]:
    """Return the calendar of the issue, and one of each event for "Add to calendar"; none where nothing is announced.

    A calendar without an event in it would not be one (RFC 5545, 3.6).
    """
    events = tuple(story for story in issue.content.events if story.lead.event)
    if not events:
        return ()
    alone = (
        m.Rendition(
            calendar_path(issue.number, addresses.key(story)),
            CALENDAR,
            calendar(issue, (story,), newsletter, addresses),
        )
        for story in events
    )
    whole = m.Rendition(f"{issue.number}/events.ics", CALENDAR, calendar(issue, events, newsletter, addresses))
    return (whole, *alone)
