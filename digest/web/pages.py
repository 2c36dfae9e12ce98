"""A page from its template, with a policy that lets it do no more than it does."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from digest.errors import DigestError
from digest.jobs import Parts
from digest.renditions import words
from digest.web import guard
from digest.web.site import Site

_STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


def site_of(request: Request) -> Site:
    """Return the site whose application got this request."""
    site: Site = request.app.state.site
    return site


def parts_of(request: Request) -> Parts:
    """Return what the jobs work with, for the newsletter that was asked for."""
    site = site_of(request)
    return site.now() if site.now else site.parts


def is_here(request: Request) -> bool:
    """Return True for the editor at this machine; everybody else is the public."""
    return guard.is_here(request.scope)


def only_here(request: Request) -> Parts:
    """Return the parts for a page that is nobody's business outside. Raises 404 elsewhere."""
    if not is_here(request):
        raise HTTPException(404)
    return parts_of(request)


def page(
    request: Request,
    template: str,
    values: Mapping[str, object],
    status: int = 200,
    headers: Mapping[str, str] | Callable[[bytes], Mapping[str, str]] | None = None,
) -> Response:
    """Return a page of ours, with headers of its own or such as are made from its bytes."""
    parts = parts_of(request)
    newsletter = parts.newsletter
    known = {"newsletter": newsletter.title, "language": newsletter.language, "look": newsletter.look}
    body = parts.templates.render(template, {**known, **values}).encode("utf-8", "replace")
    policy = {"content-security-policy": own_policy(body), "x-robots-tag": "noindex"}
    own = headers(body) if callable(headers) else headers or {}
    return HTMLResponse(body, status, {**policy, **own})


def error(request: Request, status: int, sentence: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return a short page that says what is wrong; as plain text where even its template is at fault.

    Whoever asks for JSON is answered in it.
    """
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"error": sentence}, status, dict(headers or {}))
    values = {"title": "Nothing here" if status == 404 else "This did not work", "sentence": sentence}
    try:
        return page(request, "web/desk-error.html", values | {"here": is_here(request)}, status, headers)
    except DigestError:
        return PlainTextResponse(sentence + "\n", status, dict(headers or {}))


def moment(at: datetime, zone: str) -> str:
    """Return a moment as a clock there and a calendar show it: "Friday 12 June, 07:00"."""
    there = at.astimezone(words.zone(zone))
    return f"{words.DAYS[there.weekday()]} {there.day} {words.MONTHS[there.month - 1]}, {there:%H:%M}"


def own_policy(body: bytes, images: str = "'self' data:") -> str:
    """Return the policy of a page of ours: no script, its own style elements by their digests, our own frames.

    Content Security Policy level 3, 8.1 and 6.7: a digest admits exactly the style that was rendered.
    """
    digests = [f"'sha256-{base64.b64encode(hashlib.sha256(s).digest()).decode()}'" for s in _STYLE.findall(body)]
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {' '.join(digests) or chr(39) + 'none' + chr(39)}",
            f"img-src {images}",
            "frame-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
            "base-uri 'none'",
        )
    )


def mail_policy() -> str:
    """Return the policy of a mail in a browser: a mail needs style attributes and images from anywhere.

    In a sandbox it has no script, no form, and no origin: nothing of ours is within its reach.
    """
    return (
        "default-src 'none'; style-src 'unsafe-inline'; img-src http: https: data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox "
        "allow-top-navigation-by-user-activation"
    )
