"""One connection to a mail server: octets out, replies in, and for every silence an end.

asyncio carries the octets; a reply is awaited, and what breaks the conversation is raised where it is awaited.
"""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast

from digest.adapters.smtp.replies import NonsenseError, Replies, Reply


class BrokenError(Exception):
    """The conversation broke: the connection was lost, the server fell silent or said what means nothing."""


class TurnedAwayError(Exception):
    """The server does not take us as we are; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server and how to reach it.

    `tls` is "none", "starttls" or "tls". `weight` is its share of the mails where there are several servers;
    `connections` how many it is given at once. `context` replaces the system's certificates.
    """

    host: str
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    tls: str = "none"
    connections: int = 1
    weight: float = 1.0
    context: ssl.SSLContext | None = None

    @property
    def name(self) -> str:
        """Host and port, as a person writes them."""
        return f"{self.host}:{self.port}"


class Line(asyncio.Protocol):
    """A connection that has been made; `held` is True while octets of ours have not all left this machine."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.held = False
        self.offers: dict[str, str] = {}
        self._replies: deque[Reply] = deque()
        self._parser = Replies()
        self._broken: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._until = 0.0
        self._loop = asyncio.get_running_loop()

    # what asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport; with a limit of nothing it says whenever something is left in our own memory."""
        self.transport = cast("asyncio.Transport", transport)
        self.transport.set_write_buffer_limits(high=0)

    def pause_writing(self) -> None:
        """Note that octets are waiting here."""
        self.held = True

    def resume_writing(self) -> None:
        """Note that all of them have left."""
        self.held = False

    def data_received(self, data: bytes) -> None:
        """Take octets of the server."""
        try:
            self._replies.extend(self._parser.feed(data))
        except NonsenseError as error:
            self._break(BrokenError(str(error)))
        else:
            self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note the end."""
        self._break(BrokenError(str(exc) or "connection lost" if exc else "the server closed the connection"))

    # what a conversation needs

    @property
    def idle(self) -> bool:
        """Whether nothing was heard that nobody asked for: a server that closes says so or just goes."""
        return self._broken is None and not self._replies and self._parser.empty

    def write(self, octets: bytes) -> None:
        """Send octets."""
        if self.transport is not None:
            self.transport.write(octets)

    async def reply(self, seconds: float) -> Reply:
        """Return the next reply. Raises `BrokenError`."""
        while not self._replies:
            if self._broken:
                raise self._broken
            self._waiter = self._loop.create_future()
            self._expect(seconds)
            await self._waiter
        return self._replies.popleft()

    async def ask(self, command: str, seconds: float) -> Reply:
        """Send one command and return its reply."""
        self.write(command.encode() + b"\r\n")
        return await self.reply(seconds)

    def close(self) -> None:
        """Hang up."""
        if self._timer:
            self._timer.cancel()
        if self.transport is not None:
            self.transport.abort()

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    def _break(self, error: Exception) -> None:
        self._broken = self._broken or error
        self._wake()

    def _expect(self, seconds: float) -> None:
        """Set the end of a silence. One timer serves a connection: it looks again when it was early."""
        self._until = self._loop.time() + seconds
        if self._timer is None or self._timer.when() > self._until:
            if self._timer:
                self._timer.cancel()
            self._timer = self._loop.call_at(self._until, self._late)

    def _late(self) -> None:
        self._timer = None
        if self._waiter is None or self._waiter.done():
            return
        if self._loop.time() < self._until:
            self._timer = self._loop.call_at(self._until, self._late)
        else:
            self._break(BrokenError("timed out: the server was silent for too long"))


async def opened(server: Server, helo: str, seconds: float, context: ssl.SSLContext | None) -> Line:
    """Return a line that has been greeted, protected and signed in.

    Raises `TurnedAwayError`, `BrokenError`, `ssl.SSLError` or `OSError`; the line is closed then.
    """
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(seconds):
            at_once = context if server.tls == "tls" else None
            name = server.host if at_once else None
            _, line = await loop.create_connection(Line, server.host, server.port, ssl=at_once, server_hostname=name)
    except TimeoutError as error:
        raise OSError("timed out") from error
    try:
        await _introduce(line, server, helo, seconds, context)
    except BaseException:
        line.close()
        raise
    return line


async def _introduce(line: Line, server: Server, helo: str, seconds: float, context: ssl.SSLContext | None) -> None:
    greeting = await line.reply(seconds)
    if greeting.code != 220:
        raise TurnedAwayError(greeting.said)
    name = helo or _literal(line)
    await _hello(line, name, seconds)
    if server.tls == "starttls" and context is not None:
        await _protect(line, server, seconds, context)
        await _hello(line, name, seconds)
    if server.user:
        await _sign_in(line, server, seconds)


async def _hello(line: Line, name: str, seconds: float) -> None:
    """Say who we are and learn what the server offers; an old server is greeted in the old way and offers nothing."""
    reply = await line.ask(f"EHLO {name}", seconds)
    if reply.is_kind(2):
        offers = (offer.replace("=", " ", 1).partition(" ") for offer in reply.lines[1:])
        line.offers = {keyword.upper(): rest.strip() for keyword, _, rest in offers}
        return
    line.offers = {}
    reply = await line.ask(f"HELO {name}", seconds)
    if not reply.is_kind(2):
        raise TurnedAwayError(reply.said)


async def _protect(line: Line, server: Server, seconds: float, context: ssl.SSLContext) -> None:
    if "STARTTLS" not in line.offers:
        raise TurnedAwayError("it offers no STARTTLS, which the settings ask for")
    reply = await line.ask("STARTTLS", seconds)
    if reply.code != 220:
        raise TurnedAwayError(reply.said)
    if not line.idle:
        # what stands behind the reply was put there before anything was protected (CVE-2011-0411)
        raise TurnedAwayError("it said more than it was asked before the connection was protected")
    assert line.transport is not None, "a line that was greeted has a transport"  # noqa: S101 - for the type checker
    loop = asyncio.get_running_loop()
    protected = await loop.start_tls(
        line.transport, line, context, server_hostname=server.host, ssl_handshake_timeout=seconds
    )
    if protected is None:
        raise BrokenError("connection lost while it was being protected")
    line.connection_made(protected)


async def _sign_in(line: Line, server: Server, seconds: float) -> None:
    """Sign in by PLAIN, else by LOGIN (RFC 4616, and what came before it)."""
    ways = line.offers.get("AUTH", "").upper().split()
    if "PLAIN" in ways:
        steps: Iterable[str] = (f"AUTH PLAIN {_base64(chr(0), server.user, chr(0), server.password)}",)
    elif "LOGIN" in ways:
        steps = ("AUTH LOGIN", _base64(server.user), _base64(server.password))
    else:
        raise TurnedAwayError("it offers neither AUTH PLAIN nor AUTH LOGIN")
    reply = Reply(0, ())
    for step in steps:
        reply = await line.ask(step, seconds)
        if not reply.is_kind(3) and not reply.is_kind(2):
            break
    if not reply.is_kind(2):
        raise RefusedError(reply.said)


class RefusedError(TurnedAwayError):
    """The server does not take our name and password."""


def _base64(*parts: str) -> str:
    return base64.b64encode("".join(parts).encode()).decode()


def _literal(line: Line) -> str:
    """Return our end of the connection as an address literal (RFC 5321, 4.1.3).

    To ask the name service who we are can take longer than the mail.
    """
    address = line.transport.get_extra_info("sockname")[0] if line.transport else "127.0.0.1"
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"
