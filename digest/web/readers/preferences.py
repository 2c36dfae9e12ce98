"""Preferences: themes, form, pause. The link stands in every mail and says nothing about whose it is."""

from __future__ import annotations

from datetime import date, timedelta

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from digest.delivery import tokens
from digest.jobs import Parts, readers
from digest.web.readers import frame

LONGEST_PAUSE = timedelta(days=366)


def show(request: Request) -> Response:
    """Return the form as the reader chose last."""
    parts = frame.ours(request)
    return _page(request, parts, readers.choice(parts, request.path_params["token"]))


async def save(request: Request) -> Response:
    """Store what was chosen and show it."""
    form = await frame.fields(request)
    parts = frame.ours(request)
    return await run_in_threadpool(_saved, request, parts, form)


def _saved(request: Request, parts: Parts, form: frame.Fields) -> Response:
    token = request.path_params["token"]
    pause, mistake = _pause(parts, frame.last(form, "pause"))
    themes = tuple(one.id for one in parts.newsletter.themes if one.id in form.get("theme", ()))
    wish = readers.Choice(themes, frame.last(form, "format"), pause)
    if mistake:
        known = readers.choice(parts, token)
        return _page(request, parts, known and wish, mistake=mistake)
    return _page(request, parts, readers.choose(parts, token, wish, client=frame.network(request)), saved=True)


def _pause(parts: Parts, words: str) -> tuple[date | None, str]:
    """Return the day on which mails begin again, or what is wrong with it; a day that is over is no pause."""
    if not words.strip():
        return None, ""
    today, say = parts.clock.now().date(), readers.words(parts)
    try:
        day = date.fromisoformat(words.strip())
    except ValueError:
        return None, say("This is no date. Write it as year, month and day: 2030-01-31.")
    if day > today + LONGEST_PAUSE:
        return None, say("A pause ends within a year. Choose an earlier day, or unsubscribe.")
    return (day if day > today else None), ""


def _page(
    request: Request, parts: Parts, choice: readers.Choice | None, *, saved: bool = False, mistake: str = ""
) -> Response:
    if choice is None:
        words = readers.words(parts)
        sentence = words("Nobody is subscribed by this link any more. To change something, sign up again.")
        way = (f"{parts.public}/subscribe", words("Sign up again"))
        return frame.page(request, "web/readers/no-more.html", "Nothing to choose", 410, sentence=sentence, way=way)
    address = tokens.unseal(parts.secret, tokens.CHOOSE, parts.newsletter.id, request.path_params["token"]) or ""
    tomorrow = parts.clock.now().date() + timedelta(days=1)
    return frame.page(
        request,
        "web/readers/preferences.html",
        "Your preferences",
        422 if mistake else 200,
        themes=[(one.id, one.name, one.description, one.id in choice.themes) for one in parts.newsletter.themes],
        plain=choice.format == "text",
        pause=choice.pause.isoformat() if choice.pause else "",
        earliest=tomorrow.isoformat(),
        latest=(tomorrow + LONGEST_PAUSE - timedelta(days=1)).isoformat(),
        saved=saved,
        mistake=mistake,
        leave=tokens.unsubscribe_address(parts.public, parts.secret, parts.newsletter.id, address),
    )
