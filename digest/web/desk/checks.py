"""What the mail doctor finds in the draft, each finding with the way to where it can be mended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from digest import jobs
from digest import model as m
from digest.renditions import words
from digest.web import pages
from digest.web.desk import cards, panes

FIELDS = {"subject": "f-subject"}
"""Checks of what stands in a field of the issue itself."""

TOP = "at the top"
_SPACE = re.compile(r"[\s\u200b\u00ad]+")
_QUOTED = re.compile(r"“([^“”]+)”")
_LONG_ENOUGH = 12
"""Characters from which the beginning of a headline names its story."""


@dataclass(frozen=True, slots=True)
class Row:
    """A finding in the list. `story` is the card that it is about, `place` else a field or section; "" for none."""

    stop: bool
    what: str
    where: str
    why: str
    how: str
    story: str = ""
    place: str = ""


def show(request: Request, signed: m.Signed) -> Response:
    """Return what the mail doctor finds in the draft as it is, what must be mended first.

    With `links` in the query the web is asked for the links that nobody asked lately, for whoever may edit.
    Nothing is found where no draft is open: a page may ask in the moment in which it is approved.
    """
    parts = pages.parts_of(request)
    draft = parts.store.desk.latest_draft(parts.newsletter.id)
    if draft is None:
        return Response(status_code=204)
    ask = "links" in request.query_params and signed.who.may(m.DeskRole.EDITOR)
    found = [one for one in jobs.examine_draft(parts, draft, thorough=ask).all if not one.mended]
    rows = [_row(parts.newsletter, draft, one) for one in found]
    waiting = 0 if ask else jobs.unasked(parts, draft)
    values = {
        "findings": rows,
        "stops": sum(row.stop for row in rows),
        "unasked": words.count(waiting, "link") if waiting else "",
        "asks": bool(waiting) and signed.who.may(m.DeskRole.EDITOR),
    }
    return panes.pane(request, "web/desk/checks.html", values)


def _row(newsletter: m.Newsletter, draft: m.Draft, one: m.Finding) -> Row:
    story = story_of(draft, one)
    place = "" if story else place_of(newsletter, draft, one)
    return Row(one.severity is m.Severity.STOP, one.what, one.where, one.why, one.how, story, place)


def story_of(draft: m.Draft, one: m.Finding) -> str:
    """Return the id of the story that a finding is about, "" where it is about none.

    A finding names a story by its headline, perhaps cut short, as where it was found or within what it says.
    """
    titles = {_dense(story.lead.title): str(story.id) for story in reversed(draft.content.stories)}
    named = [said for said in _named(one) if said]
    whole = next((titles[said] for said in named if said in titles), "")
    cut = (
        name
        for said in named
        for title, name in titles.items()
        if len(said) >= _LONG_ENOUGH and title.startswith(said)
    )
    return whole or next(cut, "")


def place_of(newsletter: m.Newsletter, draft: m.Draft, one: m.Finding) -> str:
    """Return the id of the field or section on the desk that a finding is about, "" where there is none."""
    if one.check in FIELDS:
        return FIELDS[one.check]
    if one.where == TOP:
        return "f-introduction"
    named = set(_named(one))
    themes = {section.theme for section in draft.content.sections}
    if found := next((theme for theme in themes if _dense(cards.theme_name(newsletter, theme)) in named), None):
        return f"g-theme-{found}"
    return "g-events-" if _dense("Events") in named else ""


def _named(one: m.Finding) -> Iterator[str]:
    """Yield what a finding names, without what a mail or the doctor may put into it or cut off."""
    whole = one.where.removeprefix("“").removesuffix("”")
    for said in (whole, *_QUOTED.findall(one.where), *_QUOTED.findall(one.what)):
        yield _dense(said.removesuffix("…"))


def _dense(said: str) -> str:
    return _SPACE.sub("", said).casefold()
