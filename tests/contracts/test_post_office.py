"""What every post office must do, asked of SMTP to a real server on loopback and of the fake."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from aiosmtpd.smtp import Envelope

from digest import model as m
from digest.adapters.mail_api import MailApi
from digest.adapters.smtp import Server, SmtpOffice
from digest.model import Fate, Handed, Message, Posted
from digest.ports import PostOffice
from tests.fakes_post import FakeOffice, LoopbackController, send_all

ANSWERS = {
    "full@example.org": (Fate.DEFERRED, "452 4.2.2 the mailbox is full"),
    "nobody@example.org": (Fate.FAILED, "550 5.1.1 nobody of that name"),
    "picky@example.org": (Fate.FAILED, "554 5.7.1 not this message"),
    "later@example.org": (Fate.DEFERRED, "451 4.7.1 come again"),
}


@dataclass
class Opened:
    """A post office, and the recipients whose mail has arrived."""

    office: PostOffice
    arrived: Callable[[], list[str]]
    most: int = 1


class Handler:
    """Refuses some at RCPT, some after DATA."""

    def __init__(self) -> None:
        self.got: list[str] = []

    async def handle_RCPT(self, server, session, envelope: Envelope, address: str, options) -> str:  # noqa: N802 - aiosmtpd's name
        if address in ("full@example.org", "nobody@example.org"):
            return ANSWERS[address][1]
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        (address,) = envelope.rcpt_tos
        if address in ANSWERS:
            return ANSWERS[address][1]
        self.got.append(address)
        return "250 kept"


def _smtp() -> Iterator[Opened]:
    handler = Handler()
    controller = LoopbackController(handler)
    controller.start()
    try:
        yield Opened(
            SmtpOffice(Server("127.0.0.1", controller.port), helo="sender.example.org"), lambda: list(handler.got)
        )
    finally:
        controller.stop()


def _many() -> Iterator[Opened]:
    handler = Handler()
    controller = LoopbackController(handler)
    controller.start()
    two = [Server("127.0.0.1", controller.port, connections=3), Server("localhost", controller.port)]
    try:
        yield Opened(SmtpOffice(*two), lambda: sorted(handler.got), most=4)
    finally:
        controller.stop()


class Service(BaseHTTPRequestHandler):
    """A mail service that takes whole messages, and answers for some as a server would have."""

    protocol_version = "HTTP/1.1"
    statuses: ClassVar = {m.Fate.DEFERRED: 429, m.Fate.FAILED: 400}

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        address = body.partition(b"\r\n\r\n")[2].partition(b"\r\n")[0].decode()
        fate, said = ANSWERS.get(address, (None, "Queued. Thank you."))
        if fate is None:
            self.server.got.append(address)
        words = said.encode()
        self.send_response(self.statuses.get(fate, 200))
        self.send_header("Content-Length", str(len(words)))
        self.end_headers()
        self.wfile.write(words)

    def log_message(self, *_: object) -> None:
        pass


def _http() -> Iterator[Opened]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.daemon_threads, server.got = True, []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        office = MailApi(f"http://127.0.0.1:{server.server_port}/v3/place.example", "key", connections=2)
        yield Opened(office, lambda: sorted(server.got), most=2)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _fake() -> Iterator[Opened]:
    office = FakeOffice(lambda message: ANSWERS.get(message.rcpt_to, (Fate.SENT, "250 ok")))
    yield Opened(office, lambda: [message.rcpt_to for message in office.taken])


@pytest.fixture(params=[_smtp, _many, _http, _fake], ids=["smtp", "two servers", "http", "fake"])
def opened(request: pytest.FixtureRequest) -> Iterator[Opened]:
    yield from request.param()


def letter(rcpt_to: str, number: int = 0) -> Message:
    body = f"To: {rcpt_to}\r\nSubject: Issue {number}\r\n\r\nShort.\r\n".encode()
    return Message(f"<{number}.{rcpt_to}>", "digest@example.org", rcpt_to, body)


def test_every_message_gets_one_fate_in_order(opened: Opened) -> None:
    """One answer a message, in the order given, the refused ones among the rest."""
    readers = ["ann@example.org", *ANSWERS, "ben@example.org"]
    letters = [letter(address, number) for number, address in enumerate(readers)]
    posted = send_all(opened.office, letters)
    assert [p.message_id for p in posted] == [one.id for one in letters]
    expected = [Fate.SENT, *(fate for fate, _ in ANSWERS.values()), Fate.SENT]
    assert [p.fate for p in posted] == expected
    assert opened.arrived() == ["ann@example.org", "ben@example.org"]


def test_the_server_is_quoted(opened: Opened) -> None:
    """What the server said of a reader is kept word for word."""
    posted = send_all(opened.office, [letter(address) for address in ANSWERS])
    assert all(p.said.endswith(said) for p, (_, said) in zip(posted, ANSWERS.values(), strict=True))


def test_no_more_are_open_than_there_is_room_for(opened: Opened) -> None:
    """Whoever stores the intent of a mail when it is given never has more open than there are connections."""
    waiting, open_now, rooms = [letter("ann@example.org", number) for number in range(9)], set(), []

    def hand(posted: Sequence[Posted], room: int) -> Handed:
        open_now.difference_update(one.message_id for one in posted)
        rooms.append(room)
        given = tuple(waiting.pop() for _ in range(min(room, len(waiting))))
        open_now.update(one.id for one in given)
        assert len(open_now) <= opened.most
        return Handed(given)

    assert opened.office.send(hand) == ""
    assert not open_now
    assert max(rooms) == opened.most
    assert len(opened.arrived()) == 9


def test_who_has_none_now_is_asked_again(opened: Opened) -> None:
    """Nothing for the moment is not the end; nothing at all is."""
    answers = iter([Handed(wait=0.0), Handed((letter("ann@example.org"),)), Handed(wait=0.0), Handed()])

    def hand(posted: Sequence[Posted], room: int) -> Handed:
        return next(answers, Handed())

    opened.office.send(hand)
    assert opened.arrived() == ["ann@example.org"]


def test_no_message_is_no_work(opened: Opened) -> None:
    """An empty run ends empty."""
    assert send_all(opened.office, []) == []


def test_what_is_wrong_with_the_one_who_gives_is_told_to_whom_asked(opened: Opened) -> None:
    """A disk that is full ends the run; what was carried is told once more first, for it may fit now."""
    told: list[str] = []

    def hand(posted: Sequence[Posted], room: int) -> Handed:
        told.extend(one.message_id for one in posted)
        if told and room:
            raise OSError("the disk is full")
        return Handed((letter("ann@example.org"),)) if room == opened.most else Handed(wait=0.01)

    with pytest.raises(OSError, match="disk is full"):
        opened.office.send(hand)
    assert opened.arrived() == ["ann@example.org"]
