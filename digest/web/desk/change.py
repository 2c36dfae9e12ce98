"""What editors do, as it comes from the page: each change typed, made once whatever its key, or refused in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import fields
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from digest import jobs
from digest import model as m
from digest.errors import DigestError, Stale, StoreBusy
from digest.jobs import adding, edit, history, review, teach
from digest.jobs.history import Asked, Edited
from digest.web import entry, pages
from digest.web.desk import page

BUSY = "The database is in use by something else, so this was not saved yet. It is kept on this page and tried again."
Act = Callable[[jobs.Parts], str]
"""Something that is done, and what there is to say then."""

FITTING = "*"
"""In place of a theme: the one that fits best."""

STATUSES = {"NothingThere": 404, "Unfit": 422, "StoreBusy": 503}


def change(request: Request, signed: m.Signed, form: entry.Form) -> Response:
    """Make a change and return the desk as it is then; a refusal says why, and what the others have done."""
    parts = pages.parts_of(request)
    try:
        done = _made(parts, form, _asked(signed, form))
        body = page.fresh(request, review.standing(parts), signed.who)
    except DigestError as error:
        return refused(error)
    lesson = done.step.number if isinstance(done.step.what, m.Move | m.Place) and not done.again else 0
    said = {"said": done.step.said, "saved": page.saved(parts, done.step.made), "lesson": lesson}
    return JSONResponse(body | said, background=_picture(parts, done))


def _picture(parts: jobs.Parts, done: Edited) -> BackgroundTask | None:
    """Return the fetching of the lead's picture, where another story leads now; the page sees it when it has come."""
    leads = isinstance(done.step.what, m.Pin | m.Lead | m.Redo) and not done.again
    lead, picture = done.draft.content.lead, done.draft.content.picture
    if not (leads and lead and lead.lead.image) or (picture and picture.source == lead.lead.image):
        return None
    return BackgroundTask(_fetch_picture, parts, done.draft.slot)


def _fetch_picture(parts: jobs.Parts, slot: m.SlotId) -> None:
    with suppress(DigestError):  # approved meanwhile, or the database is busy: the approval asks for it again
        jobs.pictured(parts, history.waiting(parts, slot))


def add(request: Request, signed: m.Signed, form: entry.Form) -> Response:
    """Add a story by its address, or in somebody's own words, and return the desk as it is then."""
    parts = pages.parts_of(request)
    named = form.get("theme", FITTING)
    theme = None if named == FITTING else m.ThemeId(named)
    address, title = form.get("address", ""), form.get("title", "")
    try:
        if title.strip():
            by_hand = adding.ByHand(title, form.get("summary", ""), address)
            done = adding.add_story(parts, adding.written(parts, by_hand), theme, _asked(signed, form))
        else:
            done = adding.add_by_address(parts, address, theme, _asked(signed, form))
        body = page.fresh(request, review.standing(parts), signed.who)
    except DigestError as error:
        return refused(error)
    return JSONResponse(body | {"said": done.step.said, "saved": page.saved(parts, done.step.made)})


def learn(request: Request, signed: m.Signed, form: entry.Form) -> Response:
    """Let a move that was made teach the themes."""
    parts = pages.parts_of(request)
    try:
        planned = teach.plan(parts, form.get("story", ""), form.get("theme", "") or "other")
        number = form.get("change", "")
        made = next((one.step for one in history.lines(parts) if str(one.step.number) == number), None)
        example = teach.learn(parts, planned, signed.who.name, made)
    except DigestError as error:
        return refused(error)
    return JSONResponse(
        {"said": f"Learned as example {example.number}. Themes are told by it from the next draft on."}
    )


def refused(error: DigestError) -> Response:
    """Return a mistake for the page: one sentence, and where two editors meet, both versions."""
    status = next((code for name, code in STATUSES.items() if type(error).__name__ == name), 409)
    said = BUSY if isinstance(error, StoreBusy) else str(error)
    body: dict[str, object] = {"error": said, "kind": type(error).__name__}
    if isinstance(error, Stale):
        body |= {"mine": error.mine, "theirs": error.theirs, "was": error.was, "now": error.now}
    return JSONResponse(body, status)


def _asked(signed: m.Signed, form: entry.Form) -> Asked:
    seen = form.get("seen", "")
    slot = form.get("slot", "")
    return Asked(
        signed.who.name,
        int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None,
        form.get("key", ""),
        m.SlotId(slot) if slot else None,
    )


def _made(parts: jobs.Parts, form: entry.Form, asked: Asked) -> Edited:
    kind, number = form.get("kind", ""), form.get("number", "")
    which = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None
    if kind == "undo":
        return edit.undo(parts, asked, which)
    if kind == "redo":
        return edit.redo(parts, asked, which)
    if kind == "back":
        return edit.return_to(parts, which or 0, asked)
    return edit.edit(parts, _edit(kind, form), asked)


def _edit(kind: str, form: Mapping[str, str]) -> m.Edit:
    """Return the edit that a form describes. Raises `DigestError` for a kind that there is not."""
    what: Any = m.EDITS.get(kind)
    if what is None or kind == "add":
        raise DigestError(f"There is no change called {kind[:40]!r}.")
    given: dict[str, Any] = {one.name: form[one.name] for one in fields(what) if one.name in form}
    if "listed" in given:
        given["listed"] = given["listed"] == "true"
    missing = [one.name for one in fields(what) if one.name not in given and not _has_default(one)]
    if missing:
        raise DigestError(f"This change lacks its {missing[0]}.")
    made: m.Edit = what(**given)
    return made


def _has_default(one: Any) -> bool:  # noqa: ANN401 - a dataclass's Field, whose type says nothing of its default
    from dataclasses import MISSING

    return one.default is not MISSING
