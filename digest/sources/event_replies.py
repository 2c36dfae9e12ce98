"""Events out of the JSON that a calendar's own interface answers with: lists of objects that carry a date.

No interface is known by name: what a field holds is told from the words of its key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from digest.model import Event, EventStatus
from digest.sources import clean, event_data
from digest.sources import event_words as words
from digest.sources.json_ld import Node, words_of
from digest.sources.page_dates import Manner

LONGEST = 2 * 1024 * 1024
_MOST, _DEEP = 2_000, 5
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_OF_EVENTS = frozenset(("meeting", "event", "body", "committee", "board"))
_OTHER_DATES = """
end ends until close closes modified updated update changed created published last agenda minutes posted due
expiry expires utc version registration
"""
_NOT_WHEN = frozenset(_OTHER_DATES.split())
_WHEN = ("start", "starts", "begin", "begins", "date", "datetime", "day", "when")
_NAMES = ("name", "title", "type", "subject", "summary", "headline", "body")
_PLACES = ("location", "venue", "place", "room", "address", "where")
_LINKS = ("url", "link", "href", "permalink", "page")


def looks_like_reply(text: str) -> bool:
    """Return whether a text is JSON, by its first character."""
    return text.lstrip("\ufeff \t\r\n")[:1] in ("[", "{")


def stated(text: str, manner: Manner) -> list[event_data.Stated]:
    """Return the events in a JSON answer, each once, in its order; none where it holds no list of dated things."""
    try:
        answer = json.loads(text[: LONGEST + 1]) if len(text) <= LONGEST else None
    except (ValueError, RecursionError):
        return []
    manner = replace(manner, ahead=timedelta(days=330))
    each = ([found for row in rows if (found := _stated(row, manner))] for rows in _lists(answer))
    best = max(each, key=len, default=[])
    return list({(one.event.name.casefold(), one.event.start): one for one in reversed(best)}.values())[::-1]


def _lists(answer: object) -> Iterator[list[Node]]:
    """Yield every list of objects, outer before inner."""
    level = [answer]
    for _ in range(_DEEP):
        inner: list[object] = []
        for value in level[:_MOST]:
            if isinstance(value, list):
                rows = [row for row in value[:_MOST] if isinstance(row, dict)]
                if rows:
                    yield rows
                inner += rows
            elif isinstance(value, dict):
                inner += [one for one in value.values() if isinstance(one, list | dict)]
        level = inner


def _stated(row: Node, manner: Manner) -> event_data.Stated | None:
    keys = {key: [part.lower() for part in _WORD.findall(key)] for key in list(row)[:200]}
    when = next(_of(row, keys, _WHEN, without=_NOT_WHEN), "")
    clock = next(_of(row, keys, ("time",), without=_NOT_WHEN), "")
    own = {key: parts for key, parts in keys.items() if _OF_EVENTS & set(parts)}
    said, name = words.standing(clean.line(next(_of(row, own, _NAMES), "") or next(_of(row, keys, _NAMES), "")))
    if clock and re.search(r"[T ](?!00:00)\d\d:\d\d", when) is None:
        when = f"{when[:10]} {clock}".strip()
    end = next(_of(row, keys, ("end", "ends", "until")), "")
    event = event_data.event_of(name, (when, end), manner)
    if event is None:
        return None
    status = " ".join(_of(row, keys, ("status", "state", "cancelled", "canceled")))
    place = clean.line(next(_of(row, keys, _PLACES), ""))[:200]
    off = said or words.off_in(status)
    return event_data.Stated(_told(event, place, off), next(_of(row, keys, _LINKS), ""))


def _told(event: Event, place: str, off: EventStatus) -> Event:
    return replace(event, place="" if "://" in place else place, online=words.is_online(place), status=off)


def _of(
    row: Node, keys: dict[str, list[str]], wanted: tuple[str, ...], without: frozenset[str] = frozenset()
) -> Iterator[str]:
    """Yield the texts under keys with one of these words, in the order of the words."""
    for word in wanted:
        for key, parts in keys.items():
            if word in parts and not without.intersection(parts) and (value := words_of(row[key]).strip()):
                yield value[:2_000]
