"""How often somebody may do a thing: so many times in so many seconds, counted in this process."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

_MOST_NAMES = 10_000


class Limits:
    """Counts what each name did lately; what it forgets first, when there are too many names, is the oldest."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._seen: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def allow(self, name: str, most: int, seconds: float) -> bool:
        """Tell whether this name may once more, and count it if so."""
        with self._lock:
            now = self._now()
            times = self._seen.pop(name, deque())
            self._seen[name] = times  # the name is the newest now
            while times and now - times[0] >= seconds:
                times.popleft()
            if len(self._seen) > _MOST_NAMES:
                del self._seen[next(iter(self._seen))]
            if len(times) >= most:
                return False
            times.append(now)
            return True
