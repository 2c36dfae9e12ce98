"""A year of a newsletter's clock with kills, jumps of the clock and two processes: `python -m tests.simulated_year`.

The store is real SQLite, the jobs are the program's own, the mail server counts. Every call that a process makes of
its store, its web, its outbox or its mail server is a moment at which it may be killed, before or after, and at which
the other process may take a whole turn of its own. What a killed process held is freed as the system frees it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from digest import clock, jobs
from digest import model as m
from digest.ports import Hand
from tests.parts import Household, rss
from tests.values import newsletter

FEED = "http://gazette.example/feed"
BEGIN = datetime(2026, 3, 2, 8, 10, tzinfo=UTC)
LONGEST_JUMP = timedelta(hours=20)
PORTS = ("ledger", "sources", "posts", "desk", "deliveries", "examinations", "pictures")


class Killed(BaseException):
    """A process is gone; nothing of ours may catch it."""


@dataclass
class Fate:
    """What happens at a call: nothing, a kill, or a turn of the other process."""

    chance: Random
    kills_left: int
    kill_at: int = -1
    calls: int = 0
    other: Callable[[], None] | None = None
    inside: bool = False
    kills: int = 0
    turns: int = 0

    def strike(self, delicate: bool = False) -> None:
        """Count one moment, and do what is fated for it; a delicate one, amid drafts and mails, is fated more often."""
        self.calls += 1
        if not self.inside and self.other and self.chance.random() < 0.004:
            self.inside, other = True, self.other
            self.turns += 1
            try:
                other()
            finally:
                self.inside = False
        unlucky = delicate and self.chance.random() < 0.02
        if not self.inside and self.kills < self.kills_left and (unlucky or self.calls == self.kill_at):
            self.kills += 1
            raise Killed


@dataclass
class Watched:
    """A port whose every call is two moments: before it and after it."""

    behind: Any
    fate: Fate
    delicate: bool = False

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.behind, name)
        if name in PORTS:
            return Watched(found, self.fate, name in {"desk", "deliveries"})
        return self._watched(found) if callable(found) and name != "alone" else found

    def _watched(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def done(*args: Any, **more: Any) -> Any:
            self.fate.strike(self.delicate)
            value = call(*args, **more)
            self.fate.strike(self.delicate)
            return value

        return done


@dataclass
class WatchedOffice:
    """The mail server's door: a kill before a mail is handed over, or right after it was taken."""

    behind: Any
    fate: Fate

    def send(self, hand: Hand) -> str:
        def watched(posted: Sequence[m.Posted], room: int) -> m.Handed:
            if posted:
                self.fate.strike(delicate=True)
            handed = hand(posted, room)
            if handed.messages:
                self.fate.strike(delicate=True)
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
    mails: int = 0
    unknown: int = 0
    unsettled: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        """True where every slot has one row that says how it ended, and nobody got a mail twice."""
        return not (self.missing or self.silent or self.doubled or self.unsettled)


def live(folder: Path, *, days: int = 366, kills: int = 1000, seed: int = 1) -> Year:
    """Return how it went: so many days from March on, with both changes of the clocks where there are enough."""
    return _Life(folder, days, kills, Random(seed)).run()


class _Life:
    def __init__(self, folder: Path, days: int, kills: int, chance: Random) -> None:
        schedule = replace(newsletter().schedule, unreviewed="send", collect_every=timedelta(hours=6))
        one = newsletter().sources[:1]
        self.home = Household(folder, newsletter(schedule=schedule, sources=one))
        self.home.clock.at = self.true = BEGIN
        self.until = BEGIN + timedelta(days=days)
        self.chance, self.year = chance, Year()
        self.fate = Fate(chance, kills)
        self.skew = timedelta()
        self.week = -1
        # about so many calls are made: the kills are spread over them
        self.spacing = max(2, int(days * 40 / max(1, kills)))
        self.processes = {name: self._start(name) for name in ("one", "two")}

    def run(self) -> Year:
        """Live through it."""
        self.fate.kill_at = self.fate.calls + self.chance.randint(1, 2 * self.spacing)
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
        watched = Watched(parts.store, self.fate)
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
            if len(self.home.stores) > 40:
                self.home.stores.pop(0).close()
            self.processes[name] = self._start(name)
            if self.fate.kills < self.fate.kills_left:
                self.fate.kill_at = self.fate.calls + self.chance.randint(1, 2 * self.spacing)

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
        week = (self.true - BEGIN).days // 7
        if week == self.week:
            return
        self.week = week
        titles = [f"{place} council meets for the {week}th time" for place in ("Thornby", "Larkwell")]
        body = rss(*titles, at=self.true - timedelta(hours=1), site=f"http://gazette.example/week{week}")
        self.home.crew.serve(FEED, body, "application/rss+xml")

    def _judged(self) -> Year:
        parts, year = self.home.parts("judge"), self.year
        rows = parts.store.ledger.rows(parts.newsletter.id, BEGIN - timedelta(days=30))
        year.kills, year.turns = self.fate.kills, self.fate.turns
        year.states.update(f"{row.slot.job.value} {row.state.value}" for row in rows)
        names = Counter(row.slot.id for row in rows)
        first = min(row.slot.at for row in rows)
        expected = clock.slots(parts.newsletter, first, self.until)
        year.missing = tuple(slot.id for slot in expected if not names[slot.id])
        year.silent = tuple(row.slot.id for row in rows if not row.why)
        year.unsettled = tuple(row.slot.id for row in rows if row.state is m.SlotState.RUNNING)
        issues = parts.store.desk.issues(parts.newsletter.id)
        taken = Counter((message.rcpt_to, message.id) for message in self.home.office.taken)
        many_rows = [name for name, count in names.items() if count > 1]
        many_issues = [slot for slot, count in Counter(issue.slot for issue in issues).items() if count > 1]
        year.doubled = (*many_rows, *many_issues, *(str(key) for key, count in taken.items() if count > 1))
        year.mails = len(self.home.office.taken)
        deliveries = [row for issue in issues for row in parts.store.deliveries.of(parts.newsletter.id, issue.number)]
        year.unknown = sum(row.fate is m.Fate.UNKNOWN for row in deliveries)
        year.unsettled += tuple(f"{row.issue} {row.address}" for row in deliveries if row.fate is m.Fate.SENDING)
        self.home.close()
        return year


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
        f"{year.mails} mails, {year.unknown} unknown; missing {len(year.missing)}, double {len(year.doubled)}, "
        f"silent {len(year.silent)}, unsettled {len(year.unsettled)}\n"
    )
    for name in (*year.missing, *year.doubled, *year.silent, *year.unsettled):
        sys.stdout.write(f"  {name}\n")
    return 0 if year.right else 1


if __name__ == "__main__":
    sys.exit(main())
