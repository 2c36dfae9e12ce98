"""Mails handed over the counter: many on their way at once, one for each connection, their outcomes in groups.

Whoever sends is asked for mails whenever a connection is free (`ports.Hand`), in a thread of its own: while it writes
rows and signs, what was handed over before goes on. It never holds more open mails than there are connections.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from digest.model import Fate, Message, Posted
from digest.ports import Hand

WINDING_UP = 20.0
"""So many seconds mails on their way are waited for when a run is stopped."""


class Way(Protocol):
    """A connection, or whatever carries one mail at a time."""

    async def carry(self, message: Message) -> Posted:
        """Return what became of a mail: `pending` where it was not tried. Never raises."""
        ...

    async def close(self) -> None:
        """Say goodbye."""
        ...


class House(Protocol):
    """A server: its ways, its share, and why it is not to be used any more ("" while it is)."""

    @property
    def weight(self) -> float:
        """Its share of the mails."""
        ...

    @property
    def away(self) -> str:
        """Why it is not asked again in this run, "" while it is."""
        ...

    @property
    def ways(self) -> Sequence[Way]:
        """Those that can be used now."""
        ...


def serve(hand: Hand, houses: Callable[[], Sequence[House]]) -> str:
    """Carry what `hand` gives until it gives no more; return why that ended early, "" where it did not.

    `houses` is called once, inside the loop that carries the mails.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(_serve(hand, houses))
    # called from within a loop, which cannot run another: one of our own beside it
    with ThreadPoolExecutor(1, "post office") as aside:
        return aside.submit(asyncio.run, _serve(hand, houses)).result()


async def _serve(hand: Hand, houses: Callable[[], Sequence[House]]) -> str:
    counter = _Counter(hand, houses())
    try:
        return await counter.run()
    except BaseException:
        await counter.wind_up()
        raise
    finally:
        await counter.close()


class _Counter:
    def __init__(self, hand: Hand, houses: Sequence[House]) -> None:
        self.hand, self.houses = hand, houses
        self.given = [0] * len(houses)
        self.clerk = ThreadPoolExecutor(1, "counter")
        self.posted: list[Posted] = []
        self.busy: dict[Way, asyncio.Task[None]] = {}
        self.changed = asyncio.Event()
        self.over = False
        self.again = 0.0

    async def run(self) -> str:
        """Return why it ended early, "" where there was no more to carry."""
        loop = asyncio.get_running_loop()
        while True:
            self.changed.clear()
            room = self._room()
            if self.posted or (room and not self.over and loop.time() >= self.again):
                await self._ask(room)
            elif self.busy:
                await self._change(self.again - loop.time() if room and not self.over else None)
            elif self.over or not room:
                return self._away()
            else:
                await self._change(self.again - loop.time())

    async def _ask(self, room: int) -> None:
        """Tell the outcomes there are and start what is given for the room."""
        posted, self.posted = self.posted, []
        loop = asyncio.get_running_loop()
        handed = await loop.run_in_executor(self.clerk, self.hand, posted, room)
        self.over = not handed.messages and handed.wait is None
        self.again = loop.time() + (handed.wait or 0.0) if not handed.messages else 0.0
        for message in handed.messages:
            self._start(message)

    def _start(self, message: Message) -> None:
        free = [(self.given[at] / house.weight, at) for at, house in enumerate(self.houses) if self._free(house)]
        if not free:  # a server went away between the question and its answer
            self._ended(Posted(message.id, Fate.PENDING, self._away()))
            return
        _, at = min(free)
        self.given[at] += 1
        way = self._free(self.houses[at])[0]
        self.busy[way] = asyncio.create_task(self._carry(way, message))

    async def _carry(self, way: Way, message: Message) -> None:
        posted = await way.carry(message)
        del self.busy[way]
        self._ended(posted)

    def _ended(self, posted: Posted) -> None:
        self.posted.append(posted)
        self.changed.set()

    def _free(self, house: House) -> list[Way]:
        return [] if house.away else [way for way in house.ways if way not in self.busy]

    def _room(self) -> int:
        return sum(len(self._free(house)) for house in self.houses)

    def _away(self) -> str:
        if any(not house.away and house.ways for house in self.houses):
            return ""
        return " ".join(dict.fromkeys(house.away for house in self.houses if house.away))

    async def _change(self, seconds: float | None) -> None:
        """Wait until something ends, at most so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self.changed.wait()
        except TimeoutError:
            pass

    async def wind_up(self) -> None:
        """Wait for what is on its way and tell its outcome, so that as little as possible is left unknown."""
        if self.busy:
            await asyncio.wait(self.busy.values(), timeout=WINDING_UP)
        if self.posted:
            await asyncio.get_running_loop().run_in_executor(self.clerk, self.hand, self.posted, 0)

    async def close(self) -> None:
        """Say goodbye to every server."""
        for task in self.busy.values():
            task.cancel()
        await asyncio.gather(*(way.close() for house in self.houses for way in house.ways), return_exceptions=True)
        self.clerk.shutdown()
