"""What we hold about somebody, for them alone: by a link that was mailed to the address within the last day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from digest import model as m
from digest.delivery import addresses, tokens
from digest.jobs import Parts, readers
from digest.web.readers import frame

HERE = "/my-data"
ASK, SENT = "See your data", "Look into your mailbox"
ACTS = {
    m.Act.ASKED: "signed up",
    m.Act.CONFIRMED: "confirmed the sign-up",
    m.Act.LISTED: "put on the publisher's list",
    m.Act.IMPORTED: "imported by the publisher",
    m.Act.CHANGED: "preferences changed",
    m.Act.LEFT: "left",
    m.Act.REMOVED: "taken off by the publisher",
    m.Act.BOUNCED: "a mail came back",
    m.Act.COMPLAINED: "called a mail unwanted",
    m.Act.ERASED: "erased",
    m.Act.RELEASED: "may sign up again",
}


def show(request: Request) -> Response:
    """Return the form that asks where to mail the link."""
    frame.ours(request)
    return frame.page(request, "web/readers/data-ask.html", ASK, address="", mistake="")


async def send(request: Request) -> Response:
    """Store that somebody asked, and say the same to everybody."""
    form = await frame.fields(request)
    frame.seldom(request)
    parts, address = frame.ours(request), frame.last(form, "address").strip()
    if not address or addresses.mistake(address):
        mistake = readers.words(parts)("No mail can reach this address. Write one such as reader@example.org.")
        template = "web/readers/data-ask.html"
        return await run_in_threadpool(
            lambda: frame.page(request, template, ASK, 422, address=address, mistake=mistake)
        )
    if not frame.last(form, frame.TRAP):
        wish = m.Ask(parts.newsletter.id, "key", address, parts.clock.now(), where=HERE)
        await run_in_threadpool(readers.ask, parts, wish)
        frame.answer_later(request)
    return await run_in_threadpool(frame.page, request, "web/readers/sent.html", SENT)


def opened(request: Request) -> Response:
    """Return everything that is held about whoever has the key."""
    parts = frame.ours(request)
    address = readers.opened_by(parts, request.path_params["token"])
    if address is None:
        return _too_old(request, parts)
    kept, token = readers.kept(parts, address), request.path_params["token"]
    here = f"{parts.public}/{tokens.PATHS[tokens.KEY]}/{parts.newsletter.id}/{token}"
    subscribed = kept.standing.subscription is not None and kept.standing.subscription.state == "subscribed"
    link = tokens.web_address(parts.public, parts.secret, tokens.CHOOSE, parts.newsletter.id, address)
    return frame.page(
        request,
        "web/readers/data.html",
        "Your data",
        facts=list(_facts(parts, kept)),
        acts=[_act(readers.words(parts), one) for one in kept.consents],
        file=f"{here}/my-data.json",
        erase=f"{here}/erase",
        preferences=link if subscribed else "",
    )


def file(request: Request) -> Response:
    """Return everything that is held, as a file."""
    parts = frame.ours(request)
    address = readers.opened_by(parts, request.path_params["token"])
    if address is None:
        return _too_old(request, parts)
    plain = TypeAdapter[Any](m.Kept).dump_python(readers.kept(parts, address), mode="json")
    body = json.dumps(plain, ensure_ascii=False, indent=2).encode("utf-8", "replace")
    headers = {"content-disposition": 'attachment; filename="my-data.json"', "x-robots-tag": "noindex"}
    return Response(body, headers=headers, media_type="application/json")


def erase(request: Request) -> Response:
    """Erase everything about whoever has the key; a second time finds nothing and says the same."""
    parts = frame.ours(request)
    address = readers.opened_by(parts, request.path_params["token"])
    if address is None:
        return _too_old(request, parts)
    readers.erase(parts, address)
    return frame.page(request, "web/readers/erased.html", "Everything about you is erased")


def _too_old(request: Request, parts: Parts) -> Response:
    words = readers.words(parts)
    sentence = words("A link to your data opens for one day, so that a forwarded mail gives nothing away.")
    way = (f"{parts.public}{HERE}", words("Mail me the link"))
    return frame.page(request, "web/readers/no-more.html", "This link is too old", 410, sentence=sentence, way=way)


def _facts(parts: Parts, kept: m.Kept) -> Iterator[tuple[str, str]]:
    words, subscription = readers.words(parts), kept.standing.subscription
    yield words("Address"), subscription.reader.address if subscription else kept.address
    if subscription:
        reader = subscription.reader
        names = [theme.name for theme in parts.newsletter.themes if theme.id in reader.themes]
        if reader.name:
            yield words("Name"), reader.name
        waiting = subscription.state == "asked"
        yield words("State"), words("waits to be confirmed") if waiting else words("subscribed")
        yield words("Since"), f"{subscription.since:%Y-%m-%d}"
        yield words("Themes"), ", ".join(names) or words("all")
        yield words("Format"), words("Plain text") if reader.format == "text" else words("With pictures and layout")
        if reader.paused_until:
            yield words("No mails before"), f"{reader.paused_until:%Y-%m-%d}"
    if suppression := kept.standing.suppression:
        yield words("Must not be mailed since"), f"{suppression.at:%Y-%m-%d}"
    yield words("Issues sent"), str(sum(fate == m.Fate.SENT for _, fate, _, _ in kept.deliveries))


def _act(words: readers.Words, one: m.Consent) -> tuple[str, str, str]:
    details = (one.where, one.client, one.basis, one.reason, one.shown)
    return f"{one.at:%Y-%m-%d}", words(ACTS[one.act]), " · ".join(part for part in details if part)
