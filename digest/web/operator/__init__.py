"""The operator's room: whether the process is there."""

from __future__ import annotations

from starlette.routing import Route

from digest.web.operator import alive

ROUTES = (Route("/livez", alive.alive),)
