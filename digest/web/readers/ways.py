"""Links of mails that lead by way of ours: the reader goes on at once, and the link is counted once more.

Nothing tells who it was: no token in the address, no cookie, no line in any table. Programs that open links are left
out of the count as far as they can be told from people (`_by_a_person`).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from digest.errors import DigestError, NothingThere
from digest.jobs import Parts, clicks
from digest.web.readers import frame

KEPT = 30
"""So many issues' links are kept at hand."""

ONCE, MINUTE = 1, 60.0
MOST, SECONDS = 6, 10.0
"""Nobody follows more than six links of a mail in ten seconds, but scanners of mail do."""

_PROGRAM = re.compile(
    r"(?i)bot\b|bots?/|crawl|spider|scan|preview|prefetch|monitor|security|proofpoint|barracuda|mimecast|safelinks|"
    r"headless|curl|wget|python|java/|okhttp|go-http|libwww|node|axios|http-?client"
)
_PURPOSES = ("sec-purpose", "purpose", "x-purpose", "x-moz")
_AHEAD_OF_TIME = re.compile(r"(?i)prefetch|prerender|preview")


async def follow(request: Request) -> Response:
    """Send the reader on to where a link of an issue leads; a page that says so where there is none of that name."""
    parts, number, link = frame.ours(request), request.path_params["number"], request.path_params["link"]
    known = await run_in_threadpool(_known, request, parts, number)
    if link in known:
        task = BackgroundTask(_count, parts, number, link) if _by_a_person(request) else None
        return RedirectResponse(known[link], 302, background=task)
    ahead = (await run_in_threadpool(clicks.ways_of_draft, parts, number)).get(link)
    if ahead:
        return RedirectResponse(ahead, 302)
    values = {"issue": f"{parts.public}/{number}/" if known else f"{parts.public}/"}
    return await run_in_threadpool(
        frame.page, request, "web/readers/no-way.html", "This link leads nowhere", 404, **values
    )


def _known(request: Request, parts: Parts, number: int) -> Mapping[str, str]:
    """Return where an issue's links lead: an issue never changes, so it is read once."""
    kept: dict[int, Mapping[str, str]] = request.app.state.ways
    if number not in kept:
        try:
            found = clicks.ways_of(parts, number)
        except NothingThere:
            return {}
        if len(kept) >= KEPT:
            kept.clear()
        kept[number] = found
    return kept[number]


def _by_a_person(request: Request) -> bool:
    """Tell whether a request looks like somebody who pressed a link, for the first time within a minute.

    HEAD and fetches ahead of time are nobody (`Sec-Purpose`, and what came before it), nor is what does not go to a
    page (`Sec-Fetch-Mode`, where a browser says so), a program that names itself, or whoever opens all links at once.
    """
    said = request.headers
    agent = said.get("user-agent", "")
    ahead = _AHEAD_OF_TIME.search(" ".join(said.get(name, "") for name in _PURPOSES))
    if request.method != "GET" or ahead or said.get("sec-fetch-mode", "navigate") != "navigate":
        return False
    if not agent.startswith(("Mozilla/", "Opera/")) or _PROGRAM.search(agent):
        return False
    # in memory alone, for a minute, and salted anew in every process: hash() of a text
    who, limits = hash(f"{frame.client(request)} {agent}"), request.app.state.limits
    return bool(
        limits.allow(f"link {who} {request.url.path}", ONCE, MINUTE) and limits.allow(f"links {who}", MOST, SECONDS)
    )


def _count(parts: Parts, number: int, link: str) -> None:
    try:
        clicks.follow(parts, number, link)
    except DigestError as error:
        logging.getLogger(__name__).warning("A link that was followed is not counted: %s", error)
