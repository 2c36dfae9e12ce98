"""The application: which address leads to which page, and what becomes of mistakes."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from digest.errors import DigestError
from digest.web import desk, guard, leave, outbox, pages
from digest.web.view import View

SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address cannot be used in that way.",
}


def application(view: View) -> Starlette:
    """Return the web application of a newsletter: read-only but for the one button by which a reader leaves."""
    app = Starlette(
        routes=[
            Route("/", desk.home),
            Route("/livez", alive),
            Route("/draft", desk.to_draft),
            Route("/draft/", desk.draft),
            Route("/draft/email.html", desk.draft_html),
            Route("/draft/email.txt", desk.draft_text),
            Route("/u/{newsletter}/{token}", leave.ask, methods=["GET"]),
            Route("/u/{newsletter}/{token}", leave.done, methods=["POST"]),
            Route("/archive", outbox.to_archive),
            Route("/archive/{path:path}", outbox.file),
            Route("/{path:path}", outbox.file),
        ],
        middleware=[Middleware(guard.Guard, hosts=guard.allowed_hosts(view.public))],
        exception_handlers={HTTPException: _refused, DigestError: _mistaken, Exception: _broken},
    )
    app.router.redirect_slashes = False
    app.state.view = view
    return app


async def alive(_: Request) -> Response:
    """Answer that the process is there."""
    return PlainTextResponse("ok\n")


def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = error.headers if isinstance(error, HTTPException) else None
    return pages.error(request, status, SENTENCES.get(status, "This cannot be done."), headers)


def _mistaken(request: Request, error: Exception) -> Response:
    """Tell the editor what is wrong, and anybody else that something is."""
    shown = str(error) if pages.is_here(request) else "Something is wrong with this page. Please come back later."
    return pages.error(request, 500, shown)


def _broken(request: Request, _: Exception) -> Response:
    """Answer for what nobody foresaw; this answer is made outside of the guard, so it brings the headers along."""
    sentence = "Something went wrong here. It has been written to the log."
    return pages.error(request, 500, sentence, guard.ALWAYS | {"cache-control": "no-store"})
