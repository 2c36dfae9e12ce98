"""How long things are kept, and what has been put away since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from digest.model.names import NewsletterId
from digest.model.posts import Post


class Passing(StrEnum):
    """What is kept for a time only. Issues, consents, suppressions and deliveries are kept for ever."""

    POSTS = "posts"
    DRAFTS = "drafts"
    SLOTS = "slots"
    RETURNS = "returns"
    LETTERS = "letters"
    RECORDS = "records"


@dataclass(frozen=True, slots=True)
class Keep:
    """For how many days each is kept, 0 for ever."""

    posts: int = 0
    drafts: int = 0
    slots: int = 0
    returns: int = 0
    letters: int = 0
    records: int = 0

    def before(self, what: Passing, now: datetime) -> datetime | None:
        """Return the moment before which they are put away, None where they are kept for ever."""
        days: int = getattr(self, what.value)
        return now - timedelta(days=days) if days else None

    def past(self, post: Post, now: datetime) -> bool:
        """Return whether a post is older than posts are kept: then only what it is recognised by stays."""
        before = self.before(Passing.POSTS, now)
        if before is None:
            return False
        over = post.event.over_at if post.event else before - timedelta(1)
        return max(post.published.at, post.seen, over) < before


@dataclass(frozen=True, slots=True)
class PutAway:
    """How many of a kind were put away so far, and when the last."""

    newsletter: NewsletterId
    what: Passing
    count: int
    at: datetime
