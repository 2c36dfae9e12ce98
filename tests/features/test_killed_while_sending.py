"""A sender killed at the worst moments: nobody gets a mail twice, nobody is forgotten, what nobody knows is said."""

from __future__ import annotations

import os
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.fakes_post import LoopbackController
from tests.features.conftest import Home


class Assassin:
    """A mail server that kills its client at a step of the nth message, and keeps what it took."""

    def __init__(self, step: str, message: int) -> None:
        self.step, self.message = step, message
        self.pid = 0
        self.seen = 0
        self.taken: Counter[str] = Counter()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds the hook by this name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        self.seen += 1
        envelope.rcpt_tos.append(address)
        self._strike("RCPT")
        return "250 ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - as above
        if self.step == "before taking" and self.seen == self.message and self.pid:
            self._kill()
            return "451 the client is gone"
        self.taken.update(envelope.rcpt_tos)
        self._strike("after taking")
        return "250 taken"

    def _strike(self, step: str) -> None:
        if self.pid and step == self.step and self.seen == self.message:
            self._kill()

    def _kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        self.pid = 0


@contextmanager
def _serving(assassin: Assassin) -> Iterator[int]:
    controller = LoopbackController(assassin)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@pytest.mark.parametrize("step", ["RCPT", "before taking", "after taking"])
@pytest.mark.parametrize("message", [1, 3, 5])
def test_a_killed_sender_doubles_nothing_and_loses_nothing(home: Home, step: str, message: int) -> None:
    for command in ("collect", "draft", "approve"):
        home.run(command)
    assassin = Assassin(step, message)
    with _serving(assassin) as port:
        home.change("digest.toml", f"port = {home.mailbox.port}", f"port = {port}")
        with subprocess.Popen(
            home.command("send"), env=home.environ(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as sender:
            assassin.pid = sender.pid
            assert sender.wait() == -signal.SIGKILL
        again = home.run("send", status=1)
        assert "1 unknown" in again.stdout
        assert "4 sent" in again.stdout
        home.run("send", status=1)
    assert max(assassin.taken.values()) == 1
    assert len(assassin.taken) == (5 if step == "after taking" else 4)
