"""What time it is, and a ticker that calls at a steady pace."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import schedule


class SystemClock:
    """`ports.Clock` of this machine."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)


def keep_time(
    every: Mapping[int, Callable[[], None]], stop: threading.Event, failed: Callable[[Exception], None]
) -> None:
    """Call each of `every` at once and then whenever its seconds have gone by, until `stop` is set.

    `schedule` only keeps the pace; what is due is decided by the slots in the store. Its `at()` loses a week
    at a restart and fires twice around a change of the clocks; and a job that raises would be run again at
    every pass, so nothing gets past `failed`.
    """

    def guarded(do: Callable[[], None]) -> None:
        if stop.is_set():
            return
        try:
            do()
        except Exception as error:  # noqa: BLE001 - the ticker must outlive whatever one tick meets
            failed(error)

    pace = schedule.Scheduler()
    for seconds, do in every.items():
        pace.every(seconds).seconds.do(guarded, do)
        guarded(do)
    while not stop.is_set():
        pace.run_pending()
        stop.wait(max(0.05, min(1.0, pace.idle_seconds or 0.0)))
