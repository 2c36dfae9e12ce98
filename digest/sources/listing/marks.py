"""What a few words look like: a day, a title, a count."""

from __future__ import annotations

import re
from functools import lru_cache

from digest.sources.days import find_days, fold
from digest.sources.listing import hints
from digest.sources.listing.tree import Element, squeeze
from digest.sources.month_names import month_of

_DIVIDERS = "-–—|:•·"
SENTENCE_ENDS = frozenset(".。…।۔")
SENTENCE_WORDS = 8
DATE = 0.6  # share of a date from which a text is one
LOOKED_AT = 160  # characters of a text in which a day is looked for

# Signs of a script written without spaces: about two of them are one word.
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ADDRESS = re.compile(r"\s*(?:https?://|www\.)\S+\s*", re.IGNORECASE)
_NUMBERED = re.compile(r"\b\w*\d[\w.]*")
_COUNTED = re.compile(
    r"\((?!\s*(?:19|20)\d\d\s*\))\s*\d+\s*\)\s*$|^\W*\d+\s*\(\s*\d+\s*\)\s*$|^\s*\d+\s+\w+\s*$|^\W*\d[\d.,\s]*\W*$"
)
_RELATIVE = re.compile(
    r"\b\d+\s*(?:second|minute|min|hour|hr|day|week|month|year|yr)s?\b(?:\s+ago)?"
    r"|\b(?:hace|il y a|vor|for|fa|há)\s+\d+\s+\w+|\d+\s*(?:分钟|小时|天|日|时间)前|\b(?:yesterday|today)\b",
    re.IGNORECASE,
)

_LABEL = re.compile(r"^\s*[^\W\d]{2,14}(?:\s[^\W\d]{2,14})?\s*:\s*")

# Every guess at a list judges much the same texts; a page has a few thousand.
_remembered = lru_cache(maxsize=8_192)


def length(text: str) -> float:
    """Return how many words a text has; two signs of a script without spaces count as one."""
    dense = len(_IDEOGRAPH.findall(text))
    if dense:
        return dense / 2 + len(_WORD.findall(_IDEOGRAPH.sub(" ", text)))
    return float(len(_WORD.findall(text)))


def words(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return _WORD.findall(text.lower())


@lru_cache(maxsize=8192)
def dated(text: str) -> float:
    """Return how much of a text a date makes up, 0..1; 0 where it names no day. Half of it without a year."""
    text = squeeze(text)[:LOOKED_AT]
    if not text:
        return 0.0
    if not any(c.isdigit() for c in text):
        return 1.0 if len(text) < 14 and _RELATIVE.search(text) else 0.0
    covered, year = 0, False
    for day in find_days(fold(text)):
        covered += day.end - day.start
        year = year or bool(day.year)
    if not covered:
        found = _RELATIVE.search(text)
        return min(1.0, len(found[0]) / len(text)) if found else 0.0
    return min(1.0, covered / len(text)) * (1.0 if year else 0.5)


def dates_alone(text: str) -> bool:
    """Return True where a text is a day and nothing else but its label: "Published: 3 May 2026"."""
    text = unlabelled(text)
    return dated(text) > DATE or (dated(text) > 0.3 and not undated(text))


def calendar(text: str) -> bool:
    """Return True where a heading is a day, a month or a year, by which lists are cut and stay one list."""
    said = words(text)
    if dated(text) > 0.3 or (len(said) <= 4 and _YEAR.search(text)):
        return True
    return 0 < len(said) <= 2 and any(month_of(word) for word in said)


@_remembered
def opened(text: str) -> bool:
    """Return True where a text opens with a day and its year: "12/06/2019  Marsh v. Lock"."""
    head = text[:30]
    days = find_days(fold(head)) if any(c.isdigit() for c in head) else []
    return bool(days) and days[0].start < 3 and bool(days[0].year)


def unlabelled(text: str) -> str:
    """Return a text without the label before it."""
    return _LABEL.sub("", text)


def parted(text: str) -> tuple[str, str]:
    """Return the date that stands before a text ("12 June 2019 – The council …") and the text; "" without one."""
    head = text[:60]
    days = find_days(fold(head)) if any(c.isdigit() for c in head[:24]) else []
    if days and days[0].start == 0 and len(text) > days[0].end + 20:
        rest = text[days[0].end :]
        after = rest.lstrip()
        if after[:1] in _DIVIDERS or rest[:1] == ".":
            return head[: days[0].end], after.lstrip(f"{_DIVIDERS}. ")
    return "", text


@_remembered
def undated(text: str) -> str:
    """Return a text without a date at its very beginning or end."""
    for day in reversed(find_days(fold(text[:LOOKED_AT]))):
        if day.start < 2:
            text = text[day.end :].lstrip(")] " if text[:1] in {"(", "["} else None)
        elif day.end >= len(text) - 2:
            text = text[: day.start]
    return text.strip(f" ,;([{_DIVIDERS}")


def sentence(text: str) -> bool:
    """Return True where a text is running text by its end and length: a title seldom closes with a full stop."""
    return text.rstrip()[-1:] in SENTENCE_ENDS and length(text) >= SENTENCE_WORDS


def worded(text: str) -> bool:
    """Return True where a text is of letters: neither a number nor a reference, nor a count, nor a day."""
    return not counted(text) and not _NUMBERED.search(text) and any(map(str.isalpha, text))


def counted(text: str) -> bool:
    """Return True where a text is a number, a number of things ("3 comments") or ends in one ("News (12)")."""
    return bool(_COUNTED.search(text))


@_remembered
def titled(text: str) -> float:
    """Return how much a text is like a title by its length alone, 0..1; an address is none."""
    size = length(text) - 0.75 * len(_NUMBERED.findall(text))
    if size <= 0.3 or counted(text) or _ADDRESS.fullmatch(text) or hints.GENERIC.match(text) or dated(text) > 0.4:
        return 0.0
    if size > 14:
        return max(0.1, 1.0 - (size - 14) / 30)
    return max(0.05, min(1.0, 0.15 + 0.85 * (size - 1) / 4))


def beside(element: Element) -> float:
    """Return how strongly an element's own names say that it stands beside the main thing, 0..1."""
    if element.tag in {"nav", "footer"} or element.get("role") in {"navigation", "contentinfo", "search", "banner"}:
        return 1.0
    if element.tag == "aside" or element.get("role") == "complementary":
        return 0.8
    names = _names(element)
    if any(hints.BESIDE.fullmatch(name) for name in names):
        return 0.6
    return 0.2 if any(hints.PERHAPS_BESIDE.fullmatch(name) for name in names) else 0.0


def main(element: Element) -> bool:
    """Return True where an element's own names say that it is the main thing."""
    if element.tag == "main" or element.get("role") == "main":
        return True
    return any(hints.MAIN.fullmatch(name) for name in _names(element))


def _names(element: Element) -> list[str]:
    """Return the words in an element's id and classes."""
    said = " ".join((element.get("id"), *element.classes))[:300]
    return [name.lower() for name in hints.NAME.findall(said)] if said.strip() else []
