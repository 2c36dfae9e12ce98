"""The door: ask for a link, press its button, see and end one's sessions, make tokens for programs.

Opening a link changes nothing, for scanners open every link of a mail: the button uses it up. Whether an address
is one of our people's, nobody learns: the answer is the same, and the mail is made after it has gone out.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from digest import jobs
from digest import model as m
from digest.web import entry, forms, guard, pages

ASKS, PER_SECONDS = 30, 600
BROWSERS = (
    *(("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("HeadlessChrome/", "Chrome")),
    *(("Chrome/", "Chrome"), ("CriOS/", "Chrome"), ("FxiOS/", "Firefox"), ("Safari/", "Safari"), ("curl/", "curl")),
)
MACHINES = (
    *(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows")),
    *(("Macintosh", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)
"""What stands in a User-Agent, the most telling first: nearly all say Safari, and Android says Linux."""

OVER = "This link has been used, is older than a quarter of an hour, or is none of ours. Ask for a new one."


def ask(request: Request) -> Response:
    """Return the page on which one asks for a link."""
    if entry.who(request):
        return RedirectResponse("/desk/", 303)
    return door_page(request, "web/desk/enter.html", {"title": "Sign in", "sent": False})


async def asked(request: Request) -> Response:
    """Say that a link is on its way if the address is one of ours, then mail it."""
    entry.same_origin(request)
    _not_too_often(request)
    address = (await forms.form(request)).get("address", "")[:320]
    page = door_page(request, "web/desk/enter.html", {"title": "Sign in", "sent": True})
    page.background = BackgroundTask(jobs.invite, pages.parts_of(request), address)
    return page


def button(request: Request) -> Response:
    """Return the page with the button that uses the link up."""
    found = jobs.waiting_link(pages.parts_of(request), request.path_params["token"])
    if found is None or not _meant_for_here(request, found):
        raise HTTPException(410, OVER)
    return door_page(request, "web/desk/enter-button.html", {"title": "Sign in", "name": found.who.name})


def entered(request: Request) -> Response:
    """Use the link up, begin a session, and lead to the desk."""
    entry.same_origin(request)
    _not_too_often(request)
    parts, token = pages.parts_of(request), request.path_params["token"]
    found = jobs.waiting_link(parts, token)
    good = found is not None and _meant_for_here(request, found)
    secret = jobs.enter(parts, token, request.headers.get("user-agent", "")) if good else None
    if secret is None:
        raise HTTPException(410, OVER)
    answer = RedirectResponse("/desk/", 303)
    answer.set_cookie(
        entry.cookie(request),
        secret,
        max_age=int(jobs.signing.SESSION_FOR.total_seconds()),
        path="/",
        secure=_is_secure(request),
        httponly=True,
        samesite="lax",  # strict would lose the session on the way from a mail's link
    )
    return answer


def me(request: Request, signed: m.Signed) -> Response:
    """Return somebody's sessions and tokens, each with the button that ends it."""
    return _me(request, signed)


def end(request: Request, signed: m.Signed, form: entry.Form) -> Response:
    """End a session or token of one's own; the one that asks, and one is outside."""
    ended = jobs.end_pass(pages.parts_of(request), signed.who, form.get("pass", ""))
    if signed.by and ended.id == signed.by.id:
        answer = RedirectResponse(entry.SIGN_IN, 303)
        answer.delete_cookie(entry.cookie(request), path="/")
        return answer
    return RedirectResponse("/desk/me", 303)


def token(request: Request, signed: m.Signed, form: entry.Form) -> Response:
    """Make a token and show it, this once."""
    label = " ".join(form.get("label", "").split())[:100] or "A program"
    return _me(request, signed, jobs.new_token(pages.parts_of(request), signed.who, label))


def _me(request: Request, signed: m.Signed, secret: str = "") -> Response:
    parts = pages.parts_of(request)
    values = {
        "title": "You",
        "who": signed.who,
        "here": signed.by.id if signed.by else "",
        "passes": [_row(parts, one) for one in jobs.passes_of(parts, signed.who)],
        "secret": secret,
        "key": entry.key_of(request),
    }
    return door_page(request, "web/desk/me.html", values)


def _row(parts: jobs.Parts, one: m.Pass) -> dict[str, object]:
    zone = parts.newsletter.time_zone
    return {
        "id": one.id,
        "kind": one.kind.value,
        "label": browser(one.label) if one.kind is m.PassKind.SESSION else one.label,
        "made": pages.moment(one.made, zone),
        "used": pages.moment(one.used, zone) if one.used else "never",
    }


def browser(said: str) -> str:
    """Return a browser's name and machine from what it says of itself: "Firefox on Windows"."""
    name = next((words for mark, words in BROWSERS if mark in said), "")
    machine = next((words for mark, words in MACHINES if mark in said), "")
    return " on ".join(filter(None, (name or "A browser", machine)))


def door_page(request: Request, template: str, values: dict[str, object]) -> Response:
    """Return a page in the frame of the door."""
    return pages.page(request, template, values, headers={"referrer-policy": "same-origin"})


def _not_too_often(request: Request) -> None:
    peer = request.client.host if request.client else ""
    entry.often(request, f"door {peer}", ASKS, PER_SECONDS)


def _meant_for_here(request: Request, found: m.Signed) -> bool:
    """Tell whether a link may be used from where it is: the one that is printed, on this machine only."""
    return bool(found.who.address) or guard.is_here(request.scope)


def _is_secure(request: Request) -> bool:
    """Tell whether the browser came by https: to us, or to the proxy that stands at our public address."""
    public = urlsplit(pages.parts_of(request).public)
    asked_for = guard.host_of(request.headers.get("host", ""))
    return request.url.scheme == "https" or (public.scheme == "https" and asked_for == public.hostname)
