"""A year of a newsletter's clock with kills, jumps of the clock and two processes: `python -m tests.simulated_year`.

The store is real SQLite, the jobs are the program's own, the mail server counts. Every call that a process makes of
its store, its web, its outbox or its mail server is a moment at which it may be killed, before or after, and at which
the other process may take a whole turn of its own. What a killed process held is freed as the system frees it.
Whoever judges asks neither the ledger nor the program's clock: a book beside the ledger knows who took which slot, and
a calendar of a few lines says which slots there must be.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from digest import jobs
from digest import model as m
from digest.ports import Hand
from tests.parts import Household, rss
from tests.values import newsletter

FEED = "http://gazette.example/feed"
BEGIN = datetime(2026, 3, 2, 8, 10, tzinfo=UTC)
LONGEST_JUMP = timedelta(hours=20)
READERS = 20
DAY = timedelta(days=1)
CALLS_A_DAY = 250
ENDED = {m.SlotState.DONE, m.SlotState.MISSED, m.SlotState.SKIPPED}
PORTS = ("ledger", "sources", "posts", "desk", "deliveries", "examinations", "pictures")


class Killed(BaseException):
    """A process is gone; nothing of ours may catch it."""


@dataclass
class Fate:
    """What happens at a call: nothing, a kill, or a turn of the other process."""

    chance: Random
    most_kills: int
    kill_at: float = math.inf
    calls: int = 0
    other: Callable[[], None] | None = None
    inside: bool = False
    kills: int = 0
    turns: int = 0

    def strike(self, last: float = 0.0, contended: bool = False) -> None:
        """Count one moment, and do what is fated for it.

        `last` is how likely it is the last one, beside those that are chosen among all; a contended one, right before
        a slot is taken, is likelier to see the other process come first.
        """
        self.calls += 1
        if not self.inside and self.other and self.chance.random() < (0.1 if contended else 0.004):
            self.inside, other = True, self.other
            self.turns += 1
            try:
                other()
            finally:
                self.inside = False
        unlucky = self.chance.random() < last
        if not self.inside and self.kills < self.most_kills and (unlucky or self.calls >= self.kill_at):
            self.kills += 1
            raise Killed


@dataclass
class Watched:
    """A port whose every call is two moments: before it and after it."""

    behind: Any
    fate: Fate
    last: float = 0.0

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.behind, name)
        if name in PORTS:
            return Watched(found, self.fate, 0.02 if name in {"desk", "deliveries"} else 0.0)
        if name == "alone":
            return self._alone
        return self._watched(found) if callable(found) else found

    def _alone(self, name: str) -> Any:
        self.fate.strike(contended=name.startswith("slot "))
        return self.behind.alone(name)

    def _watched(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def done(*args: Any, **more: Any) -> Any:
            self.fate.strike(self.last)
            value = call(*args, **more)
            self.fate.strike(self.last)
            return value

        return done


@dataclass
class Book:
    """What became of slots, whatever the ledger remembers: how often each was run, and what must not happen to one."""

    runs: Counter[str] = field(default_factory=Counter)
    ended: set[str] = field(default_factory=set)
    at_work: dict[str, str] = field(default_factory=dict)
    again: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)

    def taken(self, slot: str, by: str) -> None:
        """Note that a process begins to work on a slot: one that has ended, or that another works on, it must not."""
        self.runs[slot] += 1
        if slot in self.ended:
            self.again.append(slot)
        if slot in self.at_work:
            self.beside.append(slot)
        self.at_work[slot] = by

    def put(self, slot: str, state: m.SlotState) -> None:
        """Note how a slot stands now."""
        self.at_work.pop(slot, None)
        if state in ENDED:
            self.ended.add(slot)

    def died(self, process: str) -> None:
        """Note that nobody works on what a process worked on."""
        self.at_work = {slot: by for slot, by in self.at_work.items() if by != process}


@dataclass
class BookedLedger:
    """A process's ledger, and what it takes and ends written into the book."""

    behind: Any
    book: Book
    process: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.behind, name)

    def take(self, slot: m.Slot, run: m.RunId, now: datetime) -> bool:
        if mine := self.behind.take(slot, run, now):
            self.book.taken(slot.id, self.process)
        return bool(mine)

    def put(self, slot: m.Slot, state: m.SlotState, why: str, now: datetime) -> None:
        self.behind.put(slot, state, why, now)
        self.book.put(slot.id, state)

    def put_all(self, rows: Sequence[m.SlotRow], now: datetime) -> None:
        self.behind.put_all(rows, now)
        for row in rows:
            self.book.put(row.slot.id, row.state)


