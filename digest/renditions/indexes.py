"""The archive's indexes: the newest issues, every year, theme and source, the search, and the map for search engines.

A page of a year, of a theme's year or of a source's year changes only with an issue that belongs there: so a new
issue among hundreds touches the few pages that name it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest import model as m
from digest.ports import Templates
from digest.renditions import archive, words
from digest.renditions.addresses import EVENTS, FEEDS, OPML, SEARCH, SIGN_UP, Addresses, theme_calendar
from digest.renditions.feeds import all_feeds
from digest.renditions.shelf import Line, Row, Shelf, source_folder, theme_folder

NEWEST = 12
JSON = "application/json"
SCRIPT = "search/search.js"


@dataclass(frozen=True, slots=True)
class Touched:
    """What an issue belongs to, and so which pages have to be made anew."""

    year: int
    themes: frozenset[m.ThemeId]
    sources: frozenset[m.SourceId]


@dataclass(frozen=True, slots=True)
class Desk:
    """What every index is made of."""

    shelf: Shelf
    newsletter: m.Newsletter
    templates: Templates
    addresses: Addresses

    def page(self, path: str, template: str, head: str, description: str, values: dict[str, object]) -> m.Rendition:
        """Return one page of the archive, filled by its template; without a `head` it has the newsletter's title."""
        depth = path.count("/")
        folder = path.removesuffix("index.html")
        title = words.line(self.newsletter.title)
        given = {
            **archive.frame(self.newsletter, self.addresses),
            "title": words.titled(head, title) if head else words.line(title, words.TAB),
            "description": description,
            "canonical": f"{self.addresses.public}/{folder}",
            "up": "../" * depth,
            **values,
        }
        return m.Rendition(path, archive.HTML, self.templates.render(template, given).encode("utf-8", "replace"))


def touched(row: Row) -> Touched:
    """Return what an issue belongs to."""
    themes = frozenset(theme for line in row.lines for theme in line.themes)
    return Touched(row.year, themes, frozenset(source for line in row.lines for source in line.sources))


def indexes(desk: Desk, only: Touched | None = None) -> Iterator[m.Rendition]:
    """Yield every index, or of the many by year, theme and source only those that an issue belongs to."""
    yield _home(desk)
    for year, rows in desk.shelf.years.items():
        if only is None or only.year == year:
            yield _year(desk, year, rows)
            yield _searched(desk, year, rows)
    yield from _themes(desk, only)
    yield from _sources(desk, only)
    yield from _search(desk)
    yield _subscribe(desk)
    yield _sitemap(desk)


def _home(desk: Desk) -> m.Rendition:
    """Return the page of the newest issues, with a way to all."""
    tagline = words.line(desk.newsletter.tagline)
    years = [(year, words.count(len(rows), "issue")) for year, rows in desk.shelf.years.items()]
    values: dict[str, object] = {"entries": desk.shelf.rows[:NEWEST], "years": years, "themes": _theme_links(desk)}
    return desk.page("index.html", "web/index.html", "", tagline, values)


def _year(desk: Desk, year: int, rows: Sequence[Row]) -> m.Rendition:
    title = words.line(desk.newsletter.title)
    return desk.page(
        f"years/{year}/index.html",
        "web/year.html",
        str(year),
        f"Every issue of {title} in {year}.",
        {"year": year, "entries": rows, "before": _before(year, desk.shelf.years)},
    )


def _themes(desk: Desk, only: Touched | None) -> Iterator[m.Rendition]:
    """Yield the page of all themes, and of each theme a page a year."""
    title = words.line(desk.newsletter.title)
    entries = [
        (
            f"{theme_folder(theme)}/index.html",
            name,
            about,
            words.count(len(desk.shelf.by_theme[theme]), "story", "stories"),
        )
        for theme, name, about in desk.shelf.themes
    ]
    about = f"Every story of {title} by theme."
    yield desk.page("themes/index.html", "web/list.html", "Themes", about, {"heading": "Themes", "entries": entries})
    for theme, name, said in desk.shelf.themes:
        if only is None or theme in only.themes:
            feed = next((feed.path("xml") for feed in all_feeds(desk.newsletter) if feed.theme == theme), "")
            own = {"heading": name, "said": said, "kind": "Themes", "feed": feed}
            own["calendar"] = theme_calendar(theme) if feed else ""
            yield from _by_year(desk, theme_folder(theme), own, desk.shelf.by_theme[theme], only)


def _sources(desk: Desk, only: Touched | None) -> Iterator[m.Rendition]:
    """Yield the page of all sources, and of each source a page a year."""
    title = words.line(desk.newsletter.title)
    entries = [
        (
            f"{source_folder(source)}/index.html",
            name,
            "",
            words.count(len(desk.shelf.by_source[source]), "story", "stories"),
        )
        for source, name in desk.shelf.sources
    ]
    about = f"Every story of {title} by source."
    yield desk.page(
        "sources/index.html", "web/list.html", "Sources", about, {"heading": "Sources", "entries": entries}
    )
    for source, name in desk.shelf.sources:
        if only is None or source in only.sources:
            own = {"heading": name, "said": "", "kind": "Sources", "feed": "", "calendar": ""}
            yield from _by_year(desk, source_folder(source), own, desk.shelf.by_source[source], only)


