"""Two issues side by side, or an issue and the draft: what came, what went, what stands elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from digest import model as m
from digest.editing.differences import Difference
from digest.errors import DigestError
from digest.jobs import tools
from digest.web import pages
from digest.web.desk import cards

MOST_SHOWN = 60
HEADINGS = {"lead": "the top", "events": "the events"}


def show(request: Request, _: m.Signed) -> Response:
    """Return how an issue differs from another one, from the draft where none is named."""
    parts = pages.parts_of(request)
    one, other = request.path_params["number"], request.query_params.get("with", "")
    if other and not (other.isascii() and other.isdigit() and len(other) < 10):
        raise HTTPException(404)
    try:
        found = tools.compare(parts, one, int(other) if other else None)
    except DigestError as error:
        raise HTTPException(404, str(error)) from error
    now = f"issue {other}" if other else "the draft"
    groups = [(name, lines[:MOST_SHOWN]) for name, lines in _groups(parts.newsletter, found) if lines]
    values = {"title": f"From issue {one} to {now}", "groups": groups}
    return HTMLResponse(parts.templates.render("web/desk/compare.html", values))


def _groups(newsletter: m.Newsletter, found: Difference) -> Iterator[tuple[str, list[str]]]:
    def place(name: str) -> str:
        return HEADINGS.get(name) or cards.theme_name(newsletter, m.ThemeId(name))

    yield "The issue itself", [f"{what}: “{was}” → “{now}”" for what, was, now in found.lines]
    yield "Only in the second", [story.lead.title for story in found.came]
    yield "Only in the first", [story.lead.title for story in found.went]
    moved = ((one.story.lead.title, place(one.was), place(one.now)) for one in found.moved)
    yield "Stands elsewhere", [f"{title}: {was} → {now}" for title, was, now in moved]
    yield "Told otherwise", [f"{one.story.lead.title}: {one.what}" for one in found.retold]
