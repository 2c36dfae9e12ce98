"""Which words of headlines are names, told by their capitals, and when two headlines name different actors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from digest.stories import words
from digest.stories.vectors import Floats

_TITLE_CASE = 0.6  # share of capitals above which a headline's capitals say nothing


@dataclass(frozen=True, slots=True)
class Seen:
    """By column: 1 where a stem is likely a name, 1 where it surely is, else 0. A figure is likely one."""

    likely: Floats
    certain: Floats


def written(headlines: Iterable[str]) -> Counter[str]:
    """Return how often each word but the first stands in headlines (or sentences) whose capitals mean something."""
    return Counter(chain.from_iterable(map(_telling, headlines)))


def seen(said: Mapping[str, int], columns: Mapping[str, int]) -> Seen:
    """Return which stems are names, from how often each word was written.

    A stem that was never met may be a name; whether it is, is open. A figure that is no day or year says as much as
    a name does.
    """
    upper, lower = Counter[str](), Counter[str]()
    for word, times in said.items():
        cased = upper if word[0].isupper() else lower
        for stem in words.meant(word):
            cased[stem] += times
    likely, certain = np.zeros(len(columns)), np.zeros(len(columns))
    for stem, column in columns.items():
        up, low = upper[stem], lower[stem]
        likely[column] = float(up >= low or stem[:1].isdigit())
        certain[column] = float(up > 2 * low or _figure(stem))
    return Seen(likely, certain)


def _figure(stem: str) -> bool:
    if not stem[:1].isdigit():
        return False
    return not stem.isdecimal() or (int(stem[:9]) > 31 and not 1900 <= int(stem[:9]) <= 2100)


def _telling(headline: str) -> tuple[str, ...]:
    return _told(words.words(headline))


def _told(said: tuple[str, ...]) -> tuple[str, ...]:
    long = "".join([word[0] for word in said[1:] if len(word) > 3])
    if not long or (not long.islower() and sum(map(str.isupper, long)) > _TITLE_CASE * len(long)):
        return ()
    return said[1:]


def head(headline: str) -> frozenset[str]:
    """Return the stems of the actor a headline begins with: its capitalised words up to the first that is not one.

    In a headline all in capitals, or in capitals throughout, only the first word that tells anything counts.
    """
    said = words.words(headline)
    flat = not _told(said)
    found: list[str] = []
    for word in said[:6]:
        stems = [stem for stem in words.meant(word) if stem not in words.EVERYDAY]
        if not word[0].isupper() or (flat and found):
            break
        found.extend(stems)
    return frozenset(found)


def other_filling(stems: Sequence[str], others: Sequence[str], named: frozenset[str]) -> bool:
    """Return True where two headlines are one form filled in twice: all they do not share are names and figures."""
    own, theirs = set(stems) - set(others), set(others) - set(stems)
    alike = len(set(stems) & set(others)) >= len(own | theirs)
    return alike and bool(own) and bool(theirs) and all(s in named or s[:1].isdigit() for s in own | theirs)


def conflict(head: frozenset[str], other: frozenset[str], stems: Sequence[str], others: Sequence[str]) -> bool:
    """Return True where each headline begins with an actor the other does not know at all."""
    return bool(head) and bool(other) and head.isdisjoint(others) and other.isdisjoint(stems)


def one_actor(headline: str, shared: set[str]) -> bool:
    """Return True where the shared stems stand side by side in the headline: one name, and no news of it.

    A figure in common is news: two headlines that count the same homes at one place are of one matter.
    """
    if any(_figure(stem) for stem in shared):
        return False
    at = [place for place, word in enumerate(words.words(headline)) if shared.intersection(words.meant(word))]
    return bool(at) and at[-1] - at[0] == len(at) - 1
