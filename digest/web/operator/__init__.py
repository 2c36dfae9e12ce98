"""The operator's room: whether the process is there and ready, how everything stands, figures for Prometheus."""

from __future__ import annotations

from starlette.routing import Route

from digest.web.operator import alive, standing

ROUTES = (
    Route("/livez", alive.alive),
    Route("/readyz", alive.ready),
    Route("/metrics", standing.metrics),
    Route("/status", standing.page),
    Route("/status.json", standing.as_json),
)
