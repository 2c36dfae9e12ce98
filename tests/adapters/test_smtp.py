"""SMTP at its worst: a server that breaks off, stammers, hangs or refuses at any step, and a fate for each."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult

from digest.adapters.smtp import Server, SmtpOffice
from digest.errors import DigestError
from digest.model import Fate, Handed, Message, Posted
from tests.fakes_post import LoopbackController, send_all

CUT = b"<the line is cut here>"
SILENCE = b""
USUAL = {
    "greeting": b"220 here\r\n",
    "EHLO": b"250-here\r\n250-8BITMIME\r\n250 PIPELINING\r\n",
    "HELO": b"502 EHLO or nothing\r\n",
    "MAIL": b"250 ok\r\n",
    "RCPT": b"250 ok\r\n",
    "DATA": b"354 go on\r\n",
    "DOT": b"250 kept\r\n",
    "RSET": b"250 ok\r\n",
    "QUIT": b"221 bye\r\n",
}
Script = Callable[[str, int], bytes]


def letter(rcpt_to: str = "ann@example.org", body: bytes = b"Subject: One\r\n\r\nText.\r\n") -> Message:
    return Message(f"<{rcpt_to}>", "digest@example.org", rcpt_to, body)


@dataclass
class Scripted:
    """A server that answers a step of its n-th connection as the script says; `heard` is every line of all."""

    script: Script
    fragments: bool = False
    heard: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    ahead: list[str] = field(default_factory=list)
    """The commands behind which more had been sent without waiting for their answer."""

    def serve(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                line, _ = listener.accept()
                self.connections += 1
                threading.Thread(target=self._served, args=(line, self.connections), daemon=True).start()

    def _served(self, line: socket.socket, number: int) -> None:
        with line, suppress(OSError):
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._talk(line, number)

    def _talk(self, line: socket.socket, number: int) -> None:
        stream = line.makefile("rb", buffering=0)
        going = self._answer(line, self.script("greeting", number))
        while going and (heard := stream.readline()):
            self.heard.append(heard.decode().rstrip("\r\n"))
            step = heard.split()[0].decode().upper()
            with suppress(BlockingIOError):
                if line.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT):
                    self.ahead.append(step)
            reply = self.script(step, number)
            going = self._answer(line, reply)
            if going and reply.startswith(b"354"):
                going = self._message(stream) and self._answer(line, self.script("DOT", number))

    def _message(self, stream) -> bool:
        while heard := stream.readline():
            self.heard.append(heard.decode().rstrip("\r\n"))
            if heard == b".\r\n":
                return True
        return False

    def _answer(self, line: socket.socket, reply: bytes) -> bool:
        said, cut, _ = reply.partition(CUT)
        for piece in [said[at : at + 1] for at in range(len(said))] if self.fragments else [said]:
            line.sendall(piece)
        return not cut


@contextmanager
def server(script: Script | None = None, *, fragments: bool = False, **steps: bytes) -> Iterator[Scripted]:
    """Serve the usual answers but for these steps, or those of a script."""
    scripted = Scripted(script or (lambda step, _: (USUAL | steps)[step]), fragments)
    listener = socket.create_server(("127.0.0.1", 0))
    scripted.port = listener.getsockname()[1]
    thread = threading.Thread(target=scripted.serve, args=(listener,), daemon=True)
    thread.start()
    try:
        yield scripted
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=10)


def office(scripted: Scripted, timeout: float = 10, connections: int = 1) -> SmtpOffice:
    one = Server("127.0.0.1", scripted.port, connections=connections)
    return SmtpOffice(one, timeout=timeout, patience=timeout, helo="sender.example.org")


def send(scripted: Scripted, *letters: Message, timeout: float = 10, connections: int = 1) -> list[Posted]:
    return send_all(office(scripted, timeout, connections), letters or (letter(),))


def told(scripted: Scripted, *letters: Message, connections: int = 1) -> tuple[list[Posted], str]:
    """Send, and return the fates as they came with why the run ended early."""
    waiting, posted = list(letters), []

    def hand(ended: Sequence[Posted], room: int) -> Handed:
        posted.extend(ended)
        given, waiting[:] = waiting[:room], waiting[room:]
        return Handed(tuple(given))

    why = office(scripted, connections=connections).send(hand)
    return posted, why


def fates(posted: list[Posted]) -> list[Fate]:
    return [one.fate for one in posted]


def commands(scripted: Scripted) -> list[str]:
    return [line.partition(" ")[0].upper() for line in scripted.heard]


# ── a conversation that goes as it should ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("fragments", [False, True], ids=["whole", "fragments"])
def test_one_connection_serves_a_run_and_ends_with_quit(fragments: bool) -> None:
    """Two messages go over one connection, closed with QUIT, even where each octet of an answer comes alone."""
    with server(fragments=fragments) as scripted:
        posted = send(scripted, letter("a@example.org"), letter("b@example.org"))
    assert [(one.fate, one.said) for one in posted] == [(Fate.SENT, "250 kept")] * 2
    assert scripted.connections == 1
    assert commands(scripted)[-1] == "QUIT"
    assert "RSET" not in commands(scripted)


def test_we_say_who_we_are_without_asking_anybody() -> None:
    """The name of the settings, else our end of the connection."""
    with server() as scripted:
        send(scripted)
        send_all(SmtpOffice(Server("127.0.0.1", scripted.port)), [letter()])
    assert [line for line in scripted.heard if line.lower().startswith("ehlo")] == [
        "EHLO sender.example.org",
        "EHLO [127.0.0.1]",
    ]


def test_a_dot_at_the_start_of_a_line_is_doubled_and_no_bare_break_passes() -> None:
    """What the server sees after DATA has only CRLF breaks and exactly one lone dot, the last."""
    body = b"Subject: One\r\n\r\n.\r\n..two\nbare\n.\nMAIL FROM:<x@example.org>\rend"
    with server() as scripted:
        assert fates(send(scripted, letter(body=body))) == [Fate.SENT]
    start, end = scripted.heard.index("DATA") + 1, commands(scripted).index("QUIT")
    lines = scripted.heard[start:end]
    assert lines == ["Subject: One", "", "..", "...two", "bare", "..", "MAIL FROM:<x@example.org>", "end", "."]


@pytest.mark.parametrize("step", ["RCPT", "DATA", "DOT"])
@pytest.mark.parametrize(("reply", "fate"), [(b"450 later\r\n", Fate.DEFERRED), (b"550 never\r\n", Fate.FAILED)])
def test_a_refusal_is_the_servers_word(step: str, reply: bytes, fate: Fate) -> None:
    """4xx defers and 5xx fails wherever it is said; after a RSET the next message goes out on the same connection."""
    asked: list[str] = []

    def script(now: str, _: int) -> bytes:
        asked.append(now)
        return reply if now == step and asked.count(step) == 1 else USUAL[now]

    with server(script) as scripted:
        first, second = send(scripted, letter("a@example.org"), letter("b@example.org"))
    assert (first.fate, first.said) == (fate, reply.decode().strip())
    assert second.fate is Fate.SENT
    assert scripted.connections == 1
    assert commands(scripted).count("RSET") == 1


@pytest.mark.parametrize("data", [b"354 go on\r\n", b"554 no recipients\r\n"])
def test_one_refused_in_a_pipeline_harms_nobody_else(data: bytes) -> None:
    """The recipient is refused and DATA answered all the same: nothing is handed over, the next mail goes out."""
    refused: list[str] = []

    def script(step: str, _: int) -> bytes:
        if step == "RCPT" and not refused:
            refused.append(step)
            return b"550 5.1.1 nobody\r\n"
        if step == "DATA" and len(refused) == 1:
            refused.append(step)
            return data
        return b"554 no valid recipients\r\n" if step == "DOT" and refused.pop() else USUAL[step]

    with server(script) as scripted:
        refused_one = letter("nobody@example.org", b"Subject: Secret\r\n\r\nNot for the wrong eyes.\r\n")
        (posted,) = send(scripted, refused_one)
        assert (posted.fate, posted.said) == (Fate.FAILED, "550 5.1.1 nobody")
        assert not any("wrong eyes" in line for line in scripted.heard)
    assert scripted.heard.count(".") == (1 if data.startswith(b"354") else 0)


@pytest.mark.parametrize("offers", [b"250-here\r\n250 PIPELINING\r\n", b"250 here\r\n", b"502 what is EHLO?\r\n"])
def test_commands_wait_for_answers_where_they_must(offers: bytes) -> None:
    """Only a server that says PIPELINING hears the three commands at once; an old one is greeted in the old way."""
    with server(EHLO=offers, HELO=b"250 here\r\n") as scripted:
        posted = send(scripted, *(letter(f"{n}@example.org") for n in range(3)))
    assert fates(posted) == [Fate.SENT] * 3
    assert scripted.ahead == (["MAIL", "RCPT"] * 3 if b"PIPELINING" in offers else [])


def test_a_server_that_takes_few_connections_gets_its_mails_over_those() -> None:
    """The third connection is turned away: its mail comes back untried, the other two carry all."""

    def script(step: str, connection: int) -> bytes:
        return b"421 too many connections\r\n" + CUT if step == "greeting" and connection > 2 else USUAL[step]

    with server(script) as scripted:
        posted, why = told(scripted, *(letter(f"{n}@example.org") for n in range(20)), connections=5)
    assert why == ""
    assert {one.fate for one in posted} == {Fate.SENT, Fate.PENDING}
    assert fates(posted).count(Fate.PENDING) == 3


def test_the_weights_share_out_the_mails() -> None:
    """Three in four go to the server with three times the weight; one that is away leaves its share to the other."""
    with server() as big, server() as small, server(greeting=b"554 no\r\n") as gone:
        servers = [Server("127.0.0.1", big.port, weight=3), Server("127.0.0.1", small.port)]
        waiting, told = [letter(f"{n}@example.org") for n in range(41)], []

        def one_by_one(posted: Sequence[Posted], room: int) -> Handed:
            told.extend(posted)
            if len(told) + len(waiting) < 41:
                return Handed(wait=0.01)
            return Handed((waiting.pop(),) if waiting else ())

        SmtpOffice(*servers, Server("127.0.0.1", gone.port, weight=9)).send(one_by_one)
    assert fates(told).count(Fate.SENT) == 40
    assert (commands(big).count("MAIL"), commands(small).count("MAIL")) == (30, 10)


@pytest.mark.parametrize("reply", [b"451 later\r\n", b"553 not you\r\n"])
def test_a_refusal_of_our_own_address_is_not_the_readers_fault(reply: bytes) -> None:
    """A sender address that is not taken defers, whatever the number: the reader did nothing wrong."""
    with server(MAIL=reply) as scripted:
        (posted,) = send(scripted)
    assert posted.fate is Fate.DEFERRED
    assert "sender address" in posted.said


# ── a conversation that breaks ─────────────────────────────────────────────────────────────────────────

STEPS_BEFORE = [
    ("greeting", Fate.PENDING),
    ("EHLO", Fate.PENDING),
    ("MAIL", Fate.DEFERRED),
    ("RCPT", Fate.DEFERRED),
    ("DATA", Fate.DEFERRED),
]
"""And what a mail is then: not tried at all, or put off."""


@pytest.mark.parametrize(("step", "fate"), STEPS_BEFORE)
@pytest.mark.parametrize("reply", [CUT, b"2" + CUT, b"25" + CUT, b"250-more" + CUT, b"what?\r\n", b"\xff\r\n"])
def test_a_break_before_the_message_was_handed_over_defers(step: str, fate: Fate, reply: bytes) -> None:
    """Hanging up, half an answer, or one that means nothing: nobody has the mail, so it may be tried again."""
    with server(**{step: reply}) as scripted:
        assert fates(send(scripted)) == [fate]


@pytest.mark.parametrize(("step", "fate"), STEPS_BEFORE)
def test_silence_before_the_message_was_handed_over_defers(step: str, fate: Fate) -> None:
    """A server that accepts and hangs costs the time that was set, and nothing else."""
    with server(**{step: SILENCE}) as scripted:
        assert fates(send(scripted, timeout=0.2)) == [fate]


@pytest.mark.parametrize("reply", [CUT, b"2" + CUT, b"25" + CUT, b"250-more" + CUT, b"what?\r\n", b"299", SILENCE])
def test_a_silence_after_the_dot_is_unknown(reply: bytes) -> None:
    """Once the dot is out and the answer does not come whole, nobody can know."""
    with server(DOT=reply) as scripted:
        (posted,) = send(scripted, timeout=0.2)
    assert posted.fate is Fate.UNKNOWN
    assert "may have arrived" in posted.said


@pytest.mark.slow
def test_a_line_cut_while_the_message_goes_out_defers() -> None:
    """A message of megabytes into a line that is cut after DATA: the dot was never written."""

    def script(step: str, _: int) -> bytes:
        return b"354 go on\r\n" + CUT if step == "DATA" else USUAL[step]

    with server(script) as scripted:
        (posted,) = send(scripted, letter(body=b"Subject: Long\r\n\r\n" + b"x" * 70 * 300_000 + b"\r\n"))
    assert posted.fate is Fate.DEFERRED


def test_one_broken_conversation_does_not_stop_the_run() -> None:
    """The message that broke the line waits, the next goes out over a new one."""

    def script(step: str, connection: int) -> bytes:
        return CUT if step == "RCPT" and connection == 1 else USUAL[step]

    with server(script) as scripted:
        assert fates(send(scripted, letter("a@example.org"), letter("b@example.org"))) == [Fate.DEFERRED, Fate.SENT]
    assert scripted.connections == 2


def test_a_server_that_keeps_breaking_off_is_left_alone() -> None:
    """After two broken conversations in a row the rest is not asked for: at most two are unknown, and it is said why."""
    with server(DOT=CUT) as scripted:
        posted, why = told(scripted, *(letter(f"{n}@example.org") for n in range(5)))
    assert fates(posted) == [Fate.UNKNOWN] * 2
    assert "broke off several times" in why
    assert scripted.connections == 2


@pytest.mark.parametrize("goodbye", [CUT, b"421 enough for one line\r\n" + CUT])
def test_a_line_closed_between_two_messages_is_opened_again(goodbye: bytes) -> None:
    """Servers close after so many messages; nothing of the next one was said, so it simply goes over a new line."""
    mails: list[int] = []

    def script(step: str, connection: int) -> bytes:
        if step == "MAIL":
            mails.append(connection)
            return goodbye if mails.count(1) > 1 and connection == 1 else USUAL[step]
        return USUAL[step]

    with server(script) as scripted:
        posted = send(scripted, *(letter(f"{n}@example.org") for n in range(3)))
    assert fates(posted) == [Fate.SENT] * 3
    assert scripted.connections == 2


# ── a server that is away or wants none of us ──────────────────────────────────────────────────────────


def test_a_server_that_is_not_there_is_told_in_one_sentence() -> None:
    """No connection: nothing was tried, and the sentence says what to look at."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    posted, why = told(Scripted(lambda *_: b"", port=port), letter(), letter("b@example.org"))
    assert fates(posted) == [Fate.PENDING]
    assert posted[0].said == why
    assert f"127.0.0.1:{port} cannot be reached" in why


