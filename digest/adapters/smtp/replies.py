"""What a mail server says, cut into replies however the octets arrive (RFC 5321, 4.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_SAID = 500
LONGEST_REPLY = 65_536
_LINE = re.compile(rb"([2-5][0-9]{2})(?:([ -])(.*))?", re.DOTALL)


class NonsenseError(Exception):
    """The server said something that is no reply: who knows what it meant."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server replied: its code and the text of each line."""

    code: int
    lines: tuple[str, ...]

    @property
    def said(self) -> str:
        """Code and words on one line, without anything that a terminal would obey."""
        return f"{self.code} {words(' '.join(self.lines))}".strip()[:LONGEST_SAID]

    def is_kind(self, first_digit: int) -> bool:
        """Tell whether the code begins with this digit."""
        return self.code // 100 == first_digit


class Replies:
    """Takes octets as they come and gives the replies that are whole."""

    def __init__(self) -> None:
        self._rest = b""
        self._lines: list[str] = []

    def feed(self, octets: bytes) -> list[Reply]:
        """Return the replies that these octets complete. Raises `NonsenseError`."""
        *lines, self._rest = (self._rest + octets).split(b"\n")
        if len(self._rest) + sum(map(len, self._lines)) > LONGEST_REPLY:
            raise NonsenseError("the server answered at endless length")
        found = (self._line(line.rstrip(b"\r")) for line in lines)
        return [reply for reply in found if reply]

    @property
    def empty(self) -> bool:
        """Whether nothing waits for its rest."""
        return not self._rest and not self._lines

    def _line(self, line: bytes) -> Reply | None:
        read = _LINE.fullmatch(line)
        if read is None:
            raise NonsenseError(
                f"the server answered {words(line.decode('utf-8', 'replace'))[:80]!r}, which means nothing"
            )
        self._lines.append((read[3] or b"").decode("utf-8", "replace"))
        if read[2] == b"-":
            return None
        reply = Reply(int(read[1]), tuple(self._lines))
        self._lines = []
        return reply


def words(text: str) -> str:
    """Return a text on one line, control characters left out."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text).split())
