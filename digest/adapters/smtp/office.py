"""Mail over SMTP (RFC 5321): several servers, several reused connections to each, an honest word for every message.

What each step of a mail means is in `transaction`. A refusal of ourselves (greeting, TLS, password) is about us and
not about the reader: what was in hand comes back as `pending`, untried, and the server is not asked again in this
run. Nothing is tried twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import ssl
from collections.abc import Sequence
from dataclasses import replace

from digest.adapters.counter import serve
from digest.adapters.smtp.line import BrokenError, Line, RefusedError, Server, TurnedAwayError, opened
from digest.adapters.smtp.transaction import StaleError, Transaction
from digest.errors import DigestError
from digest.model import Fate, Message, Posted
from digest.ports import Hand

PATIENCE = 2
"""So many conversations may break one after the other, or one more than there are connections, before the server
counts as away."""

SECONDS = 30.0
"""For each step but one."""

SECONDS_AFTER_DOT = 600.0
"""For the answer to the whole mail: to give up early makes it unknown where it need not be (RFC 5321, 4.5.3.2.6)."""

SECONDS_FOR_GOODBYE = 2.0
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_UNFIT = re.compile(r"[\x00-\x1f\x7f<>\ud800-\udfff]")


class SmtpOffice:
    """`ports.PostOffice` over one or more SMTP servers.

    `helo` is the name we give ourselves; where it is empty, our end of the connection as an address literal.
    `timeout` and `patience` are in seconds: for a step, and for the answer to the whole mail.
    """

    def __init__(
        self, *servers: Server, helo: str = "", timeout: float = SECONDS, patience: float = SECONDS_AFTER_DOT
    ) -> None:
        for server in servers:
            if server.tls not in {"none", "starttls", "tls"}:
                raise DigestError(f"smtp.tls is {server.tls!r}; expected none, starttls or tls.")
            if server.user and server.tls == "none" and server.host not in _LOOPBACK:
                raise DigestError("The SMTP password would travel unprotected: set smtp.tls to starttls or tls.")
        self.servers, self.helo, self.timeout, self.patience = servers, helo, timeout, patience

    def send(self, hand: Hand) -> str:
        """Carry what `hand` gives until it gives no more; return why it ended early, "" where it did not."""
        return serve(hand, lambda: [_House(server, self) for server in self.servers])


class _House:
    """One run's dealings with a server: left alone once it is away."""

    def __init__(self, server: Server, office: SmtpOffice) -> None:
        if server.tls != "none" and server.context is None:
            server = replace(server, context=ssl.create_default_context())
        self.server, self.office = server, office
        self.weight = server.weight
        self.away = ""
        self.broken = 0
        self.greeted = False
        self.door = asyncio.Lock()
        self.ways: Sequence[_Connection] = [_Connection(self) for _ in range(server.connections)]

    async def open(self) -> Line:
        """Return a line. The first goes alone: a server that takes none is asked once. Raises `_AwayError`."""
        if self.greeted:
            return await self._opened()
        async with self.door:
            if self.away:
                raise _AwayError(self.away)
            line = await self._opened()
            self.greeted = True
            return line

    async def _opened(self) -> Line:
        try:
            return await opened(self.server, self.office.helo, self.office.timeout, self.server.context)
        except (TurnedAwayError, BrokenError, OSError) as error:
            sentence = _why(self.server.name, error)
            raise _AwayError(sentence) from error

    def gave_up(self, way: _Connection, why: str) -> None:
        """Note a connection that could not be made: one too many for the server, or the server is away."""
        if any(other.line for other in self.ways):
            self.ways = [other for other in self.ways if other is not way]
        else:
            self.away = why

    def ended(self, fate: Fate, *, ready: bool) -> None:
        """Note how a conversation ended; after too many that broke, the server counts as away."""
        if ready or fate is Fate.SENT or fate is Fate.FAILED:
            self.broken = 0
            return
        self.broken += 1
        if self.broken >= max(PATIENCE, len(self.ways) + 1):
            self.away = f"The mail server {self.server.name} broke off several times in a row; the rest waits."


class _AwayError(Exception):
    """The server cannot be used; the sentence says why and what to do."""


class _Connection:
    """A place for one line: opened when a mail is there, opened again where it was closed."""

    def __init__(self, house: _House) -> None:
        self.house = house
        self.line: Line | None = None
        self.used = False

    async def carry(self, message: Message) -> Posted:
        """Return what became of one message."""
        if _UNFIT.search(message.mail_from + message.rcpt_to):
            return Posted(message.id, Fate.FAILED, "This is no address that can be mailed.")
        try:
            fate, said = await self._carried(message)
        except _AwayError as away:
            self.house.gave_up(self, str(away))
            fate, said = Fate.PENDING, str(away)
        return Posted(message.id, fate, said)

    async def _carried(self, message: Message) -> tuple[Fate, str]:
        if self.line is not None and not self.line.idle:
            self._drop()
        if self.line is None:
            self.line, self.used = await self.house.open(), False
        office = self.house.office
        transaction = Transaction(self.line, message, office.timeout, office.patience)
        try:
            fate, said = await transaction.carried(used=self.used)
        except StaleError:
            self._drop()
            return await self._carried(message)
        self.used = True
        if not transaction.ready:
            self._drop()
        self.house.ended(fate, ready=transaction.ready)
        return fate, said

    def _drop(self) -> None:
        if self.line is not None:
            self.line.close()
        self.line = None

    async def close(self) -> None:
        """Say QUIT and hang up."""
        if self.line is not None and self.line.idle:
            with contextlib.suppress(BrokenError, OSError):
                await self.line.ask("QUIT", SECONDS_FOR_GOODBYE)
        self._drop()


def _why(name: str, error: Exception) -> str:
    """Return why a server cannot be used, and what to do."""
    if isinstance(error, RefusedError):
        sentence = f"The mail server {name} does not take our name and password ({error})."
        return f"{sentence} Check smtp.user and DIGEST_SMTP_PASSWORD."
    if isinstance(error, TurnedAwayError):
        return f"The mail server {name} turned us away: {error}"
    if isinstance(error, ssl.SSLError):
        return (
            f"The connection to the mail server {name} could not be protected: {error}. Check smtp.tls and smtp.port."
        )
    return f"The mail server {name} cannot be reached: {error}. Check smtp.host and smtp.port, then send again."
