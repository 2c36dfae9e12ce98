"""The peer for changed feeds: lemon24/reader updates the same sources on the same server.

Run by the bench's own Python, which has reader: `peer_reader.py FOLDER TURNS`, addresses on stdin; prints JSON.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path
from urllib.request import urlopen

from reader import make_reader  # type: ignore[import-not-found]  # lives in the bench's own environment

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.bench.taken import Stopwatch

WORKERS = 4


def main(folder: Path, turns: str, addresses: list[str]) -> list[dict[str, float]]:
    folder.mkdir(parents=True)
    reader = make_reader(str(folder / "reader.db"))
    for address in addresses:
        reader.add_feed(address)
    server = "/".join(addresses[0].split("/")[:3])
    rounds = []
    for turn in turns:
        urlopen(f"{server}/turn/{turn}").read()
        watch = Stopwatch()
        found = [result.value for result in reader.update_feeds_iter(scheduled=False, workers=WORKERS)]
        counted = {
            "new": sum(one.new for one in found if hasattr(one, "new")),
            "changed": sum(one.modified for one in found if hasattr(one, "modified")),
            "failed": sum(isinstance(one, Exception) for one in found),
        }
        rounds.append(watch.taken() | counted)
    return rounds


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), sys.argv[2], sys.stdin.read().split())))
