"""The database, by what is kept in it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from digest.ports.collected import Ledger, Posts, Sources
from digest.ports.delivered import Campaigns, Clicks, Deliveries, Returns
from digest.ports.edited import Corrections, Desk, Examinations, Examples, History, Links, Pictures
from digest.ports.operated import Figures, Retention, Told
from digest.ports.readers import Letters, Readers, Suppressions
from digest.ports.signed import Passes, Records


class Store(Protocol):
    """The database, by what is kept in it."""

    @property
    def ledger(self) -> Ledger:
        """Slots."""
        ...

    @property
    def sources(self) -> Sources:
        """Sources and visits."""
        ...

    @property
    def posts(self) -> Posts:
        """Posts."""
        ...

    @property
    def desk(self) -> Desk:
        """Drafts and issues."""
        ...

    @property
    def history(self) -> History:
        """What happened to drafts."""
        ...

    @property
    def campaigns(self) -> Campaigns:
        """How the sending of each issue stands."""
        ...

    @property
    def deliveries(self) -> Deliveries:
        """Deliveries."""
        ...

    @property
    def clicks(self) -> Clicks:
        """How often links of mails were followed."""
        ...

    @property
    def readers(self) -> Readers:
        """Who is to be mailed, and what they agreed to."""
        ...

    @property
    def letters(self) -> Letters:
        """Mails about a subscription."""
        ...

    @property
    def suppressions(self) -> Suppressions:
        """Addresses never to mail."""
        ...

    @property
    def corrections(self) -> Corrections:
        """Corrections of issues."""
        ...

    @property
    def links(self) -> Links:
        """Links that were checked."""
        ...

    @property
    def pictures(self) -> Pictures:
        """Pictures of our own."""
        ...

    @property
    def examinations(self) -> Examinations:
        """What the doctor found."""
        ...

    @property
    def examples(self) -> Examples:
        """What editors taught."""
        ...

    @property
    def returns(self) -> Returns:
        """Mails that came back."""
        ...

    @property
    def passes(self) -> Passes:
        """What lets people in to the desk."""
        ...

    @property
    def records(self) -> Records:
        """What was done at the desk."""
        ...

    @property
    def figures(self) -> Figures:
        """Counts that an operator asks for."""
        ...

    @property
    def told(self) -> Told:
        """What the operator has been told."""
        ...

    @property
    def retention(self) -> Retention:
        """What goes when it is old."""
        ...

    def secret(self, name: str = "links") -> bytes:
        """Return 32 random bytes kept under that name, made at the first call."""
        ...

    def alone(self, name: str) -> AbstractContextManager[bool]:
        """Hold a lock of this name across processes; yields False where somebody else has it."""
        ...
