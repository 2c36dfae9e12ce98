"""How everything stands: as a page, as JSON, as figures for Prometheus. On this machine only."""

from __future__ import annotations

import json
from functools import cache

from pydantic import TypeAdapter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from digest import clock, jobs
from digest import model as m
from digest.web import pages

_HERE = {"cache-control": "no-store"}


def page(request: Request) -> Response:
    """Answer with the page."""
    parts = pages.only_here(request)
    found = jobs.status(parts)
    values = {"status": found, "at": clock.words(parts.newsletter, found.at), "changed": _changed(parts, found)}
    return pages.page(request, "web/operator/status.html", values, headers=_HERE)


def as_json(request: Request) -> Response:
    """Answer with the same as JSON."""
    found = _status().dump_python(jobs.status(pages.only_here(request)), mode="json")
    return Response(json.dumps(found, ensure_ascii=False), media_type="application/json", headers=_HERE)


@cache
def _status() -> TypeAdapter[m.Status]:
    return TypeAdapter(m.Status)


def metrics(request: Request) -> Response:
    """Answer with the figures, made now from the tables."""
    found = jobs.status(pages.only_here(request))
    write = pages.site_of(request).metrics
    if write is None:
        raise HTTPException(404)
    return Response(write(found), media_type="text/plain; version=0.0.4; charset=utf-8", headers=_HERE)


def _changed(parts: jobs.Parts, found: m.Status) -> dict[str, str]:
    """Return when each slot was last written, on the newsletter's own clock, by the slot's id."""
    rows = [*found.slots, *([found.collected] if found.collected else [])]
    return {row.slot.id: clock.words(parts.newsletter, row.changed) if row.changed else "" for row in rows}
