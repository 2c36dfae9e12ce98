"""The desk itself: one page, and its state again whenever something changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from digest import editing, jobs
from digest import model as m
from digest.jobs import review
from digest.jobs.review import Standing
from digest.renditions import words
from digest.web import entry, pages
from digest.web.desk import cards, files
from digest.web.presence import Presence

SCRIPTS = ("htmx.min.js", "sortable.min.js", "desk-outbox.js", "desk.js", "desk-keys.js")
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)
_EXACT_HOURS = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """What the toolbar says and offers."""

    state: str
    due: str
    due_iso: str
    now_iso: str
    saved: str
    open: bool
    can_undo: bool
    can_redo: bool
    can_stop: bool
    stopped: bool
    edits: bool
    approves: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """What the list shows; without a draft, what there is to say instead."""

    draft: m.Draft | None
    groups: tuple[cards.Group, ...]
    notes: tuple[str, ...]
    stories: int
    left_out: int
    themes: tuple[tuple[str, str], ...]
    edits: bool
    fixed: str
    empty_title: str = ""
    empty_said: str = ""


def page(request: Request, signed: m.Signed) -> Response:
    """Return the desk."""
    parts = pages.parts_of(request)
    now = review.standing(parts)
    bar, listed = _bar(parts, now, signed.who), _listed(parts, now, signed.who)
    values = {
        "title": f"Desk · {parts.newsletter.title}",
        "who": signed.who,
        "key": entry.key_of(request),
        "style": files.address("desk.css"),
        "scripts": [files.address(name) for name in SCRIPTS],
        "bar": bar,
        "list": listed,
        "themes": themes(parts.newsletter),
        "config": json.dumps(_known(now, signed.who)),
    }
    return pages.page(request, "web/desk/page.html", values, headers=headers)


def state(request: Request, signed: m.Signed) -> Response:
    """Return the state of the desk: all of it where it is another than the caller knows, and who else is here."""
    parts = pages.parts_of(request)
    now = review.standing(parts)
    here = _here(request, signed)
    if request.query_params.get("mark") == mark(now):
        return JSONResponse({"mark": mark(now), "here": here})
    return JSONResponse(fresh(request, now, signed.who) | {"here": here})


def fresh(request: Request, now: Standing, who: m.Colleague) -> dict[str, object]:
    """Return toolbar and list as they are now, for the page to put in place."""
    parts = pages.parts_of(request)
    letter = parts.newsletter
    values: dict[str, object] = {
        "newsletter": letter.title,
        "who": who,
        "key": "",
        "bar": _bar(parts, now, who),
        "list": _listed(parts, now, who),
    }
    return _known(now, who) | {
        "bar": parts.templates.render("web/desk/bar.html", values),
        "list": parts.templates.render("web/desk/list.html", values),
        "leftOut": len(now.draft.left_out) if now.draft else 0,
    }


def mark(now: Standing) -> str:
    """Return what tells one state of the desk from every other."""
    revision = now.draft.revision if now.draft else 0
    done = sum(count for fate, count in now.fates.items() if fate is not m.Fate.PENDING)
    number = now.issue.number if now.issue else 0
    return f"{now.slot or ''}/{now.stage}/{number}/{revision}/{done}"


def themes(newsletter: m.Newsletter) -> tuple[tuple[str, str], ...]:
    """Return the themes a story can be put under: id and name, Other last."""
    return (*((theme.id, theme.name) for theme in newsletter.themes), ("", cards.OTHER))


def headers(body: bytes) -> dict[str, str]:
    """Return the headers of the desk's page: scripts and styles of our own address alone, nothing in the page."""
    policy = pages.own_policy(body).replace("style-src", "style-src 'self'")
    scripts = "script-src 'self'; connect-src 'self'; object-src 'none'"
    return {"content-security-policy": f"{policy}; {scripts}", "referrer-policy": "same-origin"}


def saved(parts: jobs.Parts, at: datetime) -> str:
    """Return "Saved 10:42" by the newsletter's clock."""
    return f"Saved {at.astimezone(words.zone(parts.newsletter.time_zone)):%H:%M}"


def _known(now: Standing, who: m.Colleague) -> dict[str, object]:
    return {
        "mark": mark(now),
        "slot": now.slot or "",
        "revision": now.draft.revision if now.draft else 0,
        "edits": who.may(m.DeskRole.EDITOR) and now.draft is not None,
        "stories": _shown(now),
    }


def _shown(now: Standing) -> int:
    """Return how many stories the mail in the preview has: the draft's, else the newest issue's."""
    shown = now.draft or now.issue
    return len(shown.content.stories) if shown else 0


