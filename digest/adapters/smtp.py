"""Mail over SMTP (RFC 5321) through smtplib: one connection for a run, and an honest word for every message.

| what happened                                                       | fate       |
|---------------------------------------------------------------------|------------|
| 2xx after the final dot                                             | `sent`     |
| 4xx at any step; the server is full, away, or refuses us altogether | `deferred` |
| the line broke before the final dot was out: nobody has the mail    | `deferred` |
| the final dot was out and no answer came: nobody can know           | `unknown`  |
| 5xx to the recipient or to the message                              | `failed`   |

A refusal of ourselves (greeting, TLS, password, sender address) is about us and not about the reader: whatever
its number, it defers, and what could go out once the settings are right is not lost. Nothing is tried twice.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from digest.errors import DigestError
from digest.model import Fate, Message, Posted

PATIENCE = 2
"""So many conversations may break one after the other before the server counts as away."""

LONGEST_SAID = 500
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_BARE_BREAK = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_STUFFED = re.compile(rb"(?m)^\.")
_UNFIT = re.compile(r"[\x00-\x1f\x7f<>\ud800-\udfff]")


class _Step(Enum):
    """Where a conversation stands; what a silence means depends on it."""

    SENDER = auto()
    RECIPIENT = auto()
    DATA = auto()
    DOT_SENT = auto()


class _AwayError(Exception):
    """The server cannot be used at all; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a server replied: its code and its words."""

    code: int
    text: str

    @property
    def said(self) -> str:
        return f"{self.code} {self.text}".strip()[:LONGEST_SAID]

    def is_kind(self, first_digit: int) -> bool:
        return self.code // 100 == first_digit


class SmtpOffice:
    """`ports.PostOffice` over one SMTP server.

    `tls` is "none", "starttls" or "tls"; `timeout` is in seconds and holds for each step; `helo` is the name we
    give ourselves; where it is empty, our end of the connection as an address literal (RFC 5321, 4.1.3), for to ask
    the name service who we are can take longer than the mail. `context` replaces the system's certificates.
    """

    def __init__(  # noqa: PLR0913 - one argument for each setting of [smtp], by name
        self,
        host: str,
        port: int = 25,
        *,
        user: str = "",
        password: str = "",
        tls: str = "none",
        timeout: float = 30.0,
        helo: str = "",
        context: ssl.SSLContext | None = None,
    ) -> None:
        if tls not in {"none", "starttls", "tls"}:
            raise DigestError(f"smtp.tls is {tls!r}; expected none, starttls or tls.")
        if user and tls == "none" and host not in _LOOPBACK:
            raise DigestError("The SMTP password would travel unprotected: set smtp.tls to starttls or tls.")
        self.host, self.port, self.tls, self.timeout, self.helo = host, port, tls, timeout, helo
        self._user, self._password, self._context = user, password, context

    def send(self, messages: Iterable[Message]) -> Iterator[Posted]:
        """Yield what became of each message, in order; the next is taken once the last one's fate is known.

        One connection serves them all and is opened for the first. A server that cannot be reached, or breaks
        several conversations in a row, is not asked again in this run: the rest is deferred in one sentence.
        """
        line = _Line(self)
        try:
            for message in messages:
                yield line.post(message)
        finally:
            line.close()

    def connect(self) -> smtplib.SMTP:
        """Return a connection that has been greeted, protected and signed in. Raises `_AwayError` in words."""
        name = f"{self.host}:{self.port}"
        try:
            return self._open()
        except smtplib.SMTPAuthenticationError as error:
            sentence = f"The mail server {name} does not take our name and password ({_of(error).said})."
            raise _AwayError(f"{sentence} Check smtp.user and DIGEST_SMTP_PASSWORD.") from error
        except smtplib.SMTPNotSupportedError as error:
            raise _AwayError(f"The mail server {name} cannot do what the settings ask: {error}") from error
        except smtplib.SMTPResponseException as error:
            raise _AwayError(f"The mail server {name} turned us away: {_of(error).said}") from error
        except ssl.SSLError as error:
            why = f"The connection to the mail server {name} could not be protected: {error}"
            raise _AwayError(f"{why}. Check smtp.tls and smtp.port.") from error
        except (smtplib.SMTPException, OSError) as error:
            why = f"The mail server {name} cannot be reached: {error}"
            raise _AwayError(f"{why}. Check smtp.host and smtp.port, then send again.") from error

    def _open(self) -> smtplib.SMTP:
        context = self._context or ssl.create_default_context()
        name = self.helo or "localhost"
        if self.tls == "tls":
            secure = smtplib.SMTP_SSL(self.host, self.port, name, timeout=self.timeout, context=context)
            return self._introduced(secure)
        smtp = smtplib.SMTP(self.host, self.port, name, timeout=self.timeout)
        return self._introduced(smtp, context if self.tls == "starttls" else None)

    def _introduced(self, smtp: smtplib.SMTP, protect_with: ssl.SSLContext | None = None) -> smtplib.SMTP:
        try:
            smtp.local_hostname = self.helo or _literal(smtp.sock.getsockname()[0])  # type: ignore[union-attr]  # connected
            # The dot goes out by itself; without this it would wait 40 ms for the acknowledgement of the mail.
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # type: ignore[union-attr]  # connected
            smtp.ehlo_or_helo_if_needed()
            if protect_with is not None:
                smtp.starttls(context=protect_with)
                smtp.ehlo_or_helo_if_needed()
            if self._user:
                smtp.login(self._user, self._password)
        except (smtplib.SMTPException, OSError):
            _hang_up(smtp)
            raise
        return smtp


class _Line:
    """One run's connection: opened when needed, left alone once the server is away."""

    def __init__(self, office: SmtpOffice) -> None:
        self.office = office
        self.smtp: smtplib.SMTP | None = None
        self.used = False
        self.broken = 0
        self.away = ""

    def post(self, message: Message) -> Posted:
        """Return what became of one message."""
        if _UNFIT.search(message.mail_from + message.rcpt_to):
            return Posted(message.id, Fate.FAILED, "This is no address that can be mailed.")
        try:
            fate, said = self._attempt(message)
        except _AwayError as away:
            self.away = str(away)
            fate, said = Fate.DEFERRED, self.away
        return Posted(message.id, fate, said)

    def close(self) -> None:
        """Say QUIT and hang up."""
        if self.smtp is not None:
            _hang_up(self.smtp)
        self.smtp, self.used = None, False

    def _attempt(self, message: Message) -> tuple[Fate, str]:
        smtp = self._connected()
        if not (message.mail_from + message.rcpt_to).isascii() and not smtp.has_extn("smtputf8"):
            return Fate.FAILED, "The mail server takes no address with letters outside ASCII (it has no SMTPUTF8)."
        smtp, answer = self._sender_taken(smtp, message)
        talk = _Conversation(smtp, message, answer)
        try:
            fate, said = talk.rest()
        except (smtplib.SMTPException, OSError) as error:
            return self._broke(talk.step, error)
        self._after(smtp, answered=talk.last)
        return fate, said

    def _connected(self) -> smtplib.SMTP:
        if self.away:
            raise _AwayError(self.away)
        if self.smtp is None:
            self.smtp, self.used = self.office.connect(), False
        return self.smtp

    def _sender_taken(self, smtp: smtplib.SMTP, message: Message) -> tuple[smtplib.SMTP, _Answer | Exception]:
        """Begin a transaction; a connection that served before may have been closed meanwhile: then open another.

        Servers close after so many messages or minutes. Nothing of this message has been said by then.
        """
        answer = _begin(smtp, message)
        stale = isinstance(answer, Exception) or answer.code == 421
        if not (stale and self.used):
            return smtp, answer
        self.close()
        fresh = self._connected()
        return fresh, _begin(fresh, message)

    def _after(self, smtp: smtplib.SMTP, answered: _Answer) -> None:
        """Leave the connection ready for the next message."""
        self.broken, self.used = 0, True
        if not answered.is_kind(2):
            try:
                ready = _ask(smtp, "RSET").is_kind(2)
            except (smtplib.SMTPException, OSError):
                ready = False
            if not ready:
                self.close()

    def _broke(self, step: _Step, error: Exception) -> tuple[Fate, str]:
        """Return what a broken conversation means for its message; after too many, the server counts as away."""
        self.close()
        self.broken += 1
        if self.broken >= PATIENCE:
            self.away = "The mail server broke off several times in a row; the rest waits. Send again later."
        if step is _Step.DOT_SENT:
            return Fate.UNKNOWN, f"The whole mail was handed over and no answer came ({error}): it may have arrived."
        return Fate.DEFERRED, f"The connection broke before the mail was handed over ({error})."


