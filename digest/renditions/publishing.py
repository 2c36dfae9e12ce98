"""All files that an issue adds to the outbox or changes in it, by the table of renditions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from digest import model as m
from digest.ports import Templates
from digest.renditions import archive, feeds, indexes
from digest.renditions.addresses import EVENTS, FEEDS, Addresses, calendar_path, theme_calendar
from digest.renditions.addresses import addresses as addresses_of
from digest.renditions.calendar import calendar, subscribable
from digest.renditions.corrections import corrected
from digest.renditions.mail import mail
from digest.renditions.shelf import Shelf, shelf

CALENDAR = "text/calendar; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Published:
    """The finished files, their paths relative to the outbox, and the cards that had to be reduced."""

    renditions: tuple[m.Rendition, ...]
    quarantined: tuple[m.Quarantined, ...] = ()


@dataclass(frozen=True, slots=True)
class Press:
    """What an issue's own files are made from: the issue and its mail, all `issues` newest first, how they look."""

    issue: m.Issue
    issues: tuple[m.Issue, ...]
    mail: m.Mail
    newsletter: m.Newsletter
    templates: Templates
    addresses: Addresses


@dataclass(frozen=True, slots=True)
class Room:
    """What the files are made from that issues share; `only` is what has to be made anew, None for everything."""

    issues: tuple[m.Issue, ...]
    shelf: Shelf
    newsletter: m.Newsletter
    templates: Templates
    addresses: Addresses
    only: indexes.Touched | None = None


def publish(
    issue: m.Issue,
    issues: Sequence[m.Issue],
    newsletter: m.Newsletter,
    templates: Templates,
    public: str,
    corrections: Sequence[m.Correction] = (),
) -> Published:
    """Return every file that this issue writes: its own folder, the feeds and calendars, the indexes it belongs to.

    `issues` are all issues there are, in any order, this one among them or not; `corrections` are applied to all
    of them, but the mail stays as it was sent. Raises `TemplateError`.
    """
    made = mail(issue, newsletter, templates, public)
    right = tuple(corrected(one, corrections) for one in newest_first(issue, issues))
    this = next(one for one in right if one.number == issue.number)
    addresses = addresses_of(newsletter, public)
    all_rows = shelf(right, newsletter, addresses)
    press = Press(this, right, made, newsletter, templates, addresses)
    room = Room(right, all_rows, newsletter, templates, addresses, indexes.touched(all_rows.by_number[issue.number]))
    own = (file for make in RENDITIONS.values() for file in make(press))
    common = (file for make in SHARED.values() for file in make(room))
    return Published((*own, *common), made.quarantined)


def publish_all(
    issues: Sequence[m.Issue],
    newsletter: m.Newsletter,
    templates: Templates,
    public: str,
    corrections: Sequence[m.Correction] = (),
) -> Iterator[m.Rendition]:
    """Yield every file of every issue and all that they share, as after a change of templates or of the address.

    One at a time, so that thousands need not be held at once. Raises `TemplateError`.
    """
    addresses = addresses_of(newsletter, public)
    in_order = sorted({issue.number: issue for issue in issues}.values(), key=lambda one: -one.number)
    right = tuple(corrected(one, corrections) for one in in_order)
    for sent, shown in zip(in_order, right, strict=True):
        press = Press(shown, right, mail(sent, newsletter, templates, public), newsletter, templates, addresses)
        for make in RENDITIONS.values():
            yield from make(press)
    room = Room(right, shelf(right, newsletter, addresses), newsletter, templates, addresses)
    for common in SHARED.values():
        yield from common(room)


def newest_first(issue: m.Issue, issues: Sequence[m.Issue]) -> tuple[m.Issue, ...]:
    """Return all issues with this one, each number once, newest first."""
    by_number = {other.number: other for other in issues} | {issue.number: issue}
    return tuple(by_number[number] for number in sorted(by_number, reverse=True))


def page(press: Press) -> tuple[m.Rendition, ...]:
    """Return the issue's page."""
    return (archive.issue_page(press.issue, press.issues, press.newsletter, press.templates, press.addresses),)


def mails(press: Press) -> tuple[m.Rendition, ...]:
    """Return the mail with all themes, as HTML and as text.

    Who finds it on the web has no choice of themes to change or end: those links lead to the page that says how.
    """
    folder, how = press.issue.number, press.addresses.of(FEEDS.removesuffix("index.html"))

    def anybodys(text: str) -> bytes:
        said = text.replace(m.Mark.UNSUBSCRIBE, f"{how}#leave").replace(m.Mark.PREFERENCES, how)
        return said.encode("utf-8", "replace")

    return (
        m.Rendition(f"{folder}/email.html", archive.HTML, anybodys(press.mail.html)),
        m.Rendition(f"{folder}/email.txt", TEXT, anybodys(press.mail.text)),
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


def feed_files(room: Room) -> tuple[m.Rendition, ...]:
    """Return the feeds in all formats and the list of them."""
    reel = feeds.Reel(room.issues, room.newsletter, room.templates, room.addresses)
    listed = feeds.opml(room.newsletter, room.addresses, room.templates)
    return (*reel.files(), listed)


def calendar_files(room: Room) -> tuple[m.Rendition, ...]:
    """Return the calendars to subscribe to: of all events and of each theme's."""
    themes = {theme_calendar(theme.id): theme for theme in room.newsletter.themes}
    return tuple(
        m.Rendition(path, CALENDAR, subscribable(room.issues, room.newsletter, room.addresses, path, theme))
        for path, theme in {EVENTS: None, **themes}.items()
    )


def index_files(room: Room) -> Iterator[m.Rendition]:
    """Return the archive's indexes, its search and its map."""
    desk = indexes.Desk(room.shelf, room.newsletter, room.templates, room.addresses)
    return indexes.indexes(desk, room.only)


RENDITIONS: dict[str, Callable[[Press], Iterable[m.Rendition]]] = {
    "page": page,
    "mail": mails,
    "data": data,
    "calendar": calendars,
}
"""Every kind of rendition of one issue by its name; a new one is a function and a line here."""

SHARED: dict[str, Callable[[Room], Iterable[m.Rendition]]] = {
    "feeds": feed_files,
    "calendars": calendar_files,
    "indexes": index_files,
}
"""Every kind of file that issues share, in the same way."""