def test_a_greeting_of_554_ends_the_run_after_one_try() -> None:
    """A server that turns us away at the door is asked once, however many connections it might be given."""
    with server(greeting=b"554 5.7.1 no service for you\r\n") as scripted:
        posted, why = told(scripted, *(letter(f"{n}@example.org") for n in range(9)), connections=4)
    assert fates(posted) == [Fate.PENDING] * 4
    assert "554 5.7.1 no service for you" in why
    assert scripted.connections == 1


def test_a_server_without_tls_is_not_trusted_with_a_password() -> None:
    """STARTTLS was asked for and is not offered: nothing is said over the open line."""
    with server() as scripted:
        settings = {"tls": "starttls", "user": "us", "password": "secret"}
        (posted,) = send_all(
            SmtpOffice(Server("127.0.0.1", scripted.port, **settings), helo="x.example.org"), [letter()]
        )
    assert posted.fate is Fate.PENDING
    assert "STARTTLS" in posted.said
    assert "AUTH" not in commands(scripted)


def test_settings_that_would_send_a_password_in_the_clear_are_refused() -> None:
    """A password over an open line to another machine is a mistake of settings."""
    with pytest.raises(DigestError, match="unprotected"):
        SmtpOffice(Server("mail.example.org", user="us", password="secret"))
    with pytest.raises(DigestError, match="starttls"):
        SmtpOffice(Server("mail.example.org", tls="ssl3"))


