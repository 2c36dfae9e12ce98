"""Whether the process is there, and whether it can work, for whoever supervises it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from digest.errors import DigestError
from digest.web import pages


async def alive(_: Request) -> Response:
    """Answer that the process is there."""
    return PlainTextResponse("ok\n")


def ready(request: Request) -> Response:
    """Answer 200 where the database answers, else 503; what is wrong is said on this machine only."""
    parts = pages.parts_of(request)
    try:
        parts.store.ledger.span(parts.newsletter.id)
    except DigestError as error:
        said = f"{error}\n" if pages.is_here(request) else "not ready\n"
        return PlainTextResponse(said, 503, {"retry-after": "10", "cache-control": "no-store"})
    return PlainTextResponse("ready\n", headers={"cache-control": "no-store"})
