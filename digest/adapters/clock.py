"""What time it is, and a ticker that calls at a steady pace."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import schedule


class SystemClock:
    """`ports.Clock` of this machine."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)


def tick_every(
    seconds: int, do: Callable[[], None], stop: threading.Event, failed: Callable[[Exception], None]
) -> None:
    """Call `do` at once and then every so many seconds until `stop` is set.

    `schedule` only keeps the pace; what is due is decided by the slots in the store. Its `at()` loses a week
    at a restart and fires twice around a change of the clocks; and a job that raises would be run again at
    every pass, so nothing gets past `failed`.
    """

    def guarded() -> None:
        try:
            do()
        except Exception as error:  # noqa: BLE001 - the ticker must outlive whatever one tick meets
            failed(error)

    pace = schedule.Scheduler()
    pace.every(seconds).seconds.do(guarded)
    guarded()
    while not stop.is_set():
        pace.run_pending()
        stop.wait(max(0.05, min(1.0, pace.idle_seconds or 0.0)))
