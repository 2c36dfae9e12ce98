"""A piece that a living worker is said to have and has not: the worker gives it back, and whoever waits goes on."""

from __future__ import annotations

import json
import threading

import psycopg
import pytest

from digest.adapters import workers
from digest.adapters.workers import _schema

pytestmark = pytest.mark.slow


def test_a_piece_whose_end_was_lost_is_done_again_and_not_waited_for_for_ever(
    own_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "LOOK_SECONDS", 0.1)
    workers.prepare(own_postgres)
    done: list[str] = []
    stop, begun = threading.Event(), threading.Event()

    def do(kind: str, about: str, part: str) -> None:
        done.append(f"{kind} {about} {part}")
        begun.set()

    working = threading.Thread(target=workers.work, args=(own_postgres, "demo", "one", do, stop))
    working.start()
    try:
        crowd = workers.Crowd(own_postgres, "demo")
        crowd.together("collect due", "first", ["0"])
        assert begun.is_set()
        for about in ("second", "third"):
            _said_to_be_done(own_postgres, about)
        crowd.together("collect due", "third", ["0"])  # asked for again by who took the slot over
        crowd.together("collect due", "second", [])
    finally:
        stop.set()
        working.join()
    assert set(done) == {"collect due first 0", "collect due second 0", "collect due third 0"}


def _said_to_be_done(url: str, about: str) -> None:
    """Leave a piece as a database leaves it that went away before the worker could say that it had done it."""
    words = {"kind": "collect due", "about": about, "part": "0"}
    with psycopg.connect(url) as connection:
        connection.execute(f'SET LOCAL search_path TO "{_schema()}"')
        connection.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args, status, worker_id)"
            " SELECT 'demo', 'piece', %s, %s, %s, 'doing', max(id) FROM procrastinate_workers",
            (f"{about} collect due 0", f"{about} collect due 0", json.dumps(words)),
        )
