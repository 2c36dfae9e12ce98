"""Where in a TOML text each value stands: key path to lines, for mistakes in texts that are valid TOML.

tomllib gives values without places. This reads the same text again, only for the places, and may therefore
trust that it is well formed (https://toml.io/en/v1.0.0).
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass, field

Key = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_PART = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'|[A-Za-z0-9_-]+')
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\])*"|\'[^\']*\'',
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\]}\n#]*")


@dataclass(slots=True)
class Places:
    """The first and last line of each key path, counted from 1; tables have the line of their header."""

    first: dict[Key, int] = field(default_factory=dict)
    last: dict[Key, int] = field(default_factory=dict)

    def line(self, key: Key) -> int:
        """Return the line of a key path, or of the nearest thing around it; 1 where there is none."""
        while key and key not in self.first:
            key = key[:-1]
        return self.first.get(key, 1)

    def end(self, key: Key) -> int:
        """Return the last line of anything at or under a key path, 0 where there is nothing."""
        return max((line for path, line in self.last.items() if path[: len(key)] == key), default=0)


def places(text: str) -> Places:
    """Return where everything in a valid TOML text stands."""
    return _Reader(text).read()


class _Reader:
    """One walk through the text: `at` is where it is, `table` whose keys follow, `counts` the arrays of tables."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.newlines = [match.start() for match in re.finditer("\n", text)]
        self.places = Places()
        self.table: Key = ()
        self.counts: dict[Key, int] = {}

    def read(self) -> Places:
        """Walk to the end."""
        self.skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                self.header()
            else:
                self.pair(self.table)
            self.skip(_BLANK)
        return self.places

    def line(self) -> int:
        return bisect_right(self.newlines, self.at - 1) + 1

    def skip(self, what: re.Pattern[str]) -> str:
        match = what.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return match.group() if match else ""

    def mark(self, key: Key, first: int) -> None:
        self.places.first.setdefault(key, first)
        self.places.last[key] = self.line()

    def name(self) -> Key:
        """Read a key with its dots."""
        parts: list[str] = []
        while True:
            self.skip(_SPACE)
            part = self.skip(_PART)
            parts.append(tomllib.loads(f"key = {part}")["key"] if part[:1] in {'"', "'"} else part)
            self.skip(_SPACE)
            if self.text[self.at] != ".":
                return tuple(parts)
            self.at += 1

    def header(self) -> None:
        """Read [table] or [[table]]; a name on the way that is an array of tables means its last element."""
        line, double = self.line(), self.text.startswith("[[", self.at)
        self.at += 2 if double else 1
        *outer, last = self.name()
        self.at += 2 if double else 1
        key: Key = ()
        for part in outer:
            key = self.newest((*key, part))
        key = (*key, last)
        if double:
            self.counts[key] = self.counts.get(key, 0) + 1
            self.mark(key, line)
        self.table = self.newest(key)
        self.mark(self.table, line)

    def newest(self, key: Key) -> Key:
        return (*key, self.counts[key] - 1) if key in self.counts else key

    def pair(self, table: Key) -> None:
        """Read `key = value`."""
        line = self.line()
        name = self.name()
        self.at += 1  # the sign of equality
        self.skip(_SPACE)
        self.value((*table, *name))
        for depth in range(1, len(name) + 1):
            self.mark((*table, *name[:depth]), line)

    def value(self, key: Key) -> None:
        """Read a value of any kind."""
        sign = self.text[self.at]
        if sign == "[":
            self.members(key, "]")
        elif sign == "{":
            self.members(key, "}")
        elif not self.skip(_STRING):
            self.skip(_SCALAR)

    def members(self, key: Key, closing: str) -> None:
        """Read what stands between brackets: values of an array, pairs of a table."""
        self.at += 1
        count = 0
        self.skip(_BLANK)
        while self.text[self.at] != closing:
            if closing == "}":
                self.pair(key)
            else:
                line = self.line()
                self.value((*key, count))
                self.mark((*key, count), line)
            count += 1
            self.skip(_BLANK)
            self.at += self.text[self.at] == ","
            self.skip(_BLANK)
        self.at += 1
