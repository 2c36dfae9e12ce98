"""The editors' room: what is waiting, and the draft as it would be sent."""

from __future__ import annotations

from starlette.routing import Route

from digest import model as m
from digest.web import entry
from digest.web.desk import door, looking

ROUTES = (
    Route("/desk/enter", door.ask, methods=["GET"]),
    Route("/desk/enter", door.asked, methods=["POST"]),
    Route("/desk/enter/{token}", door.button, methods=["GET"]),
    Route("/desk/enter/{token}", door.entered, methods=["POST"]),
    Route("/desk/me", entry.shows(door.me), methods=["GET"]),
    Route("/desk/me/end", entry.does(door.end, m.DeskRole.READER), methods=["POST"]),
    Route("/desk/me/token", entry.does(door.token, m.DeskRole.READER), methods=["POST"]),
    Route("/", looking.home),
    Route("/draft", looking.to_draft),
    Route("/draft/", looking.draft),
    Route("/draft/email.html", looking.draft_html),
    Route("/draft/email.txt", looking.draft_text),
)
