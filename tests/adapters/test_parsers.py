"""Readings in processes that are killed when they take too long or too much; the pool goes on."""

from __future__ import annotations

import math
import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.adapters.parsers import Pool
from digest.model import Failure, Trouble
from digest.ports import Read

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(2, seconds=3, clock=4, memory=256 * 1024 * 1024) as made:
        yield made


def test_a_reading_gives_its_value(pool: Pool) -> None:
    assert pool.read(Read("x", math.factorial, (5,))) == 120


def test_many_readings_run_at_once_and_keep_their_answers(pool: Pool) -> None:
    started = [pool.start(Read(str(n), pow, (n, 2))) for n in range(50)]
    assert [one.result() for one in started] == [n * n for n in range(50)]


def test_a_reading_that_takes_too_much_memory_is_told_from_one_that_takes_too_long(pool: Pool) -> None:
    found = pool.read(Read("greedy", "x".__mul__, (400_000_000,)))
    assert isinstance(found, Failure)
    assert "memory" in found.said


@pytest.mark.parametrize(
    ("task", "trouble"),
    [
        (Read("stuck", signal.pause, ()), Trouble.KILLED),
        (Read("backtracking", re.match, (r"(a+)+$", "a" * 60 + "b")), Trouble.KILLED),
        (Read("greedy", bytes, (2_000_000_000,)), Trouble.KILLED),
        (Read("dies", os._exit, (3,)), Trouble.KILLED),
        (Read("raises", int, ("x",)), Trouble.UNREADABLE),
        (Read("unpicklable", iter, ((1, 2), len)), Trouble.UNREADABLE),
        (Read("cannot come home", memoryview, (b"x",)), Trouble.KILLED),
    ],
    ids=lambda value: value.about if isinstance(value, Read) else "",
)
def test_a_killed_or_broken_reading_is_a_failure_and_the_pool_goes_on(
    pool: Pool, task: Read, trouble: Trouble
) -> None:
    found = pool.read(task)
    assert isinstance(found, Failure), found
    assert (found.trouble, found.about) == (trouble, task.about)
    assert found.said.endswith(".")
    assert pool.read(Read("x", len, ("four",))) == 4


def test_what_only_waits_outlives_what_works(tmp_path: Path) -> None:
    """One reading waits for a letter-box to be opened, for longer than another may work."""
    box = tmp_path / "box"
    os.mkfifo(box)
    with Pool(2, seconds=1, clock=60) as patient:
        waiting = patient.start(Read("waits", Path.read_bytes, (box,)))
        found = patient.read(Read("works", re.match, (r"(a+)+$", "a" * 60 + "b")))
        assert isinstance(found, Failure)
        assert "longer than 1 seconds" in found.said
        box.write_bytes(b"at last")
        assert waiting.result() == b"at last"
        assert patient.read(Read("x", len, ("four",))) == 4


def test_a_closed_pool_answers_too() -> None:
    closed = Pool(1)
    closed.close()
    assert isinstance(closed.read(Read("x", len, ("",))), Failure)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # it is what is tried
def test_a_pool_whose_own_machinery_breaks_leaves_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen once under heavy load: the pool's threads were gone, and a collection waited for its readings for ever."""

    def breaks() -> None:
        raise SystemExit  # which ends a thread without a word

    with Pool(1, seconds=3, clock=60) as made:
        stuck = made.start(Read("stuck", signal.pause, ()))
        monkeypatch.setattr(made._pool._pool_manager, "update_status", breaks)
        found = stuck.result(timeout=30)
        assert isinstance(found, Failure)
        assert (found.trouble, found.about) == (Trouble.KILLED, "stuck")
        assert "tried again" in found.said
        assert made.read(Read("x", math.factorial, (5,))) == 120
