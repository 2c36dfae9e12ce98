"""What running by itself costs: backup, restore, start, rest, and a draft of very many posts."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from digest import app, keeping
from digest import model as m
from digest.adapters.store import SqlStore, open_store
from digest.adapters.store.schema import subscribers
from tests import values
from tests.bench.figures import ROOT, Figure

NAME = values.PLACE
LETTER = """
title = "Place Weekly"
[sender]
address = "digest@place.example"
[[source]]
id = "gazette"
name = "The Gazette"
address = "http://gazette.example/feed"
"""
WORDS = [f"{a}{b}" for a in ("har", "lam", "tor", "bel", "wes", "nor", "pen", "cal", "dun", "mil") for b in (
    *("bour", "ton", "ley", "wick", "ford", "gate", "mead", "den", "combe", "ridge", "well", "stow", "field", "holm"),
)]  # fmt: skip


def keeping_it(scale: float) -> Iterator[Figure]:
    """Yield how long a backup and a restore take, every row counted and compared."""
    posts, readers = int(200_000 * scale), int(100_000 * scale)
    with tempfile.TemporaryDirectory() as folder:
        house, other = Path(folder) / "house", Path(folder) / "other"
        home = _house(house)
        other.mkdir()
        store = open_store("sqlite:///digest.db", house)
        _fill(store, posts)
        _readers(store, readers)
        store.close()
        file = Path(folder) / "all.tar"
        backup = _took(lambda: keeping.backup(home, file))
        restore = _took(lambda: keeping.restore(other, file, lambda _: True))
        same = _all(house) == _all(other)
    if not same:
        raise SystemExit("the restored store differs from the one that was backed up")
    said = f"{posts:,} posts, {readers:,} readers"
    yield Figure(f"backup of {said}", f"{backup:.1f} s", "30 s", 30 / backup, 1)
    yield Figure(f"restore of {said}, row for row equal", f"{restore:.1f} s", "30 s", 30 / restore, 1)


def drafting(scale: float) -> Iterator[Figure]:
    """Yield how long the draft of a week of 20,000 posts takes among 200,000, and how it grows."""
    count = int(20_000 * scale)
    small, few = _drafted(count // 10, count)
    large, most = _drafted(count, count * 10)
    yield Figure(f"draft of {count:,} posts among {count * 10:,}", f"{large:.1f} s", "20 s", 20 / large, 1)
    yield Figure("the most memory it had", f"{most:.0f} MB", "500 MB", most / 500, -1)
    yield Figure(
        f"draft of {count:,} posts against {count // 10:,}, a post",
        f"{large:.1f} s",
        f"{small:.2f} s",
        large / small / 10,
        -1.2,
    )
    yield Figure("its memory", f"{most:.0f} MB", f"{few:.0f} MB", most / few, None)


def resting(scale: float) -> Iterator[Figure]:
    """Yield what `digest up` costs while nothing is due, and how soon it serves."""
    with tempfile.TemporaryDirectory() as folder:
        _house(Path(folder))
        command = [sys.executable, "-m", "digest", "up", "--home", folder, "--port", "0"]
        begun = time.perf_counter()
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT
        ) as process:
            line = process.stdout.readline() if process.stdout else ""
            address = next(word for word in line.split() if word.startswith("http"))
            with urllib.request.urlopen(f"{address}livez", timeout=10) as answer:
                answer.read()
            start, worked = time.perf_counter() - begun, _cpu(process.pid)
            time.sleep(min(30, 60 * scale))  # the first look at the clock, a collection that fails, is over
            before, seconds = _cpu(process.pid), 120 * max(scale, 0.05)
            time.sleep(seconds)
            share = 100 * (_cpu(process.pid) - before) / seconds
            memory = sum(_resident(pid) for pid in _family(process.pid))
            process.send_signal(signal.SIGTERM)
            process.wait(30)
    yield Figure("from start to serving, on the clock", f"{start:.2f} s", "1.5 s", 1.5 / start, 1)
    yield Figure("from start to serving, CPU", f"{worked:.2f} s", "1.5 s", 1.5 / worked, 1)
    yield Figure("at rest, of a core", f"{share:.2f} %", "1 %", share, -1)
    yield Figure("at rest, with all processes", f"{memory:.0f} MB", "150 MB", memory / 150, -1)
    helped = min(
        _took(
            lambda: subprocess.run(
                [sys.executable, "-m", "digest", "--help"], stdout=subprocess.DEVNULL, check=True, cwd=ROOT
            )
        )
        for _ in range(5)
    )
    yield Figure("digest --help", f"{helped:.2f} s", "0.3 s", 0.3 / helped, 1)


def _house(folder: Path) -> app.Home:
    (folder / "feeds").mkdir(parents=True)
    (folder / "feeds" / "place.toml").write_text(LETTER)
    (folder / "subscribers.csv").write_text("address,name,themes\n")
    return app.read_home(folder, {})


def _fill(store: SqlStore, posts: int, recent: int = 0, now: datetime = values.NOW) -> None:
    """Store posts of many sources over two years, `recent` of them within the last week."""
    chance = random.Random(7)
    for start in range(0, posts, 1_000):
        some = [
            made_post(number, chance, now, recent=number < recent)
            for number in range(start, min(posts, start + 1_000))
        ]
        source = m.SourceId("gazette")
        visited = m.Visited(source, now, found=len(some), new=len(some))
        store.posts.keep(NAME, [m.Outcome(visited, m.Memory(source, "http://gazette.example/feed"), tuple(some))])


def made_post(number: int, chance: random.Random, now: datetime, *, recent: bool = False) -> m.Post:
    """Return an invented post of the last week, else of the two years before."""
    title = " ".join(chance.choices(WORDS, k=9)).capitalize()
    text = ". ".join(" ".join(chance.choices(WORDS, k=18)).capitalize() for _ in range(8))
    ago = timedelta(seconds=chance.uniform(3_600, 6.9 * 86_400 if recent else 730 * 86_400))
    at = now - ago if recent else now - timedelta(days=9) - ago
    return values.post(number, title=title, summary=text[:300], text=text, published=m.Dating(at, 0.9), seen=at)


def _readers(store: SqlStore, count: int) -> None:
    rows = [
        {
            "newsletter": NAME, "address": f"reader{n}@example.org", "mark": f"{n:032x}", "written": f"reader{n}@example.org",
            "name": f"Reader {n}", "themes": "[]", "format": "html", "paused_until": None, "state": "active", "origin": "list",
            "since": values.NOW, "asked": None, "own_choice": False,
        }
        for n in range(count)
    ]  # fmt: skip
    with store.engine.execution_options(writes=True).begin() as connection:
        connection.execute(subscribers.insert(), rows)


def _all(folder: Path) -> list[tuple[str, str]]:
    from digest.adapters.store import copying

    store = open_store("sqlite:///digest.db", folder)
    found = sorted(
        (table, repr(sorted(row.items()))) for table, row in copying.rows(store.engine) if table != "slots"
    )
    store.close()
    return found


def _drafted(recent: int, posts: int) -> tuple[float, float]:
    """Return how many seconds of CPU a draft took in a process of its own, and the most megabytes it had."""
    said = subprocess.run(
        [sys.executable, "-m", "tests.bench.operating", str(recent), str(posts)], capture_output=True, text=True, check=False, cwd=ROOT
    )  # fmt: skip
    if said.returncode:
        raise SystemExit(said.stderr[-2_000:])
    seconds, megabytes = said.stdout.split()[-2:]
    return float(seconds), float(megabytes)


def _took(do: Callable[[], object]) -> float:
    begun = time.perf_counter()
    do()
    return time.perf_counter() - begun


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in _family(int(child)))]


def _cpu(pid: int) -> float:
    ticks = 0
    for one in _family(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> float:
    """Return a process's megabytes, those it shares with others counted in part."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024


def _draft_here(recent: int, posts: int) -> None:
    from digest import cli, jobs
    from digest.adapters import languages, vectors
    from tests.parts import Household

    cli.collect_garbage_rarely()  # as every command does
    with tempfile.TemporaryDirectory() as folder:
        now = datetime(2026, 6, 11, 11, 0, tzinfo=UTC)
        house = Household(Path(folder))
        house.clock.at = now
        parts = replace(
            house.parts(),
            read_articles=False,
            meant=vectors.opened("static"),
            language=languages.language_of,
        )
        _fill(house.stores[0], posts, recent, now)
        begun = time.process_time()
        made = jobs.draft(parts)
        taken = time.process_time() - begun
        assert made.content.stories
        sys.stdout.write(f"{taken} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}\n")
        house.close()


if __name__ == "__main__":
    _draft_here(int(sys.argv[1]), int(sys.argv[2]))
