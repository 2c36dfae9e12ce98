"""One mail over a line, from MAIL FROM to the answer to the final dot, pipelined where the server can (RFC 2920).

| what happened                                                | fate       |
|--------------------------------------------------------------|------------|
| 2xx after the final dot                                      | `sent`     |
| 4xx at any step                                              | `deferred` |
| the line broke before the final dot was out: nobody has it   | `deferred` |
| the final dot was out and no answer came: nobody can know    | `unknown`  |
| 5xx to the recipient or to the message                       | `failed`   |

A refusal of our own sender address is about us and not about the reader: whatever its number, it defers.
"""

from __future__ import annotations

import re
from enum import Enum, auto

from digest.adapters.smtp.line import BrokenError, Line
from digest.adapters.smtp.replies import Reply
from digest.model import Fate, Message

_BARE_BREAK = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_STUFFED = re.compile(rb"(?m)^\.")


class _Step(Enum):
    """How far a mail has come; what a silence means depends on it."""

    NOTHING = auto()
    ENVELOPE = auto()
    DOT_SENT = auto()


class StaleError(Exception):
    """A line that served before was closed meanwhile, and nothing was heard of this mail: open another."""


class Transaction:
    """One mail on its way over one line. `seconds` holds for each step, `patience` for the answer to the dot."""

    def __init__(self, line: Line, message: Message, seconds: float, patience: float) -> None:
        self.line, self.message, self.seconds, self.patience = line, message, seconds, patience
        self.step = _Step.NOTHING
        self.ready = False

    async def carried(self, *, used: bool) -> tuple[Fate, str]:
        """Return the fate of the mail with the server's words; `ready` says whether the line can serve on.

        `used` lines may raise `StaleError`. Raises nothing else.
        """
        if not (self.message.mail_from + self.message.rcpt_to).isascii() and "SMTPUTF8" not in self.line.offers:
            self.ready = True
            return Fate.FAILED, "The mail server takes no address with letters outside ASCII (it has no SMTPUTF8)."
        try:
            return await self._spoken()
        except (BrokenError, OSError) as error:
            if used and self.step is _Step.NOTHING:
                raise StaleError from error
            return self._broke(error)

    async def _spoken(self) -> tuple[Fate, str]:
        replies = await self._envelope()
        refused = next((at for at, reply in enumerate(replies) if not _taken(at, reply)), None)
        if refused is None:
            return await self._hand_over()
        if replies[-1].code == 354:
            # pipelined: the server waits for a mail to nobody, and gets none (RFC 2920, 3.1)
            self.line.write(b".\r\n")
            await self.line.reply(self.patience)
        await self._start_over(replies[refused])
        if refused == 0:
            return Fate.DEFERRED, f"The mail server does not take our sender address: {replies[0].said}"
        return _refusal(replies[refused])

    async def _envelope(self) -> list[Reply]:
        """Return the replies to MAIL, RCPT and DATA, as far as they were said."""
        commands = _commands(self.line, self.message)
        replies: list[Reply] = []
        if "PIPELINING" in self.line.offers:
            self.line.write(b"".join(commands))
        for at, command in enumerate(commands):
            if "PIPELINING" not in self.line.offers:
                self.line.write(command)
            replies.append(await self.line.reply(self.seconds))
            self._heard(at, replies[-1])
            if "PIPELINING" not in self.line.offers and not _taken(at, replies[-1]):
                break
        return replies

    def _heard(self, at: int, reply: Reply) -> None:
        if at == 0 and reply.code == 421:
            raise BrokenError(reply.said)
        if not (354 if at == 2 else 200) <= reply.code < 600 or (at < 2 and reply.is_kind(3)):
            self.step = _Step.ENVELOPE
            raise BrokenError(f"the server answered {reply.said[:80]!r}, which means nothing here")
        self.step = _Step.ENVELOPE

    async def _hand_over(self) -> tuple[Fate, str]:
        """Send the mail and its dot. What did not leave this machine whole never reached anyone."""
        body = self.message.body if self.message.ready else stuffed(self.message.body)
        self.line.write(body + b".\r\n")
        self.step = _Step.DOT_SENT
        reply = await self.line.reply(self.patience)
        if reply.is_kind(3):
            raise BrokenError(f"the server answered {reply.said[:80]!r}, which means nothing here")
        if reply.is_kind(2):
            self.ready = True
            return Fate.SENT, reply.said
        await self._start_over(reply)
        return _refusal(reply)

    async def _start_over(self, refusal: Reply) -> None:
        """Make the line ready for another mail; one that cannot be cleared is not used again."""
        if refusal.code == 421:
            return
        try:
            self.ready = (await self.line.ask("RSET", self.seconds)).is_kind(2)
        except (BrokenError, OSError):
            self.ready = False

    def _broke(self, error: Exception) -> tuple[Fate, str]:
        if self.step is _Step.DOT_SENT and not self.line.held:
            return Fate.UNKNOWN, f"The whole mail was handed over and no answer came ({error}): it may have arrived."
        return Fate.DEFERRED, f"The connection broke before the mail was handed over ({error})."


def _commands(line: Line, message: Message) -> tuple[bytes, bytes, bytes]:
    """Return the three commands, with SMTPUTF8 and 8BITMIME (RFC 6531, 6152) where this mail cannot do without."""
    wide = not (message.mail_from + message.rcpt_to).isascii()
    options = (" SMTPUTF8" if wide else "") + (" BODY=8BITMIME" if wide and "8BITMIME" in line.offers else "")
    sender = f"MAIL FROM:<{message.mail_from}>{options}\r\n"
    return sender.encode(), f"RCPT TO:<{message.rcpt_to}>\r\n".encode(), b"DATA\r\n"


def _taken(at: int, reply: Reply) -> bool:
    return reply.code == 354 if at == 2 else reply.is_kind(2)


def _refusal(reply: Reply) -> tuple[Fate, str]:
    return (Fate.FAILED if reply.is_kind(5) else Fate.DEFERRED), reply.said


def stuffed(body: bytes) -> bytes:
    """Return a message fit for DATA: CRLF alone ends a line, and no line is a dot (RFC 5321, 4.5.2).

    A bare CR or LF is what mail is smuggled with past servers that read it as the end of a line. To count them is
    a hundred times quicker than to search for them, and our own mails have none.
    """
    pairs = body.count(b"\r\n")
    if body.count(b"\n") != pairs or body.count(b"\r") != pairs:
        body = _BARE_BREAK.sub(b"\r\n", body)
    if not body.endswith(b"\r\n"):
        body += b"\r\n"
    return _STUFFED.sub(b"..", body) if b"\n." in body or body.startswith(b".") else body
