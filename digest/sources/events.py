"""What pages and texts announce for a date: from data for machines, from lists of meetings, from plain words."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from digest.model import Event
from digest.sources import event_words as words
from digest.sources import people
from digest.sources.metadata import Sheet
from digest.sources.prose_dates import Near, Span, find_spans

_FEW = 60
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“‘\"])|\n+")


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
        evidence=sentence[:200],
    )


Found = tuple[Span, str, str]


def _in_title(title: str, near: Near) -> Found | None:
    """Return the date a title ends or begins with, where that makes it an event's title."""
    for span in find_spans(title, near):
        if not span.whole_day or span.weekday or words.KIND.search(title):
            name = words.name_of(title, span)
            if name:
                return span, title, name
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
        if not (named or (invites and words.KIND.search(sentence))):
            continue
        for span in find_spans(sentence, near):
            sure = not span.whole_day or span.weekday or bool(invites)
            if sure and _is_ahead(span, near) and not words.is_deadline(sentence[: span.begin], title):
                return span, sentence, ""
    return None


def _deadline(title: str, lines: list[str], near: Near) -> Event | None:
    for sentence in (title, *_sentences(lines)):
        for span in find_spans(sentence, near):
            if _is_ahead(span, near) and words.is_deadline(sentence[: span.begin], title):
                name = words.name_of(title, span) if sentence is title else title
                name = (
                    re.sub(r"[\s:,–-]*\b(?:closes|closing|deadline|ends)\b[\s:]*$", "", name, flags=re.IGNORECASE)
                    or title
                )
                return Event(
                    name, span.start, None, near.zone, span.whole_day, kind="deadline", evidence=sentence[:200]
                )
    return None


def _sentences(lines: list[str]) -> list[str]:
    return [sentence for line in lines[:_FEW] for sentence in _SENTENCE.split(line[:3000]) if len(sentence) < 600]


def _is_ahead(span: Span, near: Near, back: timedelta = timedelta(hours=12)) -> bool:
    """Tell whether it is still to come when the text came out."""
    return (
        near.at - back <= (span.end or span.start + timedelta(days=span.whole_day)) <= near.at + timedelta(days=700)
    )


def of_page(page: Sheet, title: str, text: str, near: datetime, zone: str) -> Event | None:
    """Return the event that a page of its own announces: as data for machines, else in words."""
    return event_in(title, text, near=near, zone=zone)
