"""Stand-ins for the outside that keep the same promises as the real ones (see tests/contracts)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from digest.model import Failure, Request, Response, Trouble
from digest.ports import Read, Visit

T = TypeVar("T")


class FakeCrew:
    """Satisfies `ports.Crew` in one thread: `web` answers requests, readings are made on the spot."""

    def __init__(self, web: Callable[[Request], Response | Failure]) -> None:
        self.web = web

    def run(self, visits: Iterable[Visit[T]]) -> Iterator[T]:
        broken: list[Exception] = []
        for visit in visits:
            answer: object = None
            try:
                while True:
                    answer = self._answer(visit.send(answer))
            except StopIteration as ended:
                yield ended.value
            except Exception as error:  # noqa: BLE001 - told at the end, as the contract says
                broken.append(error)
        if broken:
            raise broken[0]

    def _answer(self, wish: Request | Read) -> object:
        if isinstance(wish, Request):
            return self.web(wish)
        try:
            return wish.function(*wish.arguments)
        except Exception as error:  # noqa: BLE001 - the outside never raises into a visit
            return Failure(Trouble.UNREADABLE, wish.about, str(error))
