"""What became of an issue: sums by domain and theme, how many left after it, which links were followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from digest import jobs
from digest import model as m
from digest.renditions import words
from digest.web import pages

MOST_ROWS = 40
ENDED = (m.Act.LEFT, m.Act.COMPLAINED, m.Act.REMOVED, m.Act.ERASED)
"""How subscriptions ended; what bounced is among the fates already."""

STATES = {
    m.CampaignState.SENDING: "It is being sent.",
    m.CampaignState.PAUSED: "Its sending stands still.",
    m.CampaignState.FINISHED: "Everybody's mail is settled.",
    m.CampaignState.CANCELLED: "Its sending was called off.",
}


@dataclass(frozen=True, slots=True)
class Table:
    """Sums in rows, a column for each fate and ending that any row has; `more` rows are left out."""

    title: str
    first: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    more: int = 0


def show(request: Request, _: m.Signed) -> Response:
    """Return the figures of an issue. Raises `NothingThere` where there is none of that number."""
    parts, number = pages.parts_of(request), request.path_params["number"]
    found, progress = jobs.figures(parts, number), jobs.progress(parts, number)
    campaign = progress.campaign
    values = {
        "title": f"What became of issue {number}",
        "number": number,
        "state": STATES[campaign.state] if campaign else "It has not been sent.",
        "why": campaign.why if campaign else "",
        "sums": [(_many(found.fates[fate]), fate.value) for fate in m.Fate if found.fates.get(fate)],
        "ended": [(_many(count), why) for why, count in found.left.items()],
        "returned": [(_many(count), kind) for kind, count in found.returned.items()],
        "unknown": found.fates.get(m.Fate.UNKNOWN, 0),
        "tables": [table for table in _tables(parts.newsletter, found) if table.rows],
        "counts": parts.newsletter.clicks or bool(found.followed),
    }
    return pages.page(request, "web/desk/figures.html", values)


def _tables(letter: m.Newsletter, found: jobs.Figures) -> tuple[Table, ...]:
    return (
        _table("By domain", "Domain", {key: key for key in found.domains}, found.domains, found.ended_domains),
        _table(
            "By theme",
            "Theme",
            {key: _theme(letter, key, "All themes") for key in found.themes},
            found.themes,
            found.ended_themes,
        ),
        Table(
            "Links followed, by story",
            "Story",
            ("times",),
            tuple((row.what, (_many(row.times),)) for row in found.followed[:MOST_ROWS]),
            max(0, len(found.followed) - MOST_ROWS),
        ),
        Table(
            "Links followed, by theme",
            "Theme",
            ("times",),
            tuple((_theme(letter, theme, "No theme"), (_many(times),)) for theme, times in found.followed_themes),
        ),
    )


def _table(
    title: str,
    first: str,
    names: Mapping[str, str],
    fates: Mapping[str, Mapping[m.Fate, int]],
    ended: Mapping[str, Mapping[m.Act, int]],
) -> Table:
    """Return sums under each name; a column in which nobody has anything is left out."""
    sums = {key: {**{f.value: n for f, n in fates[key].items()}, **_endings(ended.get(key, {}))} for key in names}
    wanted = (*(fate.value for fate in m.Fate), *(act.value for act in ENDED))
    columns = tuple(column for column in wanted if any(row.get(column) for row in sums.values()))
    rows = tuple((names[key], tuple(_many(row.get(column, 0)) for column in columns)) for key, row in sums.items())
    return Table(title, first, columns, rows[:MOST_ROWS], max(0, len(rows) - MOST_ROWS))


def _endings(ended: Mapping[m.Act, int]) -> dict[str, int]:
    return {act.value: ended.get(act, 0) for act in ENDED}


def _theme(letter: m.Newsletter, theme: str, otherwise: str) -> str:
    found = letter.theme(m.ThemeId(theme))
    return words.line(found.name, words.NAME) if found else theme or otherwise


def _many(number: int) -> str:
    return f"{number:,}"
