"""The editors' room: what is waiting, and the draft as it would be sent."""

from __future__ import annotations

from starlette.routing import Route

from digest import model as m
from digest.web import entry
from digest.web.desk import (
    change,
    checks,
    decide,
    door,
    figures,
    files,
    looking,
    page,
    panes,
    preview,
    record,
    themes,
    tools,
)

ROUTES = (
    Route("/desk/enter", door.ask, methods=["GET"]),
    Route("/desk/enter", door.asked, methods=["POST"]),
    Route("/desk/enter/{token}", door.button, methods=["GET"]),
    Route("/desk/enter/{token}", door.entered, methods=["POST"]),
    Route("/desk/me", entry.shows(door.me), methods=["GET"]),
    Route("/desk/me/end", entry.does(door.end, m.DeskRole.READER), methods=["POST"]),
    Route("/desk/me/token", entry.does(door.token, m.DeskRole.READER), methods=["POST"]),
    Route("/desk", looking.to_desk),
    Route("/desk/", entry.shows(page.page)),
    Route("/desk/state", entry.shows(page.state)),
    Route("/desk/story/{story}", entry.shows(panes.story)),
    Route("/desk/out", entry.shows(panes.out)),
    Route("/desk/history", entry.shows(panes.past)),
    Route("/desk/sources", entry.shows(panes.sources)),
    Route("/desk/issues", entry.shows(panes.issues)),
    Route("/desk/themes", entry.shows(themes.show)),
    Route("/desk/themes/accept", entry.does(themes.accept), methods=["POST"]),
    Route("/desk/themes/dismiss", entry.does(themes.dismiss), methods=["POST"]),
    Route("/desk/themes/forget", entry.does(themes.forget), methods=["POST"]),
    Route("/desk/record", entry.shows(record.show, m.DeskRole.APPROVER)),
    Route("/desk/compare", entry.shows(tools.compare)),
    Route("/desk/what-if", entry.shows(tools.what_if)),
    Route("/desk/rebuilt/{number:int}", entry.shows(tools.rebuilt)),
    Route("/desk/figures/{number:int}", entry.shows(figures.show)),
    Route("/desk/checks", entry.shows(checks.show)),
    Route("/desk/preview/{look}", entry.shows(preview.show)),
    Route("/desk/ask/{what}", entry.shows(decide.ask)),
    Route("/desk/lesson", entry.shows(decide.lesson, m.DeskRole.EDITOR)),
    Route("/desk/change", entry.does(change.change), methods=["POST"]),
    Route("/desk/add", entry.does(change.add), methods=["POST"]),
    Route("/desk/learn", entry.does(change.learn), methods=["POST"]),
    Route("/desk/test", entry.does(decide.test), methods=["POST"]),
    Route("/desk/skip", entry.does(decide.skip), methods=["POST"]),
    Route("/desk/compose", entry.does(decide.compose), methods=["POST"]),
    Route("/desk/approve", entry.does(decide.approve, m.DeskRole.APPROVER), methods=["POST"]),
    Route("/desk/stop", entry.does(decide.stop, m.DeskRole.APPROVER), methods=["POST"]),
    Route("/desk/go-on", entry.does(decide.go_on, m.DeskRole.APPROVER), methods=["POST"]),
    Route("/desk/static/{mark}/{name}", files.file),
    Route("/", looking.home),
    Route("/draft", looking.to_draft),
    Route("/draft/", looking.draft),
    Route("/draft/email.html", looking.draft_html),
    Route("/draft/email.txt", looking.draft_text),
)
