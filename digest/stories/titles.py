"""What a headline says once its frame is off: kickers before it, the outlet behind it, counters of updates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from digest.stories import words

_LONGEST = 400
_KICKER = re.compile(r"\s*(?P<head>[^:;|]{1,70}?)\s*(?:[:;|]|\s[–—-]{1,2}\s|[–—])\s*(?=\S|$)")
_COUNTER = re.compile(r"^\s*(?:update|wrapup|corrected|refile)\s*\d*\s*[-–—:]\s*", re.IGNORECASE)
_FRAMES_LIST = """
    analysis breaking comment corrected editorial event events exclusive explainer feature gallery guest blog
    interview letter letters live news opinion photos podcast press release publication report revealed review
    round-up roundup speech statement update updated video watch webinar
"""
_FRAMES = frozenset(_FRAMES_LIST.split())


def series(titles: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Return the (source, folded head) pairs that stand before three or more titles of one source: its series."""
    heads = Counter((source, words.fold(head)) for source, title in titles if (head := _head(title)))
    return frozenset(head for head, times in heads.items() if times > 2)


def core(title: str, source: str, known: frozenset[tuple[str, str]]) -> str:
    """Return the title without its kickers; "" where it was nothing else."""
    title = _COUNTER.sub("", " ".join(title[:_LONGEST].split()))
    for _ in range(4):
        match = _KICKER.match(title)
        if not match or not _frames(match.group("head"), source, known):
            break
        title = title[match.end() :]
    return title


def _head(title: str) -> str:
    match = _KICKER.match(" ".join(title[:_LONGEST].split()))
    return match.group("head") if match else ""


def _frames(head: str, source: str, known: frozenset[tuple[str, str]]) -> bool:
    folded = words.fold(head)
    shouted = head.isupper() and len(head) > 2 and len(head.split()) <= 6
    return shouted or folded in _FRAMES or (source, folded) in known or set(folded.split()) <= _FRAMES
