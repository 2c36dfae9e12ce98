"""Post offices for tests: one without a network, and a real server on a port that nobody else has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from aiosmtpd.controller import Controller

from digest.model import Fate, Handed, Message, Posted
from digest.ports import Hand, PostOffice


def takes_all(message: Message) -> tuple[Fate, str]:
    return Fate.SENT, "250 ok"


@dataclass
class FakeOffice:
    """`ports.PostOffice` that decides by a function and keeps what was sent; one that is not tried means that it is away."""

    decide: Callable[[Message], tuple[Fate, str]] = takes_all
    taken: list[Message] = field(default_factory=list)
    room: int = 1

    def send(self, hand: Hand) -> str:
        posted: list[Posted] = []
        while True:
            away = next((one.said for one in posted if one.fate is Fate.PENDING), "")
            handed = hand(posted, 0 if away else self.room)
            if not handed.messages and handed.wait != 0:  # who asks to wait is not waited for
                return away
            posted = [self._posted(message) for message in handed.messages]

    def _posted(self, message: Message) -> Posted:
        fate, said = self.decide(message)
        if fate is Fate.SENT:
            self.taken.append(message)
        return Posted(message.id, fate, said)


def send_all(office: PostOffice, messages: Iterable[Message]) -> list[Posted]:
    """Send messages and return their fates in the order in which they were given."""
    waiting, order, fates = iter(messages), [], {}

    def hand(posted: Sequence[Posted], room: int) -> Handed:
        fates.update({one.message_id: one for one in posted})
        given = tuple(islice(waiting, room))
        order.extend(message.id for message in given)
        return Handed(given)

    office.send(hand)
    return [fates[one] for one in order]


class LoopbackController(Controller):
    """An aiosmtpd server on a port the system chooses: it learns its own port before it calls itself."""

    def __init__(self, handler: object, **settings: object) -> None:
        super().__init__(handler, hostname="127.0.0.1", port=0, **settings)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
