"""Who is mailed, what they agreed to, and who must not be mailed, as Protocols.

Addresses are as `delivery.addresses.key` writes them, but for `Subscriber.address`, which is as on an envelope.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from digest import model as m


class Readers(Protocol):
    """Subscriptions and the record of consent."""

    def stream(self, newsletter: m.NewsletterId, after: str = "") -> Iterator[m.Subscriber]:
        """Yield everybody who is subscribed and not suppressed, by address, from behind `after` on.

        Read in batches, each seeing the database as it is then: a million take no more memory than a thousand.
        Those who pause are among them, `paused_until` says so.
        """
        ...

    def count(self, newsletter: m.NewsletterId) -> int:
        """Return how many `stream` yields."""
        ...

    def numbers(self, newsletter: m.NewsletterId, now: datetime) -> m.Numbers:
        """Return how many there are by how they stand, and when the newest of those who are mailed came."""
        ...

    def subscriptions(self, newsletter: m.NewsletterId, after: str = "") -> Iterator[m.Subscription]:
        """Yield every subscription by address, unconfirmed ones too, from behind `after` on."""
        ...

    def standing(self, newsletter: m.NewsletterId, address: str) -> m.Standing:
        """Return how an address stands now."""
        ...

    def standings(self, newsletter: m.NewsletterId, addresses: Sequence[str]) -> dict[str, m.Standing]:
        """Return how each of these addresses stands now."""
        ...

    def change(
        self,
        newsletter: m.NewsletterId,
        addresses: Sequence[str],
        decide: Callable[[str, m.Standing], m.Change],
        *,
        taking: int = 0,
    ) -> tuple[m.Change, ...]:
        """Ask `decide` what is to become of each address and store it, of all or of none; return what was stored.

        Nobody else changes a reader of this newsletter between the standing that `decide` sees and what is stored.
        `taking` is the number of an `Ask` that is answered by this: where it is gone, nothing happens.
        """
        ...

    def ask(self, ask: m.Ask) -> None:
        """Store what somebody sent from a page."""
        ...

    def asks(self, newsletter: m.NewsletterId, limit: int) -> tuple[m.Ask, ...]:
        """Return what waits to be answered, oldest first."""
        ...

    def consents(self, newsletter: m.NewsletterId, address: str) -> tuple[m.Consent, ...]:
        """Return an address's record of consent, oldest first."""
        ...

    def endings(self, newsletter: m.NewsletterId, issue: int) -> tuple[m.Ending, ...]:
        """Return how subscriptions ended after an issue, most first: the record knows which mail led to each."""
        ...

    def kept(self, newsletter: m.NewsletterId, address: str) -> m.Kept:
        """Return everything that is held about an address."""
        ...

    def erase(self, suppression: m.Suppression) -> bool:
        """Take away all that is held about an address and leave a keyed hash that forbids to mail it.

        What was sent and came back is still counted, under no name. False where nothing was held.
        """
        ...

    def list_read(self, newsletter: m.NewsletterId) -> tuple[str, tuple[str, ...]] | None:
        """Return the version of the home folder's list that was read last and its mistakes, None where none was."""
        ...

    def keep_list(self, newsletter: m.NewsletterId, version: str, mistakes: Sequence[str], now: datetime) -> None:
        """Remember that this version of the list was read."""
        ...

    def forget_asked(self, newsletter: m.NewsletterId, before: datetime) -> int:
        """Take away sign-ups made before that moment and never confirmed, record and all; return how many."""
        ...


class Letters(Protocol):
    """Mails about a subscription, one row each, written before the mail leaves."""

    def due(self, newsletter: m.NewsletterId, now: datetime, limit: int) -> tuple[m.Letter, ...]:
        """Return letters that are to leave now, oldest first."""
        ...

    def claim(self, letter: m.Letter, now: datetime) -> bool:
        """Mark a pending or deferred letter as on its way, durably; False where it is not open any more."""
        ...

    def settle(self, letter: m.Letter, fate: m.Fate, said: str, now: datetime, again: datetime | None = None) -> None:
        """Write what became of a claimed letter; `again` is when one that was put off is to be tried."""
        ...

    def orphaned(self, newsletter: m.NewsletterId, now: datetime) -> int:
        """Mark what a dead process left on its way as unknown; return how many. The caller holds `Store.alone`."""
        ...

    def marked(self, newsletter: m.NewsletterId, words: str) -> m.Letter | None:
        """Return the letter whose Message-ID is these words, or has them as its reader's mark."""
        ...

    def since(self, newsletter: m.NewsletterId, address: str, moment: datetime) -> tuple[m.Letter, ...]:
        """Return the letters made for an address at or after a moment."""
        ...


class Suppressions(Protocol):
    """Addresses that must never be mailed; an import never takes one off."""

    def add(self, newsletter: m.NewsletterId, address: str, why: str, now: datetime) -> None:
        """Suppress an address; a second time changes nothing."""
        ...

    def has(self, newsletter: m.NewsletterId, address: str) -> bool:
        """Return whether an address is suppressed now, erased ones too: they are known by a keyed hash."""
        ...

    def all(self, newsletter: m.NewsletterId) -> frozenset[str]:
        """Return the suppressed addresses that are still known: not those that were erased."""
        ...

    def count(self, newsletter: m.NewsletterId) -> tuple[tuple[m.Act, int], ...]:
        """Return how many addresses are suppressed, by what suppressed them."""
        ...

    def each(self, newsletter: m.NewsletterId) -> Iterator[m.Suppression]:
        """Yield suppressions, erased ones too, by keyed hash: in no order that means anything."""
        ...
