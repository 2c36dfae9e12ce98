"""The programs' room: what the desk does, as JSON, for whoever bears a token.

`operations` is the table: from it come the routes and the OpenAPI document. `acts` and `learned` call the jobs,
`bodies` says what is sent and `answers` what comes back, `views` makes answers of the model's values, `serving`
stands between a request and an act.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from digest.web.api import answers, serving
from digest.web.api.operations import OPERATIONS, ROOT


def described(_: Request) -> Response:
    """Return the OpenAPI document."""
    from digest.web.api.document import document

    return JSONResponse(document())


def nothing(_: Request) -> Response:
    """Answer at every other address below, as JSON."""
    said = f"There is nothing at this address, or it cannot be used in that way; {ROOT}/openapi.json has all."
    return serving.wrong(answers.Wrong(said), 404)


ROUTES: tuple[BaseRoute, ...] = (
    *(Route(ROOT + one.path, serving.endpoint(one), methods=[one.method]) for one in OPERATIONS),
    Route(f"{ROOT}/openapi.json", described, methods=["GET"]),
    Route(f"{ROOT}/{{path:path}}", nothing, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
)
