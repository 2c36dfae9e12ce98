"""Our side: collects through the jobs, the crew, the parser processes and a SQLite file, as `digest collect` does.

Run as a process of its own: `python -m tests.bench.ours FOLDER TURNS` with the sources' addresses on stdin, one a
line; before each turn the server's `/turn/` is set. Prints what each turn took, as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from urllib.request import urlopen

from digest import app, cli, jobs
from digest import model as m
from tests.bench.taken import Stopwatch, memory, peak

SETTINGS = """
public = "http://127.0.0.1:8400"
[fetch]
allow_private = true
pause_seconds = 0
read_articles = false
"""

NEWSLETTER = """
title = "Bench"
tagline = ""
language = "en-GB"
time_zone = "Europe/London"
[sender]
name = "Bench"
address = "bench@example.org"
postal_address = "1 Market Square"
[schedule]
collect = "hourly"
draft = "Thursday 12:00"
send = "Friday 07:00"
"""


def home(folder: Path, addresses: list[str]) -> None:
    """Write a newsletter with these sources."""
    (folder / "feeds").mkdir(parents=True)
    (folder / "digest.toml").write_text(SETTINGS)
    sources = [f'[[source]]\nid = "s{n}"\nname = "S{n}"\naddress = "{at}"\n' for n, at in enumerate(addresses)]
    theme = '[[theme]]\nname = "All"\ndescription = "Everything."\nkeywords = ["council"]\n'
    (folder / "feeds" / "bench.toml").write_text("\n".join([NEWSLETTER, theme, *sources]))


def main(folder: Path, turns: str, addresses: list[str]) -> list[dict[str, float]]:
    """Collect once a turn: `0` and `1` set the server's feeds, `=` collects them unchanged."""
    home(folder, addresses)
    cli.collect_garbage_rarely()  # as every command does
    server = "/".join(addresses[0].split("/")[:3])
    rounds = []
    with app.opened(app.read_home(folder)) as parts:
        for turn in turns:
            if turn != "=":
                urlopen(f"{server}/turn/{turn}").read()
            watch = Stopwatch()
            collected = jobs.collect(parts, ask="all")
            taken = watch.taken()
            rounds.append(
                taken | _counted(collected) | {f"memory {k}": v for k, v in memory().items()} | {"peak": peak()}
            )
    return rounds


def _counted(collected: jobs.Collected) -> dict[str, float]:
    unchanged = sum(visit.unchanged for visit in collected.visits)
    return {
        "new": collected.new,
        "unchanged": unchanged,
        "failed": len(collected.failed),
        "changed": _changed(collected.visits),
    }


def _changed(visits: tuple[m.Visited, ...]) -> int:
    return sum(visit.changed for visit in visits)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), sys.argv[2], sys.stdin.read().split())))
