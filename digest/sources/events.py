"""What pages and texts announce for a date: from data for machines, from lists of meetings, from plain words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from digest.model import Event, Post, Source
from digest.sources import (
    article_text,
    clean,
    dates,
    event_data,
    event_lists,
    event_replies,
    headlines,
    metadata,
    page_dates,
    page_lines,
    people,
)
from digest.sources import event_words as words
from digest.sources import raw as raw_findings
from digest.sources.metadata import Sheet
from digest.sources.page_dates import Manner
from digest.sources.prose_dates import Near, Span, find_spans
from digest.sources.raw import Raw

MOST = 200
_FEW = 60
# "am 12. März" is no end of a sentence
_SENTENCE = re.compile(r"(?<=[.!?])(?<!\D\d\.)(?<!\D\d\d\.)\s+(?=[A-Z“‘\"])|\n+")


def event_in(title: str, text: str, *, near: datetime, zone: str = "Europe/London") -> Event | None:
    """Return the event or deadline that a title and text announce, None where they announce none.

    `near` is when the text came out: what it tells of the past is a report and no announcement, unless the title
    itself is an event's, with its date.
    """
    manner = Near(near, zone)
    lines = [line.strip() for line in text.split("\n") if line.strip()][:400]
    found = _in_title(title, manner) or _labelled(lines, manner) or _announced(title, lines, manner)
    if found is None:
        return _deadline(title, lines, manner)
    span, sentence, name = found
    status, title = words.standing(title)
    name = words.standing(name)[1]
    everything = "\n".join([title, *lines[:_FEW]])
    place = words.place_in(lines, sentence[: span.begin], sentence[span.finish :])
    return Event(
        name=name or title,
        start=span.start,
        end=span.end,
        zone=zone,
        whole_day=span.whole_day,
        place=place,
        online=words.is_online(f"{title}\n{sentence}\n{place}") or (not place and words.is_online(everything)),
        speakers=people.speakers_in(lines),
        organisers=words.organisers_in("\n".join(lines)),
        evidence=sentence[:200],
        status=status,
    )


Found = tuple[Span, str, str]


def _in_title(title: str, near: Near) -> Found | None:
    """Return the date a title ends or begins with, where that makes it an event's title."""
    for span in find_spans(title, near):
        announced = words.KIND.search(title) and span.start.date() != near.at.date()
        if not span.whole_day or span.weekday or announced:
            return span, title, words.name_of(title, span)
    return None


def _labelled(lines: list[str], near: Near) -> Found | None:
    """Return the date that stands after "Date:" or "When:", with the time after "Time:"."""
    for place, line in enumerate(lines[:200]):
        label = words.LABEL.match(line)
        if label and label["label"].lower() not in words.PLACES and not label["label"].lower().startswith("time"):
            value = label["value"] or " ".join(lines[place + 1 : place + 2])
            timed = next(
                (other for other in lines[place + 1 : place + 5] if re.match(r"\W*time\b", other, re.IGNORECASE)), ""
            )
            spans = find_spans(f"{value}, {timed}" if timed else value, near)
            if spans and _is_ahead(spans[0], near, timedelta(days=400)):
                return spans[0], line, ""
    return None


def _announced(title: str, lines: list[str], near: Near) -> Found | None:
    """Return the first date still to come in a sentence that invites, or under a title that names a kind of event."""
    named = bool(words.KIND.search(title))
    for sentence in _sentences(lines):
        invites = words.INVITES.search(sentence)
        meets = bool(words.MEETS.search(sentence))
        if not (named or (invites and (meets or words.KIND.search(sentence)))):
            continue
        for span in find_spans(sentence, near):
            alone = not sentence[: span.begin].strip(words.MARKS) and not sentence[span.finish :].strip(words.MARKS)
            telling = not span.whole_day or span.weekday or (alone and span.year_given)
            sure = bool(invites) or (telling and span.start.date() > near.at.date())
            if sure and _is_ahead(span, near) and not words.is_deadline(sentence[: span.begin], title):
                return span, sentence, ""
    return None


def _deadline(title: str, lines: list[str], near: Near) -> Event | None:
    for sentence in (title, *_sentences(lines)):
        for span in find_spans(sentence, near):
            last = _last_day(span, sentence, title)
            if _is_ahead(last, near) and (last is not span or words.is_deadline(sentence[: span.begin], title)):
                name = words.name_of(title, span) if sentence is title else title
                name = (
                    re.sub(r"[\s:,–-]*\b(?:closes|closing|deadline|ends)\b[\s:]*$", "", name, flags=re.IGNORECASE)
                    or title
                )
                return Event(
                    name, last.start, None, near.zone, last.whole_day, kind="deadline", evidence=sentence[:200]
                )
    return None


def _last_day(span: Span, sentence: str, title: str) -> Span:
    """Return the last day of a run of days in which one may answer ("runs from 5 May to 6 June"), else the span."""
    if span.end is None or not span.whole_day or not words.is_open(sentence[: span.begin], title):
        return span
    return replace(span, start=span.end - timedelta(days=1), end=None)


def _sentences(lines: list[str]) -> list[str]:
    return [sentence for line in lines[:_FEW] for sentence in _SENTENCE.split(line[:3000]) if len(sentence) < 600]


def _is_ahead(span: Span, near: Near, back: timedelta = timedelta(hours=12)) -> bool:
    """Tell whether it is still to come when the text came out."""
    return (
        near.at - back <= (span.end or span.start + timedelta(days=span.whole_day)) <= near.at + timedelta(days=700)
    )


