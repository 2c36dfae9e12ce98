"""The readers' pages over a real store, without a socket: requests in, answers and letters out."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.types import ASGIApp

from digest.web import Site, application
from tests.parts import Household
from tests.web.asking import Answer

HOST = "127.0.0.1:8400"


@dataclass
class Pages:
    """A newsletter at home, and its pages as anybody on the web meets them."""

    home: Household

    def __post_init__(self) -> None:
        self.parts = self.home.parts()
        self.app: ASGIApp = application(Site(self.parts))

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask(path, "GET", b"", **headers)

    def post(self, path: str, fields: Any = (), **headers: str) -> Answer:
        body = fields if isinstance(fields, bytes) else urlencode(fields, doseq=True).encode()
        return self.ask(path, "POST", body, **headers)

    def ask(self, path: str, method: str, body: bytes, **headers: str) -> Answer:
        """Send one request; when it comes back, what it left to do afterwards has been done."""
        path = path.removeprefix(self.parts.public)
        return asyncio.run(_asked(self.app, path, method, body, headers))


async def _asked(app: ASGIApp, path: str, method: str, body: bytes, headers: dict[str, str]) -> Answer:
    peer = headers.pop("peer", "203.0.113.77")
    kind = {"content-type": "application/x-www-form-urlencoded"} if method == "POST" else {}
    given = {"host": HOST} | kind | {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path.partition("?")[0],
        "raw_path": path.encode(),
        "query_string": path.partition("?")[2].encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in given.items()],
        "client": (peer, 50000),
        "server": ("127.0.0.1", 8400),
    }
    answer = Answer(0, {}, b"")
    sent = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> dict[str, Any]:
        return next(sent, {"type": "http.disconnect"})

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            answer.body += message.get("body", b"")

    await app(scope, receive, send)
    return answer
