"""Cards: a story as every rendition shows it, in plain clean words. Markup is the templates' affair.

A card holds nothing that could harm a page: one-line texts without control characters, and addresses that
are http or https, else none.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from digest import model as m
from digest.renditions import corrections, words
from digest.renditions.addresses import Addresses


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere; `address` is "" where there is nowhere to go."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture from our own address: pixels across and down (0 where they are not known) and what stands for it."""

    address: str
    width: int = 0
    height: int = 0
    alt: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """An event's time and place in words: `day` "18" and `month` "Nov" for the date block, `words` for the line.

    `machine` is the start as HTML's `datetime` wants it; `calendar` is the address of its .ics file,
    `off` says that it will not take place.
    """

    day: str
    month: str
    words: str
    machine: str
    place: str
    speakers: str
    calendar: str
    off: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One story. `published` is "18 July" or "seen 18 July", `machine` the same as YYYY-MM-DD.

    `direction` and `language` are "" where they are those of the newsletter; `image` is None unless it comes
    from our own address, because a picture from elsewhere tells its owner who reads what. `notes` are
    corrections made since, `remark` a word of the editors, `sources` counts those that reported it.
    """

    id: m.StoryId
    key: str
    title: str
    address: str
    source: str
    published: str
    machine: str
    at: datetime
    summary: str
    also: tuple[Link, ...] = ()
    earlier: tuple[Link, ...] = ()
    authors: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    language: str = ""
    direction: str = ""
    image: Image | None = None
    when: When | None = None
    rank: float = 0.0
    notes: tuple[corrections.Note, ...] = ()
    remark: str = ""
    sources: int = 1


def card(story: m.Story, issue: m.Issue, newsletter: m.Newsletter, addresses: Addresses) -> Card:
    """Return a story as a card of this issue."""
    lead, key = story.lead, addresses.key(story)
    summary = words.line(story.summary.text, words.SUMMARY)
    title = words.line(lead.title) or words.line(summary, 80) or "Without a title"
    return Card(
        id=story.id,
        key=key,
        title=title,
        address=words.web_address(lead.address),
        source=source_name(lead, newsletter),
        published=" · ".join(filter(None, (published(lead.published, issue.dated), words.line(lead.medium, 60)))),
        machine=f"{lead.published.at:%Y-%m-%d}",
        at=lead.published.at,
        summary="" if summary == title else summary,
        also=also_in(story.others, newsletter),
        earlier=tuple(Link(f"No. {number}", addresses.issue(number)) for number in story.earlier),
        authors=tuple(name for person in lead.authors if (name := words.line(person, words.NAME))),
        themes=themes(story, newsletter),
        language=language(lead.language, newsletter.language),
        direction=words.direction(title),
        image=image(story, issue, addresses),
        when=when(lead.event, title, issue, newsletter, addresses.calendar(issue.number, key))
        if lead.event
        else None,
        rank=story.rank,
        notes=corrections.beside(corrections.of_story(issue, story.id), newsletter),
        remark=words.line(story.remark, words.SUMMARY),
        sources=len({post.source for post in story.posts}),
    )


def image(story: m.Story, issue: m.Issue, addresses: Addresses) -> Image | None:
    """Return a story's picture if it is served by us: the one made for the issue, or one that was ours before."""
    made = issue.content.picture
    if made and made.story == story.id:
        place = addresses.of(f"{issue.number}/{made.name}")
        return Image(place, made.width, made.height, words.line(made.alt, words.NAME))
    own = addresses.own(story.lead.image)
    return Image(own) if own else None


def source_name(post: m.Post, newsletter: m.Newsletter) -> str:
    """Return who published a post; where the source has left the file since, the host says it."""
    source = newsletter.source(post.source)
    return words.line(source.name if source else "", words.NAME) or words.host(post.address) or str(post.source)


def published(dating: m.Dating, near: datetime) -> str:
    """Return a post's day, and that we only saw it then where nobody gave a date."""
    told = words.day(dating.at, near)
    first_seen = bool(dating.evidence) and dating.evidence[0].kind == "first seen"
    return f"seen {told}" if first_seen else told


def also_in(posts: tuple[m.Post, ...], newsletter: m.Newsletter) -> tuple[Link, ...]:
    """Return a link to every other report, by the name of its source; a second of one source is numbered."""
    seen: Counter[str] = Counter()
    links = []
    for post in posts:
        name = source_name(post, newsletter)
        seen[name] += 1
        label = name if seen[name] == 1 else f"{name} ({seen[name]})"
        links.append(Link(label, words.web_address(post.address)))
    return tuple(links)


