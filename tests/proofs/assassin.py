"""A mail server that keeps count of what it took, and kills its client at a chosen step of the conversation."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

STEPS = ("greeting", "EHLO", "MAIL", "RCPT", "DATA", "half", "before", "after", "answered", "QUIT")
"""When a client may die: as it connects, at each command, with half of a mail through, when the whole mail is there but
not taken, when it is taken but not answered, when it has the answer, and as it says goodbye."""

_NAME = re.compile(rb"(?im)^Message-ID:\s*(<[^>]+>)")


class Assassin:
    """Counts mails by Message-ID. `aim` says whom to kill, and at the how-manieth time a step is reached."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.pid = self.at = 0
        self.step = ""
        self.struck = self.connections = self.most = self.began = 0
        self.port = 0

    def aim(self, step: str, at: int = 1) -> None:
        self.step, self.at, self.pid = step, at, 0

    def reached(self, step: str) -> None:
        if step != self.step or not self.pid:
            return
        self.at -= 1
        if self.at <= 0:
            pid, self.pid = self.pid, 0
            self.struck += 1
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.began += 1
        self.most = max(self.most, self.connections)
        try:
            await self._talk(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self.connections -= 1
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reached("greeting")
        writer.write(b"220 here\r\n")
        while line := await reader.readline():
            verb = line[:4].decode("ascii", "replace").upper()
            self.reached(verb)
            writer.write(
                {"EHLO": b"250-here\r\n250 PIPELINING\r\n", "DATA": b"354 go on\r\n"}.get(verb, b"250 ok\r\n")
            )
            if verb == "QUIT":
                return
            if verb == "DATA" and not await self._mail(reader, writer):
                return

    async def _mail(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        await writer.drain()
        head = await reader.readuntil(b"\r\n\r\n")
        self.reached("half")
        body = await reader.readuntil(b"\r\n.\r\n")
        self.reached("before")
        found = _NAME.search(head)
        assert found
        assert body
        self.taken[found[1].decode()] += 1
        self.reached("after")
        writer.write(b"250 kept\r\n")
        await writer.drain()
        self.reached("answered")
        return True


@contextmanager
def serving() -> Iterator[Assassin]:
    """Serve on loopback in a thread of its own."""
    assassin, ready, over = Assassin(), threading.Event(), []

    async def main() -> None:
        stop = asyncio.Event()
        over.append((asyncio.get_running_loop(), stop))
        server = await asyncio.start_server(assassin.serve, "127.0.0.1", 0, limit=2**20)
        assassin.port = server.sockets[0].getsockname()[1]
        ready.set()
        await stop.wait()
        server.close()

    thread = threading.Thread(target=asyncio.run, args=(main(),))
    thread.start()
    ready.wait(timeout=30)
    try:
        yield assassin
    finally:
        loop, stop = over[0]
        loop.call_soon_threadsafe(stop.set)
        thread.join(timeout=30)
