"""What stages and jobs need from the outside, as Protocols; adapters satisfy them, tests fake them.

A visit is a generator: it yields a `Request` where it needs a page, and a `Read` where hostile bytes must be
read in a process that can be killed; it is sent the answer or a `Failure`; what it returns is its result.
So jobs stay plain synchronous code while a crew runs hundreds of visits at once.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from digest import model as m
from digest.ports_beside import Corrections, Examinations, Links, Pictures

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Read:
    """Something to compute away from our own process: a module-level function and values that can be pickled."""

    about: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...]


Visit = Generator[m.Request | Read, Any, T]


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class Crew(Protocol):
    """Runs many visits at once."""

    def run(self, visits: Iterable[Visit[T]]) -> Iterator[T]:
        """Yield each visit's result as it ends, in no order.

        Answers to a `Request` are `Response | Failure`, to a `Read` the function's value or a `Failure`; the
        outside never raises into a visit.
        """
        ...


class ParserPool(Protocol):
    """Runs one reading in a process that is killed when it takes too long or too much."""

    def read(self, task: Read) -> Any:  # noqa: ANN401 - what comes back is whatever the task's function returns
        """Return the function's value, or a `Failure` where it raised, took too long or died."""
        ...


class Vectors(Protocol):
    """Gives texts a direction each, so that what means the same points the same way."""

    def texts(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one row a text, of length one; of noughts where nothing in the text is known."""
        ...

    def words(self, words: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one row a word or short phrase, as `texts`, quickly: for tens of thousands of them.

        Words are compared with words alone: these rows need not be in the space of those of `texts`.
        """
        ...


class Templates(Protocol):
    """Jinja templates by name: the newsletter's own before ours."""

    def render(self, name: str, values: Mapping[str, object]) -> str:
        """Return the filled template. Raises `TemplateError` with file and line."""
        ...

    def locate(self, name: str, values: Mapping[str, object], position: int) -> tuple[str, int]:
        """Return file and line of the template that wrote the character at this position of what `render` gives."""
        ...


class Outbox(Protocol):
    """The folder of finished renditions."""

    def write(self, renditions: Iterable[m.Rendition]) -> tuple[str, ...]:
        """Write each file whole or not at all; return the paths whose bytes changed. Raises `OutboxError`."""
        ...

    def read(self, path: str) -> bytes | None:
        """Return a file's bytes, None where it is absent."""
        ...


class PostOffice(Protocol):
    """Takes messages to their readers."""

    def send(self, messages: Iterable[m.Message]) -> Iterator[m.Posted]:
        """Yield what became of each message, in order: sent, deferred (try again), failed (never), or unknown.

        Takes the next message only after the last one's outcome was yielded, so that its intent can be
        stored first. A server that cannot be reached at all yields `deferred` for every message.
        """
        ...


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

    def span(self, newsletter: m.NewsletterId) -> tuple[datetime, datetime] | None:
        """Return the moments of the first and the last slot there is a row of, None where there is none."""
        ...

    def rows(self, newsletter: m.NewsletterId, since: datetime) -> tuple[m.SlotRow, ...]:
        """Return the slots at or after `since`, oldest first."""
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


class Desk(Protocol):
    """Drafts and issues."""

    def draft(self, slot: m.SlotId) -> m.Draft | None:
        """Return the draft of a slot."""
        ...

    def latest_draft(self, newsletter: m.NewsletterId) -> m.Draft | None:
        """Return the newest draft that has not become an issue."""
        ...

    def keep_draft(self, draft: m.Draft) -> m.Draft:
        """Store a draft if its revision is one more than the stored one (or it is the first).

        Returns what is stored.
        """
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

    def next_number(self, newsletter: m.NewsletterId) -> int:
        """Return the number the next issue will have, from 1."""
        ...


class Deliveries(Protocol):
    """One row for each issue and reader, written before the mail leaves."""

    def plan(self, deliveries: Sequence[m.Delivery]) -> int:
        """Store those that are not there yet; return how many were new."""
        ...

    def claim(self, delivery: m.Delivery, now: datetime) -> bool:
        """Mark a pending or deferred delivery as on its way, durably; False where it is not open any more."""
        ...

    def settle(self, delivery: m.Delivery, fate: m.Fate, said: str, now: datetime) -> None:
        """Write what became of a claimed delivery."""
        ...

    def orphaned(self, newsletter: m.NewsletterId, issue: int, now: datetime) -> int:
        """Mark what a dead sender left on its way as unknown; return how many."""
        ...

    def of(self, newsletter: m.NewsletterId, issue: int) -> tuple[m.Delivery, ...]:
        """Return an issue's deliveries by address."""
        ...


class Suppressions(Protocol):
    """Addresses that must never be mailed; an import never takes one off."""

    def add(self, newsletter: m.NewsletterId, address: str, why: str, now: datetime) -> None:
        """Suppress an address; a second time changes nothing."""
        ...

    def has(self, newsletter: m.NewsletterId, address: str) -> bool:
        """Return whether an address, as `delivery.addresses.key` writes it, is suppressed now."""
        ...

    def all(self, newsletter: m.NewsletterId) -> frozenset[str]:
        """Return the suppressed addresses, as `delivery.addresses.key` writes them."""
        ...


class Returns(Protocol):
    """Mails that came back."""

    def keep(self, returned: m.Return) -> bool:
        """Store a returned mail; False where it was there already."""
        ...

    def of(self, newsletter: m.NewsletterId, address: str) -> tuple[m.Return, ...]:
        """Return what came back from an address, oldest first."""
        ...

    def delivery(self, newsletter: m.NewsletterId, words: str) -> m.Delivery | None:
        """Return the delivery whose Message-ID is these words, or has them as its reader's mark."""
        ...

    def bounce(self, delivery: m.Delivery, said: str, now: datetime) -> None:
        """Write that a mail which a server took came back for good."""
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
    def deliveries(self) -> Deliveries:
        """Deliveries."""
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

    def secret(self, name: str = "links") -> bytes:
        """Return 32 random bytes kept under that name, made at the first call."""
        ...

    def alone(self, name: str) -> AbstractContextManager[bool]:
        """Hold a lock of this name across processes; yields False where somebody else has it."""
        ...
