"""What editors work with, as Protocols: drafts and issues, what was taught, what stands beside issues."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from digest import model as m


class Desk(Protocol):
    """Drafts and issues."""

    def draft(self, slot: m.SlotId) -> m.Draft | None:
        """Return the draft of a slot."""
        ...

    def latest_draft(self, newsletter: m.NewsletterId) -> m.Draft | None:
        """Return the newest draft that has not become an issue."""
        ...

    def issue(self, newsletter: m.NewsletterId, number: int) -> m.Issue | None:
        """Return an issue by its number."""
        ...

    def issue_of(self, slot: m.SlotId) -> m.Issue | None:
        """Return the issue that came of a slot."""
        ...

    def issues(self, newsletter: m.NewsletterId) -> tuple[m.Issue, ...]:
        """Return all issues, newest first."""
        ...

    def keep_issue(self, issue: m.Issue) -> m.Issue:
        """Store an issue under its slot and number; where the slot has one already, return that one."""
        ...

    def freeze(self, issue: m.Issue, revision: int) -> m.Issue | None:
        """Store an issue made of that revision of its draft, as `keep_issue`; None where the draft has another."""
        ...

    def next_number(self, newsletter: m.NewsletterId) -> int:
        """Return the number the next issue will have, from 1."""
        ...


class History(Protocol):
    """All that ever happened to drafts, step by step, and the drafts that came of it."""

    def append(self, draft: m.Draft, step: m.Step, base: m.Draft | None = None) -> m.Step | None:
        """Store a step and the draft as it is after it, both or none; `base` goes with a composition.

        Returns the step as stored. Where its key is there already, nothing is stored and the step of that key
        returned; None where it does not follow the last one, because somebody else came before or the draft is an
        issue.
        """
        ...

    def all(self, slot: m.SlotId) -> tuple[m.Step, ...]:
        """Return a draft's steps in order; the first is number 1."""
        ...

    def keyed(self, slot: m.SlotId, key: str) -> m.Step | None:
        """Return the step of that key."""
        ...

    def base(self, slot: m.SlotId, number: int) -> m.Draft | None:
        """Return what was composed by the step of that number."""
        ...


class Examples(Protocol):
    """What editors taught about themes, and subjects that they want no theme for."""

    def add(self, some: Sequence[m.Example]) -> tuple[m.Example, ...]:
        """Store examples under the newsletter's next numbers, whatever they bear; return them as stored."""
        ...

    def all(self, newsletter: m.NewsletterId) -> tuple[m.Example, ...]:
        """Return a newsletter's examples by number, those that were undone too."""
        ...

    def undo(self, newsletter: m.NewsletterId, number: int, now: datetime) -> m.Example | None:
        """Mark an example as undone, if it is not already; return it, None where there is none of that number."""
        ...

    def dismiss(self, newsletter: m.NewsletterId, words: str, now: datetime) -> None:
        """Remember that a subject is to have no theme; a second time changes nothing."""
        ...

    def dismissed(self, newsletter: m.NewsletterId) -> frozenset[str]:
        """Return the subjects that are to have no theme."""
        ...


class Corrections(Protocol):
    """Facts beside issues."""

    def add(self, correction: m.Correction) -> m.Correction:
        """Store a correction under the issue's next number, whatever it bears; return it as stored.

        The caller holds `Store.alone` for the issue.
        """
        ...

    def all(self, newsletter: m.NewsletterId) -> tuple[m.Correction, ...]:
        """Return a newsletter's corrections by issue and number."""
        ...


class Links(Protocol):
    """Where links led when they were last asked."""

    def known(self, addresses: Sequence[str], since: datetime) -> dict[str, m.Checked]:
        """Return what was found at these addresses at or after `since`, by address."""
        ...

    def keep(self, checked: Iterable[m.Checked]) -> None:
        """Store what was found, instead of what was found before."""
        ...


class Pictures(Protocol):
    """Pictures made ours, by the address that they were fetched from."""

    def get(self, newsletter: m.NewsletterId, source: str) -> bytes | None:
        """Return the JPEG that was made of the picture at that address, None where none was."""
        ...

    def keep(self, newsletter: m.NewsletterId, source: str, body: bytes, now: datetime) -> None:
        """Store the JPEG made of the picture at that address; the first stays, for an issue shows it."""
        ...


class Examinations(Protocol):
    """What the doctor found in drafts."""

    def keep(self, slot: m.SlotId, revision: int, findings: Sequence[m.Finding], now: datetime) -> None:
        """Store what was found in a revision of a draft, instead of what was found in it before."""
        ...

    def of(self, slot: m.SlotId, revision: int) -> tuple[m.Finding, ...] | None:
        """Return what was found in a revision of a draft, None where nobody looked."""
        ...
