"""What holds for every answer: headers that keep a page from doing harm, and names we answer to.

A page of another site whose name is made to point at 127.0.0.1 could read the draft through the editor's own
browser (DNS rebinding): a request is answered only where it asks for this machine or for our public name.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
NOTHING_ALLOWED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "cross-origin-opener-policy": "same-origin",
}
DEFAULTS = {
    "content-security-policy": NOTHING_ALLOWED,
    "cache-control": "no-store",
    # a page with a form says same-origin: with this a browser would send its form from "null" (Fetch, 3.2)
    "referrer-policy": "no-referrer",
}
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


def allowed_hosts(public: str) -> frozenset[str]:
    """Return the names this application answers to: this machine's and the public one."""
    return LOOPBACK | {host_of(urlsplit(public).netloc)} - {""}


def host_of(authority: str) -> str:
    """Return the host of `host:port` in lower case, "" where it cannot be read."""
    try:
        return (urlsplit(f"//{authority}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def is_here(scope: Scope) -> bool:
    """Return True where a request comes from this machine, for this machine, and through nobody's hands."""
    headers = Headers(scope=scope)
    peer = (scope.get("client") or ("", 0))[0]
    straight = not any(name in headers for name in _FORWARDED)
    return straight and peer in LOOPBACK and host_of(headers.get("host", "")) in LOOPBACK


class Guard:
    """ASGI middleware that refuses strange names and puts the headers on every answer."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(ALWAYS)
                for name, value in DEFAULTS.items():
                    headers.setdefault(name, value)
            await send(message)

        known = host_of(Headers(scope=scope).get("host", "")) in self.hosts
        refusal = PlainTextResponse("This address does not belong to this newsletter.\n", 421)
        await (self.app if known else refusal)(scope, receive, guarded)
