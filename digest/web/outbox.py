"""The outbox on the web: the files that were published, as any web server would serve them."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from digest import jobs
from digest.jobs import Parts
from digest.web import pages

MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".xml": "application/rss+xml; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".json": "application/json",
    ".ics": "text/calendar; charset=utf-8",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}
MAIL = "email.html"
SEARCH = "search/index.html"


def file(request: Request) -> Response:
    """Return a file of the outbox, 304 where the caller has it already, a folder's page for a folder."""
    parts = pages.parts_of(request)
    path = request.path_params["path"]
    clean = inside(path)
    if clean is None:
        raise HTTPException(404)
    body = jobs.published(parts, clean) if _suffix(clean) in MEDIA_TYPES else None
    if body is not None:
        return _served(parts, request, clean, body)
    if not path.endswith("/") and jobs.published(parts, f"{clean}/index.html") is not None:
        return RedirectResponse(quote(request.url.path) + "/", 308)
    raise HTTPException(404)


def to_archive(_: Request) -> Response:
    """Lead to the page of all issues."""
    return RedirectResponse("/archive/", 308)


def home(request: Request) -> Response:
    """Return the page of all issues, as the public has it at our public address."""
    parts = pages.parts_of(request)
    body = jobs.published(parts, "index.html")
    if body is None:
        raise HTTPException(404)
    return _served(parts, request, "index.html", body)


def inside(path: str) -> str | None:
    """Return a path that can lead neither out of the outbox nor to a hidden file, else None; "x/" is its page."""
    whole = path + "index.html" if path.endswith("/") or not path else path
    parts = whole.split("/")
    odd = any(
        part.startswith(".") or not part or not part.isprintable() or "\\" in part or ":" in part for part in parts
    )
    return None if odd else whole


def _served(parts: Parts, request: Request, path: str, body: bytes) -> Response:
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "no-cache", "content-security-policy": _policy(parts, path, body)}
    if _known(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers={**headers, "content-type": _media_type(path)})


def _known(condition: str, tag: str) -> bool:
    """Return whether If-None-Match names this tag; it compares weakly (RFC 9110, 13.1.2)."""
    return condition.strip() == "*" or tag in (one.strip().removeprefix("W/") for one in condition.split(","))


def _policy(parts: Parts, path: str, body: bytes) -> str:
    if PurePosixPath(path).name == MAIL:
        return pages.mail_policy()
    public = urlsplit(parts.public)
    policy = pages.own_policy(body, f"'self' data: {public.scheme}://{public.netloc}")
    # Only the search has a script: a file of ours, named by its digest, that reads files of ours.
    return f"{policy}; script-src 'self'; connect-src 'self'" if path == SEARCH else policy


def _media_type(path: str) -> str:
    if path.startswith("feeds/") and path.endswith(".json"):
        return "application/feed+json"
    if path == "sitemap.xml":
        return "application/xml; charset=utf-8"
    return MEDIA_TYPES[_suffix(path)]


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


ROUTES = (
    Route("/archive", to_archive),
    Route("/archive/{path:path}", file),
    Route("/{path:path}", file),
)
