"""A newsletter on the web without a socket: a view of plain values, and one request at a time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp

from digest import model as m
from digest.adapters.templates import JinjaTemplates
from digest.web import View, application
from tests import values

TEMPLATES = JinjaTemplates([Path(__file__).resolve().parents[2] / "templates"])
PUBLIC = "https://weekly.example.org"
LEAVE = f'<a href="{m.Mark.UNSUBSCRIBE}">leave</a>'
MAIL = m.Mail(
    "Thornby",
    f'<html><body style="color:red"><p>Draft &amp; more</p>{LEAVE}</body></html>',
    f"Draft & <b>\n{m.Mark.UNSUBSCRIBE}\n",
    2,
)


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class World:
    """What the web sees, to be changed by a test; `left` is who left, as they were told to it."""

    draft: m.Draft | None = field(default_factory=values.draft)
    issues: tuple[m.Issue, ...] = ()
    files: dict[str, bytes] = field(default_factory=dict)
    left: list[tuple[str, str]] = field(default_factory=list)
    mail: Any = None
    public: str = PUBLIC
    newsletter: m.Newsletter = field(default_factory=values.newsletter)

    def view(self) -> View:
        return View(
            newsletter=self.newsletter,
            public=self.public,
            templates=TEMPLATES,
            draft=lambda: self.draft,
            mail=self.mail or (lambda draft: MAIL),
            issues=lambda: self.issues,
            read=self.files.get,
            leave=lambda newsletter, token: self.left.append((newsletter, token)),
        )

    def ask(self, path: str, method: str = "GET", **settings: Any) -> Answer:
        return ask(application(self.view()), path, method, **settings)


def ask(
    app: ASGIApp,
    path: str,
    method: str = "GET",
    *,
    host: str = "127.0.0.1:8400",
    peer: str = "127.0.0.1",
    **headers: str,
) -> Answer:
    """Send one request and return the answer; `path` is as a browser writes it, percent signs and all."""
    return asyncio.run(_ask(app, path, method, host, peer, headers))


async def _ask(app: ASGIApp, path: str, method: str, host: str, peer: str, headers: dict[str, str]) -> Answer:
    from urllib.parse import unquote

    fields = {"host": host} | {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in fields.items() if value],
        "client": (peer, 50000),
        "server": ("127.0.0.1", 8400),
    }
    answer = Answer(0, {}, b"")

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"List-Unsubscribe=One-Click", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            answer.body += message.get("body", b"")

    await app(scope, receive, send)
    return answer