class _Conversation:
    """What is said for one message after MAIL FROM; `step` tells how far it came, `last` what was answered last."""

    def __init__(self, smtp: smtplib.SMTP, message: Message, sender_answer: _Answer | Exception) -> None:
        self.smtp, self.message, self.step = smtp, message, _Step.SENDER
        self.opening = sender_answer
        self.last = _Answer(0, "")

    def rest(self) -> tuple[Fate, str]:
        """Go on from the answer to MAIL FROM to the end, and return the fate with the server's words."""
        if isinstance(self.opening, Exception):
            raise self.opening
        self.last = self.opening
        if not self.last.is_kind(2):
            return Fate.DEFERRED, f"The mail server does not take our sender address: {self.last.said}"
        self.step = _Step.RECIPIENT
        self.last = _ask(self.smtp, f"RCPT TO:<{self.message.rcpt_to}>")
        if not self.last.is_kind(2):
            return _refusal(self.last)
        self.step = _Step.DATA
        self.last = _ask(self.smtp, "DATA")
        if self.last.code != 354:
            return _refusal(self.last)
        return self._hand_over()

    def _hand_over(self) -> tuple[Fate, str]:
        """Send the mail, then the dot by itself: only once the dot is out can a silence mean anything but no.

        A dot that could not be written whole never reached anyone, so that failure still counts as before it.
        """
        self.smtp.send(_stuffed(self.message.body))
        self.smtp.send(b".\r\n")
        self.step = _Step.DOT_SENT
        code, text = self.smtp.getreply()
        self.last = _Answer(code, _words(text))
        if self.last.is_kind(2):
            return Fate.SENT, self.last.said
        if self.last.is_kind(4) or self.last.is_kind(5):
            return _refusal(self.last)
        raise smtplib.SMTPResponseException(code, f"an answer that means nothing: {self.last.said}")


