"""The text part: written for people who read mail as text, not stripped from the HTML.

78 columns, links numbered where they are mentioned and listed at the end of their section, no entities.
"""

from __future__ import annotations

import re
import unicodedata

from digest.ports import Templates
from digest.renditions.editions import Edition

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
    filled = templates.render("email/issue.txt", {"issue": edition, "fold": fold, "rule": rule, "links": Links})
    lines = (line.rstrip() for line in filled.replace("\r", "").split("\n"))
    return EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip() + "\n"


class Links:
    """The numbered links of one mail: a number where a link is mentioned, the list when the section ends."""

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
    lines: list[list[str]] = []
    used = room
    for word in GAPS.split(text.strip()):
        for piece in pieces(word, room):
            wide = columns(piece)
            if lines and used + 1 + wide <= room:
                lines[-1].append(piece)
                used += 1 + wide
            else:
                lines.append([piece])
                used = wide
    return "\n".join(indent + " ".join(line) for line in lines).replace(TIE, " ")


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
