"""What a site's robots.txt permits (RFC 9309). The one door to protego."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

LARGEST = 500 * 1024  # what RFC 9309 asks a reader to look at
KEPT = 24 * 60 * 60.0  # seconds after which it is asked for again (RFC 9309, 2.4)
_SLOWEST = 10.0


@dataclass(frozen=True, slots=True)
class Rules:
    """What one site permits us; `pause` is the Crawl-delay it asks for, in seconds."""

    robots: Protego | None
    everything: bool = True
    pause: float = 0.0

    def allow(self, address: str, agent: str) -> bool:
        """Return whether the page may be read."""
        if self.robots is None:
            return self.everything
        return bool(self.robots.can_fetch(address, agent))


ALL = Rules(None)
NOTHING = Rules(None, everything=False)


def place(address: str) -> str:
    """Return where the robots.txt of an address is."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}/robots.txt"


def rules(status: int, body: bytes, agent: str) -> Rules:
    """Return what an answer for robots.txt permits: none there permits all, a server's error nothing (2.3.1)."""
    if status >= 500:
        return NOTHING
    if status >= 400 or not body:
        return ALL
    text = body[:LARGEST].decode("utf-8", "replace")
    try:
        robots = Protego.parse(text)
        pause = min(float(robots.crawl_delay(agent) or 0), _SLOWEST)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return ALL
    return Rules(robots, pause=pause)
