"""Editors' tools, which change nothing: issues compared, other settings tried, an issue made anew byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from digest import model as m
from digest.editing.differences import Difference
from digest.errors import Unfit
from digest.jobs import tools
from digest.renditions import words
from digest.web import pages
from digest.web.desk import cards

MOST_SHOWN = 60
HEADINGS = {"lead": "the top", "events": "the events"}
LIMITS = {
    "days": "a window of {} days",
    "stories": "at most {} stories",
    "per_theme": "at most {} under a theme",
    "per_source": "at most {} of a source",
    "events": "at most {} events",
}
"""What can be tried beside the sources, and how it is said."""

ANEW = "Both sides are told anew from the posts of the window, without the edits. Nothing was changed."


@dataclass(frozen=True, slots=True)
class Headings:
    """What the parts of a difference are called."""

    came: str = "Only in the second"
    went: str = "Only in the first"
    moved: str = "Stands elsewhere"
    retold: str = "Told otherwise"


WOULD = Headings("Would come in", "Would go", "Would stand elsewhere", "Would be told otherwise")


def compare(request: Request, _: m.Signed) -> Response:
    """Return how an issue differs from another one, from the draft where none is named."""
    parts, given = pages.parts_of(request), request.query_params
    one, other = _number(given.get("one", "")), _number(given.get("with", ""))
    if one is None:
        raise Unfit("Which issue is to be compared? Choose one.")
    found = tools.compare(parts, one, other)
    now = f"issue {other}" if other else "the draft"
    return _shown(request, f"From issue {one} to {now}", found, Headings())


def what_if(request: Request, _: m.Signed) -> Response:
    """Return what the draft or a past issue would be with sources left out or weighed otherwise, or other limits."""
    parts, given = pages.parts_of(request), request.query_params
    without = tuple(m.SourceId(name) for name in given.getlist("without"))
    weighed = given.get("weigh", "")
    weights = ((m.SourceId(weighed), _weight(given.get("weight", ""))),) if weighed else ()
    limits = {name: _number(given.get(name, "")) for name in LIMITS}
    if not (without or weights or any(value is not None for value in limits.values())):
        raise Unfit("Nothing would be different yet: leave a source out, weigh one, or set another limit.")
    otherwise = tools.Otherwise(without, weights, **limits)
    found = tools.what_if(parts, otherwise, _number(given.get("issue", "")))
    return _shown(request, _tried(parts.newsletter, otherwise), found, WOULD, ANEW)


def rebuilt(request: Request, _: m.Signed) -> Response:
    """Return the files of an issue made anew, each beside what was published, by their sums."""
    parts, number = pages.parts_of(request), request.path_params["number"]
    files = tools.rebuilt(parts, number)
    same = sum(one.same for one in files)
    rows = [(one.path, one.made, "the same" if one.same else _other(one)) for one in files]
    values = {
        "title": f"Issue {number}, made anew",
        "said": f"{same} of {words.count(len(files), 'file')} are the same as published, byte for byte.",
        "rows": rows,
        "all_same": same == len(files),
    }
    return HTMLResponse(parts.templates.render("web/desk/rebuilt.html", values))


def _other(one: tools.Rebuilt) -> str:
    return f"published was {one.published[:16]}…" if one.published else "not in the outbox"


def _shown(request: Request, title: str, found: Difference, named: Headings, note: str = "") -> Response:
    parts = pages.parts_of(request)
    groups = [
        (name, len(lines), lines[:MOST_SHOWN]) for name, lines in _groups(parts.newsletter, found, named) if lines
    ]
    values = {"title": title, "groups": groups, "note": note}
    return HTMLResponse(parts.templates.render("web/desk/compare.html", values))


def _groups(newsletter: m.Newsletter, found: Difference, named: Headings) -> Iterator[tuple[str, list[str]]]:
    def place(name: str) -> str:
        return HEADINGS.get(name) or cards.theme_name(newsletter, m.ThemeId(name))

    yield "The issue itself", [f"{what}: “{was}” → “{now}”" for what, was, now in found.lines]
    yield named.came, [story.lead.title for story in found.came]
    yield named.went, [story.lead.title for story in found.went]
    moved = ((one.story.lead.title, place(one.was), place(one.now)) for one in found.moved)
    yield named.moved, [f"{title}: {was} → {now}" for title, was, now in moved]
    yield named.retold, [f"{one.story.lead.title}: {one.what}" for one in found.retold]


def _tried(newsletter: m.Newsletter, otherwise: tools.Otherwise) -> str:
    """Return what was tried, in words."""

    def name(source: m.SourceId) -> str:
        found = newsletter.source(source)
        return found.name if found else source

    tried = [
        *(f"without {name(one)}" for one in otherwise.without),
        *(f"{name(one)} weighed {weight:g}" for one, weight in otherwise.weights),
        *(said.format(value) for limit, said in LIMITS.items() if (value := getattr(otherwise, limit)) is not None),
    ]
    return f"What if: {'; '.join(tried)}"


def _number(said: str) -> int | None:
    """Return a whole number, None where nothing was said. Raises `Unfit`."""
    said = said.strip()
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        raise Unfit(f"“{said[:40]}” is no whole number.")
    return int(said)


def _weight(said: str) -> float:
    """Return a weight. Raises `Unfit`."""
    try:
        found = float(said.strip()[:20])
    except ValueError:
        raise Unfit("How much should it weigh? A number such as 0.5 or 2; 1 is as others.") from None
    if not 0 <= found <= 100:  # also what is no number
        raise Unfit("A weight lies between 0 and 100.")
    return found
