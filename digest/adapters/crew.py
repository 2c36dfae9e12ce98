"""Many visits at once behind a synchronous door.

Visits are generators and advance on the caller's thread, one at a time, so that they may use a database or any
value without locks. What they wait for happens elsewhere: fetches in an event loop on a thread of its own,
readings in processes that can be killed.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol, Self, TypeVar

from digest.model import Failure, Request, Response, Trouble
from digest.ports import Read, Visit

T = TypeVar("T")

RESOLVERS = 32  # names are looked up in threads: as many at once as there are fetches
AT_ONCE = 128


class Web(Protocol):
    """What fetches, within an event loop."""

    async def fetch(self, request: Request) -> Response | Failure:
        """Return the answer or a failure, never raise."""
        ...

    async def close(self) -> None:
        """Close what is open."""
        ...


class Readers(Protocol):
    """What reads hostile bytes, elsewhere."""

    def start(self, task: Read) -> Future[Any]:
        """Return a future of the value or a failure."""
        ...


class WebCrew:
    """Satisfies `ports.Crew`. Used as a context manager, or closed with `close`.

    `web` is made inside the event loop; `readers` belongs to the caller, who closes it. At most `at_once` visits
    are under way, so that ten thousand sources need no more memory than a hundred.
    """

    def __init__(self, web: Callable[[], Web], readers: Readers, *, at_once: int = AT_ONCE) -> None:
        self._make, self._readers, self._at_once = web, readers, at_once
        self._loop = asyncio.new_event_loop()
        self._web: Web | None = None
        self._wishes: deque[tuple[Request, Callable[[Any], None]]] = deque()
        self._woken = False
        self._fetches: set[asyncio.Task[Any]] = set()
        self._thread = threading.Thread(target=self._work, name="fetches", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection and end the thread."""
        if not self._thread.is_alive():
            return
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def run(self, visits: Iterable[Visit[T]]) -> Iterator[T]:
        """Yield each visit's result as it ends.

        An exception that leaves a visit is a defect of that visit, or of the store it writes to. It ends that
        visit alone: the others go on to their results, and the first such exception is raised after the last.
        """
        coming = iter(visits)
        answers: queue.SimpleQueue[tuple[Visit[T], Any]] = queue.SimpleQueue()
        under_way: set[Visit[T]] = set()
        broken: list[Exception] = []
        try:
            while True:
                answer: object = None
                if len(under_way) < self._at_once and (fresh := next(coming, None)) is not None:
                    visit = fresh
                    under_way.add(visit)
                elif under_way:
                    visit, answer = answers.get()
                else:
                    break
                yield from self._advance(visit, answer, answers, under_way, broken)
        finally:
            for visit in under_way:
                visit.close()
        if broken:
            raise broken[0]

    def _advance(
        self,
        visit: Visit[T],
        answer: object,
        answers: queue.SimpleQueue[tuple[Visit[T], Any]],
        under_way: set[Visit[T]],
        broken: list[Exception],
    ) -> tuple[T, ...]:
        """Give a visit its answer and start what it asks for next; return its result where it ended."""
        try:
            wish = visit.send(answer)
            self._start(wish, lambda done: answers.put((visit, _answer(done, wish))))
        except StopIteration as ended:
            under_way.discard(visit)
            return (ended.value,)
        except Exception as error:  # noqa: BLE001 - told at the end, see run
            under_way.discard(visit)
            error.add_note("It ended one visit; all others went on.")
            broken.append(error)
        return ()

    def _start(self, wish: Request | Read, done: Callable[[Any], None]) -> None:
        """Begin what a visit asks for; `done` is called with its future. The loop is woken once for several."""
        if isinstance(wish, Read):
            self._readers.start(wish).add_done_callback(done)
            return
        self._wishes.append((wish, done))
        if not self._woken:
            self._woken = True
            self._loop.call_soon_threadsafe(self._begin)

    def _begin(self) -> None:
        """Fetch what is waiting to be fetched; in the loop's thread."""
        self._woken = False  # before the first is taken, so that none is left behind
        while self._wishes:
            wish, done = self._wishes.popleft()
            task = self._loop.create_task(self._fetch(wish))
            self._fetches.add(task)
            task.add_done_callback(self._fetches.discard)
            task.add_done_callback(done)

    async def _fetch(self, request: Request) -> Response | Failure:
        if self._web is None:
            self._web = self._make()
        return await self._web.fetch(request)

    async def _end(self) -> None:
        mine = asyncio.current_task()
        tasks = [task for task in asyncio.all_tasks() if task is not mine]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._web:
            await self._web.close()
        await self._loop.shutdown_default_executor()

    def _work(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.set_default_executor(ThreadPoolExecutor(RESOLVERS, thread_name_prefix="names"))
        self._loop.run_forever()
        self._loop.close()


def _answer(done: Future[Any] | asyncio.Task[Any], wish: Request | Read) -> Any:  # noqa: ANN401 - the value of whatever function was read
    """Return a future's value; the outside never raises into a visit."""
    try:
        return done.result()
    except BaseException as error:  # noqa: BLE001 - cancelled when closed, or a defect of an adapter
        about = wish.about if isinstance(wish, Read) else wish.address
        said = f"It was stopped before it was done ({type(error).__name__}). It will be tried again."
        return Failure(Trouble.KILLED, about, said)