def of_page(page: Sheet, title: str, text: str, near: datetime, zone: str) -> Event | None:
    """Return the event that a page of its own announces: as stated for machines, completed by its words."""
    lines = [line.words for line in page_lines.lines_of(page.tree)[:600]]
    said = event_in(title, text, near=near, zone=zone) or _whole(title, lines, near, zone)
    one = _own_statement(event_data.stated(page, Manner(near, zone)), title)
    if one is None and said is None:
        return None
    listed = people.speakers_in(lines)
    if one is None or said is None:
        alone = one or said
        return replace(alone, speakers=max(alone.speakers, listed, key=len)) if alone else None
    more = said if said.start == one.start else replace(said, place="", online=False)
    return replace(
        one,
        speakers=one.speakers or max(more.speakers, listed, key=len),
        place=one.place or more.place,
        organisers=one.organisers or more.organisers,
        online=one.online or more.online,
    )


def _whole(title: str, lines: list[str], near: datetime, zone: str) -> Event | None:
    """Return the event of a page whose title names a kind of event, looked for outside its text as well."""
    own = headlines.bare(title)
    start = next((place for place, line in enumerate(lines) if headlines.bare(line) == own), 0)
    text = "\n".join(lines[start : start + 40])
    return event_in(title, text, near=near, zone=zone) if words.KIND.search(title) else None


def _own_statement(found: Sequence[event_data.Stated], title: str) -> Event | None:
    """Return the event a page is about: the only one it states, or the one that has its title."""
    own = [one.event for one in found if headlines.bare(one.event.name) in headlines.bare(title)]
    if own:
        return own[0]
    return found[0].event if len(found) == 1 and _related(found[0].event.name, title) else None


def _related(name: str, title: str) -> bool:
    one, other = set(headlines.bare(name).split()), set(headlines.bare(title).split())
    return len(one & other) >= 0.5 * max(1, min(len(one), len(other)))


# ── pages of events ────────────────────────────────────────────────────────────────────────────────────


def read_events(html: str, source: Source, address: str, now: datetime) -> tuple[Post, ...]:
    """Return a post for each event on a page: stated for machines, listed, else the one the page is about.

    Posts carry no date of their own: when an event is says nothing of when it was announced.
    """
    page = metadata.sheet(html, address)
    said = metadata.read(page)
    manner = Manner(now, source.zone, source.day_first, said.language or source.language)
    title = clean.line(headlines.title_of(page, said.site))
    raws = _stated(page, manner) or _found(page, title, manner)
    posts = (raw_findings.to_post(raw, source, address, now) for raw in raws[:MOST])
    return tuple(post for post in posts if isinstance(post, Post))


def read_reply(text: str, source: Source, address: str, now: datetime) -> tuple[Post, ...]:
    """Return a post for each event in the JSON that an interface of events answers with."""
    found = event_replies.stated(text, Manner(now, source.zone, source.day_first, source.language))
    made = (raw_findings.to_post(_raw(one.event, one.href, ""), source, address, now) for one in found[:MOST])
    return tuple(post for post in made if isinstance(post, Post))


def _stated(page: Sheet, manner: Manner) -> list[Raw]:
    """Return what the page states of several events, nothing where a list in words says more."""
    found = event_data.stated(page, manner)
    return [_raw(one.event, one.href, one.summary) for one in found] if len(found) > 1 else []


def _found(page: Sheet, title: str, manner: Manner) -> list[Raw]:
    """Return the one event a page is about where its title or data say so or little else is dated, else its list."""
    near = Near(manner.now, manner.zone, manner.day_first, manner.language)
    if _in_title(title, near) or event_data.stated(page, manner):
        return _single(page, title, manner) or _listed(page, title, manner)
    found = _listed(page, title, manner)
    if len(found) > 2 or (len(found) > 1 and event_lists.is_general(title)):
        return found
    return _single(page, title, manner) or found


def _listed(page: Sheet, title: str, manner: Manner) -> list[Raw]:
    near = Near(manner.now, manner.zone, manner.day_first, manner.language)
    found = event_lists.listed(page_lines.lines_of(page.tree), near)
    shared = Counter(one.href for one in found)
    return [_raw(_of_list(one, title, manner.zone), one.href if shared[one.href] == 1 else "", "") for one in found]


def _of_list(one: event_lists.Listed, title: str, zone: str) -> Event:
    told = "\n".join(one.lines)[:2000]
    place = words.place_in(list(one.lines), "", "") or one.place
    return Event(
        name=words.standing(one.name)[1] or title,
        start=one.span.start,
        end=one.span.end,
        zone=zone,
        whole_day=one.span.whole_day,
        place=place,
        online=words.is_online(told),
        speakers=people.speakers_in(one.lines),
        organisers=words.organisers_in(told),
        evidence=told[:200],
        status=one.status,
    )


def _single(page: Sheet, title: str, manner: Manner) -> list[Raw]:
    evidence = page_dates.evidence(page, manner, title)
    hard = [one for one in evidence if one.kind in ("json-ld", "meta")]
    near = dates.settle(hard, manner.now).at
    text = article_text.text_of(page.tree, title, "")
    event = of_page(page, title, text, near, manner.zone)
    if event is None:
        return []
    raw = _raw(event, page.address, "")
    return [replace(raw, text=text, dates=tuple(hard))]


def _raw(event: Event, href: str, summary: str) -> Raw:
    """Return an event as a finding, known again by its name and day whatever else changes."""
    name = headlines.bare(event.name)
    return Raw(
        title=event.name,
        address=href if not href.startswith("#") else "",
        guid=f"event:{event.start.date().isoformat()}:{name}",
        summary=summary,
        event=event,
    )
