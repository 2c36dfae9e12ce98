"""A newsletter's file as definitions: the fields here are its keys, one for one.

docs/settings.md is written from them (config.reference); config.newsletter makes a newsletter of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from pydantic import ConfigDict

from digest import model as m
from digest.config import kinds as k
from digest.config.kinds import About, Says

FORBID = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderTable:
    """Who the mail is from."""

    __pydantic_config__: ClassVar[ConfigDict] = FORBID
    name: Annotated[k.Line, About("The name readers see. Left empty, it is the title.")] = ""
    address: Annotated[k.Mailbox, About("The address the mail is from.")]
    reply_to: Annotated[k.MailboxOrNone, About("Where answers go. Left out, to the sender's address.")] = ""
    postal_address: Annotated[
        k.Paragraphs,
        About("The publisher's address in the footer; the law of many countries asks for it."),
    ] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleTable:
    """When what is done, on the clock of `time_zone`."""

    __pydantic_config__: ClassVar[ConfigDict] = FORBID
    collect: Annotated[k.Interval, About("How often sources are read.")] = "hourly"
    draft: Annotated[
        k.Occasions,
        About("The cut-off: the draft is composed from the posts until then. A send has the last one before it."),
    ] = "Thursday 12:00"
    send: Annotated[k.Occasions, About("When the approved issue leaves.")] = "Friday 07:00"
    unreviewed: Annotated[k.Unreviewed, About("What happens at the send to a draft that nobody approved.")] = "hold"
    holidays: Annotated[
        tuple[k.HolidayName, ...], About("Days on which no issue is sent."), Says('a list such as ["25 December"]')
    ] = ()
    on_holiday: Annotated[
        k.OnHoliday,
        About("What happens to the issue of a holiday: none, or it is sent on the working day before or after."),
    ] = "skip"
    catch_up: Annotated[
        k.CatchUp, About("Which issues are made that fell due while the program was away: the last, all, none.")
    ] = "last"
    late_hours: Annotated[
        k.Hours, About("How late an issue may leave by itself. What is later is held for a person.")
    ] = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueTable:
    """How much an issue holds."""

    __pydantic_config__: ClassVar[ConfigDict] = FORBID
    window_days: Annotated[
        k.Days, About("How many days of posts, up to the cut-off. 0: since the cut-off of the issue before.")
    ] = 0
    stories: Annotated[k.Count, About("The most stories in an issue.")] = 40
    per_theme: Annotated[k.Count, About("The most stories under one theme.")] = 8
    per_source: Annotated[k.Count, About("The most stories led by one source.")] = 6
    events: Annotated[k.CountOrNone, About("The most events.")] = 10
    unplaced: Annotated[
        k.Unplaced, About("Where stories go that are sure of no theme: under Other, or out of the issue.")
    ] = "other"
    other_languages: Annotated[
        k.OtherLanguages,
        About("What becomes of posts in other languages: kept as any post, put under Other, or left out."),
    ] = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookTable:
    """The newsletter's own colours, logo and fonts. Everything else is in the templates (`digest templates`)."""

    __pydantic_config__: ClassVar[ConfigDict] = FORBID
    accent: Annotated[k.OnLight, About("The accent colour on white.")] = "#0b5563"
    accent_dark: Annotated[k.OnDark, About("The accent colour in dark mode.")] = "#7cc4d1"
    logo: Annotated[k.Picture, About("A picture shown above the title, 40 px high.")] = ""
    logo_alt: Annotated[k.Line, About("What stands for the logo where it is not shown. Left empty, the title.")] = ""
    heading_font: Annotated[k.Fonts, About("The fonts of headlines. Left empty, Georgia. None is loaded.")] = ""
    text_font: Annotated[k.Fonts, About("The fonts of text. Left empty, the system's own. None is loaded.")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeTable:
    """A subject the readers know; stories are grouped under themes in the order of the file."""

    __pydantic_config__: ClassVar[ConfigDict] = FORBID
    id: Annotated[k.Id, About("A short name for addresses and the store. Left out, made from the name.")] = ""
    name: Annotated[k.Name, About("The heading readers see.")]
    description: Annotated[k.Paragraphs, About("One sentence on what belongs here.")] = ""
    keywords: Annotated[
        tuple[k.Keyword, ...],
        About("Words and phrases that mark the theme."),
        Says('a list such as ["council tax", "section 114"]'),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectorsTable:
    """Where the parts of a source's list stand, where the program does not find them by itself.

    Stands right under its [[source]]. What is left out is looked for in the item: the title in its link, the link in
    the first `a`. The date may be a text or a `datetime` attribute.
    """

    __pydantic_config__: ClassVar[ConfigDict] = FORBID
    item: Annotated[k.ItemSelector, About("Finds every item of the list, one element each.")]
    title: Annotated[k.Selector, About("Finds the title in an item.")] = ""
    link: Annotated[k.Selector, About("Finds the link in an item.")] = ""
    date: Annotated[k.Selector, About("Finds the date in an item.")] = ""
    author: Annotated[k.Selector, About("Finds who wrote it, one element a person.")] = ""
    summary: Annotated[k.Selector, About("Finds the summary in an item.")] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTable:
    """Somewhere posts come from."""

    __pydantic_config__: ClassVar[ConfigDict] = FORBID
    id: Annotated[k.Id, About("A short name for addresses and the store. Left out, made from the name.")] = ""
    name: Annotated[k.Name, About("The publisher's name as readers know it.")]
    address: Annotated[k.Place, About("A feed, a calendar, a page of posts or events, a front page, or a mailbox.")]
    kind: Annotated[
        k.Kind, About("How to read it; `auto` finds out by itself, `digest add` writes what it found.")
    ] = "auto"
    role: Annotated[k.Role, About("What sort of publisher it is; decides whose post leads a story.")] = m.Role.BODY
    weight: Annotated[k.Weight, About("How much its posts count when stories are ranked.")] = 1.0
    language: Annotated[k.LanguageOrNone, About("The language of its posts. Left out, found out.")] = ""
    day_first: Annotated[k.Flag, About("Whether 04/05/2026 is 4 May there.")] = True
    evidence: Annotated[k.Line, About("What makes us think that the address works.")] = ""
    pages: Annotated[k.Pages, About("How many pages to read of a list that goes over several.")] = 1
    time_zone: Annotated[
        k.ZoneOrNone, About("Where its clocks are, of events above all. Left out, the newsletter's.")
    ] = ""
    selectors: Annotated[SelectorsTable | None, Says("a table [source.selectors] with an item")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonTable:
    """Somebody who works at the desk; they sign in by a link that is mailed to them."""

    __pydantic_config__: ClassVar[ConfigDict] = FORBID
    name: Annotated[k.Name, About("Their name, as colleagues and the history show it.")]
    address: Annotated[k.Mailbox, About("Where their links go.")]
    role: Annotated[
        k.DeskRole,
        About("What they may do: a reader looks, an editor changes drafts, an approver lets issues out."),
    ] = m.DeskRole.EDITOR


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterFile:
    """One publication. The name of the file, without `.toml`, is the newsletter's id."""

    __pydantic_config__: ClassVar[ConfigDict] = FORBID
    title: Annotated[k.Name, About("The name of the newsletter.")]
    tagline: Annotated[k.Line, About("One line under the title.")] = ""
    language: Annotated[k.Language, About("The language of the issue.")] = "en-GB"
    time_zone: Annotated[k.Zone, About("Whose clock everything follows.")] = "Europe/London"
    introduction: Annotated[
        k.Paragraphs, About("Text every draft begins with, in a little Markdown; an editor changes it in the draft.")
    ] = ""
    hub: Annotated[
        k.Web, About("A WebSub hub that tells followers of new issues at once; feeds name it, publishing tells it.")
    ] = ""
    clicks: Annotated[
        k.Flag,
        About("Whether links of the mail lead by way of ours, to count how often each is followed, never by whom."),
    ] = False
    sender: Annotated[SenderTable, Says("a table [sender] with an address")]
    schedule: Annotated[ScheduleTable, Says("a table [schedule]")] = field(default_factory=ScheduleTable)
    issue: Annotated[IssueTable, Says("a table [issue]")] = field(default_factory=IssueTable)
    look: Annotated[LookTable, Says("a table [look]")] = field(default_factory=LookTable)
    person: Annotated[tuple[PersonTable, ...], Says("tables [[person]], each with a name and an address")] = ()
    theme: Annotated[tuple[ThemeTable, ...], Says("tables [[theme]], each with a name")] = ()
    source: Annotated[tuple[SourceTable, ...], Says("at least one [[source]] with name and address")]
