"""All files that an issue adds to the outbox or changes in it, by the table of renditions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from digest import model as m
from digest.ports import Templates
from digest.renditions import archive, feeds
from digest.renditions.addresses import Addresses, calendar_path
from digest.renditions.addresses import addresses as addresses_of
from digest.renditions.calendar import calendar
from digest.renditions.corrections import corrected
from digest.renditions.mail import mail

CALENDAR = "text/calendar; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Published:
    """The finished files, their paths relative to the outbox, and the cards that had to be reduced."""

    renditions: tuple[m.Rendition, ...]
    quarantined: tuple[m.Quarantined, ...] = ()


@dataclass(frozen=True, slots=True)
class Press:
    """What every rendition is made from: an issue and its mail, all `issues` newest first, and how they look."""

    issue: m.Issue
    issues: tuple[m.Issue, ...]
    mail: m.Mail
    newsletter: m.Newsletter
    templates: Templates
    addresses: Addresses


def publish(
    issue: m.Issue,
    issues: Sequence[m.Issue],
    newsletter: m.Newsletter,
    templates: Templates,
    public: str,
    corrections: Sequence[m.Correction] = (),
) -> Published:
    """Return every file that this issue writes: its own folder, the feeds, the page of all issues.

    `issues` are all issues there are, in any order, this one among them or not; `corrections` are applied to all
    of them, but the mail stays as it was sent. Raises `TemplateError`.
    """
    made = mail(issue, newsletter, templates, public)
    right = tuple(corrected(one, corrections) for one in newest_first(issue, issues))
    this = next(one for one in right if one.number == issue.number)
    press = Press(this, right, made, newsletter, templates, addresses_of(newsletter, public))
    return Published(tuple(file for make in RENDITIONS.values() for file in make(press)), made.quarantined)


def newest_first(issue: m.Issue, issues: Sequence[m.Issue]) -> tuple[m.Issue, ...]:
    """Return all issues with this one, each number once, newest first."""
    by_number = {other.number: other for other in issues} | {issue.number: issue}
    return tuple(by_number[number] for number in sorted(by_number, reverse=True))


def page(press: Press) -> tuple[m.Rendition, ...]:
    """Return the issue's page."""
    return (archive.issue_page(press.issue, press.issues, press.newsletter, press.templates, press.addresses),)


def mails(press: Press) -> tuple[m.Rendition, ...]:
    """Return the mail with all themes, as HTML and as text."""
    folder = press.issue.number
    return (
        m.Rendition(f"{folder}/email.html", archive.HTML, press.mail.html.encode("utf-8", "replace")),
        m.Rendition(f"{folder}/email.txt", TEXT, press.mail.text.encode("utf-8", "replace")),
    )


def data(press: Press) -> tuple[m.Rendition, ...]:
    """Return the issue's facts."""
    return (archive.issue_data(press.issue, press.newsletter, press.addresses),)


def calendars(press: Press) -> tuple[m.Rendition, ...]:
    """Return the calendar of the issue, and one of each event for "Add to calendar"; none where nothing is announced.

    A calendar without an event in it would not be one (RFC 5545, 3.6).
    """
    issue, newsletter, addresses = press.issue, press.newsletter, press.addresses
    events = tuple(story for story in issue.content.events if story.lead.event)
    files = {calendar_path(issue.number, addresses.key(story)): (story,) for story in events}
    whole = {f"{issue.number}/events.ics": events} if events else {}
    return tuple(
        m.Rendition(path, CALENDAR, calendar(issue, stories, newsletter, addresses))
        for path, stories in (whole | files).items()
    )


def rss(press: Press) -> tuple[m.Rendition, ...]:
    """Return the feeds of issues and of stories."""
    given = (press.issues, press.newsletter, press.templates, press.addresses)
    return (feeds.issues_feed(*given), feeds.stories_feed(*given))


def index(press: Press) -> tuple[m.Rendition, ...]:
    """Return the page of all issues."""
    return (archive.index_page(press.issues, press.newsletter, press.templates, press.addresses),)


RENDITIONS: dict[str, Callable[[Press], tuple[m.Rendition, ...]]] = {
    "page": page,
    "mail": mails,
    "data": data,
    "calendar": calendars,
    "rss": rss,
    "index": index,
}
"""Every kind of rendition by its name; a new one is a function and a line here."""
