"""`digest up` and `digest worker`: what a process that was asked to stop does no more."""

from __future__ import annotations

import threading
from pathlib import Path

from digest.cli.up import ended_by
from tests.parts import Household


def test_who_is_asked_to_stop_begins_no_more_mails(tmp_path: Path) -> None:
    home, stop = Household(tmp_path), threading.Event()
    parts = ended_by(stop, home.parts())
    assert not parts.stopping()
    stop.set()
    assert parts.stopping()
    home.close()
