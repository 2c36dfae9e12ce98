"""The editors' room: what is waiting, and the draft as it would be sent."""

from __future__ import annotations

from starlette.routing import Route

from digest.web.desk import looking

ROUTES = (
    Route("/", looking.home),
    Route("/draft", looking.to_draft),
    Route("/draft/", looking.draft),
    Route("/draft/email.html", looking.draft_html),
    Route("/draft/email.txt", looking.draft_text),
)
