"""What a job works with: one newsletter and everything of the outside that it needs, as ports."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from digest import clock, ports
from digest import model as m
from digest.delivery import dkim, pace


@dataclass(frozen=True, slots=True)
class Patience:
    """How often mails may come back softly before an address counts as lost: in a row, and over how many days."""

    soft_bounces: int = 3
    soft_days: int = 7


@dataclass(frozen=True, slots=True)
class Parts:
    """One newsletter with its doors. `subscribers` returns the file's bytes; `public` has no slash at its end.

    `logo` returns its file's bytes, none where there is none.
    `mailbox` yields the mails that came back and were not read yet; whoever takes the next has dealt with the last.
    `returns_secret` lets a mail service tell of returned mails, "" for none.
    `spam` says what a filter thinks of a message, or why none was asked.
    `stopping` turns True where this process was asked to end: what is on its way is finished, no more is begun.
    `rewrite` makes a checked summary of a title and text, "" where it cannot; None for nobody.
    `operator` is told what a person should see to, "" is nobody; `free` says how many bytes the disk has left.
    `keep` says for how long what is old is kept.
    `helpers` are other processes that do a part of the work, None where there are none.
    `meant` says what texts mean, None where words alone are to count. `language` says
    what language a text is in, "" where it cannot. `add_theme` writes a theme, its keywords and what it is about
    into the newsletter's own file, None where there is none to write to.
    """

    newsletter: m.Newsletter
    clock: ports.Clock
    crew: ports.Crew
    store: ports.Store
    outbox: ports.Outbox
    office: ports.PostOffice
    templates: ports.Templates
    subscribers: Callable[[], bytes]
    public: str
    secret: bytes
    run: m.RunId
    read_articles: bool = True
    logo: Callable[[], bytes] = bytes
    spam: Callable[[bytes], m.SpamScore | str] = lambda _: "none is set up."
    keys: tuple[dkim.Key, ...] = ()
    return_path: str = ""
    returns_secret: str = field(default="", repr=False)
    patience: Patience = Patience()
    mailbox: Callable[[], Iterable[bytes]] = tuple
    rewrite: Callable[[str, str], str] | None = None
    meant: ports.Vectors | None = None
    language: Callable[[str], str] = lambda _: ""
    add_theme: Callable[[str, tuple[str, ...], str], m.Theme] | None = None
    operator: str = ""
    helpers: ports.Helpers | None = None
    free: Callable[[], int | None] = lambda: None
    keep: m.Keep = field(default_factory=m.Keep)
    rates: pace.Rates = field(default_factory=pace.Rates)
    stopping: Callable[[], bool] = lambda: False


def slot_in_hand(newsletter: m.Newsletter, now: datetime) -> m.Slot:
    """Return the send slot that work done now is for.

    It is the coming one, or for a day after its moment the last one: who runs the week's command late on Friday
    means this Friday.
    """
    return clock.issue_slot(newsletter, now - newsletter.schedule.late)