# ── addresses ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("address", ["a@example.org>\r\nDATA", "a\0@example.org", "<a@example.org>", "\ud800@x.org"])
def test_an_address_that_would_be_a_command_fails_alone(address: str) -> None:
    """Nothing of such an address reaches the server, and the next message is not harmed."""
    with server() as scripted:
        posted = send(scripted, letter(address), letter("b@example.org"))
    assert fates(posted) == [Fate.FAILED, Fate.SENT]
    assert commands(scripted).count("RCPT") == 1


def test_letters_outside_ascii_need_smtputf8() -> None:
    """Such an address fails clearly where the server cannot take it, and is sent with SMTPUTF8 where it can."""
    one = letter("jörg@example.org", "To: jörg@example.org\r\n\r\nx\r\n".encode())
    with server() as scripted:
        (refused,) = send(scripted, one)
    assert refused.fate is Fate.FAILED
    assert "SMTPUTF8" in refused.said
    with server(EHLO=b"250-here\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n") as scripted:
        posted = send(scripted, one, letter())
    assert fates(posted) == [Fate.SENT] * 2
    mails = [line for line in scripted.heard if line.startswith("MAIL")]
    assert mails == ["MAIL FROM:<digest@example.org> SMTPUTF8 BODY=8BITMIME", "MAIL FROM:<digest@example.org>"]
    assert "RCPT TO:<jörg@example.org>" in scripted.heard


