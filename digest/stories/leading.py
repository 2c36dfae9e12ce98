"""Which post of a story stands for it: the one nearest to where the matter comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from digest import model as m
from digest.stories import words

_ROLES = {role: at for at, role in enumerate(m.Role)}


def order(
    posts: Sequence[m.Post], sources: Mapping[m.SourceId, m.Source], ends: datetime
) -> tuple[tuple[m.Post, ...], str]:
    """Return the posts with the lead first, and in words why it leads ("" where there is no choice)."""

    def rank(post: m.Post) -> tuple[object, ...]:
        source = sources.get(post.source)
        over = post.event is not None and post.event.over_at <= ends
        return (
            over,
            len(words.tokens(post.title)) < 2,
            _ROLES[source.role] if source else len(_ROLES),
            -(source.weight if source else 0.0),
            -min(len(post.text) or len(post.summary), 4000) // 1000,
            post.published.at,
            post.id,
        )

    found = tuple(sorted(posts, key=rank)) if len(posts) > 1 else tuple(posts)
    if len({post.source for post in found}) < 2:
        return found, ""
    return found, _why(found, sources)


def _why(found: Sequence[m.Post], sources: Mapping[m.SourceId, m.Source]) -> str:
    first = sources.get(found[0].source)
    others = {source.role for post in found[1:] if (source := sources.get(post.source))}
    if first is None:
        return ""
    if others - {first.role}:
        return f"{first.name} leads: {first.role.value} before {', '.join(sorted(others - {first.role}))}"
    return f"{first.name} leads: the fullest or the first of its kind"
