"""Who asks, and whether they may: the door of the desk and of its API.

A browser shows a session in a cookie, a program a token, and a proxy on this machine may vouch for somebody. A
change that comes with a cookie must come from a page of ours: its origin is ours, and it bears the session's key.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from digest import jobs
from digest import model as m
from digest.jobs import signing
from digest.web import forms, guard, pages

KEY_FIELD, KEY_HEADER = "form_key", "x-form-key"
SIGN_IN = "/desk/enter"
NOT_SIGNED_IN = (
    "You are not signed in, or your session has ended. What you typed is kept on this page: sign in again."
)
MAY_NOT = "Your role is {role}; this needs {needed}. Ask whoever looks after the newsletter's file."
FOREIGN = "This did not come from a page of the desk, so nothing was done. Load the page again and try once more."
TOO_OFTEN = "That was too often in a short time. Wait a minute and try again; nothing was lost."
PER_MINUTE = 600

Form = Mapping[str, str]


def cookie(request: Request) -> str:
    """Return the name of the session's cookie: several newsletters may share one machine."""
    return f"desk-{pages.parts_of(request).newsletter.id}"


def who(request: Request) -> m.Signed | None:
    """Return who asks, None for the public."""
    parts = pages.parts_of(request)
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return jobs.with_token(parts, secret.strip())
    if secret := request.cookies.get(cookie(request), ""):
        return jobs.in_session(parts, secret)
    return _vouched_for(request)


def needs(request: Request, role: m.DeskRole) -> m.Signed:
    """Return who asks. Raises 401 where nobody is signed in, 403 where they may not, 429 where it is too often."""
    signed = who(request)
    if signed is None:
        raise HTTPException(401, NOT_SIGNED_IN, {"www-authenticate": "Bearer"})
    if not signed.who.may(role):
        raise HTTPException(403, MAY_NOT.format(role=signed.who.role.value, needed=role.value))
    often(request, f"{signed.who.address} {signed.who.name}", PER_MINUTE)
    return signed


def key_of(request: Request) -> str:
    """Return what every form of this session bears."""
    parts, secret = pages.parts_of(request), request.cookies.get(cookie(request), "")
    return jobs.form_key(parts, secret or f"proxy {request.headers.get(_proxy_header(request), '')}")


def ours(request: Request, form: Form) -> None:
    """Refuse (403) a change that came with a cookie or through a proxy but not from a page of ours."""
    if request.headers.get("authorization"):
        return  # a browser sends this of itself for no site
    same_origin(request)
    shown = form.get(KEY_FIELD) or request.headers.get(KEY_HEADER, "")
    if not hmac.compare_digest(shown.encode("utf-8", "replace"), key_of(request).encode()):
        raise HTTPException(403, FOREIGN)


def same_origin(request: Request) -> None:
    """Refuse (403) a request that a page of another site has sent."""
    origin = request.headers.get("origin")
    if origin is None:
        fine = request.headers.get("sec-fetch-site") == "same-origin"
    else:
        scheme, _, authority = origin.partition("://")
        fine = scheme in {"http", "https"} and authority.lower() == request.headers.get("host", "").lower()
    if not fine:
        raise HTTPException(403, FOREIGN)


def often(request: Request, name: str, most: int, seconds: float = 60) -> None:
    """Refuse (429) what that name does more often."""
    if not request.app.state.limits.allow(name, most, seconds):
        raise HTTPException(429, TOO_OFTEN, {"retry-after": str(int(seconds))})


def shows(
    page: Callable[[Request, m.Signed], Response], role: m.DeskRole = m.DeskRole.READER
) -> Callable[[Request], Response]:
    """Return the endpoint of a page for people who are signed in; whoever is not is led to the door."""

    def endpoint(request: Request) -> Response:
        if who(request) is None and request.headers.get("sec-fetch-mode", "navigate") == "navigate":
            return RedirectResponse(SIGN_IN, 303)
        return page(request, needs(request, role))

    return endpoint


def does(
    act: Callable[[Request, m.Signed, Form], Response], role: m.DeskRole = m.DeskRole.EDITOR
) -> Callable[[Request], Any]:
    """Return the endpoint of something that is done: by people who may, from a page of ours or with a token."""

    async def endpoint(request: Request) -> Response:
        form = await forms.form(request)

        def checked() -> Response:
            signed = needs(request, role)
            ours(request, form)
            return act(request, signed, form)

        return await run_in_threadpool(checked)

    return endpoint


def _vouched_for(request: Request) -> m.Signed | None:
    """Return whom a proxy on this machine names, if one is set up and it is one of our people."""
    name = _proxy_header(request)
    peer = request.client.host if request.client else ""
    address = request.headers.get(name, "") if name and peer in guard.LOOPBACK else ""
    found = signing.colleague(pages.parts_of(request).newsletter, address) if address else None
    return m.Signed(found) if found else None


def _proxy_header(request: Request) -> str:
    return pages.site_of(request).proxy_header.lower()
