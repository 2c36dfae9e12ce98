"""What grows when everything does: a round of ten thousand sources with all their posts in store, and a second worker.

Workers are measured where they are wanted: against sites and a mail server that take their time, as those on the web do.
`python -m tests.bench.growing FOLDER POSTS` reads addresses on stdin, fills a home and leaves; called again without
POSTS it collects in that home as a program that was just started, and prints what that took as JSON.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep

from digest import app, cli, jobs
from digest import model as m
from digest.adapters.store import open_store
from tests.bench import operating, ours, sending, server
from tests.bench.figures import ROOT, Figure
from tests.bench.taken import Stopwatch, memory, peak
from tests.parts import SetClock
from tests.proofs import house, postgres
from tests.values import NOW

SOURCES, POSTS = 10_000, 200_000
FEWER = 10
SECONDS, MEGABYTES = 60, 500
LINEAR = 1.2
TWO = 1.7


def rounds(scale: float) -> Iterator[Figure]:
    """Yield what an hourly round of unchanged sources costs with all posts in store, and how that grows."""
    sources, posts = int(SOURCES * scale), int(POSTS * scale)
    with server.serving() as web:
        few = _round(web, sources // FEWER, posts // FEWER)
        many = _round(web, sources, posts)
    said = f"{sources:,} unchanged sources, {posts:,} posts in store"
    wall, cpu = many["wall"], many["cpu"]
    yield Figure(f"a round of {said}", f"{wall:.1f} s, {cpu:.1f} s of CPU", f"{SECONDS} s", SECONDS / wall, 1)
    megabytes = many["memory all"]
    yield Figure("its memory, all processes", f"{megabytes:.0f} MB", f"{MEGABYTES} MB", megabytes / MEGABYTES, -1)
    against = f"of {sources // FEWER:,} with {posts // FEWER:,}: {few['cpu']:.2f} s"
    yield Figure("its CPU, a source", f"{cpu:.1f} s", against, cpu / few["cpu"] / FEWER, -LINEAR)
    status = many["status"]
    yield Figure(
        "digest status of all that, CPU", f"{status:.1f} s", f"{few['status']:.2f} s", status / few["status"]
    )


def _round(web: server.Web, sources: int, posts: int) -> dict[str, float]:
    addresses = "\n".join(web.sources(sources, "short"))
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "tests.bench.growing", f"{folder}/home"]
        for more in ([str(posts)], []):
            done = subprocess.run(
                [*words, *more], input=addresses, capture_output=True, text=True, cwd=ROOT, check=False
            )
            if done.returncode:
                raise SystemExit(done.stderr[-2_000:])
    return dict(json.loads(done.stdout))


def _fill(folder: Path, posts: int, addresses: list[str]) -> None:
    """Read every source once, and store so many posts in all, of two years, as many of each source."""
    ours.home(folder, addresses)
    with app.opened(app.read_home(folder)) as parts:
        jobs.collect(parts, ask="all")
        name, chance = parts.newsletter.id, random.Random(7)
        remembered, visited = parts.store.sources.memory(name), parts.store.sources.visited(name)
        each = posts // len(remembered) - 3
        some: list[m.Outcome] = []
        for at, (source, memory_of) in enumerate(remembered.items()):
            old = tuple(_post(source, at * each + n, chance) for n in range(each))
            some.append(m.Outcome(visited[source], memory_of, old))
            if len(some) == 100:
                parts.store.posts.keep(name, some)
                some.clear()
        parts.store.posts.keep(name, some)


def _post(source: m.SourceId, number: int, chance: random.Random) -> m.Post:
    made = operating.made_post(number, chance, NOW)
    return replace(made, source=source, id=m.PostId(f"old{number}"), keys=(f"guid:old{number}", f"url:old/{number}"))


def _collect(folder: Path) -> dict[str, float]:
    cli.collect_garbage_rarely()  # as every command does
    with app.opened(app.read_home(folder)) as parts:
        jobs.collect(parts, ask="all")  # an answer in between lets the pages of the file come into memory
        sleep(5)  # rounds are an hour apart: no connection is left open from the one before
        watch = Stopwatch()
        collected = jobs.collect(parts, ask="all")
        taken = watch.taken()
        if sum(visit.unchanged for visit in collected.visits) != len(parts.newsletter.sources):
            raise SystemExit(f"not all were unchanged: {collected.visits[:3]}")
        held = memory()["all"]
        watch = Stopwatch()
        jobs.status(parts)
        return taken | {"memory all": held, "peak": peak(), "status": watch.taken()["cpu"]}


# ── two workers against one ────────────────────────────────────────────────────────────────────────────


def workers(scale: float) -> Iterator[Figure]:
    """Yield how much faster two workers are than one, where others' time is what they wait for."""
    with postgres.running() as running, server.serving() as web:
        addresses = web.sources(int(3_000 * scale), "late")
        slow = f"{len(addresses):,} sources that answer after {server.LATE} s"
        one, two = (_visited(postgres.database(running, f"u{n}"), addresses, n, again=True) for n in (1, 2))
        what = f"an hourly round of {slow}, nothing new, two workers"
        yield Figure(what, f"{two:.1f} s", f"one {one:.1f} s", one / two, TWO)
        one, two = (_visited(postgres.database(running, f"c{n}"), addresses, n, again=False) for n in (1, 2))
        what = f"the first reading of {slow}, two workers"
        yield Figure(what, f"{two:.1f} s", f"one {one:.1f} s", one / two, TWO)
        readers = max(2_000, int(6_000 * scale))  # claimed by five hundreds
        with sending.sink("-w", "1") as port:
            one, two = (_sent(postgres.database(running, f"d{n}"), port, readers, n) for n in (1, 2))
        what = f"sending {readers} mails to a server that takes a second for each"
        yield Figure(f"{what}, two senders", f"{two:.1f} s", f"one {one:.1f} s", one / two, TWO)


