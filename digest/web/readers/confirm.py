"""The button that confirms a sign-up. Opening the page changes nothing: programs open the links of mails."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from digest.delivery import tokens
from digest.jobs import readers
from digest.web.readers import frame


def show(request: Request) -> Response:
    """Return the page with the button, for any token: what it is worth shows when it is pressed."""
    frame.ours(request)
    return frame.page(request, "web/readers/confirm.html", "Subscribe to %(title)s?")


async def press(request: Request) -> Response:
    """Confirm, and say how it stands; a second press says the same."""
    parts, token = frame.ours(request), request.path_params["token"]
    done = await run_in_threadpool(lambda: readers.confirm(parts, token, client=frame.network(request)))
    frame.answer_later(request)
    if not done:
        words = readers.words(parts)
        sentence = words("This link is too old, or another has taken its place. Sign up once more to get a new one.")
        way = (f"{parts.public}/subscribe", words("Sign up again"))
        title, page = "This link confirms nothing any more", "web/readers/no-more.html"
        return await run_in_threadpool(lambda: frame.page(request, page, title, 410, sentence=sentence, way=way))
    address = tokens.unseal(parts.secret, tokens.CONFIRM, parts.newsletter.id, token) or ""
    link = tokens.web_address(parts.public, parts.secret, tokens.CHOOSE, parts.newsletter.id, address)
    return await run_in_threadpool(
        lambda: frame.page(request, "web/readers/confirmed.html", "You are subscribed to %(title)s", preferences=link)
    )
