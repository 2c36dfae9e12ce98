"""Whether the process is there, for whoever supervises it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response


async def alive(_: Request) -> Response:
    """Answer that the process is there."""
    return PlainTextResponse("ok\n")
