"""The themes' pane: subjects that no theme covers, taken up or let be, and what the themes were taught."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from digest import jobs
from digest import model as m
from digest.errors import DigestError
from digest.jobs import propose, review, teach
from digest.renditions import words
from digest.web import entry, pages
from digest.web.desk import cards, change, page, panes

MOST_SHOWN = 100


def show(request: Request, signed: m.Signed) -> Response:
    """Return what is proposed, and what was learned, newest first."""
    parts = pages.parts_of(request)
    proposed = [
        {
            "label": one.label,
            "name": one.words[0].capitalize() if one.words else "",
            "words": ", ".join(one.words),
            "posts": words.count(one.posts, "post"),
            "nearest": [post.title for post in one.nearest],
        }
        for one in propose.proposals(parts)
    ]
    learned = [_row(parts, one) for one in reversed(parts.store.examples.all(parts.newsletter.id))]
    values = {
        "proposed": proposed,
        "learned": learned[:MOST_SHOWN],
        "more": max(0, len(learned) - MOST_SHOWN),
        "weeks": propose.WEEKS,
        "edits": signed.who.may(m.DeskRole.EDITOR),
    }
    return panes.pane(request, "web/desk/themes.html", values)


def accept(request: Request, signed: m.Signed, form: entry.Form) -> Response:
    """Make a theme of a subject, in the newsletter's own file."""

    def act(parts: jobs.Parts) -> str:
        proposal = propose.proposed(parts, form.get("label", ""))
        theme = propose.accept(parts, proposal, form.get("name", ""), form.get("description", ""))
        jobs.record(parts, signed.who, "made a theme", theme.name)
        return f"{theme.name} is a theme now. Compose the draft anew to have its stories under it."

    return _done(request, signed, act)


def dismiss(request: Request, signed: m.Signed, form: entry.Form) -> Response:
    """Let a subject be, for good."""

    def act(parts: jobs.Parts) -> str:
        proposal = propose.proposed(parts, form.get("label", ""))
        propose.dismiss(parts, proposal)
        jobs.record(parts, signed.who, "dismissed a subject", proposal.label)
        return f"“{proposal.label}” will not be proposed again."

    return _done(request, signed, act)


def forget(request: Request, signed: m.Signed, form: entry.Form) -> Response:
    """Take back what the themes were taught, and the move in the open draft that taught it."""

    def act(parts: jobs.Parts) -> str:
        example, moved = teach.take_back(parts, panes.number(form.get("number", "")), signed.who.name)
        also = " Its move in the draft was taken back too." if moved else ""
        return f"“{example.title}” teaches nothing any more.{also}"

    return _done(request, signed, act)


def _done(request: Request, signed: m.Signed, act: change.Act) -> Response:
    parts = pages.parts_of(request)
    try:
        said = act(parts)
        parts = pages.parts_of(request)  # a theme more may be in the newsletter's file
        return JSONResponse(page.fresh(request, review.standing(parts), signed.who) | {"said": said})
    except DigestError as error:
        return change.refused(error)


def _row(parts: jobs.Parts, one: m.Example) -> dict[str, object]:
    return {
        "number": one.number,
        "title": one.title,
        "theme": cards.theme_name(parts.newsletter, one.theme),
        "by": one.by,
        "at": pages.moment(one.made, parts.newsletter.time_zone),
        "undone": one.undone is not None,
    }