@dataclass
class WatchedOffice:
    """The mail server's door: a kill before a mail is handed over, or right after it was taken."""

    behind: Any
    fate: Fate

    def send(self, hand: Hand) -> str:
        def watched(posted: Sequence[m.Posted], room: int) -> m.Handed:
            if posted:
                self.fate.strike(last=0.1)
            handed = hand(posted, room)
            if handed.messages:
                self.fate.strike(last=0.1)
            return handed

        return str(self.behind.send(watched))


@dataclass
class Year:
    """How a simulated year went."""

    kills: int = 0
    turns: int = 0
    ticks: int = 0
    jumps: int = 0
    states: Counter[str] = field(default_factory=Counter)
    missing: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    runs: int = 0
    run_again: tuple[str, ...] = ()
    run_beside: tuple[str, ...] = ()
    mails: int = 0
    unknown: int = 0
    lost: tuple[str, ...] = ()
    unsettled: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        """True where every slot has one row that says how it ended, was not run after that or by two at once, and
        nobody got a mail twice or is passed over.
        """
        return not any(self.wrong)

    @property
    def wrong(self) -> tuple[tuple[str, ...], ...]:
        """What must be empty: slots missing, double, silent, run again, run by two at once, mails lost, and what is unsettled."""
        return (
            *(self.missing, self.doubled, self.silent),
            *(self.run_again, self.run_beside, self.lost, self.unsettled),
        )


def live(folder: Path, *, days: int = 366, kills: int = 1000, seed: int = 1, begin: datetime = BEGIN) -> Year:
    """Return how it went: so many days from March on, with both changes of the clocks where there are enough."""
    return _Life(folder, begin, days, kills, Random(seed)).run()


class _Life:
    def __init__(self, folder: Path, begin: datetime, days: int, kills: int, chance: Random) -> None:
        schedule = replace(newsletter().schedule, unreviewed="send", collect_every=timedelta(hours=6))
        one = newsletter().sources[:1]
        readers = "".join(f"reader{number}@example.org\n" for number in range(READERS))
        self.home = Household(folder, newsletter(schedule=schedule, sources=one), subscribers=f"address\n{readers}")
        self.home.clock.at = self.begin = self.true = begin
        self.until = begin + timedelta(days=days)
        self.chance, self.year = chance, Year()
        self.fate, self.book = Fate(chance, kills), Book()
        self.skew = timedelta()
        self.week = -1
        self.processes = {name: self._start(name) for name in ("one", "two")}

    def run(self) -> Year:
        """Live through it."""
        self._next_kill()
        while self.true < self.until:
            self._publish()
            first, second = self.chance.sample(["one", "two"], 2)
            self._turn(first, second)
            self._turn(second, first)
            self._forward()
        self.home.clock.at = self.true
        for _ in range(6):  # a kill near the end leaves something to take over
            self._turn("one", "two")
            self.true += timedelta(minutes=20)
            self.home.clock.at = self.true
        return self._judged()

    def _start(self, name: str) -> jobs.Parts:
        parts = self.home.parts(f"{name} {self.fate.kills}")
        booked = replace(parts.store, ledger=BookedLedger(parts.store.ledger, self.book, name))
        watched = Watched(booked, self.fate)
        return replace(
            parts,
            store=watched,
            crew=Watched(parts.crew, self.fate),
            outbox=Watched(parts.outbox, self.fate),
            office=WatchedOffice(parts.office, self.fate),
        )

    def _turn(self, name: str, other: str) -> None:
        """Let a process look at its clock, the other one perhaps between two of its calls."""
        self.fate.other = lambda: self._plain(other)
        self.year.ticks += 1
        try:
            jobs.tick(self.processes[name])
        except Killed:
            self.book.died(name)
            if len(self.home.stores) > 40:
                self.home.stores.pop(0).close()
            self.processes[name] = self._start(name)
            self._next_kill()

    def _next_kill(self) -> None:
        """Let the next kill come so that those left are spread over the calls to come, as many a day as so far."""
        gone, left = (self.true - self.begin) / DAY, (self.until - self.true) / DAY
        a_day = self.fate.calls / gone if gone > 1 else CALLS_A_DAY
        spacing = a_day * left / max(1, self.fate.most_kills - self.fate.kills)
        self.fate.kill_at = self.fate.calls + self.chance.randint(1, max(2, int(2 * spacing)))

    def _plain(self, name: str) -> None:
        self.year.ticks += 1
        jobs.tick(self.processes[name])

    def _forward(self) -> None:
        """Let time pass: mostly a little, sometimes a night switched off; sometimes the clock is set."""
        away = self.chance.random() < 0.01
        self.true += (
            timedelta(hours=self.chance.randint(2, 40))
            if away
            else timedelta(minutes=self.chance.choice([20, 45, 90]))
        )
        if self.chance.random() < 0.02:
            self.year.jumps += 1
            longest = LONGEST_JUMP / timedelta(minutes=1)
            self.skew = timedelta(minutes=self.chance.uniform(-longest, longest)) if not self.skew else timedelta()
        self.home.clock.at = self.true + self.skew

    def _publish(self) -> None:
        week = (self.true - self.begin).days // 7
        if week == self.week:
            return
        self.week = week
        titles = [f"{place} council meets for the {week}th time" for place in ("Thornby", "Larkwell")]
        body = rss(*titles, at=self.true - timedelta(hours=1), site=f"http://gazette.example/week{week}")
        self.home.crew.serve(FEED, body, "application/rss+xml")

    def _judged(self) -> Year:
        parts, year = self.home.parts("judge"), self.year
        rows = parts.store.ledger.rows(parts.newsletter.id, self.begin - timedelta(days=30))
        year.kills, year.turns = self.fate.kills, self.fate.turns
        year.states.update(f"{row.slot.job.value} {row.state.value}" for row in rows)
        names = Counter(row.slot.id for row in rows)
        year.missing = tuple(name for name in _owed(self.begin, self.until) if not names[name])
        year.silent = tuple(row.slot.id for row in rows if not row.why)
        year.unsettled = tuple(row.slot.id for row in rows if row.state is m.SlotState.RUNNING)
        issues = parts.store.desk.issues(parts.newsletter.id)
        taken = Counter((message.rcpt_to, message.id) for message in self.home.office.taken)
        many_rows = [name for name, count in names.items() if count > 1]
        many_issues = [slot for slot, count in Counter(issue.slot for issue in issues).items() if count > 1]
        year.doubled = (*many_rows, *many_issues, *(str(key) for key, count in taken.items() if count > 1))
        year.runs = self.book.runs.total()
        year.run_again, year.run_beside = tuple(self.book.again), tuple(self.book.beside)
        year.mails = len(self.home.office.taken)
        deliveries = [row for issue in issues for row in parts.store.deliveries.of(parts.newsletter.id, issue.number)]
        year.unknown = sum(row.fate is m.Fate.UNKNOWN for row in deliveries)
        year.lost = tuple(self._lost(issues, deliveries))
        year.unsettled += tuple(f"{row.issue} {row.address}" for row in deliveries if row.fate is m.Fate.SENDING)
        self.home.close()
        return year

    def _lost(self, issues: Sequence[m.Issue], deliveries: Sequence[m.Delivery]) -> Iterator[str]:
        """Yield who was not mailed an issue, though nobody says that this is not known."""
        taken = Counter(message.rcpt_to for message in self.home.office.taken)
        unknown = Counter(row.address for row in deliveries if row.fate is m.Fate.UNKNOWN)
        for number in range(READERS):
            reader = f"reader{number}@example.org"
            if not len(issues) - unknown[reader] <= taken[reader] <= len(issues):
                yield f"{reader}: {taken[reader]} of {len(issues)}, {unknown[reader]} unknown"