def _by_year(
    desk: Desk, folder: str, own: dict[str, str], lines: Sequence[Line], only: Touched | None
) -> Iterator[m.Rendition]:
    """Yield the pages of one theme or source: a page a year, and one of its years that shows the newest."""
    years: dict[int, dict[int, list[Line]]] = {}
    for line in lines:
        years.setdefault(desk.shelf.by_number[line.number].year, {}).setdefault(line.number, []).append(line)
    title = words.line(desk.newsletter.title)
    newest = next(iter(years))
    counts = [(year, words.count(sum(map(len, rows.values())), "story", "stories")) for year, rows in years.items()]
    for year, rows in years.items():
        values: dict[str, object] = {
            **own,
            "rows": [(desk.shelf.by_number[number], of) for number, of in rows.items()],
            "folder": folder,
        }
        if year == newest:
            shown = values | {"year": year, "years": counts}
            about = f"{own['heading']} in {title}: every story."
            yield desk.page(f"{folder}/index.html", "web/lines.html", own["heading"], about, shown)
        if only is None or year == only.year:
            name = f"{own['heading']} in {year}"
            shown = values | {"year": year, "years": ()}
            yield desk.page(f"{folder}/{year}.html", "web/lines.html", name, f"{name}: every story.", shown)


def _searched(desk: Desk, year: int, rows: Sequence[Row]) -> m.Rendition:
    """Return a year's stories for the search: issues with number and day, stories with what can be found."""
    names = dict(desk.shelf.sources)
    sources = sorted({source for row in rows for line in row.lines for source in line.sources})
    at = {source: index for index, source in enumerate(sources)}
    facts = {
        "sources": [names.get(source, source) for source in sources],
        "issues": [
            [
                row.number,
                row.date,
                [
                    [line.title, line.address, line.summary, line.place, [at[one] for one in line.sources]]
                    for line in row.lines
                ],
            ]
            for row in rows
        ],
    }
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":")) + "\n"
    return m.Rendition(f"search/{year}.json", JSON, text.encode("utf-8", "replace"))


def _search(desk: Desk) -> Iterator[m.Rendition]:
    """Yield the page to search on, its script and the years that the script reads."""
    title = words.line(desk.newsletter.title)
    script = desk.templates.render("web/search.js", {}).encode("utf-8")
    digest = base64.b64encode(hashlib.sha384(script).digest()).decode("ascii")
    values: dict[str, object] = {"integrity": f"sha384-{digest}", "years": list(desk.shelf.years)}
    yield desk.page(SEARCH, "web/search.html", "Search", f"Search every issue of {title}.", values)
    yield m.Rendition(SCRIPT, "text/javascript; charset=utf-8", script)


def _subscribe(desk: Desk) -> m.Rendition:
    """Return the page that explains to people how to follow the newsletter."""
    title = words.line(desk.newsletter.title)
    of = desk.addresses.of
    whole, stories, *by_theme = (
        (feed.title, feed.about, [of(feed.path(ending)) for ending in ("xml", "atom", "json")])
        for feed in all_feeds(desk.newsletter)
    )
    themes = [
        (words.line(theme.name, words.NAME), formats, *_calendar(of(theme_calendar(theme.id))))
        for theme, (_, _, formats) in zip(desk.newsletter.themes, by_theme, strict=True)
    ]
    values: dict[str, object] = {
        "whole": whole,
        "stories": stories,
        "all_events": _calendar(of(EVENTS)),
        "themes": themes,
        "opml": of(OPML),
        "sign_up": of(SIGN_UP),
    }
    return desk.page(FEEDS, "web/subscribe.html", "Subscribe", f"How to follow {title}.", values)


def _calendar(address: str) -> tuple[str, str]:
    """Return a calendar's address, and the same for programs that subscribe to it."""
    return address, f"webcal:{address.partition(':')[2]}"


def _sitemap(desk: Desk) -> m.Rendition:
    """Return every page there is with the day of its last change (https://www.sitemaps.org/protocol.html)."""
    newest = max((row.changed for row in desk.shelf.rows), default="")
    of = desk.addresses.of
    pages = [(desk.addresses.home, newest), (of("feeds/"), ""), (of("themes/"), newest), (of("sources/"), newest)]
    pages += [(desk.addresses.issue(row.number), row.changed) for row in desk.shelf.rows]
    pages += [(of(f"years/{year}/"), max(row.changed for row in rows)) for year, rows in desk.shelf.years.items()]
    for folder, lines in (
        *((theme_folder(theme), desk.shelf.by_theme[theme]) for theme, _, _ in desk.shelf.themes),
        *((source_folder(source), desk.shelf.by_source[source]) for source, _ in desk.shelf.sources),
    ):
        pages.append((of(f"{folder}/"), desk.shelf.by_number[lines[0].number].changed))
    text = desk.templates.render("web/sitemap.xml", {"pages": pages})
    return m.Rendition("sitemap.xml", "application/xml", text.encode("utf-8", "replace"))


def _theme_links(desk: Desk) -> list[tuple[str, str]]:
    return [(f"{theme_folder(theme)}/index.html", name) for theme, name, _ in desk.shelf.themes]


def _before(year: int, years: dict[int, list[Row]]) -> int:
    """Return the year before that has issues, 0 for none; the one after would change a page that is finished."""
    return max((other for other in years if other < year), default=0)
