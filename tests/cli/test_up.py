"""`digest up` and `digest worker`: what a process that was asked to stop does no more."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from digest.cli.up import ended_by, up
from tests.parts import Household


def test_who_is_asked_to_stop_begins_no_more_mails(tmp_path: Path) -> None:
    home, stop = Household(tmp_path), threading.Event()
    parts = ended_by(stop, home.parts())
    assert not parts.stopping()
    stop.set()
    assert parts.stopping()
    home.close()


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_what_is_no_port_is_said_before_anything_starts(tmp_path: Path, port: str) -> None:
    done = CliRunner().invoke(up, ["--home", str(tmp_path), "--port", port])
    assert done.exit_code == 2
    assert "Invalid value for '--port'" in done.output
    assert list(tmp_path.iterdir()) == []
