"""Posts about one thing, brought together, each time with the reason; nothing is ever dropped here.

In the order of certainty: the same post again (a key in common), the same text in several outlets, different
reports of one matter within four days. A false merge hides a story, a missed one only repeats it: what is
not sure stays apart.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b

from digest import model as m
from digest.stories import headlines, reports, words

WINDOW = timedelta(days=4)
_BETWEEN = re.compile(r"[\W_]+")
_SPACED = bytes(code if chr(code).isalnum() and code < 128 else 32 for code in range(256))  # the same in ASCII
_SAME_TEXT = 200  # characters below which equal texts say nothing
_BEGINNING = 2_000  # characters that are compared under the same title
_NAMES_ONE = 3  # titles a key may stand for; one that stands for more (a home page) names none


@dataclass(frozen=True, slots=True)
class Near:
    """A post of another group that may be of this one's matter, and why, as a sentence."""

    post: m.PostId
    why: str


@dataclass(frozen=True, slots=True)
class Group:
    """Posts of one story in the order of their ids, why they are one, and what may belong to it, likeliest first."""

    posts: tuple[m.Post, ...]
    reasons: tuple[str, ...] = ()
    near: tuple[Near, ...] = ()


class Clusters:
    """Which posts belong together so far (disjoint sets), by row."""

    def __init__(self, size: int) -> None:
        self._above = list(range(size))

    def root(self, row: int) -> int:
        """Return the row that stands for this one's set."""
        while self._above[row] != row:
            self._above[row] = self._above[self._above[row]]
            row = self._above[row]
        return row

    def join(self, one: int, other: int) -> bool:
        """Make two sets one, named by the smaller row; False where they were one already."""
        a, b = sorted((self.root(one), self.root(other)))
        self._above[b] = a
        return a != b


def more(known: Sequence[Group], posts: Iterable[m.Post]) -> tuple[Group, ...]:
    """Return known stories with new posts: the same as from scratch; of a post that comes again the new state.

    What was said of two posts before says nothing now: a word that three outlets share by evening is no longer
    rare, so that all are compared again. Words and stems of titles are remembered, and that was most of the work.
    """
    latest = {post.id: post for group in known for post in group.posts}
    latest.update((post.id, post) for post in posts)
    return merge(tuple(latest.values()))


def merge(posts: Sequence[m.Post]) -> tuple[Group, ...]:
    """Return every post in exactly one group, whatever the order they came in; ids must be unique."""
    rows = sorted(posts, key=lambda post: post.id)
    clusters, why = Clusters(len(rows)), defaultdict[int, list[str]](list)
    for bunch in _again(rows):
        _join(bunch, "the same post again", clusters, why)
    for bunch in _same_text(rows):
        _join(bunch, "the same text", clusters, why)
    heads: dict[int, list[int]] = defaultdict(list)
    for row in range(len(rows)):
        heads[clusters.root(row)].append(row)
    first = list(heads)
    found = reports.matches([[rows[row] for row in bunch] for bunch in heads.values()], WINDOW)
    for match in found.sure:
        members = [first[at] for at in match.groups]
        for other in members[1:]:
            clusters.join(members[0], other)
        why[members[0]].append(match.reason)
    near: dict[int, list[Near]] = defaultdict(list)
    for match in found.likely:
        one, other = (first[at] for at in match.groups)
        near[clusters.root(one)].append(Near(rows[other].id, match.reason))
        near[clusters.root(other)].append(Near(rows[one].id, match.reason))
    return _groups(rows, clusters, why, near)


def _groups(
    rows: Sequence[m.Post], clusters: Clusters, why: dict[int, list[str]], near: dict[int, list[Near]]
) -> tuple[Group, ...]:
    members: dict[int, list[m.Post]] = defaultdict(list)
    reasons: dict[int, list[str]] = defaultdict(list)
    for row, post in enumerate(rows):
        members[clusters.root(row)].append(post)
        reasons[clusters.root(row)].extend(why.get(row, ()))
    return tuple(
        Group(tuple(found), tuple(dict.fromkeys(reasons[root])), tuple(near.get(root, ())))
        for root, found in members.items()
    )


def _join(bunch: Sequence[int], reason: str, clusters: Clusters, why: dict[int, list[str]]) -> None:
    joined = [clusters.join(bunch[0], other) for other in bunch[1:]]
    if any(joined):
        why[bunch[0]].append(reason)


def _again(rows: Sequence[m.Post]) -> Iterable[Sequence[int]]:
    """Rows with a key in common, but for keys that stand under too many different titles to name one post."""
    under: dict[str, list[int]] = defaultdict(list)
    for row, post in enumerate(rows):
        for key in dict.fromkeys(post.keys):
            under[key].append(row)
    for bunch in under.values():
        if len(bunch) > 1 and len({words.fold(rows[row].title) for row in bunch}) <= _NAMES_ONE:
            yield bunch


def _same_text(rows: Sequence[m.Post]) -> Iterable[Sequence[int]]:
    """Rows with the same title and body, or the same long text under any title, within the window of the first."""
    under: dict[bytes, list[int]] = defaultdict(list)
    for row, post in enumerate(rows):
        for name in _fingerprints(post):
            under[name].append(row)
    for bunch in under.values():
        if len(bunch) > 1:
            yield from _within(sorted(bunch, key=lambda row: (rows[row].published.at, row)), rows)


def _within(bunch: Sequence[int], rows: Sequence[m.Post]) -> Iterable[Sequence[int]]:
    near: list[int] = []
    for row in bunch:
        if near and rows[row].published.at - rows[near[0]].published.at > WINDOW:
            yield near
            near = []
        near.append(row)
    yield near


def _fingerprints(post: m.Post) -> tuple[bytes, ...]:
    title, text = words.tokens(post.title[:500]), post.text or post.summary
    bare = _bare(text[:_BEGINNING])
    names = []
    if len(title) >= headlines.LEAST_TOKENS:
        names.append(_digest(" ".join(title) + "\n" + bare))
    if len(text) >= _SAME_TEXT:
        names.append(_digest(bare if len(text) <= _BEGINNING else _bare(text[:20_000])))
    return tuple(names)


def _bare(text: str) -> str:
    """Return the letters and figures alone: outlets set the same text with other quotes, dashes and breaks."""
    folded = words.fold(text)
    if folded.isascii():
        return " ".join(folded.encode().translate(_SPACED).decode().split())
    return _BETWEEN.sub(" ", folded).strip()


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
