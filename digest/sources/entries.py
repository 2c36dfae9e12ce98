"""Which entries of a feed are, letter for letter, as they were last time: those need not be read again.

Most visits to a feed that changed find one entry more; reading is nine tenths of a visit's work. What is learned of a
feed is a mark of each entry and of each key its post is known by (some 30 characters an entry). The posts of an
unchanged entry are stored already, in the same transaction as what was learned.

A shortcut must never change what is found. So none is taken where entries cannot be told apart beyond doubt, where
what stands around them changed, or where a new entry shares a key with one that would be passed over.
"""

from __future__ import annotations

import hashlib
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from digest.model import Passed, Post, Source
from digest.sources import markup

READING = 1  # raised when entries are read in another way, so that all are read again

_EDGE = re.compile(r"<(/?)(?:[A-Za-z][\w.-]{0,20}:)?(?:item|entry)(?=[\s>/])[^<>]{0,2000}>")
_CLOCK = re.compile(
    r"<((?:\w{1,20}:)?(?:lastBuildDate|pubDate|updated|modified|date))(?:\s[^<>]{0,300})?>[^<]{0,100}</\1>"
)
_KEY, _MARK = 4, 9  # bytes of a mark: a key's may be mistaken once in a million feeds, an entry's never


@dataclass(frozen=True, slots=True)
class Cut:
    """A feed's text in pieces: `frame[n]` stands before `entries[n]`, the last piece of it after them all."""

    frame: tuple[str, ...]
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Short:
    """A feed with only its fresh entries, and what is known of those passed over: marks of each one's keys."""

    xml: str
    entries: tuple[str, ...]
    passed: Mapping[str, Sequence[str]]

    @property
    def keys(self) -> frozenset[str]:
        """Return the marks of every key of a post that was passed over."""
        return frozenset(key for keys in self.passed.values() for key in keys)

    def shared(self, posts: Iterable[Post]) -> bool:
        """Return whether a fresh post shares a key with one that was passed over: they must be read together."""
        return standing(posts, self.keys)


def cut(xml: str) -> Cut | None:
    """Return a feed in its pieces, None where it is not certain which they are."""
    spans: list[tuple[int, int]] = []
    depth = begun = 0
    for start, end in markup.outside(xml):
        for edge in _EDGE.finditer(xml, start, end):
            depth += -1 if edge[1] else 1
            if depth not in (0, 1):
                return None
            if depth:
                begun = edge.start()
            else:
                spans.append((begun, edge.end()))
    if depth or not spans:
        return None
    edges = [0, *(place for span in spans for place in span), len(xml)]
    frame = tuple(xml[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
    return Cut(frame, tuple(xml[a:b] for a, b in spans))


def fresh(pieces: Cut, source: Source, learned: str) -> Short | None:
    """Return the feed with only its fresh entries, None where all must be read."""
    frame, known = _loaded(learned)
    if not known or frame != _frame(pieces, source):
        return None
    marks = [_mark(entry) for entry in pieces.entries]
    passed = {mark: known[mark] for mark in marks if mark in known}
    kept = ["" if mark in known else entry for mark, entry in zip(marks, pieces.entries, strict=True)]
    xml = pieces.frame[0] + "".join(e + after for e, after in zip(kept, pieces.frame[1:], strict=True))
    return Short(xml, tuple(filter(None, kept)), passed) if passed else None


def standing(posts: Iterable[Post], marks: frozenset[str]) -> bool:
    """Return whether one of these posts is known under a key that is marked."""
    return any(_mark(key, _KEY) in marks for post in posts for key in post.keys)


def gone(stored: Mapping[str, Post], passed: Passed | None) -> Mapping[str, Post]:
    """Return the stored posts by key without those whose own entry stands on the page, passed over.

    Such a post is taken: a fresh one that shares an old title with it is another.
    """
    if passed is None:
        return stored
    return {key: post for key, post in stored.items() if not standing((post,), passed.keys)}


def learn(
    pieces: Cut, source: Source, read: Mapping[str, Post], passed: Mapping[str, Sequence[str]] | None = None
) -> str:
    """Return what is to be known next time; `read` are posts by the text of their entry, `passed` those not read.

    A post whose date is in doubt is read every time: tomorrow its date may no longer lie in the future.
    """
    known = dict(passed or {})
    for entry, post in read.items():
        if post.published.confidence > 0.5 and not post.published.flag:
            known[_mark(entry)] = [_mark(key, _KEY) for key in post.keys]
    return json.dumps({"frame": _frame(pieces, source), "entries": known}, separators=(",", ":"))


NOTHING = json.dumps({"frame": "", "entries": {}})


def _frame(pieces: Cut, source: Source) -> str:
    """Return a mark of all that decides how an entry is read, the entry itself left out.

    The time at which a feed was written changes with it and says nothing of its entries.
    """
    around = _CLOCK.sub("", " ".join("".join(pieces.frame).split()))
    return _mark(f"{READING} {source.id} {source.day_first} {source.language}\n{around}")


def _mark(text: str, size: int = _MARK) -> str:
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _loaded(learned: str) -> tuple[str, dict[str, list[str]]]:
    """Return what was learned; what another reader learned of the same source is nothing here."""
    try:
        found = json.loads(learned or "{}")
    except (ValueError, RecursionError):
        return "", {}
    if not isinstance(found, dict) or not isinstance(found.get("entries"), dict):
        return "", {}
    return str(found.get("frame", "")), found["entries"]
