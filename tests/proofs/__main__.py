"""The long proof of sending: `python -m tests.proofs` (`make proof`), some minutes; prints a table, exits 1 if it fails.

For one and eight connections, on SQLite and on PostgreSQL: an issue to ten thousand readers, its sender killed (SIGKILL)
half of the times at a step of the protocol, half at random moments, and started again until everybody has theirs.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import signal
import sys
import tempfile
import threading
from collections import Counter
from contextlib import suppress
from pathlib import Path

from digest.model import Fate
from tests.proofs import assassin, hive, house, postgres


def main() -> int:
    words = argparse.ArgumentParser(prog="python -m tests.proofs", description=__doc__)
    words.add_argument("--readers", type=int, default=10_000)
    words.add_argument("--kills", type=int, default=200, help="in all, over the four settings")
    words.add_argument("--seed", type=int, default=7)
    asked = words.parse_args()
    chance = random.Random(asked.seed)
    _say(
        "| database | connections | kills | mails taken | twice | lost | unknown (most allowed) | of these arrived |"
    )
    _say("|---|---|---|---|---|---|---|---|")
    right = True
    with postgres.running() as server, hive.humming() as senders:
        for database, connections in itertools.product(("SQLite", "PostgreSQL"), (1, 8)):
            with tempfile.TemporaryDirectory(prefix="digest-proof-") as folder, assassin.serving() as victim:
                address = "sqlite:///digest.db"
                if database == "PostgreSQL":
                    address = postgres.database(server, f"proof{connections}")
                home = house.furnish(
                    Path(folder), address, port=victim.port, readers=asked.readers, connections=connections
                )
                _killed(home, victim, senders, asked.kills // 4, asked.readers, chance)
                right &= _told(database, connections, home, victim, senders)
    return 0 if right else 1


def _killed(
    home: house.House, victim: assassin.Assassin, senders: hive.Hive, kills: int, readers: int, chance: random.Random
) -> None:
    """Kill the sender so many times, in turn at a step and at random, as long as there are readers left."""
    steps = itertools.cycle(step for step in assassin.STEPS if step != "QUIT")
    for number in range(kills):
        step = next(steps) if number % 2 else "never"
        within = max(1, readers // (kills + 1))
        victim.aim(step, 1 if step in {"greeting", "EHLO"} else chance.randint(1, within))
        victim.pid = pid = senders.start("send", "--home", str(home.folder))
        if step == "never":
            _at_random(pid, victim, chance.uniform(0, 0.4))
        ended = senders.wait()
        victim.struck += step == "never" and ended == -signal.SIGKILL


def _at_random(pid: int, victim: assassin.Assassin, seconds: float) -> None:
    """Kill a sender so many seconds after it came to the server."""
    began, over = victim.began, threading.Event()
    for _ in range(60_000):
        if victim.began > began or not Path(f"/proc/{pid}").exists():
            break
        over.wait(0.001)
    over.wait(seconds)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _told(database: str, connections: int, home: house.House, victim: assassin.Assassin, senders: hive.Hive) -> bool:
    """Send what is left, compare rows and mails, print a line; return whether all is as promised."""
    senders.start("send", "--home", str(home.folder))
    senders.wait()
    rows = home.rows()
    fates = Counter(row.fate for row in rows)
    by_id = {row.message_id: row.fate for row in rows}
    duplicates = sum(count - 1 for count in victim.taken.values())
    said_sent = {name for name, fate in by_id.items() if fate is Fate.SENT}
    # lost: not tried and not said so, or said to be sent and never taken
    lost = sum(fate not in {Fate.SENT, Fate.UNKNOWN} for fate in by_id.values()) + len(said_sent - set(victim.taken))
    unknown = fates[Fate.UNKNOWN]
    arrived = sum(by_id[name] is Fate.UNKNOWN for name in victim.taken)
    most = connections * victim.struck
    taken = victim.taken.total()
    _say(
        f"| {database} | {connections} | {victim.struck} | {taken:,} of {len(rows):,} | {duplicates} | {lost} | "
        f"{unknown} ({most}) | {arrived} |"
    )
    return not duplicates and not lost and unknown <= most


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
