"""What is changed, and the tests that ought to notice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Room:
    """Files, and the words that name their tests to pytest."""

    files: tuple[str, ...]
    tests: tuple[str, ...]


ROOMS = {
    "clock": Room(("digest/clock/due.py", "digest/clock/slots.py"), ("tests/clock",)),
    "ledger": Room(("digest/adapters/store/ledger.py",), ("tests/contracts/test_store.py", "-k", "not postgresql")),
    "edits": Room(("digest/editing/edits.py", "digest/editing/history.py"), ("tests/editing",)),
    "consent": Room(
        ("digest/delivery/consent.py",), ("tests/delivery", "tests/jobs/readers", "tests/jobs/test_returned.py")
    ),
}
