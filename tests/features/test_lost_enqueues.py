"""A piece of work that was asked for and lost: whoever holds the slot does it, as if nobody had been asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest

from digest import jobs
from digest import model as m
from digest.adapters import workers
from digest.adapters.workers import _schema
from tests.parts import Household, rss
from tests.values import newsletter

TOWNS = [
    "Thornby",
    "Larkwell",
    "Penford",
    "Dunstow",
    "Wesbourne",
    "Norgate",
    "Calmead",
    "Torley",
    "Belridge",
    "Harwick",
    "Millcombe",
    "Lamden",
]
COUNT = len(TOWNS)


@dataclass(slots=True)
class Forgetful:
    """`ports.Helpers` whose queue loses what it was given, once it has said that it has it."""

    behind: workers.Crowd
    lost: int = 0

    def together(self, kind: str, about: str, parts: Sequence[str]) -> None:
        self.ask(kind, about, parts)
        self.behind.together(kind, about, ())

    def ask(self, kind: str, about: str, parts: Sequence[str]) -> None:
        self.behind.ask(kind, about, parts)
        with psycopg.connect(self.behind.url) as connection:
            connection.execute(f'SET LOCAL search_path TO "{_schema()}"')
            self.lost += connection.execute("DELETE FROM procrastinate_jobs").rowcount


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Household]:
    sources = tuple(
        replace(newsletter().sources[0], id=m.SourceId(f"s{n}"), address=f"http://s{n}.example/feed")
        for n in range(COUNT)
    )
    schedule = replace(newsletter().schedule, unreviewed="send")
    made = Household(tmp_path, newsletter(sources=sources, schedule=schedule))
    for n, town in enumerate(TOWNS):
        body = rss(f"{town} sets its budget for the year", site=f"http://s{n}.example")
        made.crew.serve(f"http://s{n}.example/feed", body, "application/rss+xml")
    made.clock.forward(hours=-2)  # the draft is due later today
    yield made
    made.close()


def test_what_was_enqueued_and_lost_is_done_all_the_same(home: Household, own_postgres: str) -> None:
    workers.prepare(own_postgres)
    crowd = Forgetful(workers.Crowd(own_postgres, home.letter.id))
    parts = replace(home.parts(), helpers=crowd, read_articles=False)
    jobs.tick(parts)
    assert crowd.lost == 16
    assert len(parts.store.sources.visited(home.letter.id)) == COUNT
    home.clock.forward(hours=25)
    for _ in range(3):
        jobs.tick(parts)
        home.clock.forward(minutes=30)
    assert crowd.lost > 16
    assert sorted(message.rcpt_to for message in home.office.taken) == ["ann@example.org", "ben@example.org"]
    rows = parts.store.ledger.rows(home.letter.id, home.clock.at.replace(year=2020))
    assert {row.state for row in rows} <= {m.SlotState.DONE, m.SlotState.SKIPPED}
    assert any(row.slot.job is m.Job.SEND and row.state is m.SlotState.DONE for row in rows)
