"""Under which names a post is recognised when it comes again.

A post is known by what its source calls it (`guid:`), by its address (`url:`) and, where there is enough of it,
by its text (`text:`), so that a retitled, re-addressed or re-identified post is still itself. Two short
look-alikes ("Weekly bulletin", "Read our latest report") share no text key. Title and day (`title:`) come last and
decide only where nothing else can: a site that gives all its posts new addresses, a link that serves several.

A name that did not tell the posts of a page apart is remembered as that (`shared:`), so that it is not trusted on
the day when only one of them stands there.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from digest.model import Event, Post, PostId, SourceId
from digest.sources import addresses

SUBSTANTIAL_WORDS = 40
SUBSTANTIAL_LETTERS = 220
COMPARED_WORDS = 120
LONGEST_KEY = 180
TITLES = 6  # of a post that is retitled again and again, the last ones
SURE_DAY = 0.5
SHARED = "shared:"
BY_MAIL = "mid:"  # how the guids of posts out of mails begin

NAMES = ("guid:", "url:")
MARKED = (*NAMES, "event:")  # what is remembered when it proved to be shared

_WORD = re.compile(r"\w+")


def keys(post: Post) -> tuple[str, ...]:
    """Return the post's keys, the most telling first; a post always has at least one."""
    found = []
    if post.guid:
        found.append(_short("guid:", post.guid))
    address = addresses.key(post.address)
    # The front page of a site is where a post without an address of its own points to.
    if address and ("/" in address or "?" in address or not post.guid):
        found.append(_short("url:", address))
    if text := text_key(post.text or post.summary):
        found.append(text)
    if post.title or not found:
        found.append(title_key(post))
    return (*found, event_key(post.event)) if post.event else tuple(found)


def event_key(event: Event) -> str:
    """Return a key of an event's name alone, by which one is known again that was moved to another day."""
    return "event:" + digest(f"{event.kind} {_said(event.name)}")


def _short(kind: str, said: str) -> str:
    """Return a key that fits its column: a very long one by its digest."""
    key = f"{kind}{said}"
    return key if len(key) <= LONGEST_KEY else f"{kind}{digest(said)}"


def asked(posts: Sequence[Post]) -> tuple[str, ...]:
    """Return every key to look up for the posts of a page: their own, and whether their names proved to be shared."""
    own = {key for post in posts for key in post.keys}
    return (*own, *(SHARED + key for key in own if key.startswith(MARKED)))


def joined(old: Post, post: Post, merged: Post) -> tuple[str, ...]:
    """Return the keys of a known post met again: of both, and the last few titles under which it stood.

    A title is added where it changed: its day alone may be told differently by the list and by the post's own page.
    """
    both = dict.fromkeys((*old.keys, *(key for key in post.keys if not key.startswith("title:"))))
    titles = [key for key in both if key.startswith("title:")]
    if titles and _said(merged.title) == _said(old.title):
        return tuple(both)
    titles = list(dict.fromkeys((*titles, title_key(merged))))
    return (*(key for key in both if not key.startswith("title:")), *titles[-TITLES:])


def named(post: Post) -> bool:
    """Return whether a post has a name that is its own: a guid or an address."""
    return any(key.startswith(NAMES) for key in post.keys)


def unshared(posts: Sequence[Post], known: Iterable[str]) -> tuple[Post, ...]:
    """Return the posts without the names that are known to have stood for several posts at once."""
    common = {key.removeprefix(SHARED) for key in known if key.startswith(SHARED)}
    return tuple(_without(post, common) for post in posts) if common else tuple(posts)


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
            if not key.startswith(SHARED):
                sharing.setdefault(key, []).append(post)
    common = {key for key, found in sharing.items() if len(found) > 1 and not _one_post(key, found)}
    return tuple(_without(post, common) for post in posts) if common else tuple(posts)


def _one_post(key: str, found: Sequence[Post]) -> bool:
    """Return whether posts that share a key are one: one title, or a retitled pair with one guid and one address.

    A title alone makes one of what has other names only where these agree, and of events.
    """
    if key.startswith("title:") and any(named(post) and not post.event for post in found):
        return bool(set.intersection(*({one for one in post.keys if one.startswith(NAMES)} for post in found)))
    if len({(_said(post.title), _held(post)) for post in found}) == 1:
        return True
    names = {(post.guid, addresses.key(post.address)) for post in found}
    return len(found) == 2 and len(names) == 1 and all(post.guid for post in found)


def _without(post: Post, common: set[str]) -> Post:
    kept = tuple(key for key in post.keys if key not in common)
    if kept == post.keys:
        return post
    kept = kept if any(not key.startswith(SHARED) for key in kept) else (title_key(post), *kept)
    marks = (SHARED + key for key in post.keys if key in common and key.startswith(MARKED))
    return replace(post, keys=(*kept, *marks), id=name(post.source, *kept))


def title_key(post: Post) -> str:
    """Return a key of title and day, the event's or the publisher's, for posts that nothing else names."""
    day = _held(post) or (post.published.at.date().isoformat() if post.published.confidence >= SURE_DAY else "")
    return "title:" + digest(f"{_said(post.title)}\n{day}")


def _held(post: Post) -> str:
    """Return the day of the post's event: a council meets every month under one title and one address."""
    return post.event.start.date().isoformat() if post.event else ""


def _said(title: str) -> str:
    return " ".join(_WORD.findall(title.casefold())) or title
