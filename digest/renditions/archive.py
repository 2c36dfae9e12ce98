"""The archive: a page for each issue and one of all issues, and each issue's facts as open data.

Static files that any web server can serve; nothing on a page asks another host for anything, and no script
is needed to read.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from digest import model as m
from digest.ports import Templates
from digest.renditions import words
from digest.renditions.addresses import ISSUES_FEED, STORIES_FEED, Addresses
from digest.renditions.cards import source_name
from digest.renditions.editions import OTHER, edition, imprint

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Entry:
    """An issue as the page of all issues lists it; `stories` is "46 stories", `sources` "31 sources"."""

    number: int
    date: str
    machine_date: str
    year: int
    title: str
    summary: str
    stories: str
    sources: str


def issue_page(
    issue: m.Issue,
    issues: Sequence[m.Issue],
    newsletter: m.Newsletter,
    templates: Templates,
    addresses: Addresses,
) -> m.Rendition:
    """Return an issue's page, with the same stories in the same order as its mail, and a way to the one before.

    Not to the one after: a page that is out stays as it is.
    """
    shown = edition(issue, newsletter, addresses)
    values = {
        **_frame(shown.accent, shown.accent_dark, newsletter, addresses),
        "title": f"{shown.subject} · {shown.title} No. {shown.number}",
        "description": shown.preheader or shown.tagline,
        "canonical": shown.page,
        "issue": shown,
        "previous": max((other.number for other in issues if other.number < issue.number), default=0),
        "up": "../",
    }
    body = templates.render("web/issue.html", values)
    return m.Rendition(f"{issue.number}/index.html", HTML, body.encode("utf-8", "replace"))


def index_page(
    issues: Sequence[m.Issue], newsletter: m.Newsletter, templates: Templates, addresses: Addresses
) -> m.Rendition:
    """Return the page of all issues, newest first."""
    look = m.Look()
    values = {
        **_frame(
            words.colour(newsletter.look.accent, look.accent),
            words.colour(newsletter.look.accent_dark, look.accent_dark),
            newsletter,
            addresses,
        ),
        "title": words.line(newsletter.title),
        "description": words.line(newsletter.tagline),
        "canonical": addresses.home,
        "entries": tuple(_entry(issue, newsletter) for issue in issues),
        "up": "",
    }
    return m.Rendition("index.html", HTML, templates.render("web/index.html", values).encode("utf-8", "replace"))


def _frame(accent: str, accent_dark: str, newsletter: m.Newsletter, addresses: Addresses) -> dict[str, object]:
    """Return what every page needs."""
    return {
        "language": newsletter.language,
        "look": m.Look(accent, accent_dark),
        "newsletter": words.line(newsletter.title),
        "tagline": words.line(newsletter.tagline),
        "imprint": imprint(newsletter.sender),
        "feeds": (("Issues", ISSUES_FEED), ("Stories", STORIES_FEED)),
        "addresses": addresses,
    }


def _entry(issue: m.Issue, newsletter: m.Newsletter) -> Entry:
    """Return an issue as one line of the list; no card is made for it, as there may be hundreds of issues."""
    at = issue.dated.astimezone(words.zone(newsletter.time_zone))
    stories = issue.content.stories
    return Entry(
        number=issue.number,
        date=words.full_day(at),
        machine_date=f"{at:%Y-%m-%d}",
        year=at.year,
        title=words.line(issue.content.subject) or words.line(newsletter.title),
        summary=words.line(issue.content.preheader),
        stories=words.count(len(stories), "story", "stories"),
        sources=words.count(len({post.source for story in stories for post in story.posts}), "source"),
    )


def issue_data(issue: m.Issue, newsletter: m.Newsletter, addresses: Addresses) -> m.Rendition:
    """Return an issue's facts as JSON: everything shown and why it stands where it does.

    The posts' own texts are their publishers' and stay out, and so does the name of who approved it.
    """
    content = issue.content
    sections = [
        {"theme": _theme(section.theme, newsletter), "stories": [_story(s, newsletter) for s in section.stories]}
        for section in content.sections
    ]
    facts = {
        "id": addresses.issue_id(issue),
        "newsletter": {"id": newsletter.id, "title": newsletter.title, "language": newsletter.language},
        "number": issue.number,
        "slot": issue.slot,
        "dated": _moment(issue.dated),
        "approved": _moment(issue.approved),
        "since": _moment(content.since),
        "until": _moment(content.until),
        "address": addresses.issue(issue.number),
        "subject": content.subject,
        "preheader": content.preheader,
        "introduction": content.introduction,
        "lead": _story(content.lead, newsletter) if content.lead else None,
        "sections": sections,
        "events": [_story(story, newsletter) for story in content.events],
        "corrections": [_correction(one) for one in issue.corrections],
        "corrections_told": [{"issue": one.issue, **_correction(one)} for one in content.corrections],
    }
    text = json.dumps(facts, ensure_ascii=False, indent=2) + "\n"
    return m.Rendition(f"{issue.number}/issue.json", "application/json", text.encode("utf-8", "replace"))


def _story(story: m.Story, newsletter: m.Newsletter) -> dict[str, object]:
    """Return a story's facts."""
    return {
        "id": story.id,
        **_post(story.lead, newsletter),
        "summary": story.summary.text,
        "summary_origin": story.summary.origin,
        "themes": [
            {**_theme(place.theme, newsletter), "score": round(place.score, 4), "evidence": list(place.evidence)}
            for place in story.placements
        ],
        "rank": round(story.rank, 4),
        "reasons": list(story.reasons),
        "also_in": [_post(post, newsletter) for post in story.others],
        "earlier_issues": list(story.earlier),
        "event": _event(story.lead.event) if story.lead.event else None,
    }


def _correction(correction: m.Correction) -> dict[str, object]:
    """Return what was corrected when; the words that are right stand in the story itself."""
    return {"number": correction.number, "made": _moment(correction.made), "story": correction.story} | {
        "note": correction.note
    }


def _post(post: m.Post, newsletter: m.Newsletter) -> dict[str, object]:
    """Return who published what, where and when."""
    return {
        "title": post.title,
        "address": post.address,
        "source": {"id": post.source, "name": source_name(post, newsletter)},
        "published": f"{post.published.at:%Y-%m-%d}" if post.published.whole_day else _moment(post.published.at),
        "published_confidence": round(post.published.confidence, 4),
        "authors": list(post.authors),
        "language": post.language,
    }


def _event(event: m.Event) -> dict[str, object]:
    """Return an event's facts."""
    return {
        "name": event.name,
        "kind": event.kind,
        "start": f"{event.start:%Y-%m-%d}" if event.whole_day else _moment(event.start),
        "end": _moment(event.end) if event.end else None,
        "whole_day": event.whole_day,
        "zone": event.zone,
        "place": event.place,
        "online": event.online,
        "speakers": [
            {"name": person.name, "role": person.role, "organisation": person.organisation}
            for person in event.speakers
        ],
        "organisers": list(event.organisers),
    }


def _theme(theme: m.ThemeId, newsletter: m.Newsletter) -> dict[str, object]:
    """Return a theme's id and name."""
    known = newsletter.theme(theme)
    return {"id": theme, "name": known.name if known else OTHER}


def _moment(at: datetime) -> str:
    """Return a moment in UTC as ISO 8601 writes it."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