def _owed(since: datetime, until: datetime) -> Iterator[str]:
    """Yield the slots that a calendar has: four collections a day, a draft each Thursday noon, a send each Friday at 7."""
    hour, zone = since.replace(minute=0, second=0, microsecond=0), ZoneInfo("Europe/London")
    while hour < until:
        wall = hour.astimezone(zone)
        if hour >= since and hour.hour % 6 == 0:
            yield f"place/collect@{hour:%Y-%m-%dT%H:%MZ}"
        if hour >= since and (wall.weekday(), wall.hour) in {(3, 12), (4, 7)}:
            yield f"place/{'draft' if wall.weekday() == 3 else 'send'}@{wall:%Y-%m-%d}"
        hour += timedelta(hours=1)


def main() -> int:
    """Live a year and tell; return 1 where it went wrong."""
    asked = argparse.ArgumentParser(prog="python -m tests.simulated_year", description=__doc__)
    asked.add_argument("--days", type=int, default=366)
    asked.add_argument("--kills", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=1)
    said = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        year = live(Path(folder), days=said.days, kills=said.kills, seed=said.seed)
    sys.stdout.write(
        f"{said.days} days, seed {said.seed}: {year.ticks} looks at the clock, {year.kills} kills, {year.turns} turns of the "
        f"other process within one, {year.jumps} jumps; {sum(year.states.values())} slots ({dict(year.states)}); "
        f"{year.runs} runs, {year.mails} mails, {year.unknown} unknown; missing {len(year.missing)}, "
        f"double {len(year.doubled)}, silent {len(year.silent)}, run again {len(year.run_again)}, "
        f"run by two at once {len(year.run_beside)}, lost {len(year.lost)}, unsettled {len(year.unsettled)}\n"
    )
    for name in chain(*year.wrong):
        sys.stdout.write(f"  {name}\n")
    return 0 if year.right else 1


if __name__ == "__main__":
    sys.exit(main())
