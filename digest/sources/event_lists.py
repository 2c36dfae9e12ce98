"""Events out of a page that lists them: tables and lists of meetings, cards, calendars' boxes, plain lines.

A date's own part of the page is the largest element in which no other day stands; the name, time and place are
looked for there, then in the heading above. Years and months given once, as headings, count for what follows.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from digest.model import EventStatus
from digest.sources import addresses, event_lines
from digest.sources import event_words as words
from digest.sources.clocks import Clock, find_clocks
from digest.sources.days import fold, is_month_first
from digest.sources.page_lines import Line
from digest.sources.prose_dates import Near, Span, find_spans


@dataclass(frozen=True, slots=True)
class Listed:
    """One event of a list: its name, when, the lines it is told in, where it leads."""

    name: str
    span: Span
    lines: tuple[str, ...]
    place: str = ""
    section: tuple[str, ...] = ()
    href: str = ""
    status: EventStatus = ""


@dataclass(frozen=True, slots=True)
class _Mention:
    """A day on a page: its line, the nearest heading, all that tell something, whether it only names a document."""

    place: int
    span: Span
    heading: str
    section: tuple[str, ...]
    document: bool
    lines: tuple[int, ...] = ()


_YEAR = re.compile(r"(?<![\d/-])((?:19|20)\d\d)(?![\d/-])")
_BARE_YEAR = re.compile(r"\W*(?:19|20)\d\d\W*")
_DOCUMENT = re.compile(
    r"\b(?:agendas?|minutes|notices?|pdf|download|video|audio|recording|transcript|packet|presentation|"
    r"documents?|"
    r"summary|webcast|materials|handouts?|report|archive)\b|minutes",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|mp[34])(?:$|[?#])", re.IGNORECASE)
_NOT_WHEN = re.compile(
    r"\b(?:published|posted|updated|modified|copyright|as of|effective|approved|adopted|expires?|deadline|"
    r"submitted|since|founded|elected|"
    r"term ends?|appointed|dated)\b|©",
    re.IGNORECASE,
)
_USUAL = re.compile(r"\b(?:meet|held|begin|start|conven|take place|at)\w*\b", re.IGNORECASE)
_MEETS = re.compile(r"\b(?:meet|hearing|session|board|commission|committee|council)\w*", re.IGNORECASE)
_PLACE = re.compile(
    r"^\d{1,5}\s+(?:[NSEW]\.?\s)?[A-Z]\w+|\b(?:room|floor|suite|avenue|ave|street|road|rd|lane|hall|library|"
    r"university|building|town hall|"
    r"auditorium|theatre|school|college|church|hotel|chamber)\b(?!.*\b(?:meeting|committee|board|webinar|event)\b)",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"\W*(?:(?:upcoming|past|next|our|all|latest|future|forthcoming|previous|scheduled?|minutes|agendas?|and|of|"
    r"the|\d{4}|&|regular|"
    r"times?|venues?|locations?|places?|where|when|"
    r"events?|meetings?|calendar|schedules?|dates?|download|what['’]s on|information|documents|diary|list)\W*)+",
    re.IGNORECASE,
)
_TELLING = re.compile(r"[^\W\d_]{3,}")
_WHERE = re.compile(r"(?:at|in|on) |(?:\w+ )?(?:location|venue|address)\b[\s:]*(?P<place>.*)", re.IGNORECASE)
_PAPER = re.compile(
    r"^\d\d?[./-]\d\d?[./-]\d{2,4}\s+|(?:[\s|–—:(-]+(?:draft|approved|final|"
    r"agendas?|minutes|notices?|packets?|pdf|video|recording|presentation|handouts?|transcript)\b)+\W*$",
    re.IGNORECASE,
)
_ONE_WORD = re.compile(r"[^\W\d_]{4,}")
_CALL = re.compile(
    r"(?:more|details?|registe?r?|registration|book|view|read|join|tickets?|info|here|zoom|link|online|open|cancell?ed|"
    r"watch|live|share|save|apply|home|today|free|website)",
    re.IGNORECASE,
)
_FEWEST, _LONGEST, _PROSE = 2, 300, 35


def listed(lines: Sequence[Line], near: Near) -> list[Listed]:
    """Return the events a page lists, in its order; none where it lists fewer than two days."""
    lines = event_lines.spelled_out(lines)
    text = "\n".join(line.words for line in lines)
    if is_month_first(fold(text)):
        near = replace(near, day_first=False)
    mentions = _current(_worth(list(_mentions(lines, near)), lines), lines)
    if len({mention.span.start.date() for mention in mentions}) < _FEWEST:
        return []
    mentions = _with_surroundings(_opened(mentions, lines, near), lines)
    usual = _usual_clock(lines, near)
    return _once([_listed(mention, lines, near, usual) for mention in mentions])


# ── days in the lines ──────────────────────────────────────────────────────────────────────────────────


def is_general(title: str) -> bool:
    """Tell whether a heading names no event: "Upcoming events", "Meetings 2026"."""
    return bool(_GENERAL.fullmatch(title))


def _mentions(lines: Sequence[Line], near: Near) -> Iterator[_Mention]:
    """Yield every day that may be an event's, with the year and the heading that hold where it stands."""
    headings: dict[int, str] = {}
    year = 0
    for place, line in enumerate(lines):
        spans = find_spans(line.words, replace(near, year=year)) if len(line.words) <= _LONGEST else []
        spans = _for_machines(line, spans, near)
        if not spans:
            year = _year_of(lines, place) or year
            if line.level and not _BARE_YEAR.fullmatch(line.words):
                headings = {level: words_ for level, words_ in headings.items() if level < line.level}
                headings[line.level] = line.words
            continue
        if _NOT_WHEN.search(line.words[: spans[0].begin]):
            continue
        timed = any(not span.whole_day for span in spans)
        document = not timed and bool(_DOCUMENT.search(line.words) or (line.linked and _FILE.search(line.href)))
        named = [headings[level] for level in sorted(headings) if level > 1]
        for span in spans:
            section = tuple(heading.rstrip(" :") for heading in named if not _GENERAL.fullmatch(heading.rstrip(" :")))
            yield _Mention(place, span, (named or [""])[-1], section, document)


