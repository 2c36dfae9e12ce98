"""The archive's issues: a page for each, and its facts as open data (the ways to them are in `indexes`).

Static files that any web server can serve; nothing on a page asks another host for anything, and no script
is needed to read.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from digest import model as m
from digest.ports import Templates
from digest.renditions import words
from digest.renditions.addresses import Addresses, logo_path
from digest.renditions.cards import source_name
from digest.renditions.corrections import updated
from digest.renditions.editions import COUNTED, OTHER, Edition, edition, imprint

HTML = "text/html; charset=utf-8"


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
    year = issue.dated.astimezone(words.zone(newsletter.time_zone)).year
    values = {
        **frame(newsletter, addresses),
        "title": words.titled(COUNTED.sub("", shown.subject), f"{shown.title} No. {shown.number}"),
        "description": shown.preheader or shown.tagline,
        "canonical": shown.page,
        "issue": shown,
        "facts": embedded(linked_data(issue, shown, addresses)),
        "previous": max((other.number for other in issues if other.number < issue.number), default=0),
        "year": year,
        "up": "../",
    }
    body = templates.render("web/issue.html", values)
    return m.Rendition(f"{issue.number}/index.html", HTML, body.encode("utf-8", "replace"))


def frame(newsletter: m.Newsletter, addresses: Addresses) -> dict[str, object]:
    """Return what every page needs."""
    look = m.Look()
    safe = m.Look(
        accent=words.colour(newsletter.look.accent, look.accent),
        accent_dark=words.colour(newsletter.look.accent_dark, look.accent_dark),
        logo=logo_path(newsletter.look),
        logo_alt=words.line(newsletter.look.logo_alt or newsletter.title, words.NAME),
        heading_font=words.fonts(newsletter.look.heading_font),
        text_font=words.fonts(newsletter.look.text_font),
    )
    return {
        "language": newsletter.language,
        "look": safe,
        "newsletter": words.line(newsletter.title),
        "tagline": words.line(newsletter.tagline),
        "imprint": imprint(newsletter.sender),
        "feeds": (("Issues", "feeds/issues.xml"), ("Stories", "feeds/stories.xml")),
        "addresses": addresses,
    }


def linked_data(issue: m.Issue, shown: Edition, addresses: Addresses) -> dict[str, object]:
    """Return an issue as search engines read it (https://schema.org/PublicationIssue)."""
    return {
        "@context": "https://schema.org",
        "@type": "PublicationIssue",
        "@id": addresses.issue_id(issue),
        "url": shown.page,
        "name": shown.subject,
        "description": shown.preheader or shown.tagline,
        "issueNumber": shown.number,
        "datePublished": _moment(issue.dated),
        "dateModified": _moment(max(issue.dated, updated(issue))),
        "inLanguage": shown.language,
        "isPartOf": {"@type": "Periodical", "name": shown.title, "url": shown.home},
        "publisher": {"@type": "Organization", "name": shown.imprint or shown.title},
        "mainEntity": {
            "@type": "ItemList",
            "numberOfItems": len(shown.cards),
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": at,
                    "name": card.title,
                    **({"url": card.address} if card.address else {}),
                }
                for at, card in enumerate(shown.cards, 1)
            ],
        },
    }


def embedded(facts: dict[str, object]) -> words.Markup:
    """Return facts as JSON that no page can mistake for the end of its element."""
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return words.Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


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
        **({"remark": story.remark} if story.remark else {}),
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
