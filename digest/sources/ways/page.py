"""Findings of any way made into a page of posts, all by the same rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from digest.model import DateEvidence, EvidenceKind, Page, Post, Refused, Source
from digest.sources import addresses, clean, dates, identity
from digest.sources.raw import Raw, to_post

MOST = 200


def page_of(kind: str, raws: Iterable[Raw], source: Source, address: str, now: datetime, *, title: str = "") -> Page:
    """Return the posts behind findings, each address once; what has no page of its own is refused.

    `address` is the page that the findings stood on.
    """
    posts: dict[str, Post] = {}
    refused: list[Refused] = []
    here = addresses.key(address)
    for raw in raws:
        if len(posts) >= MOST:
            break
        post = to_post(raw, source, address, now)
        if isinstance(post, Refused):
            refused.append(post)
        elif addresses.key(post.address) == here:
            refused.append(Refused(post.title, post.address, "it leads back to the page it stands on"))
        else:
            posts.setdefault(addresses.key(post.address), post)
    told = identity.told_apart(tuple(posts.values()))
    return Page(kind, told, title=clean.shortened(clean.line(title), 200), refused=tuple(refused[:MOST]))


def dated(kind: EvidenceKind, words: str, source: Source, now: datetime) -> tuple[DateEvidence, ...]:
    """Return what the words of a date mean, nothing where they mean none."""
    words = words.strip()[:200]
    if not words:
        return ()
    moment = dates.read_date(words, near=now, zone=source.zone, day_first=source.day_first, language=source.language)
    return (DateEvidence(kind, words, moment.at, moment.whole_day),) if moment else ()