def _for_machines(line: Line, spans: list[Span], near: Near) -> list[Span]:
    """Return the days of a line with the time its `<time>` gives to the one it stands for, or that day alone."""
    stated = find_spans(line.when, near)[:1] if line.when else []
    if not stated or (stated[0].whole_day and spans):
        return spans
    if not spans:
        return [replace(stated[0], begin=0, finish=0)]
    local = stated[0].start.astimezone(ZoneInfo(near.zone)).date()
    return [
        replace(span, start=stated[0].start, whole_day=False)
        if span.whole_day and span.end is None and local == span.start.date()
        else span
        for span in spans
    ]


def _year_of(lines: Sequence[Line], place: int) -> int:
    """Return the year a line heads what follows with, 0 where it is none or one of a row of years to choose from."""
    words_ = lines[place].words
    years = _YEAR.findall(words_)
    if len(years) != 1 or len(words_.split()) > 8:
        return 0
    beside = [lines[at].words for at in (place - 1, place + 1) if 0 <= at < len(lines)]
    if _BARE_YEAR.fullmatch(words_) and any(_BARE_YEAR.fullmatch(other) for other in beside):
        return 0
    return int(years[0])


def _worth(mentions: list[_Mention], lines: Sequence[Line]) -> list[_Mention]:
    """Return the mentions that are events: not in long sentences, not names of documents, where others are left."""
    short = [mention for mention in mentions if lines[mention.place].words.count(" ") < _PROSE]
    kept = short if len(short) >= _FEWEST else mentions
    events = [mention for mention in kept if not mention.document]
    return events if len(events) >= _FEWEST + 1 else kept


def _current(mentions: list[_Mention], lines: Sequence[Line]) -> list[_Mention]:
    """Return the mentions without lists of earlier years, where a page has one list a year, the newest first."""
    inside = Counter(element for mention in mentions for element in lines[mention.place].inside)
    lists: dict[int, list[_Mention]] = defaultdict(list)
    for mention in mentions:
        lists[next((element for element in lines[mention.place].inside if inside[element] > 2), 0)].append(mention)
    years = {at: {mention.span.start.year for mention in members} for at, members in lists.items()}
    of_one_year = {at: next(iter(found)) for at, found in years.items() if len(found) == 1 and len(lists[at]) > 2}
    newest = max(of_one_year.values(), default=0)
    if not of_one_year or next(iter(of_one_year.values())) != newest:
        return mentions
    return [mention for at, members in lists.items() for mention in members if of_one_year.get(at, newest) == newest]


def _opened(mentions: list[_Mention], lines: Sequence[Line], near: Near) -> list[_Mention]:
    """Return the mentions with a day that heads several times of day exchanged for these, each an event."""
    found: list[_Mention] = []
    places = sorted({mention.place for mention in mentions})
    for mention in mentions:
        line = lines[mention.place]
        following = next((place for place in places if place > mention.place), len(lines))
        alone = line.level and mention.span.whole_day and mention.span.end is None
        found += (_timed_lines(mention, lines, following, near) if alone else []) or [mention]
    return found


