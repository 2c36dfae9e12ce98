"""What language posts are in, where it can be told: as their source is said to be, else as they read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from digest import model as m
from digest.jobs.parts import Parts


def recognised(parts: Parts, posts: Iterable[m.Post]) -> tuple[m.Post, ...]:
    """Return the posts with their languages: what the newsletter's file says of their source comes first.

    What a feed or page says of itself is believed only where the text does not say otherwise: templates are copied
    with the language of somebody else's site.
    """
    return tuple(_recognised(parts, post) for post in posts)


def _recognised(parts: Parts, post: m.Post) -> m.Post:
    source = parts.newsletter.source(post.source)
    language = source.language if source else ""
    if not language:
        language = parts.language(f"{post.title}. {post.summary} {post.text[:1000]}") or post.language
    return post if language == post.language else replace(post, language=language)
