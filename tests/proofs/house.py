"""A home folder with an approved issue and any number of invented readers, ready for `digest send`."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from digest import model as m
from digest.adapters.store import SqlStore, open_store
from tests.values import FILE, PLACE, issue


@dataclass(frozen=True)
class House:
    """A folder and its database."""

    folder: Path
    database: str

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "digest", *words, "--home", str(self.folder)]

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(*words), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ
        )

    def run(self, *words: str) -> str:
        with self.start(*words) as process:
            said, _ = process.communicate()
        return said

    def store(self) -> SqlStore:
        return open_store(self.database, self.folder)

    def rows(self) -> tuple[m.Delivery, ...]:
        store = self.store()
        try:
            return store.deliveries.of(PLACE, 1)
        finally:
            store.close()


def furnish(folder: Path, database: str, *, port: int, readers: int, connections: int) -> House:
    """Return a home with an issue to send."""
    (folder / "feeds").mkdir(parents=True)
    (folder / "feeds" / "place.toml").write_text(FILE, "utf-8")
    (folder / "digest.toml").write_text(
        f'database = "{database}"\n[smtp]\nport = {port}\nconnections = {connections}\n', "utf-8"
    )
    themes = ("", "money", "money;homes")
    lines = (f"reader{n}@{'abc'[n % 3]}.example,Reader {n},{themes[n % 3]}\n" for n in range(readers))
    (folder / "subscribers.csv").write_text("address,name,themes\n" + "".join(lines), "utf-8")
    house = House(folder, database)
    store = house.store()
    store.desk.keep_issue(issue())
    store.close()
    return house