def _timed_lines(mention: _Mention, lines: Sequence[Line], following: int, near: Near) -> list[_Mention]:
    found = []
    for place in range(mention.place + 1, min(following, mention.place + 60)):
        line = lines[place]
        if line.level and line.level <= lines[mention.place].level:
            break
        clock = next((clock for clock in find_clocks(fold(line.words)) if clock.start < 12), None)
        if clock:
            span = replace(_timed(mention.span, clock, near.zone), begin=clock.start, finish=clock.end)
            found.append(replace(mention, place=place, span=span))
    return found


# ── what belongs to a day ──────────────────────────────────────────────────────────────────────────────


def _with_surroundings(mentions: list[_Mention], lines: Sequence[Line]) -> list[_Mention]:
    """Give each mention the lines of the largest element that holds no other day, else those that follow it."""
    days: dict[int, set[str]] = defaultdict(set)
    for mention in mentions:
        for element in lines[mention.place].inside:
            days[element].add(mention.span.start.date().isoformat())
    members: dict[int, list[int]] = defaultdict(list)
    own = {mention.place: _own(lines[mention.place], days) for mention in mentions}
    wanted = {element for element in own.values() if element}
    for place, line in enumerate(lines):
        for element in wanted.intersection(line.inside):
            members[element].append(place)
    dated = {mention.place for mention in mentions}
    found: list[_Mention] = []
    for mention in _one_an_element(mentions, own):
        inside = tuple(members.get(own[mention.place], ()))
        found.append(replace(mention, lines=inside if len(inside) > 1 else _following(mention.place, lines, dated)))
    return found


def _one_an_element(mentions: list[_Mention], own: dict[int, int]) -> list[_Mention]:
    """Return the mentions without those that repeat a day within its own element, the one with a time kept."""
    clocks: dict[int, set[datetime]] = defaultdict(set)
    for mention in mentions:
        if not mention.span.whole_day:
            clocks[own[mention.place]].add(mention.span.start)
    kept: list[_Mention] = []
    seen: set[tuple[int, datetime | None]] = set()
    for mention in mentions:
        element = own[mention.place]
        timed = None if mention.span.whole_day else mention.span.start
        if element and ((timed is None and clocks[element]) or (element, timed) in seen):
            continue
        seen.add((element, timed))
        kept.append(mention)
    return kept


def _own(line: Line, days: dict[int, set[str]]) -> int:
    """Return the largest element around a line with one day only, 0 where even the innermost has more."""
    alone = [element for element in line.inside if len(days[element]) == 1]
    return alone[-1] if alone else 0


def _following(place: int, lines: Sequence[Line], dated: set[int]) -> tuple[int, ...]:
    """Return a line and those after it beside it, up to the next day or heading."""
    found = [place]
    for at in range(place + 1, min(place + 5, len(lines))):
        if at in dated or lines[at].level or lines[at].inside[1:] != lines[place].inside[1:]:
            break
        found.append(at)
    return tuple(found)


def _usual_clock(lines: Sequence[Line], near: Near) -> Clock | None:
    """Return the time that "all meetings are held at 9:00 am" gives to every day without one of its own."""
    found: Counter[Clock] = Counter()
    for line in lines:
        if _MEETS.search(line.words) and _USUAL.search(line.words) and not find_spans(line.words, near):
            found.update(replace(clock, start=0, end=0) for clock in find_clocks(fold(line.words))[:1])
    return next(iter(found)) if len(found) == 1 else None


def _listed(mention: _Mention, lines: Sequence[Line], near: Near, usual: Clock | None) -> Listed:
    own = [lines[place] for place in mention.lines][:40]
    line = lines[mention.place]
    span = mention.span
    if span.whole_day:
        after = [other.words for other in own if other is not line]
        clock = next((clock for said in after for clock in find_clocks(fold(said))), None) or usual
        span = _timed(span, clock, near.zone) if clock and span.end is None else span
    said = " ".join(other.words for other in own) + " " + line.words
    name = _name(mention, line, own)
    return Listed(
        name=name,
        section=mention.section,
        span=span,
        lines=tuple(other.words for other in own),
        place=_place(own, line, name),
        href=_leads_to(line, own),
        status=words.off_in(said) if len(said) < 600 else "",
    )


