"""Readings of hostile bytes in processes of their own, which are killed when they take too long or too much.

The one door to Pebble, whose pool kills and replaces one worker where the standard library's gives up whole.
Workers come from a server process that is forked before any thread exists, with the readers imported once.
"""

from __future__ import annotations

import contextlib
import math
import multiprocessing
import resource
import signal
import time
from concurrent.futures import Future, TimeoutError  # noqa: A004 - Pebble's futures end with this one
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any, Self

from pebble import ProcessExpired, ProcessPool

from digest.model import Failure, Trouble
from digest.ports import Read

SECONDS = 10.0  # of the processor's time: on a busy machine an innocent page may take long by the clock
BY_THE_CLOCK = 3  # times as long it may take until what only waits is ended as well
MEMORY = 1024 * 1024 * 1024
TASKS_A_WORKER = 2_000  # parsers leak a little; a new worker costs a few milliseconds
READERS = ["digest.sources", "digest.sources.feeds", "digest.sources.articles", "digest.sources.listing"]


class Pool:
    """Satisfies `ports.ParserPool`: at most `workers` readings at once, each within its time and memory.

    Used as a context manager, or closed with `close`. Workers start with the first reading.
    """

    def __init__(
        self, workers: int = 2, *, seconds: float = SECONDS, clock: float = 0.0, memory: int = MEMORY
    ) -> None:
        self.seconds = seconds
        self.clock = clock or seconds * BY_THE_CLOCK
        self._pool = ProcessPool(
            max_workers=workers,
            max_tasks=TASKS_A_WORKER,
            initializer=_confine,
            initargs=(memory,),
            context=_context(),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the workers, finished or not."""
        self._pool.stop()  # type: ignore[no-untyped-call]  # Pebble leaves it without a return type
        self._pool.join()

    def start(self, task: Read) -> Future[Any]:
        """Return a future of the function's value or a `Failure`; it never holds an exception."""
        given: Future[Any] = Future()
        given.set_running_or_notify_cancel()
        try:
            running = self._pool.schedule(_answer, args=(task, self.seconds), timeout=self.clock)
        except RuntimeError:  # the pool was closed
            given.set_result(Failure(Trouble.KILLED, task.about, "The program was stopped before this was read."))
            return given
        running.add_done_callback(lambda done: given.set_result(_value(done, task, self.seconds)))
        return given

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
