"""Other processes that do a part of the work, as a Protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Helpers(Protocol):
    """Shares work out; each part is done at least once, by anybody, or by nobody where all have died."""

    def together(self, kind: str, about: str, parts: Sequence[str]) -> None:
        """Share the parts out, and return when nobody has any of them left."""
        ...

    def ask(self, kind: str, about: str, parts: Sequence[str]) -> None:
        """Share the parts out, and return at once; what is shared out already is not shared out twice."""
        ...
