"""What stands around the stories of a mail, learnt from the templates: filled once with tokens and cut at them.

A frame serves every edition of its shape (with a lead or without, themes named or not, ...). What the templates
write between the entries of a list is learnt from lists of two, and lines that are folded are kept unfolded.
A template that cannot be understood in this way makes no frame, and its editions are made one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple

from digest import model as m
from digest.ports import Templates
from digest.renditions import text
from digest.renditions.cards import Card
from digest.renditions.editions import Edition, Part
from digest.renditions.mail import TOKEN, frame, token

SUBJECT, PREHEADER, LEAD, THEMES, EVENTS, CHOSEN, CONTENTS, FOLDED, COVERED = range(1, 10)
FOLDS = 100
# The tokens of a slot in the order in which a template writes them, longest first; between them stands its glue.
SEQUENCES: tuple[tuple[tuple[int, ...], int], ...] = (
    ((11, 21, 22, 12, 23, 13, 24), THEMES),
    ((61, 71, 62, 72), CONTENTS),
    ((11, 21, 22), THEMES),
    ((11, 12), THEMES),
    ((41, 42), EVENTS),
    ((51, 52), CHOSEN),
    ((91, 92), COVERED),
    ((11,), THEMES),
    ((41,), EVENTS),
    ((91,), COVERED),
    ((SUBJECT,), SUBJECT),
    ((PREHEADER,), PREHEADER),
    ((LEAD,), LEAD),
)


class Unclear(ValueError):
    """A template that writes its lists in a way that two entries do not show."""


class Shape(NamedTuple):
    """What an edition has, as far as templates ask: `parts` and `contents` 0, 1 or 2 for more."""

    preheader: bool
    lead: bool
    parts: int
    contents: int
    events: bool
    covered: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to be filled: what belongs there and what stands between its pieces."""

    kind: int
    glue: tuple[str, ...] = ()
    folds: tuple[str | Slot, ...] = ()
    indent: str = ""
    width: int = text.WIDTH


Pieces = tuple[str | Slot, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """A mail without its stories: what is the same for every edition of a shape, and slots."""

    html: Pieces
    text: Pieces


class Count(int):
    """A number that a template writes as a token."""

    def __str__(self) -> str:
        return str(token(int(self)))

    __html__ = __str__


@dataclass(frozen=True, slots=True)
class Probe(Edition):
    """An edition of tokens, its lists long enough to show what a template writes between entries."""

    entries: int = 2
    mentioned: tuple[Card, ...] = ()

    @property
    def covered(self) -> tuple[Card, ...]:
        """Two entries, or none."""
        return self.mentioned

    @property
    def groups(self) -> tuple[tuple[Part, ...], ...]:
        """Two parts in one group and one in another."""
        return (self.parts[:2], self.parts[2:]) if len(self.parts) > 1 else (self.parts,) if self.parts else ()

    @property
    def contents(self) -> tuple[tuple[str, int, str], ...]:
        """As many entries as the shape has, all of tokens."""
        return tuple((token(61 + at), Count(71 + at), "") for at in range(self.entries))


def learnt(shape: Shape, shown: Edition, templates: Templates) -> Frame:
    """Return the frame of a shape, `shown` being any edition of the issue. Raises `Unclear`, `TemplateError`."""
    probe = _probe(shape, shown)
    cards, covered = ({card.id: token(int(card.id)) for card in some} for some in (probe.cards, probe.covered))
    folds: list[Slot] = []

    def keep(words: str, indent: str = "", width: int = text.WIDTH) -> str:
        if not TOKEN.search(words):
            return text.fold(words, indent, width)
        folds.append(Slot(FOLDED, folds=_pieces(words), indent=indent, width=width))
        return token(FOLDS + len(folds) - 1)

    around = text.framed(
        probe,
        templates,
        lead=token(LEAD) if probe.lead else "",
        themes=(token(11), token(12))[: shape.parts],
        events=token(41) if probe.events else "",
        covered=token(91) if probe.covered else "",
        fold=keep,
    )
    return Frame(_pieces(frame(probe, templates, cards, covered)), _pieces(around, folds))


def _probe(shape: Shape, shown: Edition) -> Probe:
    """Return an edition of this shape with a token for everything that differs between editions."""

    def card(number: int) -> Card:
        return Card(m.StoryId(str(number)), "", "", "", "", "", "", shown.dated, "")

    parts = tuple(
        Part(token(11 + at), "", "", tuple(card(number) for number in numbers))
        for at, numbers in enumerate(((21, 22), (23,), (24,)))
    )
    values = {each.name: getattr(shown, each.name) for each in fields(Edition)}
    tokens = {
        "subject": token(SUBJECT),
        "preheader": token(PREHEADER) if shape.preheader else "",
        "lead": card(LEAD) if shape.lead else None,
        "parts": parts if shape.parts > 1 else parts[: shape.parts],
        "events": (card(41), card(42)) if shape.events else (),
        "themes": (token(51), token(52)) if shape.chosen else (),
        "mentioned": (card(91), card(92)) if shape.covered else (),
    }
    return Probe(**(values | tokens), entries=shape.contents)


def _pieces(filled: str, folds: Sequence[Slot] = ()) -> Pieces:
    """Return a text cut at its tokens: what stands between them, and slots. Raises `Unclear`."""
    cut = TOKEN.split(filled)
    numbers, between = [int(number) for number in cut[1::2]], cut[2::2]
    found: list[str | Slot] = [cut[0]]
    at = 0
    while at < len(numbers):
        if FOLDS <= numbers[at] < FOLDS + len(folds):
            slot, length = folds[numbers[at] - FOLDS], 1
        else:
            slot, length = _slot(numbers[at:], between[at:])
        found += [slot, between[at + length - 1]]
        at += length
    return tuple(found)


def _slot(numbers: list[int], between: list[str]) -> tuple[Slot, int]:
    """Return the slot that the next tokens make, and how many of them it takes."""
    for sequence, kind in SEQUENCES:
        if tuple(numbers[: len(sequence)]) == sequence:
            return Slot(kind, tuple(between[: len(sequence) - 1])), len(sequence)
    said = f"token {numbers[0]} stands alone"
    raise Unclear(said)
