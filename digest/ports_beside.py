"""What is kept beside issues, as Protocols: corrections, links, pictures, what the doctor found (see ports)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from digest import model as m


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
