"""Who wrote a page, told in a plain line near its heading: "By Ada Lund", "14 July 2026 by Ada Lund, Bo Stern"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.sources import headlines
from digest.sources.days import find_days, fold
from digest.sources.page_lines import Line

_NEAR = 8  # lines after the heading
_LONGEST = 120
_BY = re.compile(
    r"^(?:(?:posted|written|words|published|reported|story|text|geschrieben|écrit|escrito|scritto)\s+)?"
    r"(?:by|von|par|por|door|gan|autor(?:in)?|text|words)\b:?\s+(?P<names>\S.+)$",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*[|·•–—/]\s*|\s-\s")
_AND = re.compile(r"\s*(?:,|;|&|\b(?:and|und|et|y|en|e|a)\b)\s+")
_PARTICLE = r"(?:(?:de|del|van|von|der|den|la|le|al|bin|ap|da|di)\s+)*"
_WORD = r"[^\W\d_][\w’'.-]*"
_NAME = re.compile(rf"{_WORD}(?:\s+{_PARTICLE}{_WORD}){{1,3}}")
MOST = 5


def authors(lines: Sequence[Line], title: str) -> tuple[str, ...]:
    """Return the names in the first byline among the lines after the heading; none where no line is one."""
    own = headlines.bare(title)
    start = next((place for place, line in enumerate(lines) if own and headlines.bare(line.words) == own), -1)
    if start < 0:
        return ()
    for line in lines[max(0, start - 2) : start + 1 + _NEAR]:
        if len(line.words) <= _LONGEST and (found := _named(line.words)):
            return found
    return ()


def _named(words: str) -> tuple[str, ...]:
    for day in reversed(find_days(fold(words))):
        words = f"{words[: day.start]} | {words[day.end :]}"
    for part in _PARTS.split(words):
        said = _BY.match(part.strip(" ,.:"))
        names = [name.strip(" .,:;") for name in _AND.split(said["names"])] if said else []
        kept = [name for name in names if _is_name(name)]
        if kept and kept[0] == names[0]:
            return tuple(kept[:MOST])
    return ()


def _is_name(words: str) -> bool:
    """Tell whether words are a name: two to four that begin with capitals."""
    found = _NAME.fullmatch(words)
    return bool(found) and len(words) <= 60 and words[0].isupper() and words.rsplit(maxsplit=1)[-1][0].isupper()
