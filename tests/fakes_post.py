"""Post offices for tests: one without a network, and a real server on a port that nobody else has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller

from digest.model import Fate, Message, Posted


def takes_all(message: Message) -> tuple[Fate, str]:
    return Fate.SENT, "250 ok"


@dataclass
class FakeOffice:
    """`ports.PostOffice` that decides by a function and keeps what was sent."""

    decide: Callable[[Message], tuple[Fate, str]] = takes_all
    taken: list[Message] = field(default_factory=list)

    def send(self, messages: Iterable[Message]) -> Iterator[Posted]:
        for message in messages:
            fate, said = self.decide(message)
            if fate is Fate.SENT:
                self.taken.append(message)
            yield Posted(message.id, fate, said)


class LoopbackController(Controller):
    """An aiosmtpd server on a port the system chooses: it learns its own port before it calls itself."""

    def __init__(self, handler: object, **settings: object) -> None:
        super().__init__(handler, hostname="127.0.0.1", port=0, **settings)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
