"""A frame made ready to be filled many thousand times a second: HTML and text from pieces that are set already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from digest.renditions import fit, frames, text, words
from digest.renditions.editions import TOGETHER
from digest.renditions.frames import Frame, Pieces, Slot, Unclear

LONGEST = 12
"""Octets that a character takes at most on its way: four in UTF-8, three each in quoted-printable."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A theme in an edition: its name and its cards in HTML, the whole of it as text."""

    name: str
    cards: tuple[str, ...]
    text: str


class Filling(NamedTuple):
    """What an edition puts into a frame; everything is HTML but `text` fields, `contents` and `chosen`."""

    subject: str
    preheader: str
    lead: str
    lead_text: str
    blocks: Sequence[Block]
    events: Sequence[str]
    events_text: str
    covered: Sequence[str]
    covered_text: str
    contents: Sequence[tuple[str, int]]
    chosen: Sequence[str]


@dataclass(slots=True)
class Joint:
    """A frame ready to be filled, and what is known of what filled it before: themes, sizes at most, folded lines."""

    html: Pieces
    text: Pieces
    size: int
    known: dict[Block, tuple[str, int]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    folds: dict[str, str] = field(default_factory=dict)

    def joined(self, filling: Filling) -> tuple[str, str] | None:
        """Return an edition's HTML and text, None where it may be too large to be sent as it is."""
        out: list[str] = []
        size = self.size
        for piece in self.html:
            if isinstance(piece, str):
                out.append(piece)
            elif piece.kind == frames.THEMES:
                size += self._add_themes(out, piece, filling.blocks)
            elif piece.kind in CARDS:
                size += self._add_cards(out, piece, CARDS[piece.kind](filling))
            else:
                filled = _words(piece, filling)
                size += len(filled) * LONGEST
                out.append(filled)
        return None if size > fit.BUDGET else ("".join(out), self._told(filling))

    def _told(self, filling: Filling) -> str:
        said: list[str] = []
        for piece in self.text:
            if isinstance(piece, str):
                said.append(piece)
            elif piece.kind == frames.FOLDED:
                said.append(self._folded(piece, filling))
            else:
                _add_text(said, piece, filling)
        return "".join(said)

    def _folded(self, slot: Slot, filling: Filling) -> str:
        raw: list[str] = []
        for piece in slot.folds:
            if isinstance(piece, str):
                raw.append(piece)
            else:
                _add_text(raw, piece, filling)
        line = "".join(raw)
        if line not in self.folds:
            self.folds[line] = text.fold(line, slot.indent, slot.width)
        return self.folds[line]

    def _add_cards(self, out: list[str], slot: Slot, cards: Sequence[str]) -> int:
        """Add cards with their glue between them; return what they cannot exceed."""
        glue = slot.glue[0] if slot.glue else ""
        out.append(glue.join(cards))
        size = len(cards) * len(glue) * LONGEST
        for card in cards:
            if card not in self.sizes:
                self.sizes[card] = fit.at_most(card)
            size += self.sizes[card]
        return size

    def _add_themes(self, out: list[str], slot: Slot, blocks: Sequence[Block]) -> int:
        """Add the themes in their groups (as Edition.groups makes them); return what they cannot exceed."""
        beside, apart = (slot.glue[2], slot.glue[4]) if len(slot.glue) > 2 else ("", "")
        size = held = 0
        for block in blocks:
            if block not in self.known:
                html = block.name + slot.glue[0] + slot.glue[1].join(block.cards)
                self.known[block] = html, fit.at_most(html) + fit.at_most(apart)
            html, most = self.known[block]
            number = len(block.cards)
            together = held + number <= TOGETHER
            if held:
                out.append(beside if together else apart)
            held = held + number if together else number
            out.append(html)
            size += most
        return size


def joint(frame: Frame) -> Joint:
    """Return a frame ready to be filled. Raises `Unclear` where a list is not written evenly."""
    for slot in frame.html:
        if isinstance(slot, Slot) and slot.kind == frames.THEMES and len(slot.glue) > 2:
            name, _, _, second, _, third = slot.glue
            if not name == second == third:
                said = "themes are not written alike"
                raise Unclear(said)
    return Joint(frame.html, frame.text, sum(fit.at_most(piece) for piece in frame.html if isinstance(piece, str)))


CARDS: dict[int, Callable[[Filling], Sequence[str]]] = {
    frames.LEAD: lambda filling: (filling.lead,),
    frames.EVENTS: lambda filling: filling.events,
    frames.COVERED: lambda filling: filling.covered,
}


def _words(slot: Slot, filling: Filling) -> str:
    if slot.kind == frames.SUBJECT:
        return words.escaped(filling.subject)
    if slot.kind == frames.PREHEADER:
        return words.escaped(filling.preheader)
    return words.escaped(_listed(slot, filling))


def _add_text(said: list[str], slot: Slot, filling: Filling) -> None:
    if slot.kind == frames.THEMES:
        between = slot.glue[0] if slot.glue else ""
        for at, block in enumerate(filling.blocks):
            if at:
                said.append(between)
            said.append(block.text)
    else:
        said.append(_text(slot, filling))


def _text(slot: Slot, filling: Filling) -> str:
    if slot.kind == frames.LEAD:
        return filling.lead_text
    if slot.kind == frames.EVENTS:
        return filling.events_text
    if slot.kind == frames.COVERED:
        return filling.covered_text
    if slot.kind == frames.SUBJECT:
        return filling.subject
    return filling.preheader if slot.kind == frames.PREHEADER else _listed(slot, filling)


def _listed(slot: Slot, filling: Filling) -> str:
    """Return the contents line or the themes chosen, with the glue between them that the template writes."""
    if slot.kind == frames.CHOSEN:
        return slot.glue[0].join(filling.chosen)
    between, after, _ = slot.glue
    return after.join([f"{name}{between}{number}" for name, number in filling.contents])
