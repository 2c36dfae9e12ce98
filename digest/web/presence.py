"""Who has the desk open, as far as this process knows: whoever asked for its state lately."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

SECONDS = 15.0


class Presence:
    """Remembers who looked last when, by session."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._seen: dict[str, tuple[float, str]] = {}
        self._lock = threading.Lock()

    def others(self, session: str, name: str) -> list[str]:
        """Remember that this session looks, and return the names of the others, in order, each once."""
        with self._lock:
            now = self._now()
            self._seen = {one: seen for one, seen in self._seen.items() if now - seen[0] < SECONDS}
            self._seen[session] = (now, name)
            return sorted({other for one, (_, other) in self._seen.items() if one != session})
