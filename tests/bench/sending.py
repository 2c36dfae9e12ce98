"""What sending costs, as a share of postfix's own smtp-source in the same run, and with rows and all.

Both sides send mails of one size to one smtp-sink on loopback, which takes and forgets them. smtp-source is asked before
and after each of ours, and the mean of both is what ours is compared with: the machine's other work changes.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from digest import model as m
from digest.adapters import keys
from digest.adapters.store import schema
from digest.adapters.store.engine import writing
from tests.bench.figures import Figure
from tests.proofs import house
from tests.values import NOW, PLACE, issue, story

CONNECTIONS = 16
MAILS = 10_000
READERS = 100_000
MANY = 1_000_000
MEGABYTES = 300
SECONDS = 90


def figures(scale: float) -> Iterator[Figure]:
    """Yield the shares of smtp-source: signed by one process and two, unsigned by one."""
    if not shutil.which("smtp-sink", path="/usr/sbin:/usr/bin"):
        return
    count = max(200, int(MAILS * scale))
    with sink() as port:
        for what, how, processes, target in (
            ("personal, signed with RSA, one process", "signed", 1, 0.35),
            ("personal, signed with RSA, two processes", "signed", 2, 0.55),
            ("personal, unsigned, one process", "unsigned", 1, 0.80),
        ):
            _, size = posting(port, 64, how, processes)
            before = source(port, count, size)
            ours, _ = posting(port, count, how, processes)
            peer = (before + source(port, count, size)) / 2
            yield Figure(
                f"{what}: mails a second of {size / 1000:.0f} KB",
                f"{ours:,.0f}/s",
                f"smtp-source {peer:,.0f}/s",
                ours / peer,
                target,
            )


def rows(scale: float) -> Iterator[Figure]:
    """Yield the time and memory of an issue to 100,000 readers with every row, and the memory for a million."""
    if not shutil.which("smtp-sink", path="/usr/sbin:/usr/bin"):
        return
    readers = max(500, int(READERS * scale))
    with sink() as port:
        for processes in (1, 2):
            seconds, megabytes = _sent(port, readers, processes)
            what = f"{readers:,} personal mails, signed, rows and all, SQLite, {processes} sending"
            yield Figure(what, f"{seconds:.0f} s", f"{SECONDS * scale:.0f} s", seconds / (SECONDS * scale), -1)
            if processes == 1:
                few = megabytes
        yield Figure(f"memory of a sender to {readers:,}", f"{few:.0f} MB", f"{MEGABYTES} MB", few / MEGABYTES, -1)
        many = max(1_000, int(MANY * scale))
        _, megabytes = _sent(port, many, 1, stop_after=20)
        yield Figure(f"memory of a sender to {many:,}", f"{megabytes:.0f} MB", f"{few:.0f} MB", megabytes / few, -1.1)


@contextmanager
def sink(*words: str) -> Iterator[int]:
    """Run smtp-sink on loopback."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    program = shutil.which("smtp-sink", path="/usr/sbin:/usr/bin")
    process = subprocess.Popen([program, *user, *words, f"127.0.0.1:{port}", "256"], stdout=subprocess.DEVNULL)
    try:
        for _ in range(500):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


ENDS = ("-f", "bench@example.org", "-t", "reader@example.org")


def source(port: int, count: int, size: int) -> float:
    """Return how many mails a second smtp-source sends."""
    program = shutil.which("smtp-source", path="/usr/sbin:/usr/bin")
    began = perf_counter()
    subprocess.run(
        [program, "-s", str(CONNECTIONS), "-l", str(size), "-m", str(count), *ENDS, f"127.0.0.1:{port}"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return count / (perf_counter() - began)


def posting(port: int, count: int, how: str, processes: int) -> tuple[float, int]:
    """Return how many mails a second so many processes of ours send together, and the size of one."""
    each = count // processes
    words = [sys.executable, "-m", "tests.bench.posting", str(port), str(each), str(CONNECTIONS // processes), how]
    started = [
        subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(processes)
    ]
    size = max(int(one.stdout.readline().split()[1]) for one in started)
    for one in started:
        one.stdin.write("go\n")
        one.stdin.flush()
    seconds = max(float(one.stdout.readline()) for one in started)
    for one in started:
        one.communicate()
    return each * processes / seconds, size


def _sent(port: int, readers: int, processes: int, stop_after: float = 0) -> tuple[float, float]:
    """Send an issue by `digest send`; return the seconds from the first start to the last end, and megabytes of one."""
    with tempfile.TemporaryDirectory(prefix="digest-bench-") as folder:
        home = _home(Path(folder), port, readers, CONNECTIONS * 2 // processes)
        began = perf_counter()
        started = [home.start("send") for _ in range(processes)]
        if stop_after:
            with suppress(subprocess.TimeoutExpired):
                started[0].wait(timeout=stop_after + readers / 10_000)
            started[0].terminate()
        taken = [os.wait4(one.pid, 0)[2].ru_maxrss / 1024 for one in started]
        seconds = perf_counter() - began
        for one in started:
            one.stdout.close()
        store = home.store()
        fates = store.deliveries.fates(PLACE, 2)
        store.close()
        assert stop_after or fates == {m.Fate.SENT: readers}, fates
        return seconds, max(taken)


def _home(folder: Path, port: int, readers: int, connections: int) -> house.House:
    home = house.furnish(folder, "sqlite:///digest.db", port=port, readers=0, connections=connections)
    (folder / "subscribers.csv").unlink()
    _, ed25519 = keys.make(folder / "keys", "place.example", "d1")
    (folder / "keys" / f"{ed25519.selector}.pem").unlink()
    store = home.store()
    stories = tuple(story(number, "homes" if number % 2 else "money") for number in range(2, 32))
    inside = issue().content
    sections = tuple(
        m.Section(m.ThemeId(of), tuple(s for s in stories if s.placements[0].theme == of))
        for of in ("money", "homes")
    )
    store.desk.keep_issue(issue(2, slot="place/send@2026-06-19", content=replace(inside, sections=sections)))
    with writing(store.engine) as connection:
        for at in range(0, readers, 10_000):
            batch = [_reader(number) for number in range(at, min(at + 10_000, readers))]
            connection.execute(schema.subscribers.insert(), batch)
    store.close()
    return home


def _reader(number: int) -> dict[str, object]:
    address = f"reader{number}@{'abcdefgh'[number % 8]}.example"
    themes = ("", "money", "homes", "homes money")[number % 4]
    return {
        "newsletter": PLACE,
        "address": address,
        "mark": f"{number:032}",
        "written": address,
        "name": f"Reader {number}",
        "themes": themes,
        "format": "html",
        "paused_until": None,
        "state": "subscribed",
        "origin": "import",
        "since": NOW - timedelta(days=30),
        "asked": None,
        "own_choice": False,
    }
