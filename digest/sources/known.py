"""Which of the posts found on a page are new, which have changed, and which are as they were.

A pure decision on what was found and what is known; what is stored is the caller's affair. Merging never
deletes: two posts are one only where a key says so that no third post contradicts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from digest.model import Dating, Event, Post
from digest.sources import addresses, event_changes, identity

TELLING_WORDS = 4  # a shorter title comes again

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Decided:
    """The posts of one page: not met before, met before and changed since, met before and the same."""

    new: tuple[Post, ...]
    changed: tuple[Post, ...]
    same: tuple[Post, ...]


def decide(found: Sequence[Post], known: Mapping[str, Post], *, moved: bool = False) -> Decided:
    """Return what became of the posts found, given the stored post behind each key that is known (`identity.asked`).

    A post that matches keeps its id, the time it was first seen and the better date; it has the keys of both.
    Two posts found under one key are one, the first's place and the fuller's words. `moved` is True where the page
    was made anew: its posts may have new addresses, and a title is believed without its day.
    """
    posts = _each_once(identity.told_apart(identity.unshared(identity.told_apart(found), known)))
    matches = _matched(posts, known, moved=moved)
    new: list[Post] = []
    changed: list[Post] = []
    same: list[Post] = []
    for post in posts:
        old = matches.get(post.id)
        if old is None:
            new.append(post)
            continue
        merged = merge(old, post)
        (same if merged == old else changed).append(merged)
    return Decided(tuple(new), tuple(changed), tuple(same))


def merge(old: Post, post: Post) -> Post:
    """Return the known post with what was found anew: never less than what it had.

    A text read from the post's own page is not exchanged for the excerpt that its source gives.
    """
    text = post.text if _fuller(post.text, old.text, whole=old.complete) else old.text
    event = post.event or old.event
    if old.event and post.event:
        event = event_changes.carried(old.event, post.event, post.seen)
    merged = replace(
        old,
        title=old.title if identity.stand_in(post) else post.title or old.title,
        summary=post.summary or old.summary,
        text=text,
        address=post.address or old.address,
        guid=old.guid or post.guid,
        published=better(old.published, post.published),
        authors=old.authors or post.authors,
        image=old.image or post.image,
        language=old.language or post.language,
        tags=old.tags or post.tags,
        event=event,
        medium=post.medium or old.medium,
        # what was moved has its own page read again
        complete=post.complete or (old.complete and not _revised(old.event, event)),
    )
    return replace(merged, keys=identity.joined(old, post, merged))


def _revised(old: Event | None, new: Event | None) -> bool:
    return bool(old and new and new.earlier != old.earlier)


def better(old: Dating, new: Dating) -> Dating:
    """Return the date that is surer; of two as sure, the one that was there first: a post's date does not move."""
    return new if new.confidence > old.confidence else old


def _fuller(new: str, old: str, *, whole: bool) -> bool:
    """Return whether a text found now takes the place of the stored one."""
    if not new or new == old:
        return False
    return len(new) >= len(old) if whole else True


def _each_once(posts: Sequence[Post]) -> tuple[Post, ...]:
    """Return the posts of a page with those that share a key made one, in the order of first appearance."""
    kept: dict[int, Post] = {}
    places: dict[str, int] = {}
    for number, post in enumerate(posts):
        place = next((places[key] for key in post.keys if key in places), number)
        kept[place] = _united(kept[place], post) if place in kept else post
        for key in kept[place].keys:
            if not key.startswith(identity.SHARED):
                places.setdefault(key, place)
    return tuple(kept.values())


def _united(first: Post, second: Post) -> Post:
    """Return two findings of one post as one: the first's name, the longer texts, the keys of both."""
    keys = (*first.keys, *(key for key in second.keys if key not in first.keys))
    fuller = replace(
        second,
        title=first.title,
        address=first.address,
        summary=max(first.summary, second.summary, key=len),
        text=max(first.text, second.text, key=len),
    )
    united = merge(first, fuller)
    return replace(united, keys=keys, event=first.event or second.event)


def _matched(posts: Sequence[Post], known: Mapping[str, Post], *, moved: bool) -> dict[str, Post]:
    """Return the known post behind each found one, by the found one's id; a known post is given away once.

    Stronger keys choose first over the whole page, so that a post found again by its guid is not taken by
    another one that begins with the same words. What only a title can tell is decided last, when every known post
    that stands on the page under its own name has been given away.
    """
    matches: dict[str, Post] = {}
    taken: set[str] = set()
    for strength in ("guid:", "url:", "title:", "text:", "event:", ""):
        for post in posts:
            if post.id in matches:
                continue
            old = _behind(post, known, strength, taken) if strength else _retold(post, known, taken, moved=moved)
            if old is not None:
                matches[post.id] = old
                taken.add(old.id)
    return matches


def _behind(post: Post, known: Mapping[str, Post], strength: str, taken: set[str]) -> Post | None:
    for key in post.keys:
        if key.startswith(strength) and (old := known.get(key)) is not None and old.id not in taken:
            if (strength == "title:" and not _by_title_alone(post, old)) or _other_event(post, old, strength):
                continue
            return old
    return None


def _other_event(post: Post, old: Post, strength: str) -> bool:
    """Return whether the two announce different events, such as this year's and the last under one address."""
    if post.event is None or old.event is None:
        return strength == "event:"
    return event_changes.is_other(old.event, post.event, post.seen, by_name=strength == "event:")


def _by_title_alone(post: Post, old: Post) -> bool:
    """Return whether nothing but its title names one of the two, or both are events of that day."""
    return not identity.named(post) or not identity.named(old) or bool(post.event and old.event)


def _retold(post: Post, known: Mapping[str, Post], taken: set[str], *, moved: bool) -> Post | None:
    """Return the known post of the same title and day on the same site, whose own names are gone from the page.

    Sites that change their system give every post another guid and address at once; where a page was made anew a
    title of few words is believed with its day.
    """
    dated = post.published.confidence >= identity.SURE_DAY
    if len(_WORD.findall(post.title)) < TELLING_WORDS and not (moved and dated):
        return None
    if not moved and not dated:
        return None
    for key in post.keys:
        old = known.get(key) if key.startswith("title:") else None
        if old and old.id not in taken and (moved or addresses.host(old.address) == addresses.host(post.address)):
            return old
    return None
