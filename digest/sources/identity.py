"""Under which names a post is recognised when it comes again.

A post is known by what its source calls it (`guid:`), by its address (`url:`) and, where there is enough of it,
by its text (`text:`), so that a retitled, re-addressed or re-identified post is still itself. Two short
look-alikes ("Weekly bulletin", "Read our latest report") share no text key.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace

from digest.model import Post, PostId, SourceId
from digest.sources import addresses

SUBSTANTIAL_WORDS = 40
SUBSTANTIAL_LETTERS = 220
COMPARED_WORDS = 120

_WORD = re.compile(r"\w+")


def keys(post: Post) -> tuple[str, ...]:
    """Return the post's keys, the most telling first; a post always has at least one."""
    found = []
    if post.guid:
        found.append(f"guid:{post.guid}")
    address = addresses.key(post.address)
    # The front page of a site is where a post without an address of its own points to.
    if address and ("/" in address or "?" in address or not post.guid):
        found.append(f"url:{address}")
    if text := text_key(post.text or post.summary):
        found.append(text)
    # An event is also known by its title and day: its page may list others of its kind today and none tomorrow.
    return (*found, _last_resort(post)) if post.event or not found else tuple(found)


def stand_in(post: Post) -> bool:
    """Return whether a post's title is only the words of its address, for want of a better one."""
    return bool(post.title) and post.title == addresses.words(post.address)


def text_key(text: str) -> str:
    """Return the key of a text by its first words, "" where it is too short to tell posts apart."""
    words = _WORD.findall(text[: COMPARED_WORDS * 40].casefold())[:COMPARED_WORDS]
    said = " ".join(words)
    if len(words) < SUBSTANTIAL_WORDS or len(said) < SUBSTANTIAL_LETTERS:
        return ""
    return f"text:{digest(said)}"


def name(source: SourceId, *found: str) -> PostId:
    """Return the id of the post of this source that is known under these keys: the same whenever it is met first.

    Only the first key counts: a guid stays when an address changes, an address when a text does.
    """
    return PostId(digest(f"{source}\n{next((key for key in found if key), '')}"))


def digest(text: str) -> str:
    """Return 20 hex digits of SHA-256: a billion posts collide with a chance of one in a million."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def told_apart(posts: Sequence[Post]) -> tuple[Post, ...]:
    """Return the posts of one page without the keys that do not tell them apart.

    Some feeds give every entry one guid, or link every entry to the front page; some listings end every summary
    in the same words. A key that posts with different titles, or events on different days, share names none of
    them. A post left without a key is known by its title and day; ids are given anew where their key is gone.
    """
    sharing: dict[str, list[Post]] = {}
    for post in posts:
        for key in post.keys:
            sharing.setdefault(key, []).append(post)
    common = {key for key, found in sharing.items() if len(found) > 1 and not _one_post(found)}
    return tuple(_without(post, common) for post in posts) if common else tuple(posts)


def _one_post(found: Sequence[Post]) -> bool:
    """Return whether posts that share a key are one: one title, or a retitled pair with one guid and one address."""
    if len({(_said(post.title), _held(post)) for post in found}) == 1:
        return True
    names = {(post.guid, addresses.key(post.address)) for post in found}
    return len(found) == 2 and len(names) == 1 and all(post.guid for post in found)


def _without(post: Post, common: set[str]) -> Post:
    kept = tuple(key for key in post.keys if key not in common)
    if kept == post.keys:
        return post
    kept = kept or (_last_resort(post),)
    return replace(post, keys=kept, id=name(post.source, *kept))


def _last_resort(post: Post) -> str:
    """Return a key of title and day, the event's or the publisher's, for posts with no guid, address or text."""
    day = _held(post) or (post.published.at.date().isoformat() if post.published.confidence >= 0.5 else "")
    return "title:" + digest(f"{_said(post.title)}\n{day}")


def _held(post: Post) -> str:
    """Return the day of the post's event: a council meets every month under one title and one address."""
    return post.event.start.date().isoformat() if post.event else ""


def _said(title: str) -> str:
    return " ".join(_WORD.findall(title.casefold())) or title
