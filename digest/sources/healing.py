"""Whether the list on a page is the one that was followed, after its markup or its way in changed.

A page that was made anew is recognised by what it showed last time: addresses, titles, posts that are known. One
that shares none of them and looks unlike is another list: it is kept out until a person accepts it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from digest.model import Memory, Page, Post, Rebuilt, Shown
from digest.sources import addresses
from digest.sources.listing import learned

KEPT = 30  # posts of a page that are remembered
TITLE = 200
LOOKS_ALIKE = 0.5  # agreement of markup below which a page counts as made anew
TELLING_WORDS = 3  # shorter titles stand on many pages
RESEMBLING = 0.5
FEW_PARTS = 2

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"[0-9]+")


def shown(posts: Sequence[Post]) -> tuple[Shown, ...]:
    """Return what is remembered of the posts that a page showed, in its order."""
    return tuple(Shown(addresses.key(post.address), post.title[:TITLE]) for post in posts[:KEPT])


def shown_now(memory: Memory, page: Page) -> tuple[Shown, ...]:
    """Return what is remembered of a page: its posts, and last time's after them where some were passed over."""
    found = shown(page.posts)
    if found and not page.passed:
        return found
    keys = {one.key for one in found}
    return (*found, *(one for one in memory.shown if one.key not in keys))[:KEPT]


def rebuilt(memory: Memory, page: Page, again: int, now: datetime) -> Rebuilt | None:
    """Return how a page was made anew since it was last read, None where it is as it was or was never read.

    `again` is how many of its posts are known. A page that only turned out to have a feed is not made anew.
    """
    if not memory.shown or not page.posts:
        return None
    found = shown(page.posts)
    again = max(again, _met_again(memory.shown, found))
    if _changed(memory, page):
        turned_out = bool(memory.kind) and memory.kind != page.kind
        kept_out = not again and not _resembles(memory.shown, found)
        if again and turned_out:
            return None
    else:
        kept_out = page.kind == "listing" and not again and _elsewhere(memory.shown, found)
        if not kept_out:
            return None
    return Rebuilt(
        at=now,
        was=memory.shown,
        now=found,
        was_way=_way(memory.kind, memory.learned),
        now_way=_way(page.kind, page.learned),
        again=again,
        kept_out=kept_out,
    )


def _changed(memory: Memory, page: Page) -> bool:
    """Return whether the way to the posts is another one: another kind of page, or a list with other markup."""
    if memory.kind != page.kind:
        return True
    return page.kind == "listing" and learned.likeness(memory.learned, page.learned) < LOOKS_ALIKE


def _met_again(before: Sequence[Shown], found: Sequence[Shown]) -> int:
    """Return how many of the posts were there last time, by address or by a title that says enough."""
    keys = {one.key for one in before}
    titles = {_said(one.title) for one in before} - {""}
    return sum(one.key in keys or _said(one.title) in titles for one in found)


def _said(title: str) -> str:
    words = _WORD.findall(title.casefold())
    return " ".join(words) if len(words) >= TELLING_WORDS else ""


def _resembles(before: Sequence[Shown], found: Sequence[Shown]) -> bool:
    """Return whether the addresses lead to the same part of the same site as last time's."""
    parts = set(_parts(before))
    same = [part in parts for part in _parts(found)]
    return bool(same) and sum(same) >= RESEMBLING * len(found)


def _elsewhere(before: Sequence[Shown], found: Sequence[Shown]) -> bool:
    """Return whether a list that kept to one part of a site now leads to other parts only, in the same markup.

    Two lists of one page often are of one make; where one is emptied, the other stands there alone.
    """
    parts, others = set(_parts(before)), set(_parts(found))
    return 0 < len(parts) <= FEW_PARTS and bool(others) and not parts & others


def _parts(some: Iterable[Shown]) -> list[str]:
    """Return host and first step of the addresses that have more than one; the root of a site is no part of it.

    Numbers are all alike: the posts of a new year stand under the new year.
    """
    split = (one.key.partition("?")[0].split("/") for one in some)
    return [f"{steps[0]}/{_NUMBER.sub('0', steps[1])}" for steps in split if len(steps) > 2]


def _way(kind: str, remembered: str) -> str:
    """Return in words how the posts of a page are found."""
    pattern = learned.read(remembered) if kind == "listing" else None
    if pattern is None or not pattern.way:
        return kind
    return f"{kind}: " + " < ".join(pattern.way[:4])