@pytest.mark.parametrize("address", ['"ann smith"@example.org', '"a@b,c"@example.org', "ann+news@example.org"])
def test_an_odd_address_goes_on_the_envelope_as_it_is(address: str) -> None:
    """Quotes, blanks and plus signs are part of the address."""
    with server() as scripted:
        assert fates(send(scripted, letter(address))) == [Fate.SENT]
    assert f"RCPT TO:<{address}>" in scripted.heard


# ── TLS and passwords, against a server of another make ────────────────────────────────────────────────


@dataclass
class Kept:
    """What a real server took."""

    mails: list[bytes] = field(default_factory=list)
    users: list[bytes] = field(default_factory=list)

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.mails.append(envelope.original_content)
        return "250 kept"

    def authenticate(self, server, session, envelope, mechanism, data) -> AuthResult:
        self.users.append(data.login)
        return AuthResult(success=data.password == b"secret", handled=False)


@pytest.fixture
def certificate() -> Path:
    """A certificate of localhost's own, with its key, for tests alone; good for a hundred years."""
    return Path(__file__).parent / "localhost.pem"


@contextmanager
def real(kept: Kept, certificate: Path) -> Iterator[int]:
    """Serve STARTTLS and AUTH on loopback with aiosmtpd; yields the port."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    settings = {"tls_context": context, "require_starttls": True, "auth_required": True}
    controller = LoopbackController(kept, authenticator=kept.authenticate, **settings)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@pytest.mark.parametrize("password", ["secret", "wrong"])
def test_starttls_and_a_password(certificate: Path, password: str) -> None:
    """The mail goes out over TLS once signed in; a wrong password defers it and says where to look."""
    kept = Kept()
    trust = ssl.create_default_context(cafile=str(certificate))
    with real(kept, certificate) as port:
        settings = {"user": "us", "password": password, "tls": "starttls", "context": trust}
        (posted,) = send_all(SmtpOffice(Server("localhost", port, **settings), helo="x.example.org"), [letter()])
    if password == "secret":
        assert posted.fate is Fate.SENT
        assert kept.mails == [letter().body]
    else:
        assert posted.fate is Fate.PENDING
        assert "DIGEST_SMTP_PASSWORD" in posted.said
        assert kept.mails == []
        assert password not in posted.said


def test_a_certificate_nobody_vouches_for_is_not_accepted(certificate: Path) -> None:
    """Without trust in the certificate nothing is said, the password least of all."""
    kept = Kept()
    with real(kept, certificate) as port:
        settings = {"user": "us", "password": "secret", "tls": "starttls"}
        (posted,) = send_all(SmtpOffice(Server("localhost", port, **settings), helo="x.example.org"), [letter()])
    assert posted.fate is Fate.PENDING
    assert "could not be protected" in posted.said
    assert kept.users == []


# ── postfix ────────────────────────────────────────────────────────────────────────────────────────────


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@pytest.fixture
def sink() -> Iterator[int]:
    """postfix's smtp-sink on a port of its own."""
    program = shutil.which("smtp-sink") or shutil.which("smtp-sink", path="/usr/sbin")
    if not program:
        pytest.skip("smtp-sink is not here (Debian: postfix)")
    port = free_port()
    user = ["-u", "nobody"] if Path("/proc/self").stat().st_uid == 0 else []
    process = subprocess.Popen([program, *user, "-c", f"127.0.0.1:{port}", "64"], stdout=subprocess.DEVNULL)
    try:
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


def test_a_hundred_messages_to_postfix(sink: int) -> None:
    """postfix's own test server takes every one over eight connections."""
    deadline = datetime.now(UTC) + timedelta(seconds=10)
    while datetime.now(UTC) < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", sink), timeout=1):
            break
    letters = [letter(f"reader{number}@example.org") for number in range(100)]
    posted = send_all(SmtpOffice(Server("127.0.0.1", sink, connections=8), helo="x.example.org"), letters)
    assert fates(posted) == [Fate.SENT] * 100