def _visited(database: str, addresses: list[str], many: int, *, again: bool) -> float:
    """Return the seconds that so many workers take for the last four fifths of the sources, which are known or not."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        ours.home(home, addresses)
        settings = (home / "digest.toml").read_text("utf-8")
        (home / "digest.toml").write_text(f'database = "{database}"\n{settings}', "utf-8")
        store = open_store(database, home)
        if again:
            _read_before(home)
        command = [sys.executable, "-m", "digest", "worker", "--home", str(home)]
        begun = datetime.now(UTC)
        started = [subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT) for _ in range(many)]
        try:
            while len(found := _since(begun, store.sources.visited(m.NewsletterId("bench")))) < len(addresses):
                sleep(0.5)
        finally:
            for process in started:
                process.kill()
                process.wait()
            store.close()
    return _steady(found)


def _read_before(home: Path) -> None:
    """Read every source once, so long ago that each is due again."""
    with app.opened(app.read_home(home)) as parts:
        jobs.collect(replace(parts, clock=SetClock(datetime.now(UTC) - timedelta(days=9))), ask="all")


def _since(moment: datetime, visited: Mapping[m.SourceId, m.Visited]) -> list[datetime]:
    """Return when the sources were visited that were since then."""
    return [visit.at for visit in visited.values() if visit.at >= moment]


def _steady(moments: list[datetime]) -> float:
    """Return the seconds that the last four fifths took: starting is measured elsewhere (`resting`)."""
    ordered = sorted(moments)
    return (ordered[-1] - ordered[len(ordered) // 5]).total_seconds()


def _sent(database: str, port: int, readers: int, many: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        home = house.furnish(Path(folder), database, port=port, readers=readers, connections=64)
        started = [home.start("send") for _ in range(many)]
        for process in started:
            process.communicate()
        rows = home.rows()
        assert {row.fate for row in rows} == {m.Fate.SENT}
    return _steady([row.at for row in rows if row.at])


if __name__ == "__main__":
    place = Path(sys.argv[1])
    if len(sys.argv) > 2:
        _fill(place, int(sys.argv[2]), sys.stdin.read().split())
    else:
        sys.stdout.write(json.dumps(_collect(place)))
