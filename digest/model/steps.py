"""The history of a draft: one line for all that ever happened to it. Nothing is ever taken out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from digest.model.edits import EDITS, Edit
from digest.model.issues import Picture
from digest.model.names import SlotId


@dataclass(frozen=True, slots=True)
class Composed:
    """The draft was composed, for the first time or anew; the edits that stand were made again on it.

    The draft without edits is kept beside it (ports.History.base). `why` says what for.
    """

    why: str = ""


@dataclass(frozen=True, slots=True)
class Pictured:
    """The picture of a story that has come to lead, made ours."""

    picture: Picture


@dataclass(frozen=True, slots=True)
class Undo:
    """An edit taken back, by the number of its step."""

    number: int


@dataclass(frozen=True, slots=True)
class Redo:
    """An edit that was taken back, made again where it stood in the order of edits."""

    number: int


@dataclass(frozen=True, slots=True)
class Back:
    """The draft as it was right after the step of that number: what came later does not stand any more."""

    to: int


Happening = Edit | Composed | Pictured | Undo | Redo | Back
"""What a step can be."""

HAPPENINGS: dict[str, type[Happening]] = {
    **EDITS,
    "composed": Composed,
    "pictured": Pictured,
    "undo": Undo,
    "redo": Redo,
    "back": Back,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a draft's history: what happened, by whom and when. `number` is the revision that it made.

    `said` tells it in words that stay true when names step later: "dropped “Bins collected twice”". `key` is the
    name that whoever asked for it gave it ("" for none): the same key again is the same step.
    """

    slot: SlotId
    number: int
    by: str
    made: datetime
    what: Happening
    said: str
    key: str = ""

    @property
    def kind(self) -> str:
        """What it is, in one word."""
        return next(name for name, kind in HAPPENINGS.items() if isinstance(self.what, kind))
