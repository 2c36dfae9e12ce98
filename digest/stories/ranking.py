"""Which stories an issue takes and in what order; what it leaves out says which limit was full.

    rank = 0.30 source + 0.30 fresh + 0.25 outlets + 0.15 fit

source  the highest weight among the story's sources, w / (1 + w)
fresh   0.5 ^ (age / half the window); without a date as if half a window old; for events days to come / 14
outlets 1 - 0.5 ^ (outlets - 1)
fit     the score of the main theme

A matter that earlier issues covered is worth nine tenths of that.

Stories are picked one at a time, the best first. Each story of a source or theme already picked lowers the next
one from there (by a tenth, by a fiftieth), so that neither fills the top: the greedy form of maximal marginal
relevance (Carbonell & Goldstein 1998) with "same source" and "same theme" for likeness.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from digest import model as m
from digest.stories.screening import WEEK, Moments, undated

_SOURCE, _FRESH, _OUTLETS, _FIT = 0.30, 0.30, 0.25, 0.15
_SAME_SOURCE, _SAME_THEME = 0.9, 0.98
_COVERED = 0.9
_EVENT_HALF = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Ranked:
    """Stories taken, best first, and stories left out with the reason."""

    stories: tuple[m.Story, ...]
    left_out: tuple[m.LeftOut, ...]


def rank(stories: Sequence[m.Story], newsletter: m.Newsletter, times: Moments) -> Ranked:
    """Return each story once, taken or left out, whatever the order they came in."""
    sources = {source.id: source for source in newsletter.sources}
    scored = [_scored(story, sources, newsletter.limits.window or WEEK, times) for story in stories]
    events = [story for story in scored if upcoming(story, times.sends)]
    others = [story for story in scored if not upcoming(story, times.sends)]
    taken, left = _pick(others, newsletter, sources)
    listed, dropped = _events(events, newsletter.limits)
    return Ranked(
        tuple(sorted((*taken, *listed), key=lambda story: (-story.rank, story.id))),
        tuple(sorted((*left, *dropped), key=lambda out: (-out.story.rank, out.story.id))),
    )


def upcoming(story: m.Story, ends: datetime) -> bool:
    """Return True where the story's lead announces something that is not over at that moment."""
    return story.lead.event is not None and story.lead.event.over_at > ends


def _scored(story: m.Story, sources: Mapping[m.SourceId, m.Source], window: timedelta, times: Moments) -> m.Story:
    outlets = len({post.source for post in story.posts})
    weight = max((sources[post.source].weight for post in story.posts if post.source in sources), default=0.5)
    fit = story.placements[0].score if story.theme else 0.0
    score = (
        _SOURCE * max(weight, 0.0) / (1.0 + max(weight, 0.0))
        + _FRESH * _freshness(story, window, times)
        + _OUTLETS * (1.0 - 0.5 ** (outlets - 1))
        + _FIT * min(fit, 1.0)
    )
    score *= _COVERED if story.earlier else 1.0
    why = f"{outlets} outlet{'s' if outlets > 1 else ''}, weight {weight:g}, {_age(story, times)}"
    return replace(story, rank=round(min(score, 1.0), 4), reasons=(*story.reasons, f"ranked {score:.2f}: {why}"))


def _freshness(story: m.Story, window: timedelta, times: Moments) -> float:
    event = story.lead.event
    if event is not None:
        return float(0.5 ** (max(event.start - times.sends, timedelta(0)) / _EVENT_HALF))
    half = max(window / 2, timedelta(hours=1))
    ages = [half if undated(post) else max(times.now - post.published.at, timedelta(0)) for post in story.posts]
    return float(0.5 ** min(min(ages) / half, 60.0))


def _age(story: m.Story, times: Moments) -> str:
    event = story.lead.event
    if event is not None:
        days = max((event.start - times.sends).days, 0)
        return f"{days} day{'s' if days != 1 else ''} to go" if days else "in less than a day of sending"
    if all(undated(post) for post in story.posts):
        return "undated"
    days = max(min((times.now - post.published.at).days for post in story.posts if not undated(post)), 0)
    return f"{days} day{'s' if days != 1 else ''} old" if days else "less than a day old"


class _Tally:
    """What has been picked so far, and what the next one of a source or theme is worth."""

    def __init__(self, limits: m.Limits, names: Mapping[str, str]) -> None:
        self.limits, self.names = limits, names
        self.taken = 0
        self.sources: Counter[str] = Counter()
        self.themes: Counter[str] = Counter()

    def worth(self, story: m.Story) -> float:
        """Return the story's rank now, lowered for each of its source and theme before it."""
        lowered: float = _SAME_SOURCE ** self.sources[story.lead.source] * _SAME_THEME ** self.themes[story.theme]
        return story.rank * lowered

    @property
    def whole(self) -> str:
        """Why there is no room for any other story, in words; "" where there is."""
        most = self.limits.stories
        return f"the issue has its {most} stories, all ranked higher" if self.taken >= most else ""

    def full(self, story: m.Story) -> str:
        """Which limit of a theme or source leaves no room for the story, in words; "" where there is room."""
        theme, source = self.names.get(story.theme) or "Other", story.lead.source
        if self.themes[story.theme] >= self.limits.per_theme:
            return f"{theme} has its {self.limits.per_theme} stories, all ranked higher"
        if self.sources[source] >= self.limits.per_source:
            return f"{self.names.get(source) or source} has its {self.limits.per_source} stories, all ranked higher"
        return ""

    def take(self, story: m.Story) -> None:
        """Count a story as picked."""
        self.taken += 1
        self.sources[story.lead.source] += 1
        self.themes[story.theme] += 1


def _pick(
    stories: Sequence[m.Story], newsletter: m.Newsletter, sources: Mapping[m.SourceId, m.Source]
) -> tuple[list[m.Story], list[m.LeftOut]]:
    """Best first; worth only falls as more are picked, so a heap of old worths is right when its top is fresh."""
    names = {str(theme.id): theme.name for theme in newsletter.themes}
    tally = _Tally(newsletter.limits, names | {str(source.id): source.name for source in sources.values()})
    heap = sorted((-story.rank, story.id, at) for at, story in enumerate(stories))  # which is a heap
    taken, left = [], []
    while heap and not tally.whole:
        old, name, at = heapq.heappop(heap)
        story = stories[at]
        why = tally.full(story)
        if why:
            left.append(m.LeftOut(story, why))
        elif (worth := tally.worth(story)) < -old - 1e-12:
            heapq.heappush(heap, (-worth, name, at))
        else:
            tally.take(story)
            taken.append(replace(story, rank=round(worth, 4)))
    left.extend(m.LeftOut(stories[at], tally.whole) for _, _, at in heap)
    return taken, left


def _events(stories: Sequence[m.Story], limits: m.Limits) -> tuple[list[m.Story], list[m.LeftOut]]:
    """Take the soonest events that fit."""
    by_date = sorted(stories, key=lambda story: (story.lead.event.start if story.lead.event else None, story.id))
    why = f"the {limits.events} events before it fill the list"
    return by_date[: limits.events], [m.LeftOut(story, why) for story in by_date[limits.events :]]
