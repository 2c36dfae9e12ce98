"""Personal editions: an issue's stories set once, and any reader's mail put together from them.

What is joined is byte for byte what `mail` makes of the same themes: each shape of edition is proven against it
when it first occurs, and where a template cannot be taken apart, or a mail may be over its budget and have to
shrink, `mail` makes the edition itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import NamedTuple

from digest import model as m
from digest.errors import TemplateError
from digest.ports import Templates
from digest.renditions import text, words
from digest.renditions.addresses import addresses as addresses_of
from digest.renditions.cards import Card
from digest.renditions.editions import COUNTED, COVERED, PREHEADER, SUBJECT, Edition, Part, edition
from digest.renditions.frames import Shape, Unclear, learnt
from digest.renditions.joining import Block, Filling, Joint, joint
from digest.renditions.mail import mail
from digest.renditions.setting import EVENT, LEAD, MENTION, STORY, Setting, set_cards

UNLIMITED = 1 << 30


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """A story ready for any edition: the bits of its themes, its card set, its headline in two lengths."""

    bits: int
    card: Card
    set: Setting
    title: str
    subject: str
    mention: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Variant:
    """A theme's stories, all or without the one that leads; `shared` are those that most sources reported."""

    name: str
    stories: tuple[Told, ...]
    block: Block
    titles: tuple[str, ...]
    shared: tuple[Told, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """A theme of the issue: all its stories, what is left where its best one leads, and that one as the lead."""

    bit: int
    rank: float
    whole: Variant
    rest: Variant
    leading: Told


class Choice(NamedTuple):
    """What an edition is made of, and how many stories that are."""

    lead: Told | None
    variants: list[Variant]
    events: list[Told]
    covered: list[Told]
    chosen: list[str]
    number: int


@dataclass(slots=True)
class Segments:
    """An issue taken apart; `mail` puts editions together. Made by `segments`."""

    whole: int
    subject: str
    preheader: str
    title: str
    names: tuple[tuple[m.ThemeId, str], ...]
    bits: dict[m.ThemeId, int]
    lead: Told | None
    themes: tuple[Segment, ...]
    events: tuple[Told, ...]
    directly: Callable[[tuple[m.ThemeId, ...]], m.Mail]
    learn: Callable[[Shape], Joint | None]
    lead_text: Callable[[Told], str]
    events_text: Callable[[tuple[Told, ...]], str]
    covered_text: Callable[[tuple[Told, ...]], str]
    joints: dict[Shape, Joint | None] = field(default_factory=dict)
    reduced: bool = False
    bare: str = ""
    counted: bool = False

    def mail(self, themes: tuple[m.ThemeId, ...] = ()) -> m.Mail:
        """Return the mail for readers of these themes, of all where none is named; the same as `renditions.mail`."""
        choice = self._choice(themes)
        subject, preheader = self._words(choice)
        contents = [(variant.name, len(variant.stories)) for variant in choice.variants]
        if choice.events:
            contents.append(("Events", len(choice.events)))
        shape = Shape(
            preheader=bool(preheader),
            lead=choice.lead is not None,
            parts=min(len(choice.variants), 2),
            contents=min(len(contents), 2),
            events=bool(choice.events),
            covered=bool(choice.covered),
            chosen=bool(choice.chosen),
        )
        if shape not in self.joints:
            # The first edition of a shape proves it: what is joined must be what is made directly.
            self.joints[shape] = self.learn(shape)
            direct = self.directly(themes)
            if self._joined(self.joints[shape], choice, subject, preheader, contents) != direct:
                self.joints[shape] = None
            return direct
        return self._joined(self.joints[shape], choice, subject, preheader, contents) or self.directly(themes)

    def _choice(self, themes: tuple[m.ThemeId, ...]) -> Choice:
        """Return what these themes show (as editions.chosen has it), the best of them in the lead's place."""
        mask = 0
        for theme in themes:
            mask |= self.bits.get(theme, 0)
        segments = [one for one in self.themes if one.bit & mask] if themes else list(self.themes)
        events = [one for one in self.events if one.bits & mask] if themes else list(self.events)
        lead = self.lead
        if lead is None or not themes or lead.bits & mask:
            variants = [one.whole for one in segments]
        else:
            best = max(segments, key=_rank, default=None)
            lead = best.leading if best else None
            variants = [one.rest if one is best else one.whole for one in segments]
            if best and not best.rest.stories:
                variants.remove(best.rest)
        number = sum([len(variant.stories) for variant in variants]) + len(events) + (lead is not None)
        chosen = [name for theme, name in self.names if theme in themes]
        return Choice(lead, variants, events, _covered(lead, variants), chosen, number)

    def _words(self, choice: Choice) -> tuple[str, str]:
        """Return subject and preheader (as editions.subject and preheader have them)."""
        subject, preheader = self.subject, self.preheader
        if choice.number != self.whole or choice.lead is not self.lead:
            first = choice.lead or (choice.events[0] if choice.events else None)
            subject = self._subject(choice, first)
            preheader = words.short("; ".join(self._titles(choice, first)), PREHEADER) or preheader
        return words.short(subject, SUBJECT) or self.title, words.short(preheader, PREHEADER)

    def _subject(self, choice: Choice, first: Told | None) -> str:
        if first is None:
            return self.subject
        same = first is (self.lead or (self.events[0] if self.events else None))
        bare = self.bare if same else first.subject
        if not self.counted:
            return bare
        events = len(choice.events) - (choice.lead is None)
        stories = choice.number - events - 1
        more = f"{stories} more" if stories else ""
        if events:
            more = f"{more}{', ' if more else ''}{words.count(events, 'event')}"
        return f"{bare} + {more}".lstrip() if more else bare

    def _titles(self, choice: Choice, first: Told | None) -> list[str]:
        """Return the headlines of the three stories after the first."""
        titles: list[str] = []
        for variant in choice.variants:
            titles += variant.titles
            if len(titles) >= 3:
                break
        else:
            titles += [event.title for event in choice.events if event is not first]
        return [title for title in titles[:3] if title]

    def _joined(
        self, known: Joint | None, choice: Choice, subject: str, preheader: str, contents: list[tuple[str, int]]
    ) -> m.Mail | None:
        """Return the edition put together, None where it has to be made directly."""
        if known is None:
            return None
        lead, events, covered = choice.lead, choice.events, choice.covered
        filling = Filling(
            subject=subject,
            preheader=preheader,
            lead=lead.set.html if lead else "",
            lead_text=self.lead_text(lead) if lead else "",
            blocks=[variant.block for variant in choice.variants],
            events=[event.set.html for event in events],
            events_text=self.events_text(tuple(events)) if events else "",
            covered=[one.mention for one in covered],
            covered_text=self.covered_text(tuple(covered)) if covered else "",
            contents=contents,
            chosen=choice.chosen,
        )
        both = known.joined(filling)
        return both and m.Mail(subject, *both, choice.number, self._reduced(choice) if self.reduced else ())

    def _reduced(self, choice: Choice) -> tuple[m.Quarantined, ...]:
        inside = [story for variant in choice.variants for story in variant.stories]
        told = (*((choice.lead,) if choice.lead else ()), *inside, *choice.events)
        return tuple(one.set.quarantined for one in told if one.set.quarantined)


def segments(issue: m.Issue, newsletter: m.Newsletter, templates: Templates, public: str) -> Segments:
    """Return an issue ready for any choice of themes: every story set once. Raises `TemplateError`."""
    shown = edition(issue, newsletter, addresses_of(newsletter, public))
    content = issue.content
    bits = _bits(content, newsletter)
    told, leads = _told(content, shown, templates, bits)
    sections = [section for section in content.sections if section.stories]

    def theme_text(part: Part) -> str:
        return text.theme_part(part, shown, templates) if part.cards else ""

    made = tuple(
        _segment(section, part, told, leads, bits[section.theme], theme_text)
        for section, part in zip(sections, shown.parts, strict=True)
    )
    return Segments(
        whole=len(content.stories),
        subject=words.line(content.subject, UNLIMITED),
        preheader=words.line(content.preheader, UNLIMITED),
        title=words.line(newsletter.title, SUBJECT),
        names=tuple((theme.id, words.line(theme.name, words.NAME)) for theme in newsletter.themes),
        bits=bits,
        lead=leads[content.lead.id] if content.lead else None,
        themes=made,
        events=tuple(told[story.id] for story in content.events),
        directly=lambda themes: mail(issue, newsletter, templates, public, themes),
        learn=lambda shape: _learnt(shape, shown, templates),
        lead_text=cache(lambda told: text.lead_part(told.card, shown, templates)),
        events_text=cache(lambda told: text.events_part(_cards(told), shown, templates)),
        covered_text=cache(lambda told: text.covered_part(_cards(told), shown, templates)),
        reduced=any(one.set.quarantined for one in (*told.values(), *leads.values())),
        bare=words.line(COUNTED.sub("", content.subject), UNLIMITED),
        counted=COUNTED.search(content.subject) is not None,
    )


def _learnt(shape: Shape, shown: Edition, templates: Templates) -> Joint | None:
    """Return the frame of a shape ready to be filled, None where the templates cannot be taken apart."""
    try:
        return joint(learnt(shape, shown, templates))
    except (Unclear, TemplateError):
        return None


def _told(
    content: m.Content, shown: Edition, templates: Templates, bits: dict[m.ThemeId, int]
) -> tuple[dict[m.StoryId, Told], dict[m.StoryId, Told]]:
    """Return every story set where it stands, and those that may lead set as leads; each proven with the others."""
    cards = {card.id: card for card in shown.cards}
    inside = [story for section in content.sections for story in section.stories]
    heads = (
        [content.lead, *(_best(section) for section in content.sections if section.stories)] if content.lead else []
    )
    leading = [story for story in heads if story]
    wanted = [
        *((story, STORY) for story in inside),
        *((story, EVENT) for story in content.events),
        *((story, LEAD) for story in leading),
    ]
    made = set_cards([(cards[story.id], name) for story, name in wanted], shown, templates)
    shared = [
        card for card in {story.id: cards[story.id] for story in (*inside, *leading)}.values() if card.sources > 1
    ]
    mentions = set_cards([(card, MENTION) for card in shared], shown, templates)
    mention = {card.id: one.html for card, one in zip(shared, mentions, strict=True)}
    all_told = [
        (
            name,
            Told(
                bits=sum({bits[place.theme] for place in story.placements}),
                card=cards[story.id],
                set=setting,
                title=words.line(story.lead.title, PREHEADER),
                subject=words.line(story.lead.title, SUBJECT - 20),
                mention=mention.get(story.id, ""),
            ),
        )
        for (story, name), setting in zip(wanted, made, strict=True)
    ]
    return (
        {one.card.id: one for name, one in all_told if name != LEAD},
        {one.card.id: one for name, one in all_told if name == LEAD},
    )


def _bits(content: m.Content, newsletter: m.Newsletter) -> dict[m.ThemeId, int]:
    """Return a bit for every theme that a section or a story of the issue has."""
    placed = (place.theme for story in content.stories for place in story.placements)
    known = (theme.id for theme in newsletter.themes)
    every = dict.fromkeys((*known, *(section.theme for section in content.sections), *placed))
    return {theme: 1 << at for at, theme in enumerate(every)}


def _best(section: m.Section) -> m.Story:
    return max(section.stories, key=lambda story: story.rank)


def _cards(told: tuple[Told, ...]) -> tuple[Card, ...]:
    return tuple(one.card for one in told)


def _rank(segment: Segment) -> float:
    return segment.rank


def _sources(one: Told) -> int:
    return -one.card.sources


def _shared(stories: Iterable[Told]) -> list[Told]:
    """Return the stories that most sources reported, of equals the first (as Edition.covered has them)."""
    return sorted((one for one in stories if one.mention), key=_sources)[:COVERED]


def _covered(lead: Told | None, variants: list[Variant]) -> list[Told]:
    """Return an edition's most covered stories from those of its parts; none where fewer than two had company."""
    shared = [lead] if lead and lead.mention else []
    for variant in variants:
        shared += variant.shared
    if len(shared) > 1:
        shared.sort(key=_sources)
        return shared[:COVERED]
    return []


def _segment(
    section: m.Section,
    part: Part,
    told: dict[m.StoryId, Told],
    leads: dict[m.StoryId, Told],
    bit: int,
    theme_text: Callable[[Part], str],
) -> Segment:
    best = _best(section)
    rest = replace(part, cards=tuple(card for card in part.cards if card.id != best.id))
    leading = leads.get(best.id) or told[best.id]
    return Segment(bit, best.rank, _variant(part, told, theme_text), _variant(rest, told, theme_text), leading)


def _variant(part: Part, told: dict[m.StoryId, Told], theme_text: Callable[[Part], str]) -> Variant:
    stories = tuple(told[card.id] for card in part.cards)
    block = Block(words.escaped(part.name), tuple(story.set.html for story in stories), theme_text(part))
    return Variant(part.name, stories, block, tuple(story.title for story in stories[:4]), tuple(_shared(stories)))
