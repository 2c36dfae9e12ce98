"""The way to leave: one page, one button (RFC 8058 for the button that mail programs draw themselves).

Opening the page changes nothing, for scanners open every link of a mail. Whether a token is ours, or the
reader still on the list, nobody learns: the answer is the same.
"""

from __future__ import annotations

import contextlib

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from digest.jobs import readers
from digest.web.readers import frame

REASONS = {
    "too many": "Too many mails",
    "not for me": "Not what I expected",
    "never asked": "I never signed up",
    "other": "Another reason",
}
BY_PAGE, BY_PROGRAM = "the button of the page", "one click in a mail program"


def ask(request: Request) -> Response:
    """Return the page with the button."""
    words = readers.words(frame.ours(request))
    reasons = [(word, words(sentence)) for word, sentence in REASONS.items()]
    return frame.page(request, "web/unsubscribe-ask.html", "Leave %(title)s?", reasons=reasons)


async def done(request: Request) -> Response:
    """Take the reader off and say so; whatever the body holds, the address says it all."""
    parts, token = frame.ours(request), request.path_params["token"]
    form: frame.Fields = {}
    with contextlib.suppress(HTTPException):
        form = await frame.fields(request)
    how = BY_PAGE if frame.last(form, "page") else BY_PROGRAM
    client, reason = frame.network(request), _reason(form)
    await run_in_threadpool(lambda: readers.unsubscribe(parts, token, how, client=client, reason=reason))
    frame.answer_later(request)
    return await run_in_threadpool(frame.page, request, "web/unsubscribe-done.html", "You have left %(title)s")


def _reason(form: frame.Fields) -> str:
    chosen = frame.last(form, "reason")
    said = (chosen if chosen in REASONS else "", frame.last(form, "words")[:400].strip())
    return ": ".join(part for part in said if part)
