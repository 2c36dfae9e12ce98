"""What a piece of work took: seconds on the wall and of CPU, and the memory of the process and those it started."""

from __future__ import annotations

import os
import resource
import time
from contextlib import suppress
from pathlib import Path

PAGE = resource.getpagesize()


class Stopwatch:
    """Runs from the moment it is made. CPU counts this process and its living and ended descendants."""

    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), _cpu()

    def taken(self) -> dict[str, float]:
        return {"wall": time.perf_counter() - self.wall, "cpu": _cpu() - self.cpu}


def memory() -> dict[str, float]:
    """Return the present memory of this process and of its descendants together, in MB, without what they share."""
    mine = _own_memory(os.getpid())
    return {"parent": mine, "all": mine + sum(map(_own_memory, descendants(os.getpid())))}


def peak() -> float:
    """Return the most memory that this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def descendants(process: int) -> list[int]:
    """Return the processes that a process started, and those that these started."""
    found = []
    for child in _children(process):
        found += [child, *descendants(child)]
    return found


def _children(process: int) -> list[int]:
    """Return the processes that a process started; a thread or a process may end while one looks."""
    found: list[int] = []
    with suppress(OSError):
        for thread in Path(f"/proc/{process}/task").iterdir():
            with suppress(OSError):
                found += map(int, (thread / "children").read_text().split())
    return found


def _own_memory(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _cpu() -> float:
    """Return seconds of CPU of this process and its descendants; of a descendant that ended, what its parent says."""
    return sum(map(_cpu_of, [os.getpid(), *descendants(os.getpid())]))


def _cpu_of(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
