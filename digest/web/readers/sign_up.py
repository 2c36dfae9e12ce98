"""Signing up: a form that stores what was sent and says the same to everybody; the rest happens by mail."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from digest import model as m
from digest.delivery import addresses
from digest.jobs import Parts, readers
from digest.web.readers import frame

HERE = "/subscribe"
TITLE = "Subscribe to %(title)s"


def show(request: Request) -> Response:
    """Return the form."""
    return _form(request, frame.ours(request))


async def send(request: Request) -> Response:
    """Store what was sent, and say where to look."""
    form = await frame.fields(request)
    frame.seldom(request)
    parts = frame.ours(request)
    address = frame.last(form, "address").strip()
    chosen = tuple(theme.id for theme in parts.newsletter.themes if theme.id in form.get("theme", ()))
    shown = await run_in_threadpool(_consent, parts)
    if mistake := _mistake(parts, form, address, shown):
        return await run_in_threadpool(_form, request, parts, address, chosen, mistake)
    if not frame.last(form, frame.TRAP):
        wish = m.Ask(
            parts.newsletter.id,
            "sign-up",
            address,
            parts.clock.now(),
            chosen,
            where=HERE,
            shown=shown,
            client=frame.network(request),
        )
        await run_in_threadpool(readers.ask, parts, wish)
        frame.answer_later(request)
    return await run_in_threadpool(frame.page, request, "web/readers/sent.html", "Look into your mailbox")


def _mistake(parts: Parts, form: frame.Fields, address: str, shown: str) -> str:
    words = readers.words(parts)
    if not address:
        return words("The address is missing. Write one such as reader@example.org.")
    if addresses.mistake(address):
        return words("No mail can reach this address. Write one such as reader@example.org.")
    if frame.last(form, "wording") != readers.wording(shown):
        return words(
            "What you agree to has changed since you opened this page. Please read it and send the form again."
        )
    return ""


def _form(
    request: Request, parts: Parts, address: str = "", chosen: tuple[m.ThemeId, ...] = (), mistake: str = ""
) -> Response:
    consent = _consent(parts)
    return frame.page(
        request,
        "web/readers/sign-up.html",
        TITLE,
        422 if mistake else 200,
        address=address,
        themes=[(one.id, one.name, one.description, one.id in chosen) for one in parts.newsletter.themes],
        mistake=mistake,
        consent=consent,
        wording=readers.wording(consent),
        feeds=f"{parts.public}/feeds/index.html",
        tagline=parts.newsletter.tagline,
    )


def _consent(parts: Parts) -> str:
    """Return what somebody agrees to who sends the form: shown and kept in the same words."""
    newsletter = parts.newsletter
    values = {"newsletter": newsletter.title, "clicks": newsletter.clicks, "_": readers.words(parts)}
    return parts.templates.render("web/readers/consent.txt", values).strip()
