"""A mail server for the demo and the tests: real SMTP on loopback, everything received kept in memory."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

from aiosmtpd.smtp import SMTP, Envelope, Session

TAKEN = "250 2.0.0 Taken"


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as it arrived: the envelope and the bytes after dot-unstuffing."""

    sender: str
    recipients: tuple[str, ...]
    body: bytes


@dataclass
class Mailbox:
    """Where the server listens, what it received, and how it should misbehave.

    `refuse` addresses get 550 always; `defer_once` addresses get 451 once, then pass. `drop_after_data` is how
    many of the next messages end in a broken connection instead of an answer; `keep_dropped` says whether those
    were received all the same, which is the case that nobody can know from outside.
    """

    host: str
    port: int
    letters: list[Letter] = field(default_factory=list)
    refuse: set[str] = field(default_factory=set)
    defer_once: set[str] = field(default_factory=set)
    drop_after_data: int = 0
    keep_dropped: bool = True

    def to(self, address: str) -> list[Letter]:
        """Return the letters that arrived for an address."""
        return [letter for letter in self.letters if address in letter.recipients]


class _Clerk:
    """The hooks that aiosmtpd calls; the upper-case names are its own."""

    def __init__(self, box: Mailbox) -> None:
        self.box = box

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds the hook by this name
        self,
        server: SMTP,  # noqa: ARG002 - aiosmtpd passes it
        session: Session,  # noqa: ARG002 - aiosmtpd passes it
        envelope: Envelope,
        address: str,
        options: list[str],  # noqa: ARG002 - aiosmtpd passes it
    ) -> str:
        if address in self.box.refuse:
            return "550 5.1.1 There is nobody here of that name"
        if address in self.box.defer_once:
            self.box.defer_once.discard(address)
            return "451 4.2.1 Try again in a moment"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd finds the hook by this name
        self,
        server: SMTP,
        session: Session,  # noqa: ARG002 - aiosmtpd passes it
        envelope: Envelope,
    ) -> str:
        letter = Letter(str(envelope.mail_from), tuple(map(str, envelope.rcpt_tos)), envelope.original_content or b"")
        if self.box.drop_after_data > 0:
            self.box.drop_after_data -= 1
            if self.box.keep_dropped:
                self.box.letters.append(letter)
            if isinstance(server.transport, asyncio.WriteTransport):
                server.transport.abort()
            raise ConnectionResetError("dropped after DATA, as asked")
        self.box.letters.append(letter)
        return TAKEN


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """Run an SMTP server on a free port of 127.0.0.1 and yield its mailbox."""
    # asyncio switches Nagle's delay (40 ms an answer) off only where the protocol is named
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as door:
        door.bind(("127.0.0.1", 0))
        door.listen(128)
        box = Mailbox(host="127.0.0.1", port=door.getsockname()[1])
        runner = asyncio.Runner()
        loop = runner.get_loop()
        stop = asyncio.Event()
        thread = Thread(target=_run, args=(runner, stop, door, box), name="demo-post-office", daemon=True)
        thread.start()
        try:
            yield box
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join()


def _run(runner: asyncio.Runner, stop: asyncio.Event, door: socket.socket, box: Mailbox) -> None:
    async def serve() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _protocol(loop, box), sock=door)
        await stop.wait()
        server.close()

    with runner:
        runner.run(serve())


def _protocol(loop: asyncio.AbstractEventLoop, box: Mailbox) -> SMTP:
    return SMTP(_Clerk(box), loop=loop, hostname="demo.invalid", ident="demo", enable_SMTPUTF8=True)