def themes(story: m.Story, newsletter: m.Newsletter) -> tuple[str, ...]:
    """Return the names of a story's themes, the main one first."""
    known = (newsletter.theme(placement.theme) for placement in story.placements)
    return tuple(words.line(theme.name, words.NAME) for theme in known if theme)


def language(of_post: str, of_newsletter: str) -> str:
    """Return a post's language tag where a screen reader must change its voice for it, else ""."""
    bare = of_post.strip().lower().replace("_", "-")
    is_tag = bare.replace("-", "").isalnum() and bare.isascii() and len(bare.split("-")[0]) in {2, 3}
    return bare if is_tag and bare.split("-")[0] != of_newsletter.lower().split("-")[0] else ""


def when(event: m.Event, title: str, issue: m.Issue, newsletter: m.Newsletter, calendar: str) -> When:
    """Return an event's date and place in words, on the clock of its own place."""
    start = words.local(event.start, event.zone, whole_day=event.whole_day)
    return When(
        day=str(start.day),
        month=words.MONTHS[start.month - 1][:3],
        words=standing(event, moment(event, start, issue.dated, newsletter.time_zone)),
        machine=f"{start:%Y-%m-%d}" if event.whole_day else start.isoformat(timespec="minutes"),
        place=place(event, title),
        speakers=speakers(event),
        calendar=calendar,
        off=event.is_off,
    )


def standing(event: m.Event, told: str) -> str:
    """Return when an event is with what has become of it: "Thursday 10 December (moved from 3 to 10 December)"."""
    if event.is_off:
        return f"{event.status.capitalize()}: {told}"
    changed = words.line(event.changed, 120).rstrip(".")
    return f"{told} ({changed[:1].lower()}{changed[1:]})" if changed and event.status == "changed" else told


def moment(event: m.Event, start: datetime, near: datetime, home: str) -> str:
    """Return "Tuesday 18 November, 10:00 to 11:30", "18 to 20 November" or "Closes Friday 4 December"."""
    if span := span_of_days(event, start, near):
        return span
    told = f"{words.DAYS[start.weekday()]} {words.day(start, near)}"
    if not event.whole_day:
        told = f"{told}, {clock_times(event, start)}{foreign_zone(event, start, home)}"
    return f"Closes {told}" if event.kind == "deadline" else told


def span_of_days(event: m.Event, start: datetime, near: datetime) -> str:
    """Return "18 to 20 November", "" for a single day."""
    end = words.last_day(event)
    if end.date() <= start.date():
        return ""
    first = str(start.day) if (start.month, start.year) == (end.month, end.year) else words.day(start, end)
    return f"{first} to {words.day(end, near)}"


def days(event: m.Event, near: datetime) -> str:
    """Return an event's days for a list of news: "Event, 10 December", "Closes 4 December"."""
    start = words.local(event.start, event.zone, whole_day=event.whole_day)
    told = span_of_days(event, start, near) or words.day(start, near)
    if event.is_off:
        return f"{event.status.capitalize()}, {told}"
    return f"Closes {told}" if event.kind == "deadline" else f"Event, {told}"


def clock_times(event: m.Event, start: datetime) -> str:
    """Return "10:00", or "10:00 to 11:30" where the end is known."""
    if event.end is None or event.end <= event.start:
        return words.clock(start)
    return f"{words.clock(start)} to {words.clock(words.local(event.end, event.zone, whole_day=False))}"


def foreign_zone(event: m.Event, start: datetime, home: str) -> str:
    """Return " CET" where the clock on that wall differs from the newsletter's, else ""."""
    same = start.utcoffset() == event.start.astimezone(words.zone(home)).utcoffset()
    return "" if same else f" {start.tzname()}"


def place(event: m.Event, title: str) -> str:
    """Return where it is: "Leeds", "Online", or "Leeds and online"; not the title over again."""
    there = words.line(event.place, words.NAME)
    if there.casefold() in title.casefold():
        there = ""
    if not event.online or "online" in there.lower():
        return there
    return f"{there} and online" if there else "Online"


def speakers(event: m.Event) -> str:
    """Return who speaks, in one line; "" where nobody is named."""
    named = (
        f"{person.name} ({person.organisation})" if person.organisation else person.name for person in event.speakers
    )
    return words.listed(tuple(clean for name in named if (clean := words.line(name, words.NAME))))
