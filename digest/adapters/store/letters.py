"""Mails about a subscription, one row each, written before the mail leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, select, update

from digest import model as m
from digest.adapters.store.engine import reading, writing
from digest.adapters.store.schema import letters

OPEN = (m.Fate.PENDING.value, m.Fate.DEFERRED.value)


@dataclass(frozen=True, slots=True)
class SqlLetters:
    """`ports.Letters` over SQL."""

    engine: Engine

    def due(self, newsletter: m.NewsletterId, now: datetime, limit: int) -> tuple[m.Letter, ...]:
        """Return letters that are to leave now, oldest first; what is settled is due no more."""
        query = (
            select(letters)
            .where(letters.c.newsletter == newsletter, letters.c.due <= now, letters.c.fate.in_(OPEN))
            .order_by(letters.c.due, letters.c.id)
            .limit(limit)
        )
        with reading(self.engine) as connection:
            return tuple(letter_of(row) for row in connection.execute(query))

    def claim(self, letter: m.Letter, now: datetime) -> bool:
        """Mark a pending or deferred letter as on its way, durably; False where it is not open any more."""
        with writing(self.engine) as connection:
            done = connection.execute(
                update(letters)
                .where(*_row(letter), letters.c.fate.in_(OPEN), letters.c.due <= now)
                .values(fate=m.Fate.SENDING.value, tries=letters.c.tries + 1)
            )
            return done.rowcount == 1

    def settle(self, letter: m.Letter, fate: m.Fate, said: str, now: datetime, again: datetime | None = None) -> None:
        """Write what became of a claimed letter; `again` is when one that was put off is to be tried."""
        with writing(self.engine) as connection:
            connection.execute(
                update(letters)
                .where(*_row(letter), letters.c.fate == m.Fate.SENDING.value)
                .values(fate=fate.value, said=f"{now:%Y-%m-%d %H:%M}: {said}"[:2000], due=again)
            )

    def orphaned(self, newsletter: m.NewsletterId, now: datetime) -> int:
        """Mark what a dead process left on its way as unknown; return how many."""
        on_its_way = (letters.c.newsletter == newsletter, letters.c.fate == m.Fate.SENDING.value)
        with reading(self.engine) as connection:  # asked at every look at the clock: nobody's turn to write is taken
            if connection.execute(select(letters.c.id).where(*on_its_way).limit(1)).first() is None:
                return 0
        said = f"{now:%Y-%m-%d %H:%M}: The sender stopped while this mail was on its way."
        with writing(self.engine) as connection:
            lost = update(letters).where(*on_its_way).values(fate=m.Fate.UNKNOWN.value, said=said, due=None)
            return connection.execute(lost).rowcount

    def marked(self, newsletter: m.NewsletterId, words: str) -> m.Letter | None:
        """Return the letter whose Message-ID is these words, or has them as its reader's mark."""
        wanted = letters.c.message_id == words if words.startswith("<") else letters.c.id == words
        with reading(self.engine) as connection:
            row = connection.execute(select(letters).where(letters.c.newsletter == newsletter, wanted)).first()
        return letter_of(row) if row else None

    def since(self, newsletter: m.NewsletterId, address: str, moment: datetime) -> tuple[m.Letter, ...]:
        """Return the letters made for an address at or after a moment."""
        query = (
            select(letters)
            .where(letters.c.newsletter == newsletter, letters.c.address == address, letters.c.at >= moment)
            .order_by(letters.c.at)
        )
        with reading(self.engine) as connection:
            return tuple(letter_of(row) for row in connection.execute(query))


def _row(letter: m.Letter) -> tuple[Any, ...]:
    return letters.c.newsletter == letter.newsletter, letters.c.id == letter.id


def letter_values(letter: m.Letter) -> dict[str, Any]:
    """Return a letter as a row."""
    return {
        "newsletter": letter.newsletter,
        "id": letter.id,
        "kind": letter.kind.value,
        "address": letter.address,
        "message_id": letter.message_id,
        "about": letter.about,
        "at": letter.at,
        "fate": letter.fate.value,
        "said": letter.said,
        "tries": letter.tries,
        "due": letter.at,
    }


def letter_of(row: Row[Any]) -> m.Letter:
    """Return a row as a letter."""
    return m.Letter(
        id=row.id,
        newsletter=m.NewsletterId(row.newsletter),
        kind=m.LetterKind(row.kind),
        address=row.address,
        message_id=row.message_id,
        about=row.about,
        at=row.at,
        fate=m.Fate(row.fate),
        said=row.said,
        tries=row.tries,
    )
