"""A web of thousands of sources on loopback, each on an address of its own, in one process of its own.

`/feed/N` is the feed of source N with an ETag, `/short/N` one of three entries, `/late/N` the same after a while; `/turn/K` decides what follows: 0 the feeds as they were first,
1 the changed ones; `/cpu` says how many seconds of CPU the server has used. Linux answers on all of 127.0.0.0/8.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from urllib.request import urlopen

from tests.bench import feeds

LATE = 0.25
"""Seconds after which `/late/` answers."""


@dataclass(frozen=True)
class Web:
    """Where the sources are."""

    port: int

    def sources(self, count: int, kind: str = "feed") -> list[str]:
        """Return the addresses of so many sources, each on a host of its own."""
        hosts = (f"127.{1 + n // 62_500}.{n // 250 % 250}.{1 + n % 250}" for n in range(count))
        return [f"http://{host}:{self.port}/{kind}/{number}" for number, host in enumerate(hosts)]

    def turn(self, turn: int) -> None:
        self._ask(f"turn/{turn}")

    def cpu(self) -> float:
        return float(self._ask("cpu"))

    def _ask(self, path: str) -> str:
        with urlopen(f"http://127.0.0.1:{self.port}/{path}") as answer:
            return str(answer.read().decode())


@contextlib.contextmanager
def serving() -> Iterator[Web]:
    """Serve in a process of its own until the block ends."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    try:
        yield Web(ours.recv())
    finally:
        process.kill()
        process.join()


class _Answers(asyncio.Protocol):
    """One connection; requests are told apart by blank lines and answered in order."""

    turn = 0
    bodies: list[list[bytes]]
    short: list[bytes]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.waiting = transport, b""

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        while b"\r\n\r\n" in self.waiting:
            head, _, self.waiting = self.waiting.partition(b"\r\n\r\n")
            if head.startswith(b"GET /late/"):
                asyncio.get_running_loop().call_later(LATE, self.transport.write, self._answer(head))
            else:
                self.transport.write(self._answer(head))

    def _answer(self, head: bytes) -> bytes:
        path = head.split(b" ", 2)[1]
        if path.startswith((b"/feed/", b"/short/", b"/late/")):
            return self._feed(path, head)
        if path.startswith(b"/turn/"):
            type(self).turn = int(path[6:])
            return _whole(b"", b"")
        if path == b"/cpu":
            return _whole(b"%.4f" % time.process_time(), b"")
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

    def _feed(self, path: bytes, head: bytes) -> bytes:
        number = int(path.rpartition(b"/")[2])
        tag = b'"%d-%d"' % (number, self.turn)
        if tag in head:
            return b"HTTP/1.1 304 Not Modified\r\nETag: " + tag + b"\r\n\r\n"
        kind = b"Content-Type: application/rss+xml; charset=utf-8\r\nETag: " + tag + b"\r\n"
        bodies = self.bodies[self.turn] if path.startswith(b"/feed/") else self.short
        return _whole(feeds.of(bodies, number), kind)


def _whole(body: bytes, headers: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n%s\r\n%s" % (len(body), headers, body)


def _serve(home: Connection) -> None:
    _Answers.bodies = [feeds.bodies(changed=False), feeds.bodies(changed=True)]
    _Answers.short = feeds.short()

    async def work() -> None:
        server = await asyncio.get_running_loop().create_server(_Answers, "0.0.0.0", 0, backlog=2_000)
        home.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(work())
