"""What an editor wrote in Markdown, as passages: paragraphs and items with links, emphasis and strong words.

No more of Markdown than that (https://spec.commonmark.org/): headings, pictures and HTML stay words as they were
typed, so that an introduction cannot change what stands around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from digest.renditions import words

# A link, strong words, emphasis in either way of writing it, a mark that is meant as itself.
MARKS = re.compile(
    r"\[(?P<label>[^\[\]]{1,300})\]\((?P<address>https?://[^\s()<>]+)\)"
    r"|\*\*(?=\S)(?P<strong>[^*]+?)(?<=\S)\*\*"
    r"|(?<![\w*])\*(?=\S)(?P<starred>[^*]+?)(?<=\S)\*(?![\w*])"
    r"|(?<!\w)_(?=\S)(?P<lined>[^_]+?)(?<=\S)_(?!\w)"
    r"|\\(?P<plain>[\\*_\[\]()-])"
)
ITEM = re.compile(r"[-*+•]\s+(?=\S)")
SIGNED = re.compile(r"[—–]\s?\S")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a passage in one way: `tag` is "a", "strong", "em" or "" for plain ones."""

    words: str
    tag: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, an item of a list, or the line in which somebody signs ("— Ada Quill, editor")."""

    pieces: tuple[Piece, ...]
    item: bool = False
    accent: str = ""

    @property
    def signs(self) -> bool:
        """Whether it is a signature."""
        return not self.item and SIGNED.match(self.plain) is not None

    @property
    def plain(self) -> str:
        """The words alone."""
        return "".join(piece.words for piece in self.pieces)

    @property
    def html(self) -> words.Markup:
        """The words as HTML."""
        return words.Markup("".join(_html(piece, "") for piece in self.pieces))

    @property
    def mail(self) -> words.Markup:
        """The words as HTML for a mail, where a link has to bring its colour along."""
        return words.Markup("".join(_html(piece, f' style="color:{self.accent}"') for piece in self.pieces))

    def told(self, number: Callable[[str], str]) -> str:
        """Return the words as text, each link with the number that its address is given."""
        said = (f"{piece.words}{number(piece.address)}" if piece.tag == "a" else piece.words for piece in self.pieces)
        return ("• " if self.item else "") + "".join(said)


def passages(text: str, accent: str = "") -> tuple[Passage, ...]:
    """Return what somebody typed as passages: an empty line between two paragraphs, a mark before each item."""
    found: list[Passage] = []
    for block in words.blocks(text):
        lines = block.splitlines()
        if all(ITEM.match(line) for line in lines):
            found += (_passage(ITEM.sub("", line, count=1), accent, item=True) for line in lines)
        else:
            found.append(_passage(block, accent))
    return tuple(found)


def _passage(text: str, accent: str, *, item: bool = False) -> Passage:
    return Passage(tuple(_pieces(words.GAPS.sub(" ", text).strip())), item, accent)


def _pieces(line: str) -> Iterator[Piece]:
    """Yield a line's words, cut where a mark begins or ends."""
    at = 0
    for found in MARKS.finditer(line):
        if at < found.start():
            yield Piece(line[at : found.start()])
        at = found.end()
        if found["label"]:
            address = words.web_address(found["address"])
            yield Piece(found["label"], "a" if address else "", address)
        elif found["plain"]:
            yield Piece(found["plain"])
        else:
            yield Piece(found["strong"] or found["starred"] or found["lined"], "strong" if found["strong"] else "em")
    if at < len(line):
        yield Piece(line[at:])


def _html(piece: Piece, style: str) -> str:
    said = words.escaped(words.breakable(piece.words))
    if piece.tag == "a":
        return f'<a href="{words.escaped(piece.address)}"{style}>{said}</a>'
    return f"<{piece.tag}>{said}</{piece.tag}>" if piece.tag else said
