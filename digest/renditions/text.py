"""The text part: written for people who read mail as text, not stripped from the HTML.

78 columns, links numbered where they are mentioned and listed at the end of their section, no entities.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from digest.ports import Templates
from digest.renditions.cards import Card
from digest.renditions.editions import Edition, Part

WIDTH = 78
RULE = 72
# Two words with this between them stay on one line.
TIE = "\u00a0"
GAPS = re.compile(r"[^\S\u00a0]+")
# All but Latin letters and general punctuation, which are one column wide each.
UNUSUAL = re.compile("[^\x00-\u02ff\u2010-\u2027\u2030-\u205e]")
EMPTY_LINES = re.compile(r"\n{3,}")


def text_part(edition: Edition, templates: Templates) -> str:
    """Return an edition as plain text, lines of at most 78 columns (addresses excepted), ending in a newline."""
    return framed(
        edition,
        templates,
        lead=lead_part(edition.lead, edition, templates) if edition.lead else "",
        themes=tuple(theme_part(part, edition, templates) for part in edition.parts),
        events=events_part(edition.events, edition, templates) if edition.events else "",
        covered=covered_part(edition.covered, edition, templates) if edition.covered else "",
    )


def framed(
    edition: Edition,
    templates: Templates,
    *,
    lead: str,
    themes: tuple[str, ...],
    events: str,
    covered: str,
    fold: Callable[..., str] | None = None,
) -> str:
    """Return the whole text around parts that are set already; `fold` stands for ours where one is given."""
    values = {"lead": lead, "themes": themes, "events": events, "covered": covered}
    return tidy(_filled("email/issue.txt", edition, templates, values | ({"fold": fold} if fold else {}))) + "\n"


def lead_part(card: Card, edition: Edition, templates: Templates) -> str:
    """Return the story that leads as text."""
    return tidy(_filled("email/lead.txt", edition, templates, {"card": card}))


def theme_part(part: Part, edition: Edition, templates: Templates) -> str:
    """Return a theme as text; its links are numbered for itself, so that it reads the same in every edition."""
    return tidy(_filled("email/theme.txt", edition, templates, {"part": part}))


def events_part(cards: tuple[Card, ...], edition: Edition, templates: Templates) -> str:
    """Return the events as text."""
    return tidy(_filled("email/events.txt", edition, templates, {"cards": cards}))


def covered_part(cards: tuple[Card, ...], edition: Edition, templates: Templates) -> str:
    """Return the stories that most sources reported as text."""
    return tidy(_filled("email/covered.txt", edition, templates, {"cards": cards}))


def _filled(name: str, edition: Edition, templates: Templates, values: Mapping[str, object]) -> str:
    return templates.render(name, {"issue": edition, "fold": fold, "rule": rule, "links": Links, **values})


def tidy(text: str) -> str:
    """Return text without spaces at the ends of lines, without two empty lines in a row or any at either end."""
    lines = (line.rstrip() for line in text.replace("\r", "").split("\n"))
    return EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


class Links:
    """The numbered links of one section: a number where a link is mentioned, the list when the section ends."""

    def __init__(self) -> None:
        self.last = 0
        self.waiting: list[str] = []

    def number(self, address: str) -> str:
        """Return " [3]" for an address, tied to the word before it, and remember it; "" for none."""
        if not address:
            return ""
        self.last += 1
        self.waiting.append(f"[{self.last}] {address}")
        return f"{TIE}[{self.last}]"

    def listed(self) -> str:
        """Return the links mentioned since the last list, one a line."""
        lines, self.waiting = self.waiting, []
        return "\n".join(lines)


def fold(text: str, indent: str = "", width: int = WIDTH) -> str:
    """Return the text in lines of at most `width` columns; words that are wider are cut."""
    room = width - columns(indent)
    words = GAPS.sub(" ", text.strip())
    # Where each character is one column wide and every word fits, a line ends at the last gap that is near enough.
    narrow = words.isascii() or not UNUSUAL.search(words)
    lines = (_cut(words, room) if narrow else None) or _measured(words, room)
    return "\n".join(indent + line for line in lines).replace(TIE, " ")


def _cut(words: str, room: int) -> list[str] | None:
    """Return lines of at most `room` characters, None where a word is longer than that."""
    lines, start, end = [], 0, len(words)
    while end - start > room:
        at = words.rfind(" ", start, start + room + 1)
        if at < 0:
            return None
        lines.append(words[start:at])
        start = at + 1
    lines.append(words[start:])
    return lines


def _measured(words: str, room: int) -> list[str]:
    """Return lines of at most `room` columns, whatever is in them."""
    lines: list[list[str]] = []
    used = room
    for word in words.split(" "):
        for piece in pieces(word, room):
            wide = columns(piece)
            if lines and used + 1 + wide <= room:
                lines[-1].append(piece)
                used += 1 + wide
            else:
                lines.append([piece])
                used = wide
    return [" ".join(line) for line in lines]


def pieces(word: str, room: int) -> list[str]:
    """Return a word cut into pieces that fit into `room` columns."""
    if columns(word) <= room:
        return [word]
    found, used = [""], 0
    for character in word:
        wide = columns(character)
        if used + wide > room:
            found.append("")
            used = 0
        found[-1] += character
        used += wide
    return found


def columns(text: str) -> int:
    """Return how many columns a terminal gives the text: two for wide characters, none for combining ones."""
    if not UNUSUAL.search(text):
        return len(text)
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def rule(mark: str = "-", width: int = RULE) -> str:
    """Return a line across the page, short enough to travel uncut in quoted-printable."""
    return mark * width
