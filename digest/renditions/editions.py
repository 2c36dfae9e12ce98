"""Editions: an issue as one reader's themes show it, or whole; what templates are given to fill.

The same edition makes the mail, the text part and the web page, so that no two of them differ in what they say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from digest import model as m
from digest.renditions import corrections, words
from digest.renditions.addresses import Addresses, logo_path
from digest.renditions.cards import Card, Image, card
from digest.renditions.corrections import Note
from digest.renditions.prose import Passage, passages
from digest.renditions.ways import ways

OTHER = "Other news"
SUBJECT, PREHEADER = 100, 140
# What editing puts behind the headline: " + 23 more, 2 events".
COUNTED = re.compile(r" \+ \d+ (?:more(?:, \d+ events?)?|events?)$")
TOGETHER = 8
COVERED = 3
TEXT_FONT = "system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif"


@dataclass(frozen=True, slots=True)
class Part:
    """A theme's cards under its name; `anchor` is its place on the page, `more` are those found only there."""

    name: str
    anchor: str
    description: str
    cards: tuple[Card, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Edition:
    """What a reader is shown, in words. `date` is "27 November 2026", `short_date` "27 Nov 2026".

    `notes` correct this issue as a whole; `corrections` are those of earlier issues, told in this one. `ways` are the
    addresses by which a mail's links lead where they are counted, by where they lead.
    """

    title: str
    tagline: str
    language: str
    number: int
    date: str
    short_date: str
    machine_date: str
    dated: datetime
    subject: str
    preheader: str
    introduction: tuple[Passage, ...]
    lead: Card | None
    parts: tuple[Part, ...]
    events: tuple[Card, ...]
    page: str
    home: str
    imprint: str
    accent: str
    accent_dark: str
    themes: tuple[str, ...] = ()
    unsubscribe: str = str(m.Mark.UNSUBSCRIBE)
    preferences: str = str(m.Mark.PREFERENCES)
    notes: tuple[Note, ...] = ()
    logo: Image | None = None
    heading_font: str = ""
    text_font: str = ""
    corrections: tuple[Note, ...] = ()
    ways: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def cards(self) -> tuple[Card, ...]:
        """Every card once, in the order of reading."""
        head = (self.lead,) if self.lead else ()
        return (*head, *(card for part in self.parts for card in part.cards), *self.events)

    @property
    def covered(self) -> tuple[Card, ...]:
        """The stories that most sources reported, of equals the first; none where fewer than two had company."""
        news = (self.lead, *(card for part in self.parts for card in part.cards))
        shared = [card for card in news if card and card.sources > 1]
        most = sorted(shared, key=lambda card: -card.sources)[:COVERED]
        return tuple(most) if len(most) > 1 else ()

    @property
    def groups(self) -> tuple[tuple[Part, ...], ...]:
        """The parts in groups of at most `TOGETHER` cards, or of one part that is longer.

        A mail needs about 1.4 KB of tables around each group, and desktop Outlook breaks a page in the
        middle of a table that is higher than 1,800 px: so neither one table a theme nor one for all.
        """
        groups: list[tuple[Part, ...]] = []
        for part in self.parts:
            held = sum(len(other.cards) for other in groups[-1]) if groups else TOGETHER
            if held + len(part.cards) > TOGETHER:
                groups.append((part,))
            else:
                groups[-1] = (*groups[-1], part)
        return tuple(groups)

    @property
    def contents(self) -> tuple[tuple[str, int, str], ...]:
        """The contents line: name, how many, anchor."""
        parts = tuple((part.name, len(part.cards) + part.more, part.anchor) for part in self.parts)
        return (*parts, ("Events", len(self.events), "events")) if self.events else parts


def edition(
    issue: m.Issue, newsletter: m.Newsletter, addresses: Addresses, themes: tuple[m.ThemeId, ...] = ()
) -> Edition:
    """Return the issue as readers of these themes are shown it; of all where none is named."""
    content = chosen(issue.content, themes)
    accent = words.colour(newsletter.look.accent, m.Look().accent)
    at = issue.dated.astimezone(words.zone(newsletter.time_zone))
    dated = replace(issue, dated=at)
    cards = {story.id: card(story, dated, newsletter, addresses) for story in content.stories}
    return Edition(
        title=words.line(newsletter.title, words.NAME),
        tagline=words.line(newsletter.tagline),
        language=newsletter.language,
        number=issue.number,
        date=words.full_day(at),
        short_date=f"{at.day} {words.MONTHS[at.month - 1][:3]} {at.year}",
        machine_date=f"{at:%Y-%m-%d}",
        dated=at,
        subject=words.line(content.subject, SUBJECT) or words.line(newsletter.title, SUBJECT),
        preheader=words.line(content.preheader, PREHEADER),
        introduction=passages(content.introduction, accent),
        lead=cards[content.lead.id] if content.lead else None,
        parts=tuple(part(section, newsletter, cards) for section in content.sections if section.stories),
        events=tuple(cards[story.id] for story in content.events),
        page=addresses.issue(issue.number),
        home=addresses.home,
        imprint=imprint(newsletter.sender),
        accent=accent,
        accent_dark=words.colour(newsletter.look.accent_dark, m.Look().accent_dark),
        themes=theme_names(newsletter, themes),
        notes=corrections.beside(tuple(one for one in issue.corrections if not one.story), newsletter),
        corrections=corrections.told(content, newsletter, addresses),
        logo=logo(newsletter, addresses),
        heading_font=words.fonts(newsletter.look.heading_font) or "Georgia,serif",
        text_font=words.fonts(newsletter.look.text_font) or TEXT_FONT,
        ways=ways(issue, newsletter, addresses),
    )


def logo(newsletter: m.Newsletter, addresses: Addresses) -> Image | None:
    """Return the newsletter's logo from its place in the outbox; where nobody said what it shows, it is the title."""
    path = logo_path(newsletter.look)
    alt = words.line(newsletter.look.logo_alt or newsletter.title, words.NAME)
    return Image(addresses.of(path), alt=alt) if path else None


def imprint(sender: m.Sender) -> str:
    """Return who sends and from where, in one line; a postal address that begins with the name says it already."""
    name = words.line(sender.name, words.NAME)
    address = words.line(", ".join(line.strip(" ,") for line in sender.postal_address.splitlines()))
    if address.startswith(name):
        return address
    return f"{name}, {address}" if name and address else name or address


def part(section: m.Section, newsletter: m.Newsletter, cards: dict[m.StoryId, Card]) -> Part:
    """Return a section under its theme's name."""
    theme = newsletter.theme(section.theme)
    name = words.line(theme.name, words.NAME) if theme else words.line(str(section.theme), words.NAME)
    return Part(
        name=name or OTHER,
        anchor=anchor(str(section.theme)),
        description=words.line(theme.description) if theme else "",
        cards=tuple(cards[story.id] for story in section.stories),
    )


def anchor(theme: str) -> str:
    """Return a name for a place on a page that is safe in an address."""
    safe = "".join(c if c.isascii() and c.isalnum() else "-" if c in " -_" else f"{ord(c):x}" for c in theme.lower())
    return f"theme-{safe}" if safe else "other-news"


def theme_names(newsletter: m.Newsletter, themes: tuple[m.ThemeId, ...]) -> tuple[str, ...]:
    """Return the names of the chosen themes in the newsletter's order."""
    return tuple(words.line(theme.name, words.NAME) for theme in newsletter.themes if theme.id in themes)


def chosen(content: m.Content, themes: tuple[m.ThemeId, ...]) -> m.Content:
    """Return the content without what is not of these themes; everything where none is named.

    The lead stays where it has one of them; else the best of the reader's own stories leads. The subject
    follows, for it must not promise what is not inside.
    """
    if not themes:
        return content
    wanted = frozenset(themes)
    sections = tuple(section for section in content.sections if section.theme in wanted)
    kept = replace(content, sections=sections, events=tuple(s for s in content.events if has_theme(s, wanted)))
    if content.lead and not has_theme(content.lead, wanted):
        kept = led_by_own_best(kept)
    if kept.stories == content.stories:
        return kept
    return replace(kept, subject=subject(kept, content), preheader=preheader(kept, content))


def has_theme(story: m.Story, wanted: frozenset[m.ThemeId]) -> bool:
    """Return True where one of the story's themes is wanted."""
    return any(placement.theme in wanted for placement in story.placements)


def led_by_own_best(content: m.Content) -> m.Content:
    """Return the content with the highest-ranked story of its sections as lead (the first of equals), or none."""
    stories = [story for section in content.sections for story in section.stories]
    best = max(stories, key=lambda story: story.rank, default=None)
    sections = tuple(
        replace(section, stories=tuple(story for story in section.stories if story is not best))
        for section in content.sections
    )
    return replace(content, lead=best, sections=tuple(section for section in sections if section.stories))


def subject(kept: m.Content, whole: m.Content) -> str:
    """Return a part's subject: the issue's if it is about the same lead, else its own headline; its own counts."""
    own = head(kept)
    if own is None:
        return whole.subject
    bare = COUNTED.sub("", whole.subject)
    if own is not head(whole):
        bare = words.line(own.lead.title, SUBJECT - 20)
    more = rest(kept, own) if COUNTED.search(whole.subject) else ""
    return f"{bare} + {more}" if more else bare


def rest(content: m.Content, first: m.Story) -> str:
    """Return "23 more, 2 events": what there is besides the first story, "" for nothing."""
    events = [story for story in content.events if story is not first]
    stories = len(content.stories) - len(events) - 1
    more = (f"{stories} more" if stories else "", words.count(len(events), "event") if events else "")
    return ", ".join(part for part in more if part)


def preheader(kept: m.Content, whole: m.Content) -> str:
    """Return a part's preheader: the headlines after its first one."""
    first = head(kept)
    titles = [words.line(story.lead.title, PREHEADER) for story in kept.stories if story is not first]
    return words.line("; ".join(title for title in titles[:3] if title), PREHEADER) or whole.preheader


def head(content: m.Content) -> m.Story | None:
    """Return the story a mail is opened for: the lead, else the first event."""
    return content.lead or next(iter(content.events), None)
