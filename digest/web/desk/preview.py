"""The draft, or the issue it became, as each reader has it: the bytes that are sent, and ways of looking at them.

A look changes nothing in the bytes but one: dark mode cannot be asked of a frame, so there the mail's own rules for
it are made to hold always. Images are left out by the page's policy, not by touching the mail.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from digest import jobs
from digest import model as m
from digest.jobs import review
from digest.renditions import addresses, feeds, fit
from digest.web import pages

SAMPLE = "sample"
"""In a draft the way to leave is nobody's: this is no token, and its button does nothing."""

_DARK = re.compile(r"\(\s*prefers-color-scheme:\s*dark\s*\)")
_STYLE = (
    "<!doctype html><html><head><meta charset=utf-8><meta name=color-scheme content='light dark'><style>body{margin:"
    "0 auto;padding:24px;max-width:44rem;font:16px/1.5 system-ui,sans-serif;background:Canvas;color:CanvasText;"
    "overflow-wrap:anywhere}pre{font:14px/1.5 ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;margin:0}"
    "</style></head><body>"
)


def show(request: Request, _: m.Signed) -> Response:
    """Return the draft, or where none is open the newest issue, in one look, for a reader of all themes or some."""
    parts = pages.parts_of(request)
    look = LOOKS.get(request.path_params["look"])
    issue = _in_hand(parts)
    if issue is None or look is None or not issue.content.stories:
        raise HTTPException(404)
    known = [theme.id for theme in parts.newsletter.themes]
    wanted = tuple(theme for theme in known if theme in request.query_params.getlist("as"))
    mail = jobs.preview_of(parts, issue, wanted)
    body = look(parts, issue, mail).encode("utf-8", "replace")
    images = "'none'" if request.path_params["look"] == "bare" else "http: https: data:"
    size = -(-fit.encoded_size(mail.html) // 1000)
    headers = {
        "content-security-policy": _policy(images),
        "x-kilobytes": str(size),
        "x-stories": str(mail.stories),
    }
    return Response(body, headers=headers, media_type="text/html; charset=utf-8")


def _in_hand(parts: jobs.Parts) -> m.Issue | None:
    """Return the issue that the draft would become, else the newest there is."""
    now = review.standing(parts)
    return jobs.as_issue(parts, now.draft) if now.draft else now.issue


def for_nobody(parts: jobs.Parts, text: str, *, escape: bool = False) -> str:
    """Return a mail with addresses in the reader's places that are nobody's."""
    for mark, room in ((m.Mark.UNSUBSCRIBE, "u"), (m.Mark.PREFERENCES, "p")):
        address = f"{parts.public.rstrip('/')}/{room}/{parts.newsletter.id}/{SAMPLE}"
        text = text.replace(mark, html.escape(address) if escape else address)
    return text


def _mail(parts: jobs.Parts, _: m.Issue, mail: m.Mail) -> str:
    return for_nobody(parts, mail.html, escape=True)


def _dark(parts: jobs.Parts, issue: m.Issue, mail: m.Mail) -> str:
    return _DARK.sub("(min-width: 0)", _mail(parts, issue, mail))


def _text(parts: jobs.Parts, _: m.Issue, mail: m.Mail) -> str:
    return f"{_STYLE}<pre>{html.escape(for_nobody(parts, mail.text))}</pre></body></html>"


def _feed(parts: jobs.Parts, issue: m.Issue, _: m.Mail) -> str:
    where = addresses.addresses(parts.newsletter, parts.public)
    reel = feeds.Reel([issue], parts.newsletter, parts.templates, where)
    item = reel.items(feeds.all_feeds(parts.newsletter)[0])[0]
    return f"{_STYLE}<h1>{html.escape(item.title)}</h1>{item.html}</body></html>"


def _policy(images: str) -> str:
    """Return the policy of a mail in the desk's frame: no script at all, so the desk may scroll and read it."""
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; img-src {images}; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
    )


LOOKS: dict[str, Callable[[jobs.Parts, m.Issue, m.Mail], str]] = {
    "desktop": _mail,
    "phone": _mail,
    "dark": _dark,
    "bare": _mail,
    "text": _text,
    "feed": _feed,
}
