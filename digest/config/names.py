"""Names made ids, and addresses made alike, so that one thing is known under one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import urlsplit


def slug(name: str) -> str:
    """Return a name as an id: small letters, digits, hyphens; a name without any gets one of its own."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    made = "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))[:60].strip("-")
    return made or f"x-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def same(address: str) -> str:
    """Return what two spellings of one address have in common; never an address to fetch."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return address
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{parts.query}"
