"""The application: the rooms' tables of addresses put together, and what becomes of mistakes."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from digest.errors import DigestError, NothingThere, NotNow, StoreBusy, Unfit
from digest.web import api, desk, guard, operator, outbox, pages, readers
from digest.web.limits import Limits
from digest.web.presence import Presence
from digest.web.site import Site

ROUTES = (*operator.ROUTES, *api.ROUTES, *readers.ROUTES, *desk.ROUTES, *outbox.ROUTES)
"""The first that fits answers; the outbox takes whatever address nobody else has."""

SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address cannot be used in that way.",
}


STATUSES: tuple[tuple[type[DigestError], int], ...] = (
    *((NothingThere, 404), (NotNow, 409)),
    *((Unfit, 422), (StoreBusy, 503)),
)
"""What a mistake means to a program; every other is ours."""


def application(site: Site) -> Starlette:
    """Return the web application of a newsletter."""
    app = Starlette(
        routes=list(ROUTES),
        middleware=[Middleware(guard.Guard, hosts=guard.allowed_hosts(site.parts.public))],
        exception_handlers={HTTPException: _refused, DigestError: _mistaken, Exception: _broken},
    )
    app.router.redirect_slashes = False
    app.state.site = site
    app.state.limits = Limits()
    app.state.presence = Presence()
    app.state.ways = {}
    return app


def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    own = error.detail if isinstance(error, HTTPException) and error.detail.endswith(".") else ""
    return pages.error(request, status, own or SENTENCES.get(status, "This cannot be done."), headers)


def _mistaken(request: Request, error: Exception) -> Response:
    """Tell the editor what is wrong, and anybody else that something is."""
    known = pages.is_here(request) or (
        request.url.path.startswith("/desk/") and not request.url.path.startswith("/desk/enter")
    )
    shown = str(error) if known else "Something is wrong with this page. Please come back later."
    return pages.error(request, status_of(error), shown)


def status_of(error: Exception) -> int:
    """Return the status of an answer that tells a mistake."""
    return next((status for kind, status in STATUSES if isinstance(error, kind)), 500)


def _broken(request: Request, _: Exception) -> Response:
    """Answer for what nobody foresaw; this answer is made outside of the guard, so it brings the headers along."""
    sentence = "Something went wrong here. It has been written to the log."
    return pages.error(
        request, 500, sentence, guard.ALWAYS | {"cache-control": "no-store", "referrer-policy": "no-referrer"}
    )