def _begin(smtp: smtplib.SMTP, message: Message) -> _Answer | Exception:
    """Say MAIL FROM, with SMTPUTF8 and 8BITMIME (RFC 6531, 6152) where this message cannot do without."""
    wide = not (message.mail_from + message.rcpt_to).isascii()
    smtp.command_encoding = "utf-8" if wide else "ascii"
    options = (" SMTPUTF8" if wide else "") + (" BODY=8BITMIME" if wide and smtp.has_extn("8bitmime") else "")
    try:
        return _ask(smtp, f"MAIL FROM:<{message.mail_from}>{options}")
    except (smtplib.SMTPException, OSError) as error:
        return error


def _ask(smtp: smtplib.SMTP, command: str) -> _Answer:
    """Return the answer to a command. An answer without a number breaks the conversation: who knows what it meant."""
    code, text = smtp.docmd(command)
    if not (354 if command == "DATA" else 200) <= code < 600:
        raise smtplib.SMTPServerDisconnected(f"the server answered {_words(text)[:80]!r}, which means nothing")
    return _Answer(code, _words(text))


def _refusal(answer: _Answer) -> tuple[Fate, str]:
    return (Fate.FAILED if answer.is_kind(5) else Fate.DEFERRED), answer.said


def _stuffed(body: bytes) -> bytes:
    """Return a message fit for DATA: CRLF alone ends a line, and no line is a dot (RFC 5321, 4.5.2).

    A bare CR or LF is what mail is smuggled with past servers that read it as the end of a line.
    """
    lines = _BARE_BREAK.sub(b"\r\n", body)
    if not lines.endswith(b"\r\n"):
        lines += b"\r\n"
    return _STUFFED.sub(b"..", lines)


def _literal(address: str) -> str:
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"


def _hang_up(smtp: smtplib.SMTP) -> None:
    with contextlib.suppress(smtplib.SMTPException, OSError):
        smtp.quit()
    smtp.close()


def _of(error: smtplib.SMTPResponseException) -> _Answer:
    return _Answer(error.smtp_code, _words(error.smtp_error))


def _words(text: bytes | str) -> str:
    plain = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", plain).split())
