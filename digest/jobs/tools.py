"""Editors' tools, which change nothing: two issues side by side, what other settings would give, an issue rebuilt."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from digest import editing, renditions
from digest import model as m
from digest.editing.differences import Difference, difference
from digest.errors import NothingThere, Unfit
from digest.jobs import history
from digest.jobs.draft import EARLIER_ISSUES, of_width, told_of
from digest.jobs.parts import Parts
from digest.jobs.publish import the_issue
from digest.stories.fairness import Fairness, fairness

MOST_DAYS, MOST_STORIES = 60, 500


@dataclass(frozen=True, slots=True)
class Otherwise:
    """Settings as they might be: sources left out or weighed otherwise, limits of an issue; None for as they are."""

    without: tuple[m.SourceId, ...] = ()
    weights: tuple[tuple[m.SourceId, float], ...] = ()
    days: int | None = None
    stories: int | None = None
    per_theme: int | None = None
    per_source: int | None = None
    events: int | None = None


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A file of an issue made anew: the SHA-256 of what was made and of what is in the outbox, "" for nothing."""

    path: str
    made: str
    published: str

    @property
    def same(self) -> bool:
        """True where both are the same, byte for byte."""
        return self.made == self.published


def compare(parts: Parts, one: int, other: int | None = None) -> Difference:
    """Return how an issue differs from another, or from the draft in hand where none is named."""
    now = the_issue(parts, other).content if other else history.waiting(parts).content
    return difference(the_issue(parts, one).content, now)


def what_if(parts: Parts, otherwise: Otherwise, issue: int | None = None) -> Difference:
    """Return what the draft in hand, or a past issue, would be with other settings, as a difference.

    Nothing is stored. Both sides are told anew from the posts of its window, so that nothing differs but the
    settings. Raises `NothingThere` for a source that there is not, `Unfit` for a limit out of bounds.
    """
    changed = _changed(parts.newsletter, otherwise)
    if issue:
        past = the_issue(parts, issue)
        since, until, now, number = past.content.since, past.content.until, past.dated, past.number
    else:
        waiting = history.waiting(parts)
        since, until, now, number = waiting.content.since, waiting.content.until, waiting.due, 0
    begins = until - timedelta(days=otherwise.days) if otherwise.days else since
    as_it_is = _told(parts, parts.newsletter, since, until, now, number)
    return difference(as_it_is, _told(parts, changed, begins, until, now, number))


def rebuilt(parts: Parts, number: int) -> tuple[Rebuilt, ...]:
    """Return every file of an issue's own folder made anew from what is stored, beside what was published.

    Raises `NothingThere` without such an issue.
    """
    issue = the_issue(parts, number)
    issues = parts.store.desk.issues(parts.newsletter.id)
    corrections = parts.store.corrections.all(parts.newsletter.id)
    made = renditions.publish(issue, issues, parts.newsletter, parts.templates, parts.public, corrections)
    own = [file for file in made.renditions if file.path.startswith(f"{issue.number}/")]
    return tuple(Rebuilt(one.path, _digest(one.body), _digest(parts.outbox.read(one.path))) for one in own)


def shares(parts: Parts) -> Fairness:
    """Return each source's share of the places in the last issues and in the draft in hand."""
    issues = parts.store.desk.issues(parts.newsletter.id)[:EARLIER_ISSUES]
    return fairness(issues, parts.newsletter.sources)


def _digest(body: bytes | None) -> str:
    return "" if body is None else hashlib.sha256(body).hexdigest()


def _told(
    parts: Parts, newsletter: m.Newsletter, since: datetime, until: datetime, now: datetime, number: int
) -> m.Content:
    """Return what is told of the posts of a window under these settings, by the jobs and stages that make a draft."""
    known = {source.id for source in newsletter.sources}
    gone = {source.id for source in parts.newsletter.sources} - known
    posts = [p for p in parts.store.posts.between(newsletter.id, since, until) if p.source not in gone]
    issues = parts.store.desk.issues(newsletter.id)
    earlier = [one for one in issues if not number or one.number < number]
    told = told_of(parts, of_width(newsletter, until - since), posts, now, earlier)
    slot = m.Slot(m.SlotId(""), newsletter.id, m.Job.SEND, now)
    return editing.compose(newsletter, slot, told, {}, until, since, until).content


def _changed(newsletter: m.Newsletter, otherwise: Otherwise) -> m.Newsletter:
    weights = dict(otherwise.weights)
    for name in (*otherwise.without, *weights):
        if newsletter.source(name) is None:
            raise NothingThere(f"There is no source {str(name)[:100]!r}; digest sources has them all.", about=name)
    kept = [source for source in newsletter.sources if source.id not in otherwise.without]
    sources = tuple(replace(one, weight=weights.get(one.id, one.weight)) for one in kept)
    limits = newsletter.limits
    names = ("stories", "per_theme", "per_source", "events")
    wanted = {name: value for name in names if (value := getattr(otherwise, name)) is not None}
    if any(not 0 <= value <= MOST_STORIES for value in wanted.values()):
        raise Unfit(f"A limit lies between 0 and {MOST_STORIES}.")
    if otherwise.days is not None and not 1 <= otherwise.days <= MOST_DAYS:
        raise Unfit(f"A window has between 1 and {MOST_DAYS} days.")
    if any(not 0 <= weight <= 100 for weight in weights.values()):
        raise Unfit("A weight lies between 0 and 100.")
    return replace(newsletter, sources=sources, limits=replace(limits, **wanted))
