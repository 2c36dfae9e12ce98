"""What stands beside the draft: what was left out, its history, the sources, past issues, one story."""

from __future__ import annotations

from collections import Counter

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from digest import jobs
from digest import model as m
from digest.jobs import history
from digest.renditions import words
from digest.stories.fairness import Fairness, fairness
from digest.web import pages
from digest.web.desk import cards, page

FINE = (m.State.FINE, m.State.NEW)
MOST_SHOWN = 300
SHARES_OVER = 8
GONE = "This story is not in the draft any more: it was dropped, or made part of another. History says by whom."


def story(request: Request, signed: m.Signed) -> Response:
    """Return one story, opened."""
    parts = pages.parts_of(request)
    draft = open_draft(parts)
    opened = cards.opened(parts.newsletter, draft, request.path_params["story"])
    if opened is None:
        raise HTTPException(404, GONE)
    values = {"story": opened, "themes": page.themes(parts.newsletter), "fixed": _fixed(signed)}
    return pane(request, "web/desk/story.html", values)


def out(request: Request, signed: m.Signed) -> Response:
    """Return what was left out, those with all words of `q` in headline, source or reason."""
    parts = pages.parts_of(request)
    draft = open_draft(parts)
    query = " ".join(request.query_params.get("q", "")[:200].split())
    rows = [_row_out(parts, one, draft) for one in draft.left_out]
    wanted = query.casefold().split()
    found = [row for row in rows if all(word in _searched(row) for word in wanted)]
    values = {"stories": found[:MOST_SHOWN], "all": len(rows), "words": query, "edits": not _fixed(signed)}
    return pane(request, "web/desk/out.html", values)


def past(request: Request, signed: m.Signed) -> Response:
    """Return the history of the draft in hand, newest first."""
    parts = pages.parts_of(request)
    draft = open_draft(parts)
    zone = parts.newsletter.time_zone
    lines = [
        {
            "number": line.step.number,
            "at": pages.moment(line.step.made, zone),
            "by": line.step.by,
            "said": line.step.said,
            "stands": bool(line.stands),
            "gone": line.stands is False,
            "rests": line.rests,
        }
        for line in reversed(history.lines(parts, draft.slot))
    ]
    values = {"lines": lines, "now": draft.revision, "edits": not _fixed(signed)}
    return pane(request, "web/desk/history.html", values)


def sources(request: Request, _: m.Signed) -> Response:
    """Return how every source is, those that want a look first."""
    parts = pages.parts_of(request)
    letter = parts.newsletter
    draft = parts.store.desk.latest_draft(letter.id)
    here = Counter(post.source for story in (draft.content.stories if draft else ()) for post in story.posts)
    shares = fairness(parts.store.desk.issues(letter.id)[:SHARES_OVER], letter.sources)
    share = {one.source: one.share for one in shares.shares}
    rows = []
    for health in jobs.healths(parts):
        source = letter.source(health.source)
        if source is None:
            continue
        rows.append(
            {
                "id": source.id,
                "name": source.name,
                "address": words.web_address(source.address),
                "state": health.state.value,
                "said": health.evidence,
                "bad": health.state not in FINE,
                "here": words.count(here[source.id], "report"),
                "any": here[source.id] > 0,
                "share": f"{share.get(source.id, 0.0):.0%}" if shares.places else "",
            }
        )
    rows.sort(key=lambda row: not row["bad"])
    values = {
        "sources": rows,
        "bad": sum(bool(row["bad"]) for row in rows),
        "limits": letter.limits,
        "issues": _numbered(parts),
        "drafted": draft is not None,
        "fair": _fair(shares),
    }
    return pane(request, "web/desk/sources.html", values)


def issues(request: Request, _: m.Signed) -> Response:
    """Return what went out, newest first."""
    parts = pages.parts_of(request)
    rows = []
    issues = parts.store.desk.issues(parts.newsletter.id)[:MOST_SHOWN]
    before = [issue.number for issue in issues[1:]] + [0]
    for issue, earlier in zip(issues, before, strict=False):
        there = issue.dated.astimezone(words.zone(parts.newsletter.time_zone))
        rows.append(
            {
                "number": issue.number,
                "subject": issue.content.subject,
                "date": words.full_day(there),
                "approved_by": issue.approved_by,
                "stories": words.count(len(issue.content.stories), "story", "stories"),
                "before": earlier,
                "published": earlier != before[0] or parts.outbox.read(f"{issue.number}/index.html") is not None,
            }
        )
    drafted = parts.store.desk.latest_draft(parts.newsletter.id) is not None
    return pane(request, "web/desk/issues.html", {"issues": rows, "drafted": drafted})


def _numbered(parts: jobs.Parts) -> list[tuple[int, str]]:
    """Return the last issues, newest first, by number and subject."""
    issues = parts.store.desk.issues(parts.newsletter.id)[:MOST_SHOWN]
    return [(issue.number, f"Issue {issue.number}: {issue.content.subject}") for issue in issues]


def _fair(shares: Fairness) -> str:
    """Return in a sentence how the places were shared."""
    if not shares.places:
        return ""
    named = sum(one.leads > 0 for one in shares.shares)
    over = f"the last {words.count(shares.issues, 'issue')}" if shares.issues > 1 else "the last issue"
    sources = words.count(named, "source")
    return f"In {over}, {sources} led a story; the places were shared as if by {shares.equal:.0f} with equal shares."


def _row_out(parts: jobs.Parts, left: m.LeftOut, draft: m.Draft) -> dict[str, str]:
    lead = left.story.lead
    source = parts.newsletter.source(lead.source)
    there = lead.published.at.astimezone(words.zone(parts.newsletter.time_zone))
    return {
        "id": left.story.id,
        "title": lead.title or "Without a headline",
        "address": words.web_address(lead.address),
        "source": source.name if source else lead.source,
        "day": words.day(there, draft.composed),
        "why": left.why,
    }


def _searched(row: dict[str, str]) -> str:
    return f"{row['title']} {row['source']} {row['why']}".casefold()


def open_draft(parts: jobs.Parts) -> m.Draft:
    """Return the draft in hand. Raises 404 where none is open."""
    draft = parts.store.desk.latest_draft(parts.newsletter.id)
    if draft is None:
        raise HTTPException(404, "No draft is open now. The next one appears here by itself.")
    return draft


def number(said: str) -> int:
    """Return a number as a form sends it, 0 for what is none."""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0


def _fixed(signed: m.Signed) -> str:
    return "" if signed.who.may(m.DeskRole.EDITOR) else " disabled"


def pane(request: Request, template: str, values: dict[str, object]) -> Response:
    """Return a piece of the page."""
    return HTMLResponse(pages.parts_of(request).templates.render(template, values))
