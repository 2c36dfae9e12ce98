"""The same sources visited again and again, as they stood at each moment: which posts were missed, which repeated.

Run as a script it prints the table of docs/measurements.md: `.venv/bin/python -m tests.replay`. What a page really
held is read here by other means (the standard library's parsers), so that the program is not its own witness.
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET  # our own corpora, read beside the program

from sqlalchemy import select

from digest import jobs
from digest import model as m
from digest.adapters.store import schema
from digest.adapters.store.codec import load
from digest.adapters.store.engine import reading
from digest.sources import addresses
from tests.parts import Household, SetClock, TableCrew
from tests.values import newsletter

LISTING_START = "https://listing.example/"


@dataclass(frozen=True)
class Item:
    """One thing that a page held by the witness: its name there, its address, its title."""

    name: str
    address: str
    title: str


@dataclass(frozen=True)
class Moment:
    """A page as it stood at a moment, and what it held."""

    at: datetime
    body: bytes
    kind: str
    items: tuple[Item, ...]


@dataclass
class Outcome:
    """What became of the things a source published over all moments."""

    name: str
    visits: int = 0
    things: set[str] = field(default_factory=set)
    missed: dict[str, str] = field(default_factory=dict)
    repeated: dict[str, list[str]] = field(default_factory=dict)
    joined: dict[str, list[str]] = field(default_factory=dict)
    retitled: int = 0
    again_new: int = 0
    strangers: list[str] = field(default_factory=list)
    kept_out: int = 0

    def row(self) -> str:
        cells = (
            self.name,
            self.visits,
            len(self.things),
            len(self.missed),
            len(self.repeated),
            len(self.joined),
            self.retitled,
            self.again_new,
            len(self.strangers),
        )
        return "| " + " | ".join(str(cell) for cell in cells) + " |"


HEAD = "| source | visits | posts | missed | repeated | joined | retitled | new at a second look | strangers |\n" + (
    "|---" * 9 + "|"
)


def replay(name: str, moments: Sequence[Moment], folder: Path, address: str, kind: str = "auto") -> Outcome:
    """Visit the source at every moment, twice, and return what became of what it held."""
    source = m.Source(m.SourceId("replayed"), name, address, kind=kind)
    home = Household(folder, letter=newsletter(sources=(source,)), clock=SetClock(), crew=TableCrew())
    parts = replace(home.parts(), read_articles=False)
    outcome = Outcome(name)
    titles: dict[str, set[str]] = defaultdict(set)
    for moment in moments:
        home.clock.at = moment.at
        home.crew.answers[address] = m.Response(address, 200, (("content-type", moment.kind),), moment.body)
        for look in range(2):
            collected = jobs.collect(parts, ask="all")
            outcome.visits += 1
            outcome.again_new += collected.new if look else 0
            outcome.kept_out += any(visit.failure is not None for visit in collected.visits)
        for item in moment.items:
            outcome.things.add(item.name)
            titles[item.name].add(item.title)
    _judge(outcome, moments, _stored(parts.store))
    outcome.retitled = sum(len(said) > 1 for said in titles.values())
    home.close()
    return outcome


def _stored(store: object) -> tuple[m.Post, ...]:
    with reading(store.engine) as connection:  # type: ignore[attr-defined]  # the household's store is SQL
        return tuple(load(m.Post, row.body) for row in connection.execute(select(schema.posts.c.body)))


def _judge(outcome: Outcome, moments: Sequence[Moment], stored: Sequence[m.Post]) -> None:
    """Hold what is stored against what was there, by address and, where several share one, by title."""
    items = {(item.name, item.title): item for moment in moments for item in moment.items}
    sharing: dict[str, set[str]] = defaultdict(set)
    for item in items.values():
        sharing[addresses.key(item.address)].add(item.name)
    by_thing: dict[str, set[str]] = defaultdict(set)
    by_post: dict[str, set[str]] = defaultdict(set)
    for post in stored:
        for item in items.values():
            if _is(post, item, shared=len(sharing[addresses.key(item.address)]) > 1):
                by_thing[item.name].add(post.id)
                by_post[post.id].add(item.name)
    by_id = {post.id: post for post in stored}
    for name, title in items:
        if name not in by_thing:
            outcome.missed[name] = title
        elif len(by_thing[name]) > 1:
            outcome.repeated[name] = [f"{by_id[one].title} <{by_id[one].address}>" for one in by_thing[name]]
    outcome.joined = {by_id[one].title: sorted(names) for one, names in by_post.items() if len(names) > 1}
    outcome.strangers = [f"{post.title} <{post.address}>" for post in stored if post.id not in by_post]


def _is(post: m.Post, item: Item, *, shared: bool) -> bool:
    keys = {addresses.key(post.address), *(key.removeprefix("url:") for key in post.keys)}
    if f"guid:{item.name}" in post.keys:
        return True
    return addresses.key(item.address) in keys and (not shared or _said(post.title) == _said(item.title))


def _said(title: str) -> str:
    return "".join(letter for letter in title.casefold() if letter.isalnum())


def timeline(folder: Path) -> Iterator[tuple[datetime, Path]]:
    """Yield each moment at which the page differed from the one before, and the stored page."""
    before = ""
    with (folder / "timeline.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            if row["file_with_same_items"] != before:
                before = row["file_with_same_items"]
                yield datetime.fromisoformat(row["commit_time"]).astimezone(UTC), folder / before


def feed_moments(folder: Path) -> list[Moment]:
    found = []
    for at, file in timeline(folder):
        body = file.read_bytes()
        found.append(Moment(at, body, "application/xml", tuple(_feed_items(body))))
    return found


def _feed_items(body: bytes) -> Iterator[Item]:
    root = ET.fromstring(body.lstrip(b"\xef\xbb\xbf"))
    atom = "{http://www.w3.org/2005/Atom}"
    for entry in root.iter(f"{atom}entry"):
        link = entry.find(f"{atom}link")
        href = link.get("href", "") if link is not None else ""
        yield Item(entry.findtext(f"{atom}id", href).strip(), href, entry.findtext(f"{atom}title", "").strip())
    for entry in root.iter("item"):
        link = entry.findtext("link", "").strip()
        yield Item(entry.findtext("guid", link).strip(), link, entry.findtext("title", "").strip())


class _Links(HTMLParser):
    """Links that open elsewhere, with their words, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[list[str]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            said = dict(attrs)
            self.inside = said.get("target") == "_blank" and bool(said.get("href"))
            if self.inside:
                self.found.append([said["href"] or "", ""])

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "a"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found[-1][1] += data


def listing_moments(folder: Path) -> list[Moment]:
    """The pages of a list of links to elsewhere: its things are those that open in a window of their own."""
    found = []
    for at, file in timeline(folder):
        body = file.read_bytes()
        links = _Links()
        links.feed(body.decode("utf-8", "replace"))
        items = [
            Item(addresses.key(href), href, " ".join(words.split())) for href, words in links.found if words.strip()
        ]
        found.append(Moment(at, body, "text/html", tuple(item for item in items if _off_site(item.address))))
    return found


def _off_site(address: str) -> bool:
    return urlsplit(address).scheme in {"http", "https"} and "christiandailyreporter" not in address


def _as_feed(items: Sequence[Mapping[str, str]]) -> bytes:
    """Return the items as a feed without guids, as many are: only the link and the words can tell them."""
    entries = "".join(
        f"<item><title>{escape(item['title'])}</title><link>{escape(item['link'])}</link>"
        f"<description>{escape(item['text'])}</description><pubDate>{item['date']}</pubDate></item>"
        for item in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{entries}</channel></rss>'.encode()


def item_moments(folder: Path) -> Iterator[tuple[str, list[Moment]]]:
    """Yield the sources of items_over_time, each with its items as feeds at the moments they were collected.

    A feed keeps showing what it showed, each thing once under its present title: the newest sixty.
    """
    collected: dict[str, dict[datetime, list[Mapping[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for name, at, item in (*_daily(folder), *_hourly(folder), *_weekly(folder)):
        collected[name][at].append(item)
    for name, batches in collected.items():
        moments = []
        shown: list[Mapping[str, str]] = []
        for at, items in sorted(batches.items()):
            fresh = {addresses.key(one["link"]): one for one in items}
            shown = [*fresh.values(), *(old for old in shown if addresses.key(old["link"]) not in fresh)][:60]
            held = tuple(Item(addresses.key(one["link"]), one["link"], one["title"]) for one in shown)
            moments.append(Moment(at, _as_feed(shown), "application/rss+xml", held))
        yield name, moments


Collected = Iterator[tuple[str, datetime, Mapping[str, str]]]


def _daily(folder: Path) -> Collected:
    for file in sorted(folder.glob("rld_*.json")):
        day = datetime.fromisoformat(file.name[4:14]).replace(tzinfo=UTC) + timedelta(days=1)
        name = "bbc technology" if "technology" in file.name else "bbc news"
        for row in json.loads(file.read_text("utf-8")):
            yield name, day, _item(row["title"], row["link"], row.get("description"), row.get("date_published"))


def _hourly(folder: Path) -> Collected:
    for file in sorted(folder.glob("news_*.ndjson")):
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            at = datetime.fromisoformat(row["collectedAt"]).replace(minute=0, second=0, microsecond=0)
            item = _item(row["title"], row["link"], row.get("description"), row.get("pubDate"))
            yield row["source"].lower(), at, item


def _weekly(folder: Path) -> Collected:
    for file in sorted(folder.glob("eu_*.json")):
        week = json.loads(file.read_text("utf-8"))
        at = datetime.fromisoformat(week["gegenereerd_op"])
        for place in week["bronnen"]:
            for row in place.get("items") or ():
                item = _item(row["titel"], row["url"], row.get("samenvatting"), row.get("datum"))
                yield place["id"].lower(), at, item


def _item(title: str, link: str, text: str | None, date: str | None) -> Mapping[str, str]:
    return {"title": title, "link": link.replace("&amp;", "&"), "text": text or "", "date": date or ""}


def outcomes(web: Path) -> Iterator[Outcome]:
    """Yield the outcome of every source of which the corpora hold several moments."""
    with tempfile.TemporaryDirectory() as folder:
        places = iter(range(1_000))
        for place in sorted((web / "feeds_over_time").iterdir()):
            home = Path(folder) / str(next(places))
            yield replay(f"feed {place.name}", feed_moments(place), home, "https://feed.example/feed.xml", "feed")
        for place in sorted((web / "listings_over_time").iterdir()):
            home = Path(folder) / str(next(places))
            yield replay(f"listing {place.name}", listing_moments(place), home, LISTING_START)
        for name, moments in item_moments(web / "items_over_time"):
            if len(moments) > 1:
                home = Path(folder) / str(next(places))
                yield replay(f"items {name}", moments, home, "https://feed.example/feed.xml", "feed")


def main(words: Sequence[str]) -> None:
    web = Path(words[0]) if words else Path(__file__).resolve().parents[2] / "shared" / "data" / "web"
    sys.stdout.write(HEAD + "\n")
    for outcome in outcomes(web):
        sys.stdout.write(outcome.row() + "\n")
        for said, found in (("missed", outcome.missed), ("repeated", outcome.repeated), ("joined", outcome.joined)):
            for name, what in list(found.items())[:8]:
                sys.stderr.write(f"    {said}: {name}: {what}\n")
        for stranger in outcome.strangers[:8]:
            sys.stderr.write(f"    stranger: {stranger}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
