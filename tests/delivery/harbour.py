"""What all tests of deliveries share: a moment, a secret, an address."""

from __future__ import annotations

from datetime import UTC, datetime

SENT_AT = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)
SECRET = b"a secret of the tests, long enough"
PUBLIC = "https://digest.example.org"
