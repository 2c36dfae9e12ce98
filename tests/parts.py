"""A newsletter's parts for tests: a real store, outbox and templates; a clock that is set; a web that is a table."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from digest import model as m
from digest import paths
from digest.adapters.outbox import FolderOutbox
from digest.adapters.store import SqlStore, open_store
from digest.adapters.templates import JinjaTemplates
from digest.jobs import Parts
from digest.ports import Read
from tests.fakes_post import FakeOffice
from tests.values import NOW, newsletter


@dataclass
class SetClock:
    """A clock that stands where it is set."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class TableCrew:
    """`ports.Crew` whose web is a table of answers; it reads in this process."""

    answers: dict[str, m.Response | m.Failure] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def serve(self, address: str, body: str, kind: str = "text/html", status: int = 200) -> None:
        self.answers[address] = m.Response(address, status, (("content-type", kind),), body.encode())

    def run(self, visits: Iterable[Any]) -> Iterator[Any]:
        for visit in visits:
            answer = None
            try:
                while True:
                    answer = self._answer(visit.send(answer))
            except StopIteration as stop:
                yield stop.value

    def _answer(self, step: m.Request | Read) -> Any:
        if isinstance(step, Read):
            return step.function(*step.arguments)
        self.asked.append(step.address)
        nothing = m.Failure(m.Trouble.UNREACHABLE, step.address, "There is nothing at this address.")
        return self.answers.get(step.address, nothing)


def new_database(folder: Path) -> None:
    """Put an empty database into a folder that has none: one that was made once is copied."""
    file = folder / "digest.db"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_made())


@cache
def _made() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        open_store("sqlite:///digest.db", Path(folder)).close()
        return (Path(folder) / "digest.db").read_bytes()


@dataclass
class Household:
    """A newsletter at home in a folder: what stays when a process ends, and what a new process begins with."""

    folder: Path
    letter: m.Newsletter = field(default_factory=newsletter)
    clock: SetClock = field(default_factory=SetClock)
    crew: TableCrew = field(default_factory=TableCrew)
    office: FakeOffice = field(default_factory=FakeOffice)
    subscribers: str = "address,name,themes\nann@example.org,Ann,\nben@example.org,Ben,\n"
    stores: list[SqlStore] = field(default_factory=list)

    def parts(self, run: str = "run") -> Parts:
        """Return the parts as a freshly started process has them."""
        new_database(self.folder)
        store = open_store("sqlite:///digest.db", self.folder)
        self.stores.append(store)
        return Parts(
            newsletter=self.letter,
            clock=self.clock,
            crew=self.crew,
            store=store,
            outbox=FolderOutbox(self.folder / "outbox"),
            office=self.office,
            templates=JinjaTemplates((self.folder / "templates", paths.templates())),
            subscribers=self.subscribers.encode,
            public="http://127.0.0.1:8400",
            secret=store.secret(),
            run=m.RunId(run),
        )

    def close(self) -> None:
        for store in self.stores:
            store.close()


def rss(*titles: str, at: datetime = NOW - timedelta(hours=3), site: str = "http://gazette.example") -> str:
    """Return an RSS feed with an item of each title, told at some length so that nobody asks for its page."""
    items = "".join(
        f"<item><title>{title}</title><link>{site}/{number}</link><guid>{site}/{number}</guid>"
        f"<pubDate>{at:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
        f"<description>{title}. {_told(title)}</description></item>"
        for number, title in enumerate(titles, 1)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette</title>{items}</channel></rss>'


def _told(title: str) -> str:
    return " ".join(
        f"Councillors of {title.split(maxsplit=1)[0]} heard in part {number} of the meeting why the budget for homes and "
        "streets has to be settled before the spring."
        for number in range(1, 8)
    )
