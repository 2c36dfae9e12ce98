"""A newsletter on the web without a socket: parts of plain values, and one request at a time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import unquote

from starlette.types import ASGIApp

from digest import delivery, jobs
from digest import model as m
from digest.adapters.templates import JinjaTemplates
from digest.jobs import Parts
from digest.web import Site, application
from tests import values
from tests.parts import SetClock

TEMPLATES = JinjaTemplates([Path(__file__).resolve().parents[2] / "templates"])
PUBLIC = "https://weekly.example.org"
SECRET = b"a secret of the tests, long enough"


def token(address: str = "ann@example.org", newsletter: m.NewsletterId = values.PLACE) -> str:
    """Return what stands in the address by which that reader leaves."""
    return delivery.tokens.seal(SECRET, delivery.tokens.UNSUBSCRIBE, newsletter, address)


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class World:
    """What the web sees, to be changed by a test; `left` is who left."""

    draft: m.Draft | None = field(default_factory=values.draft)
    issues: tuple[m.Issue, ...] = ()
    files: dict[str, bytes] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    templates: Any = TEMPLATES
    public: str = PUBLIC
    newsletter: m.Newsletter = field(default_factory=values.newsletter)

    def parts(self) -> Parts:
        """Return parts whose store holds what this world holds, and nothing that no page asks for."""
        desk = SimpleNamespace(
            latest_draft=lambda _: self.draft,
            issues=lambda _: self.issues,
            next_number=lambda _: len(self.issues) + 1,
        )
        store = SimpleNamespace(desk=desk, readers=SimpleNamespace(change=self._change))
        nothing = cast("Any", None)
        return Parts(
            newsletter=self.newsletter,
            clock=SetClock(),
            crew=nothing,
            store=cast("Any", store),
            outbox=cast("Any", SimpleNamespace(read=self.files.get)),
            office=nothing,
            templates=self.templates,
            subscribers=bytes,
            public=self.public,
            secret=SECRET,
            run=m.RunId("web"),
        )

    def site(self) -> Site:
        """Return that as the application takes it."""
        return Site(self.parts())

    def mail(self) -> m.Mail:
        """Return the mail that the draft would be."""
        assert self.draft
        return jobs.preview(self.parts(), self.draft)

    def _change(self, newsletter: m.NewsletterId, addresses: Any, decide: Any) -> tuple[m.Change, ...]:
        change = decide(addresses[0], m.Standing())
        if change.suppress:
            self.left.append(addresses[0])
        return (change,)

    def ask(self, path: str, method: str = "GET", **settings: Any) -> Answer:
        return ask(application(self.site()), path, method, **settings)


def ask(
    app: ASGIApp,
    path: str,
    method: str = "GET",
    *,
    host: str = "127.0.0.1:8400",
    peer: str = "127.0.0.1",
    body: bytes = b"List-Unsubscribe=One-Click",
    **headers: str,
) -> Answer:
    """Send one request and return the answer; `path` is as a browser writes it, percent signs and all."""
    return asyncio.run(_ask(app, path, method, (host, peer), body, headers))


async def _ask(
    app: ASGIApp, path: str, method: str, between: tuple[str, str], body: bytes, headers: dict[str, str]
) -> Answer:
    host, peer = between
    bare, _, query = path.partition("?")
    fields = {"host": host} | {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(bare),
        "raw_path": bare.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in fields.items() if value],
        "client": (peer, 50000),
        "server": ("127.0.0.1", 8400),
    }
    answer = Answer(0, {}, b"")

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            answer.cookies = [value.decode() for name, value in message["headers"] if name == b"set-cookie"]
        else:
            answer.body += message.get("body", b"")

    await app(scope, receive, send)
    return answer
