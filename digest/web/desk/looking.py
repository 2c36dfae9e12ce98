"""The editor's view, read-only: what is waiting, and the draft exactly as it would be sent."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from digest import jobs
from digest import model as m
from digest.jobs import Parts
from digest.renditions import words
from digest.web import outbox, pages
from digest.web.desk.preview import for_nobody


@dataclass(frozen=True, slots=True)
class Row:
    """An issue, as a line of a table."""

    number: int
    subject: str
    date: str
    stories: int
    approved_by: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a story stands in the draft, and why."""

    section: str
    title: str
    address: str
    source: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Out:
    """A story that is not in the draft, and why."""

    title: str
    address: str
    why: str


def home(request: Request) -> Response:
    """Return what there is: the draft in hand, the issues, the feeds. At the public address: all issues."""
    if not pages.is_here(request):
        return outbox.home(request)
    parts = pages.parts_of(request)
    draft = parts.store.desk.latest_draft(parts.newsletter.id)
    values = {
        "title": parts.newsletter.title,
        "tagline": parts.newsletter.tagline,
        "draft": draft and _summary(parts, draft),
        "issues": [_row(parts, issue) for issue in parts.store.desk.issues(parts.newsletter.id)],
        "published": jobs.published(parts, "index.html") is not None,
        "public": parts.public,
    }
    return pages.page(request, "web/desk-home.html", values)


def to_desk(_: Request) -> Response:
    """Lead to the desk."""
    return RedirectResponse("/desk/", 308)


def to_draft(_: Request) -> Response:
    """Lead to the draft."""
    return RedirectResponse("/draft/", 308)


def draft(request: Request) -> Response:
    """Return the draft at the width of a desk and of a phone, as text, and why each story stands where it does."""
    parts = pages.only_here(request)
    now = parts.store.desk.latest_draft(parts.newsletter.id)
    if now is None:
        values: dict[str, object] = {"title": parts.newsletter.title, "draft": None}
        return pages.page(request, "web/desk-draft.html", values, 404)
    mail = jobs.preview(parts, now)
    values = {
        "title": now.content.subject,
        "draft": _summary(parts, now),
        "preheader": now.content.preheader,
        "text": for_nobody(parts, mail.text),
        "kilobytes": -(-len(mail.html.encode("utf-8", "replace")) // 1000),
        "quarantined": mail.quarantined,
        "places": _places(parts, now),
        "left_out": [Out(one.story.lead.title, _link(one.story), one.why) for one in now.left_out],
    }
    return pages.page(request, "web/desk-draft.html", values)


def draft_html(request: Request) -> Response:
    """Return the draft's mail, as HTML."""
    parts, mail = _mail(request)
    body = for_nobody(parts, mail.html, escape=True).encode("utf-8", "replace")
    headers = {"content-security-policy": pages.mail_policy()}
    return Response(body, headers=headers, media_type="text/html; charset=utf-8")


def draft_text(request: Request) -> Response:
    """Return the draft's mail, as text."""
    parts, mail = _mail(request)
    return PlainTextResponse(for_nobody(parts, mail.text).encode("utf-8", "replace"))


def _mail(request: Request) -> tuple[Parts, m.Mail]:
    parts = pages.only_here(request)
    now = parts.store.desk.latest_draft(parts.newsletter.id)
    if now is None:
        raise HTTPException(404)
    return parts, jobs.preview(parts, now)


def _summary(parts: Parts, draft: m.Draft) -> dict[str, object]:
    stories = draft.content.stories
    return {
        "subject": draft.content.subject,
        "revision": draft.revision,
        "composed": pages.moment(draft.composed, parts.newsletter.time_zone),
        "due": pages.moment(draft.due, parts.newsletter.time_zone),
        "stories": words.count(len(stories), "story", "stories"),
        "sources": words.count(len({post.source for story in stories for post in story.posts}), "source"),
        "left_out": len(draft.left_out),
        "notes": draft.notes,
    }


def _row(parts: Parts, issue: m.Issue) -> Row:
    dated = issue.dated.astimezone(words.zone(parts.newsletter.time_zone))
    return Row(
        issue.number,
        issue.content.subject,
        f"{dated.day} {words.MONTHS[dated.month - 1]} {dated.year}",
        len(issue.content.stories),
        issue.approved_by,
    )


def _places(parts: Parts, draft: m.Draft) -> list[Place]:
    content = draft.content
    sections: list[tuple[str, tuple[m.Story, ...]]] = [
        ("Lead", (content.lead,) if content.lead else ()),
        *((_name(parts, section.theme), section.stories) for section in content.sections),
        ("Events", content.events),
    ]
    return [_place(parts, name, story) for name, stories in sections for story in stories]


def _place(parts: Parts, section: str, story: m.Story) -> Place:
    source = parts.newsletter.source(story.lead.source)
    name = source.name if source else story.lead.source
    return Place(section, story.lead.title, _link(story), name, story.reasons)


def _link(story: m.Story) -> str:
    return words.web_address(story.lead.address)


def _name(parts: Parts, theme: m.ThemeId) -> str:
    found = parts.newsletter.theme(theme)
    return found.name if found else "Other"
