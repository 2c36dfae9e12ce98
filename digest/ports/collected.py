"""What was collected, as Protocols: slots, sources, posts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from digest import model as m


class Ledger(Protocol):
    """The slots, exactly one row each."""

    def take(self, slot: m.Slot, run: m.RunId, now: datetime) -> bool:
        """Return True where this run now owns the slot; False where it has ended already.

        The caller holds `Store.alone(slot.id)`: a slot that still says running was left by a run that died.
        """
        ...

    def put(self, slot: m.Slot, state: m.SlotState, why: str, now: datetime) -> None:
        """Write how a slot stands, with or without a run that took it; a slot that is done stays done."""
        ...

    def put_all(self, rows: Sequence[m.SlotRow], now: datetime) -> None:
        """Write how several slots stand, in one step; one that is done stays done."""
        ...

    def open_again(self, slot: m.Slot, why: str, now: datetime) -> bool:
        """Hold a slot again that was missed or skipped, for a person who wants it done after all."""
        ...

    def span(self, newsletter: m.NewsletterId) -> tuple[datetime, datetime] | None:
        """Return the moments of the first and the last slot there is a row of, None where there is none."""
        ...

    def rows(
        self, newsletter: m.NewsletterId, since: datetime, until: datetime | None = None
    ) -> tuple[m.SlotRow, ...]:
        """Return the slots at or after `since` and, where it is given, before `until`, oldest first."""
        ...

    def row(self, slot: m.SlotId) -> m.SlotRow | None:
        """Return one slot's row."""
        ...


class Sources(Protocol):
    """What is remembered of sources, and how each visit ended."""

    def memory(self, newsletter: m.NewsletterId, of: Sequence[m.SourceId] = ()) -> dict[m.SourceId, m.Memory]:
        """Return what is remembered by source: of these sources, of all where none is named."""
        ...

    def visited(self, newsletter: m.NewsletterId) -> dict[m.SourceId, m.Visited]:
        """Return the last visit of each source."""
        ...


class Posts(Protocol):
    """Posts, each under every key it is known by."""

    def known(self, newsletter: m.NewsletterId, source: m.SourceId, keys: Sequence[str]) -> dict[str, m.Post]:
        """Return the stored post behind each of these keys that is known."""
        ...

    def keep(self, newsletter: m.NewsletterId, outcomes: Sequence[m.Outcome]) -> None:
        """Store new and changed posts with their source's memory and visit, of all these visits or of none."""
        ...

    def moments(
        self, newsletter: m.NewsletterId, since: datetime, source: m.SourceId | None = None
    ) -> dict[m.SourceId, tuple[datetime, ...]]:
        """Return when posts came out from `since` on, by source: of one source, of all where none is named."""
        ...

    def named(self, newsletter: m.NewsletterId, words: str) -> tuple[m.Post, ...]:
        """Return the posts with this id or address, else those with these words in their title; ten at most."""
        ...

    def between(self, newsletter: m.NewsletterId, since: datetime, until: datetime) -> tuple[m.Post, ...]:
        """Return posts dated or first seen in [since, until), and all whose event is not over by then."""
        ...
