"""Envelope senders that say which mail came back (VERP): one of its own for each reader and issue.

A bounce is sent to the envelope's sender, whatever else it keeps of the mail. With "bounces@place.example" as the
address for returned mail, a reader's is "bounces+MARK@place.example": the mark of the Message-ID, which names nobody.
The server for that domain must deliver plus addresses (RFC 5233 calls the part after the plus the detail).
"""

from __future__ import annotations

import re

from digest.delivery import addresses

_MARK = re.compile(r"\.([a-z2-7]{32})@")
_DETAIL = re.compile(r"\+([a-z2-7]{32})@", re.IGNORECASE)


def envelope(address: str, message_id: str) -> str:
    """Return the envelope sender of a message, `address` itself where the Message-ID has no mark."""
    mark = _MARK.search(message_id)
    local, at, domain = address.rpartition("@")
    return f"{local}+{mark[1]}@{domain}" if mark and at else address


def message_ids(newsletter: str, issues: int, mark: str, sender: str) -> tuple[str, ...]:
    """Return the Message-IDs that a mark can belong to, one for each issue from 1 on: see `personal.message_id`."""
    atom = re.sub(r"[^A-Za-z0-9-]+", "-", newsletter).strip("-") or "x"
    domain = addresses.domain(sender) or "localhost"
    return tuple(f"<{atom}.{number}.{mark}@{domain}>" for number in range(issues, 0, -1))


def mark(words: str) -> str:
    """Return the mark in an envelope sender, or in any text that has one in it; "" where there is none."""
    found = _DETAIL.search(words)
    return found[1].lower() if found else ""
