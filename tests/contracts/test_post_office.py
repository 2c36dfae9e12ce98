"""What every post office must do, asked of SMTP to a real server on loopback and of the fake."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from aiosmtpd.smtp import Envelope

from digest.adapters.smtp import SmtpOffice
from digest.model import Fate, Message
from digest.ports import PostOffice
from tests.fakes_post import FakeOffice, LoopbackController

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
            SmtpOffice("127.0.0.1", controller.port, timeout=10, helo="sender.example.org"), lambda: list(handler.got)
        )
    finally:
        controller.stop()


def _fake() -> Iterator[Opened]:
    office = FakeOffice(lambda message: ANSWERS.get(message.rcpt_to, (Fate.SENT, "250 ok")))
    yield Opened(office, lambda: [message.rcpt_to for message in office.taken])


@pytest.fixture(params=[_smtp, _fake], ids=["smtp", "fake"])
def opened(request: pytest.FixtureRequest) -> Iterator[Opened]:
    yield from request.param()


def letter(rcpt_to: str, number: int = 0) -> Message:
    body = f"To: {rcpt_to}\r\nSubject: Issue {number}\r\n\r\nShort.\r\n".encode()
    return Message(f"<{number}.{rcpt_to}>", "digest@example.org", rcpt_to, body)


def test_every_message_gets_one_fate_in_order(opened: Opened) -> None:
    """One answer a message, in the order given, the refused ones among the rest."""
    readers = ["ann@example.org", *ANSWERS, "ben@example.org"]
    letters = [letter(address, number) for number, address in enumerate(readers)]
    posted = list(opened.office.send(letters))
    assert [p.message_id for p in posted] == [one.id for one in letters]
    expected = [Fate.SENT, *(fate for fate, _ in ANSWERS.values()), Fate.SENT]
    assert [p.fate for p in posted] == expected
    assert opened.arrived() == ["ann@example.org", "ben@example.org"]


def test_the_server_is_quoted(opened: Opened) -> None:
    """What the server said of a reader is kept word for word."""
    posted = list(opened.office.send([letter(address) for address in ANSWERS]))
    assert [p.said for p in posted] == [said for _, said in ANSWERS.values()]


def test_the_next_is_taken_only_after_the_last_fate(opened: Opened) -> None:
    """Whoever stores the intent of a message when it is taken never has two open at once."""
    events: list[str] = []

    def letters() -> Iterator[Message]:
        for number in range(3):
            events.append(f"take {number}")
            yield letter("ann@example.org", number)

    for number, _ in enumerate(opened.office.send(letters())):
        events.append(f"fate {number}")
    assert events == ["take 0", "fate 0", "take 1", "fate 1", "take 2", "fate 2"]


def test_no_message_is_no_work(opened: Opened) -> None:
    """An empty run ends empty."""
    assert list(opened.office.send([])) == []


def test_a_run_left_half_way_sends_no_more(opened: Opened) -> None:
    """Closing the iterator stops the sending where it stands."""
    outcome = opened.office.send(letter("ann@example.org", number) for number in range(3))
    assert next(outcome).fate is Fate.SENT
    outcome.close()
    assert opened.arrived() == ["ann@example.org"]
