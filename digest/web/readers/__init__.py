"""The readers' room: the page on which they leave."""

from __future__ import annotations

from starlette.routing import Route

from digest.web.readers import leave

ROUTES = (
    Route("/u/{newsletter}/{token}", leave.ask, methods=["GET"]),
    Route("/u/{newsletter}/{token}", leave.done, methods=["POST"]),
)
