"""The way to leave: one page, one button (RFC 8058 for the button that mail programs draw themselves).

Opening the page changes nothing, for scanners open every link of a mail. Whether a token is ours, or the
reader still on the list, nobody learns: the answer is the same.
"""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from digest import jobs
from digest.web import pages


def ask(request: Request) -> Response:
    """Return the page with the button."""
    _known(request)
    return pages.page(request, "web/unsubscribe-ask.html", _values(request, "Leave {}?"))


def done(request: Request) -> Response:
    """Take the reader off and say so; whatever the body holds, the address says it all."""
    _known(request)
    jobs.unsubscribe(pages.parts_of(request), request.path_params["token"])
    return pages.page(request, "web/unsubscribe-done.html", _values(request, "You have left {}"))


def _known(request: Request) -> None:
    """Refuse an address of another newsletter."""
    if request.path_params["newsletter"] != pages.parts_of(request).newsletter.id:
        raise HTTPException(404)


def _values(request: Request, title: str) -> dict[str, object]:
    newsletter = pages.parts_of(request).newsletter
    sender = newsletter.sender
    return {
        "title": title.format(newsletter.title),
        "contact": sender.reply_to or sender.address,
        "postal_address": sender.postal_address,
    }