def _place(own: Sequence[Line], line: Line, name: str) -> str:
    """Return the first short line that looks like a place; the event's name is none, whatever streets it names."""
    told = [other.words for other in own if other is not line and other.words != name]
    labelled = next((found["place"] for words_ in told if (found := _WHERE.match(words_)) and found["place"]), "")
    return (
        labelled[:120]
        or next((words_ for words_ in told if _PLACE.search(words_) and words_.count(" ") < _PROSE / 2), "")[:120]
    )


def _timed(span: Span, clock: Clock, zone: str) -> Span:
    """Return a whole day with a time of day."""
    place = clock.zone or ZoneInfo(zone)
    start = datetime.combine(span.start.date(), clock.at, place).astimezone(span.start.tzinfo)
    end = (
        datetime.combine(span.start.date(), clock.until, place).astimezone(span.start.tzinfo) if clock.until else None
    )
    end = end + timedelta(days=1) if end and end < start else end
    return replace(span, start=start, end=end, whole_day=False)


def _name(mention: _Mention, line: Line, own: Sequence[Line]) -> str:
    """Return the event's name: a heading or link of its own, words beside the date, else the heading above."""
    others = [other for other in own if other is not line and _is_name(other.words)]
    rest = words.name_of(line.words, mention.span)
    beside = [rest] if rest != line.words and _is_name(rest) else []
    heads = [other.words for other in others if other.level]
    links = [
        other.words
        for other in own
        if other is not line and other.linked and not _FILE.search(other.href) and _is_name(other.words, of_link=True)
    ] or [
        other.link
        for other in (line, *own)
        if other.link and not other.linked and not _FILE.search(other.href) and _is_name(other.link)
    ]
    plain = [other.words for other in others if not find_clocks(fold(other.words)) and not _PLACE.search(other.words)]
    telling = [one for one in plain if words.KIND.search(one) or _MEETS.search(one)]
    heading = mention.heading.rstrip(" :")
    above = [heading] if _is_name(heading) or words.KIND.search(heading) else []
    own_kind = [one for one in above if not _GENERAL.fullmatch(one)]
    found = [one for one in (*heads, *links, *beside, *telling, *own_kind, *plain, *above) if one.strip()]
    several = (one for one in found if len(_TELLING.findall(_DOCUMENT.sub("", one))) > 1)
    return _without_paper(next(several, next(iter(found), "")))[:200]


def _without_paper(name: str) -> str:
    """Return an event's name without the paper of it that was listed: "Full Board - Agenda"."""
    bare = _PAPER.sub("", name).strip(" |–—:-")
    return bare if len(_TELLING.findall(bare)) >= 2 or _MEETS.search(bare) else name


def _is_name(text: str, *, of_link: bool = False) -> bool:
    """Tell whether words can be an event's name; one word is enough for what leads to a page of its own."""
    if of_link and _ONE_WORD.fullmatch(text) and not (_GENERAL.fullmatch(text) or _CALL.fullmatch(text)):
        return not _DOCUMENT.search(text)
    letters = _TELLING.findall(_DOCUMENT.sub("", text))
    telling = len(letters) >= 2 or bool(letters and _MEETS.match(letters[0]))
    return telling and len(text) <= 200 and not words.LABEL.match(text) and not _WHERE.match(text)


def _leads_to(line: Line, own: Sequence[Line]) -> str:
    hrefs = (other.href for other in (line, *own) if not other.href.startswith(("#", "mailto:", "tel:")))
    links = [href for href in hrefs if href and not addresses.shares(href)]
    pages = [href for href in links if not _FILE.search(href)]
    return next(iter(pages or links), "")


def _once(found: Sequence[Listed]) -> list[Listed]:
    """Return each event once: by day, name, heading and place, a time preferred to none."""
    kept: dict[tuple[str, str, tuple[str, ...]], Listed] = {}
    timed = {(one.span.start.date(), one.name) for one in found if not one.span.whole_day}
    for one in found:
        if not one.span.whole_day or (one.span.start.date(), one.name) not in timed:
            where = tuple(words_.casefold() for words_ in (*one.section, one.place))
            kept.setdefault((one.span.start.isoformat(), one.name.casefold(), where), one)
    alike = Counter((start, name) for start, name, _ in kept)
    return [_told_apart(one) if alike[start, name] > 1 else one for (start, name, _), one in kept.items()]


def _told_apart(one: Listed) -> Listed:
    """Return an event whose name others of that hour have too, with the heading it stands under before its name."""
    over = next((heading for heading in reversed(one.section) if heading != one.name), "")
    return replace(one, name=f"{over}: {one.name}"[:200]) if over else one
