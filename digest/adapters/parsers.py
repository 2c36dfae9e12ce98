"""Readings of hostile bytes in processes of their own, which are killed when they take too long or too much.

The one door to Pebble, whose pool kills and replaces one worker where the standard library's gives up whole.
Workers come from a server process that is forked before any thread exists, with the readers imported once.
"""

from __future__ import annotations

import contextlib
import logging
import math
import multiprocessing
import resource
import signal
import threading
import time
from concurrent.futures import Future, TimeoutError  # noqa: A004 - Pebble's futures end with this one
from functools import partial
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any, Self

from pebble import ProcessExpired, ProcessPool

from digest.model import Failure, Trouble
from digest.ports import Read

SECONDS = 10.0  # of the processor's time: on a busy machine an innocent page may take long by the clock
BY_THE_CLOCK = 3  # times as long it may take until what only waits is ended as well
MEMORY = 1024 * 1024 * 1024
GUARD_SECONDS = 1.0
TASKS_A_WORKER = 2_000  # parsers leak a little; a new worker costs a few milliseconds
READERS = [
    *("digest.sources", "digest.sources.feeds", "digest.sources.articles", "digest.sources.listing"),
    *("digest.sources.calendars", "trafilatura", "htmldate"),
]
"""What every worker needs sooner or later, loaded once for all of them."""

_STOPPED = "The program was stopped before this was read."
_BROKE_DOWN = "The processes that read pages broke down while this was read. It will be tried again."

_log = logging.getLogger(__name__)


class Pool:
    """Satisfies `ports.ParserPool`: at most `workers` readings at once, each within its time and memory.

    Used as a context manager, or closed with `close`. Workers start with the first reading.

    Where the machinery of the pool itself breaks down, as it did once on a machine under heavy load, Pebble leaves
    what was asked of it unanswered for ever. That is looked for every second: the readings fail, to be tried again,
    and a new pool takes the place of the broken one.
    """

    def __init__(
        self, workers: int = 2, *, seconds: float = SECONDS, clock: float = 0.0, memory: int = MEMORY
    ) -> None:
        self.seconds = seconds
        self.clock = clock or seconds * BY_THE_CLOCK
        self._make = partial(
            ProcessPool,
            max_workers=workers,
            max_tasks=TASKS_A_WORKER,
            initializer=_confine,
            initargs=(memory,),
            context=_context(),
        )
        self._pool = self._make()
        self._open: dict[Future[Any], str] = {}
        self._turn, self._closed = threading.Lock(), threading.Event()
        self._guard: threading.Thread | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the workers, finished or not."""
        self._closed.set()
        self._pool.stop()  # type: ignore[no-untyped-call]  # Pebble leaves it without a return type
        self._pool.join()

    def start(self, task: Read) -> Future[Any]:
        """Return a future of the function's value or a `Failure`; it never holds an exception."""
        given: Future[Any] = Future()
        given.set_running_or_notify_cancel()
        with self._turn:
            self._open[given] = task.about
            try:
                running = self._pool.schedule(_answer, args=(task, self.seconds), timeout=self.clock)
            except RuntimeError:  # the pool was closed, or is broken
                self._settle(given, Failure(Trouble.KILLED, task.about, _STOPPED))
                return given
            if self._guard is None:
                self._guard = threading.Thread(target=self._watch, name="parsers", daemon=True)
                self._guard.start()
        running.add_done_callback(lambda done: self._settle(given, _value(done, task, self.seconds)))
        return given

    def _settle(self, given: Future[Any], value: Any) -> None:  # noqa: ANN401 - whatever function was read
        """Answer, where nobody has."""
        if self._open.pop(given, None) is not None:
            given.set_result(value)

    def _watch(self) -> None:
        while not self._closed.wait(GUARD_SECONDS):
            if self._open and not self._pool.active:
                self._renew()

    def _renew(self) -> None:
        """Put a new pool in the place of a broken one, and let what that one had in its hands fail."""
        _log.error("the processes that read pages broke down; new ones take their place")
        with self._turn:
            if self._closed.is_set():
                return
            broken, self._pool = self._pool, self._make()
            lost = dict(self._open)
        for given, about in lost.items():
            self._settle(given, Failure(Trouble.KILLED, about, _BROKE_DOWN))
        broken.stop()  # type: ignore[no-untyped-call]  # as above

    def read(self, task: Read) -> Any:  # noqa: ANN401 - as the port: what comes back is the function's value
        """Return the function's value, or a `Failure` where it raised, took too long or died."""
        return self.start(task).result()


def can_begin() -> bool:
    """Say whether a process like the workers comes to life: it first imports the program that was started."""
    trial = _context().Process(target=int)
    trial.start()
    trial.join()
    return trial.exitcode == 0


def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(READERS)
    return context


def _confine(memory: int) -> None:
    """Give this process `memory` bytes more than it has mapped already, and no core dump when it dies."""
    mapped = 0
    with contextlib.suppress(OSError):  # Linux says it here; elsewhere the limit is only stricter
        mapped = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    with contextlib.suppress(ValueError, OSError):  # an outer limit that is lower already may not be raised
        resource.setrlimit(resource.RLIMIT_AS, (mapped + memory, mapped + memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(task: Read, seconds: float) -> Any:  # noqa: ANN401 - as the port: what comes back is the function's value
    """Run in the worker: every exception becomes a value there, since some cannot be carried home."""
    _allow(seconds)
    try:
        return task.function(*task.arguments)
    except MemoryError:
        return Failure(Trouble.KILLED, task.about, _MEMORY)
    except RecursionError:
        return Failure(Trouble.UNREADABLE, task.about, "It is nested too deeply to be read. Look at it in a browser.")
    except Exception as error:  # noqa: BLE001 - hostile input breaks parsers in ways nobody has listed
        said = f"It could not be read ({type(error).__name__}: {str(error)[:160]}). This is worth a report."
        return Failure(Trouble.UNREADABLE, task.about, said)


def _allow(seconds: float) -> None:
    """Let the system end this process (SIGXCPU) once it has used so much more of the processor's time."""
    with contextlib.suppress(ValueError, OSError):
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        until = math.ceil(time.process_time() + seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (until if most == resource.RLIM_INFINITY else min(until, most), most))


_MEMORY = "Reading it took too much memory and was stopped. It is left alone until it changes."


def _too_long(seconds: float) -> str:
    return f"Reading it took longer than {seconds:g} seconds and was stopped. It is left alone until it changes."


def _value(done: Future[Any], task: Read, seconds: float) -> Any:  # noqa: ANN401 - as above
    try:
        return done.result()
    except TimeoutError:
        return Failure(Trouble.KILLED, task.about, _too_long(seconds))
    except ProcessExpired as expired:
        if expired.exitcode == -signal.SIGXCPU:
            return Failure(Trouble.KILLED, task.about, _too_long(seconds))
        said = "Reading it broke the process that did so. It is left alone until it changes."
        return Failure(Trouble.KILLED, task.about, said)
    except BaseException as error:  # noqa: BLE001 - a cancelled or unpicklable result must answer all the same
        said = f"It could not be read ({type(error).__name__}). This is worth a report."
        return Failure(Trouble.KILLED, task.about, said)