def _bar(parts: jobs.Parts, now: Standing, who: m.Colleague) -> Bar:
    at = parts.clock.now()
    draft, issue = now.draft, now.issue
    due = draft.due if draft else issue.dated if issue else None
    changes = parts.store.history.all(draft.slot) if draft else ()
    stands, gone = _undoable(changes)
    latest = changes[-1].made if changes else draft.composed if draft else None
    return Bar(
        state=_state(now, parts.newsletter, at),
        due=_due(parts, due, at) if due and now.stage in {"draft", "approved", "held"} else "",
        due_iso=due.isoformat() if due else "",
        now_iso=at.isoformat(),
        saved=saved(parts, latest) if latest else "",
        open=draft is not None,
        can_undo=stands and who.may(m.DeskRole.EDITOR),
        can_redo=gone and who.may(m.DeskRole.EDITOR),
        can_stop=now.stage in {"approved", "sending"},
        stopped=now.stage == "stopped",
        edits=who.may(m.DeskRole.EDITOR),
        approves=who.may(m.DeskRole.APPROVER),
    )


def _undoable(changes: Sequence[m.Step]) -> tuple[bool, bool]:
    """Tell whether an edit stands that could be taken back, and one was taken back that could be made again."""
    stands = set(editing.standing(changes)[-1].edits) if changes else set()
    return bool(stands), any(editing.is_edit(one) and one.number not in stands for one in changes)


def _state(now: Standing, newsletter: m.Newsletter, at: datetime) -> str:
    late = bool(now.draft and now.draft.due <= at)
    held = "Held for approval; goes out at once"
    waits = "Waiting for approval" if newsletter.schedule.unreviewed == "hold" else "Goes out even without approval"
    by = f"Issue {now.issue.number}, approved by {now.issue.approved_by}" if now.issue else ""
    total = sum(now.fates.values())
    done = total - now.fates.get(m.Fate.PENDING, 0) - now.fates.get(m.Fate.SENDING, 0)
    return {
        "none": "Nothing is open",
        "draft": held if late else waits,
        "held": held if late else waits,
        "skipped": "Skipped: nothing is sent this time",
        "approved": by,
        "sending": f"{by}. Going out: {done:,} of {total:,}",
        "sent": f"{by}. Sent to {now.fates.get(m.Fate.SENT, 0):,} of {total:,}",
        "stopped": f"{by}. Stopped: " + (f"{total - done:,} have not had it" if total else "nobody has had it"),
    }[now.stage]


def _due(parts: jobs.Parts, due: datetime, at: datetime) -> str:
    there = due.astimezone(words.zone(parts.newsletter.time_zone))
    when = f"{words.DAYS[there.weekday()][:3]} {there.day} {words.MONTHS[there.month - 1][:3]}, {there:%H:%M}"
    if due <= at:
        return f"was due {when}"
    wait = _wait(due - at)
    return f"due {when}, in {wait}"


def _wait(left: timedelta) -> str:
    """Return how long it is until then, as exactly as it matters: "7 days", "1 day 4 h", "16 h", "2 h 5 min"."""
    days, hours, minutes = left // _DAY, left % _DAY // _HOUR, left % _HOUR // _MINUTE
    if days > 1:
        return f"{days} days"
    if days:
        return f"1 day {hours} h"
    return f"{hours} h" if hours > _EXACT_HOURS else f"{hours} h {minutes} min"


def _listed(parts: jobs.Parts, now: Standing, who: m.Colleague) -> Listed:
    draft, letter = now.draft, parts.newsletter
    edits = who.may(m.DeskRole.EDITOR)
    fixed = "" if edits else " disabled"
    if draft is None:
        title, said = _nothing(now)
        return Listed(None, (), (), 0, 0, themes(letter), edits, fixed, title, said)
    return Listed(
        draft,
        cards.groups(letter, draft),
        draft.notes,
        len(draft.content.stories),
        len(draft.left_out),
        themes(letter),
        edits,
        fixed,
    )


def _nothing(now: Standing) -> tuple[str, str]:
    if now.issue:
        number, subject = now.issue.number, now.issue.content.subject
        right = f"What is wrong in it is put right beside it: digest correct {number}."
        said = f"“{subject}” does not change any more. {right} The next draft appears here by itself."
        return f"Issue {number} is approved", said
    return (
        "No draft is open",
        "One is composed at the cut-off, or now with: digest draft. It appears here by itself.",
    )


def _here(request: Request, signed: m.Signed) -> list[str]:
    """Return who else looked at the desk in the last quarter of a minute, and remember that this one did."""
    mine = signed.by.id if signed.by else signed.who.address
    presence: Presence = request.app.state.presence
    return presence.others(mine, signed.who.name)
