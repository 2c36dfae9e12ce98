"""How places are shared between sources: what readers were given of each, over several issues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from digest import model as m


@dataclass(frozen=True, slots=True)
class Share:
    """A source's places: stories that it leads, those it is named in besides, and its share of all places, 0 to 1."""

    source: m.SourceId
    leads: int
    named: int
    share: float


@dataclass(frozen=True, slots=True)
class Fairness:
    """Shares, the largest first, sources without a place included.

    `equal` is how many sources would have the same weight if all that are there had equal shares: one over the
    sum of the squared shares (Simpson 1949; Laakso & Taagepera 1979). 0 where there is no place.
    """

    shares: tuple[Share, ...]
    places: int
    issues: int
    equal: float


def fairness(issues: Sequence[m.Issue], sources: Sequence[m.Source]) -> Fairness:
    """Return the shares over these issues; sources that are gone count under their ids."""
    stories = [story for issue in issues for story in issue.content.stories]
    leads = Counter(story.lead.source for story in stories)
    named = Counter(
        name for story in stories for name in {post.source for post in story.others} - {story.lead.source}
    )
    places = len(stories)
    order = dict.fromkeys((*(source.id for source in sources), *sorted({*leads, *named})))
    shares = [Share(name, leads[name], named[name], leads[name] / places if places else 0.0) for name in order]
    squares = sum(share.share**2 for share in shares)
    best = sorted(shares, key=lambda share: (-share.leads, -share.named))
    return Fairness(tuple(best), places, len(issues), 1 / squares if squares else 0.0)
