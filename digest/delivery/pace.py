"""How fast mails may leave: over all, and to one domain, whose server counts them too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Rates:
    """Mails a second, 0 for as many as go: over all, to any one domain, and to certain domains."""

    overall: float = 0.0
    per_domain: float = 0.0
    domains: Mapping[str, float] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        """Whether there is any limit."""
        return bool(self.overall or self.per_domain or self.domains)

    def to(self, domain: str) -> float:
        """Return the rate to a domain."""
        return self.domains.get(domain, self.per_domain)


class Pace:
    """Says when the next mail to a domain may leave. What was not used is not saved up beyond a second's worth.

    `among` so many senders the rates are divided.
    """

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self.among = 1
        self._next: dict[str, datetime] = {}

    def wait(self, domain: str, now: datetime) -> float:
        """Return in how many seconds a mail to this domain may leave, 0 for now."""
        moments = (self._next.get(key) for key in ("", domain))
        return max((max(0.0, (moment - now).total_seconds()) for moment in moments if moment), default=0.0)

    def take(self, domain: str, now: datetime) -> None:
        """Count a mail that leaves now."""
        for key, whole in (("", self._rates.overall), (domain, self._rates.to(domain))):
            if whole > 0:
                rate = whole / self.among
                # a rate over one a second leaves up to a second's worth together, and a slower one one by one
                spared = now - timedelta(seconds=max(0.0, 1 - 1 / rate))
                self._next[key] = max(self._next.get(key, spared), spared) + timedelta(seconds=1 / rate)
