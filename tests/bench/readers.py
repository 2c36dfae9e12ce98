"""A million readers imported, streamed and counted, in a folder that is thrown away: python -m tests.bench.readers N."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from digest.jobs import readers
from tests.parts import Household


def lines(number: int) -> Iterator[str]:
    """Yield a table of that many readers of a thousand domains."""
    yield "address,name,themes\n"
    for at in range(number):
        yield f"reader{at:07}@example{at % 997}.org,Reader {at},{'money' if at % 3 else ''}\n"


@contextmanager
def measured(what: str) -> Iterator[None]:
    """Print what the block cost: CPU time, and the most memory the process has had so far."""
    began = time.process_time()
    yield
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{what}: {time.process_time() - began:.1f} s of CPU, {memory} MB at most", flush=True)  # noqa: T201 - its purpose


def main(number: int) -> None:
    """Import, stream and count."""
    with tempfile.TemporaryDirectory() as folder:
        home = Household(Path(folder))
        parts = home.parts()
        with measured(f"{number:,} imported"):
            told = readers.import_readers(parts, lines(number), basis="members", file="members.csv")
        assert told.new == number
        with measured("streamed"):
            assert sum(1 for _ in parts.store.readers.stream(parts.newsletter.id)) == number
        with measured("counted"):
            assert parts.store.readers.count(parts.newsletter.id) == number
        home.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
