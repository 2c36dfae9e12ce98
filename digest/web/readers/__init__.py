"""The readers' room: the pages on which they sign up, choose, leave, and see what is held about them."""

from __future__ import annotations

from starlette.routing import Route

from digest.web.readers import confirm, leave, my_data, preferences, returned, sign_up, ways

ROUTES = (
    Route("/subscribe", sign_up.show, methods=["GET"]),
    Route("/subscribe", sign_up.send, methods=["POST"]),
    Route("/c/{newsletter}/{token}", confirm.show, methods=["GET"]),
    Route("/c/{newsletter}/{token}", confirm.press, methods=["POST"]),
    Route("/p/{newsletter}/{token}", preferences.show, methods=["GET"]),
    Route("/p/{newsletter}/{token}", preferences.save, methods=["POST"]),
    Route("/u/{newsletter}/{token}", leave.ask, methods=["GET"]),
    Route("/u/{newsletter}/{token}", leave.done, methods=["POST"]),
    Route("/my-data", my_data.show, methods=["GET"]),
    Route("/my-data", my_data.send, methods=["POST"]),
    Route("/k/{newsletter}/{token}", my_data.opened, methods=["GET"]),
    Route("/k/{newsletter}/{token}/my-data.json", my_data.file, methods=["GET"]),
    Route("/k/{newsletter}/{token}/erase", my_data.erase, methods=["POST"]),
    Route("/l/{newsletter}/{number:int}/{link}", ways.follow, methods=["GET"]),
    Route("/returned", returned.take, methods=["POST"]),
    Route("/returned/{secret}", returned.take, methods=["POST"]),
)
"""GET changes nothing for anybody: programs open every link of a mail. A link that is followed is only counted."""
