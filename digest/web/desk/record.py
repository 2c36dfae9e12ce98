"""The record: who signed in, who changed, approved and stopped what, and when. For approvers."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from digest import jobs
from digest import model as m
from digest.renditions import words
from digest.web import pages
from digest.web.desk import door

MOST_SHOWN = 300


def show(request: Request, _: m.Signed) -> Response:
    """Return what was done, newest first, that which has all words of `q`."""
    parts = pages.parts_of(request)
    query = " ".join(request.query_params.get("q", "")[:200].split())
    wanted = query.casefold().split()
    rows = [_row(parts, one) for one in jobs.records(parts)]
    found = [row for row in rows if all(word in " ".join(row.values()).casefold() for word in wanted)]
    values = {"title": "Record", "rows": found[:MOST_SHOWN], "found": len(found), "all": len(rows), "words": query}
    return door.door_page(request, "web/desk/record.html", values)


def _row(parts: jobs.Parts, one: m.Record) -> dict[str, str]:
    there = one.at.astimezone(words.zone(parts.newsletter.time_zone))
    about = door.browser(one.about) if one.what == "signed in" else one.about
    return {"at": f"{words.full_day(there)}, {there:%H:%M}", "by": one.by, "what": one.what, "about": about}
