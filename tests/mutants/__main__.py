"""Changes the program where it must not be wrong, a little at a time, and counts the changes that no test notices.

`make mutants`: every room. `make mutants ROOMS="clock" EVERY=5` for one room and each fifth change.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from itertools import chain

from tests.mutants.changes import ROOT, mutants
from tests.mutants.rooms import ROOMS, Room
from tests.mutants.trials import noticed_afresh, noticed_warm, plain

BEFORE = ("hypothesis.strategies", "sqlalchemy", "pydantic", "jinja2", "aiohttp", "scipy.sparse", "click", "alembic")


def main(words: Sequence[str]) -> int:
    """Try the rooms named; say what survived, and the score of each."""
    asked = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    asked.add_argument("rooms", nargs="*", default=list(ROOMS))
    asked.add_argument("--every", type=int, default=1, help="only each so manieth change")
    given = asked.parse_args(words)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.chdir(ROOT)
    for module in BEFORE:
        importlib.import_module(module)
    return int(not all(_tried(name, ROOMS[name], given.every) for name in given.rooms))


def _tried(name: str, room: Room, every: int) -> bool:
    """Try the changes of a room; return False where its tests fail as the program is."""
    known = plain(room)
    if not known.whole:
        _say(f"{name}: its tests fail without any change; mend them first")
        return False
    tried = [mutant for file in room.files for mutant in mutants(file)][::every]
    warm = [mutant for mutant in tried if known.tests_of(mutant)]
    afresh = (mutant for mutant in tried if mutant not in warm)
    found = chain(noticed_warm(room, known, warm), ((one, noticed_afresh(room, known, one)) for one in afresh))
    alive = 0
    for mutant, noticed in found:
        if not noticed:
            alive += 1
            _say(f"nobody notices {mutant}")
    _say(f"{name}: {len(tried) - alive} of {len(tried)} changes noticed")
    return True


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
