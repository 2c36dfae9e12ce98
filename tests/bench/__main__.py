"""Measures the figures that are promised, each as a ratio in one run: `python -m tests.bench [--scale S] [names]`."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable, Iterator

from tests.bench import collecting, desk, desk_page, growing, operating, renditions, sending, telling
from tests.bench.figures import Figure, keep, table

BENCHES: dict[str, Callable[[float], Iterator[Figure]]] = {
    "unchanged": collecting.unchanged,
    "changed": collecting.changed,
    "memory": collecting.memory,
    "renditions": renditions.figures,
    "sending": sending.figures,
    "rows": sending.rows,
    "desk": desk.figures,
    "page": desk_page.figures,
    "keeping": operating.keeping_it,
    "resting": operating.resting,
    "drafting": operating.drafting,
    "telling": telling.telling,
    "rounds": growing.rounds,
    "workers": growing.workers,
}
"""Each by its name: a function from the scale (1: as promised) to figures."""


def main() -> int:
    """Run the benches named, all where none is; return 1 where a figure misses its target."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    asked.add_argument(
        "names", nargs="*", metavar="NAME", help=f"some of {', '.join(BENCHES)}; all where none is named"
    )
    asked.add_argument(
        "--scale", type=float, default=1.0, help="a part of the promised size, for a quick look: not kept"
    )
    words = asked.parse_args()
    if unknown := set(words.names) - set(BENCHES):
        asked.error(f"no bench is called {', '.join(sorted(unknown))}")
    names = words.names or list(BENCHES)
    if len(names) > 1:
        return max(_alone(name, words.scale) for name in names)
    figures = list(BENCHES[names[0]](words.scale))
    if words.scale == 1:
        keep({names[0]: figures}, BENCHES)
    sys.stdout.write(table(figures) + "\n")
    return 0 if all(figure.met for figure in figures) else 1


def _alone(name: str, scale: float) -> int:
    """Run one bench in a process of its own, whatever an earlier one left in memory."""
    sys.stdout.flush()
    return subprocess.run([sys.executable, "-m", "tests.bench", "--scale", str(scale), name], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
