"""What every kind of source promises: it asks for one address and gives posts or says why not, whatever comes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import sources
from digest.config import kinds as config
from digest.model import Article, Failure, Memory, Page, Response, Source, SourceId
from tests.examples import examples

NOW = datetime(2026, 6, 11, 12, 0, tzinfo=UTC)
SOURCE = Source(SourceId("towns"), "Institute of Towns", "https://towns.example/news/")
TITLES = ("Market stalls are full again", "Rents rise in the north", "A new bridge for Thornby", "Open on Sundays")
PATHS = tuple(f"/news/{number}/{title.lower().replace(' ', '-')}" for number, title in enumerate(TITLES))

CARDS = "".join(
    f'<article><h2><a href="{path}">{title}</a></h2><time datetime="2026-06-0{9 - number}">{9 - number} June</time>'
    f"<p>{title}, told in full.</p></article>"
    for number, (path, title) in enumerate(zip(PATHS, TITLES, strict=True))
)
EVENTS = "".join(
    f'<article><h2><a href="{path}">{title}</a></h2><p>{number + 2} July 2026, 10:00</p></article>'
    for number, (path, title) in enumerate(zip(PATHS, TITLES, strict=True))
)
ENTRIES = "".join(
    f'<div class="h-entry"><a class="p-name u-url" href="{path}">{title}</a>'
    f'<time class="dt-published" datetime="2026-06-0{9 - number}T08:00:00Z"></time></div>'
    for number, (path, title) in enumerate(zip(PATHS, TITLES, strict=True))
)
LINKED = json.dumps(
    {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": number,
                "item": {
                    "@type": "NewsArticle",
                    "headline": title,
                    "url": path,
                    "datePublished": f"2026-06-0{number}",
                },
            }
            for number, (path, title) in enumerate(zip(PATHS, TITLES, strict=True), 1)
        ],
    }
)
STATE = json.dumps(
    {
        "feed": [
            {"title": title, "url": path, "date": f"2026-06-0{number}"}
            for number, (path, title) in enumerate(zip(PATHS, TITLES, strict=True), 1)
        ]
    }
)
RSS = "".join(
    f"<item><title>{t}</title><link>https://towns.example{p}</link></item>"
    for p, t in zip(PATHS, TITLES, strict=True)
)
MAP = "".join(
    f"<url><loc>https://towns.example{path}</loc><news:news><news:title>{title}</news:title>"
    f"<news:publication_date>2026-06-01</news:publication_date></news:news></url>"
    for path, title in zip(PATHS, TITLES, strict=True)
)
CALENDAR = "".join(
    f"BEGIN:VEVENT\r\nUID:{number}@towns.example\r\nSUMMARY:{title}\r\nURL:https://towns.example{path}\r\n"
    f"DTSTART:2026070{number}T100000Z\r\nDTEND:2026070{number}T110000Z\r\nEND:VEVENT\r\n"
    for number, (path, title) in enumerate(zip(PATHS, TITLES, strict=True), 1)
)
NOT_OF_THE_WEB = {"mail"}
"""Kinds that are asked elsewhere than at an address of the web."""

SAMPLES = {
    "calendar": f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Towns//EN\r\n{CALENDAR}END:VCALENDAR\r\n",
    "auto": f"<html><main>{CARDS}</main></html>",
    "listing": f"<html><main>{CARDS}</main></html>",
    "events": f"<html><title>Events</title><main>{EVENTS}</main></html>",
    "feed": f"<rss version='2.0'><channel><title>T</title>{RSS}</channel></rss>",
    "wordpress": json.dumps([{"title": {"rendered": t}, "link": p, "date_gmt": "2026-06-01T08:00:00"} for p, t in zip(PATHS, TITLES, strict=True)]),
    "json-ld": f'<html><script type="application/ld+json">{LINKED}</script><div id="app"></div></html>',
    "h-feed": f'<html><div class="h-feed">{ENTRIES}</div></html>',
    "sitemap": '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/'
    f'sitemap-news/0.9">{MAP}</urlset>',
    "state": f'<html><div id="app"></div><script>window.__STATE__ = {STATE};</script></html>',
}  # fmt: skip


def read(kind: str, body: str | bytes, pages: int = 1) -> Page | Failure:
    source = replace(SOURCE, kind=kind, pages=pages)
    raw = body.encode() if isinstance(body, str) else body
    answer = Response(SOURCE.address, 200, (("content-type", "text/html; charset=utf-8"),), raw)
    return sources.read(source, Memory(source.id), answer, NOW)


def test_the_settings_know_every_kind_and_every_kind_has_a_sample() -> None:
    unnamed = set(sources.KINDS) - set(config.KINDS)
    assert unnamed == set(), "a kind that no newsletter can name: add it to Kinds in digest/config/kinds.py"
    unknown = set(config.KINDS) - set(sources.KINDS)
    assert unknown == set(), "read as auto: add it to KINDS in digest/sources/__init__.py"
    missing = set(sources.KINDS) - NOT_OF_THE_WEB ^ set(SAMPLES)
    assert missing == set(), "write the four posts of TITLES as such a source gives them, into SAMPLES above"


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_a_kind_asks_for_one_address_of_its_site(kind: str) -> None:
    asked = sources.first(replace(SOURCE, kind=kind), Memory(SOURCE.id))
    assert asked.address.startswith("https://towns.example/")


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_a_kind_reads_its_own_form(kind: str) -> None:
    page = read(kind, SAMPLES[kind])
    assert isinstance(page, Page), page
    assert [post.title for post in page.posts] == list(TITLES)
    assert [post.address for post in page.posts] == [f"https://towns.example{path}" for path in PATHS]
    assert len({post.id for post in page.posts}) == len(TITLES)
    assert all(post.source == SOURCE.id and post.seen == NOW and post.keys for post in page.posts)


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_a_kind_finds_the_same_posts_again(kind: str) -> None:
    once, again = read(kind, SAMPLES[kind]), read(kind, SAMPLES[kind])
    assert isinstance(once, Page)
    assert isinstance(again, Page)
    assert [post.id for post in once.posts] == [post.id for post in again.posts]


@pytest.mark.parametrize("kind", sorted(sources.KINDS))
@pytest.mark.parametrize("other", sorted(SAMPLES))
def test_a_kind_gives_posts_or_a_reason_for_whatever_comes(kind: str, other: str) -> None:
    found = read(kind, SAMPLES[other])
    assert isinstance(found, Page | Failure)
    if isinstance(found, Failure):
        assert found.said.endswith((".", ")"))


NUMBERS = (
    "9" * 400,
    "9" * 5_000,
    f"&#{'9' * 5_000};",
    f"&amp;#{'0' * 5_000}65;",
    "²",
    "0",
    "0001",
    "9999",
    "1e999",
    "-1",
)
"""What no machine can hold, what only looks like a number, and the ends of the calendar."""


@pytest.mark.parametrize("kind", sorted(SAMPLES))
@pytest.mark.parametrize("number", NUMBERS, ids=range(len(NUMBERS)))
def test_a_kind_bears_numbers_that_are_none(kind: str, number: str) -> None:
    """In place of each of its own, and before each title; of lists the next page is looked for as well."""
    told = re.sub("|".join(map(re.escape, TITLES)), lambda title: f"{number} {title[0]}", SAMPLES[kind])
    for body in (re.sub(r"\d+", number, SAMPLES[kind]), told, f'{told}<a href="?page=2">{number}</a>'):
        assert isinstance(read(kind, body, pages=3), Page | Failure)


@pytest.mark.slow
@pytest.mark.parametrize("number", NUMBERS, ids=range(len(NUMBERS)))
def test_a_posts_own_page_bears_numbers_that_are_none(number: str) -> None:
    """In whatever says something of it, and in its text, escaped twice as well."""
    linked = f'{{"@type":"NewsArticle","headline":"{number}","datePublished":"{number}","wordCount":1{"0" * 400}}}'
    page = (
        f'<html><head><title>{number}</title><base href="{number}"><meta property="og:title" content="{number}">'
        f'<meta property="article:published_time" content="{number}"><meta name="author" content="{number}">'
        f'<script type="application/ld+json">{linked}</script></head><body><article><h1>Market stalls {number}</h1>'
        f"<time datetime='{number}'>{number} June 2026</time>{f'<p>The stalls are full again, {number} of them.</p>' * 9}"
        "</article></body></html>"
    )
    answer = Response(SOURCE.address, 200, (("content-type", "text/html; charset=utf-8"),), page.encode())
    assert isinstance(sources.read_page(answer, NOW, SOURCE), Article)


@examples(25)
@given(kind=st.sampled_from(sorted(SAMPLES)), data=st.data())
def test_a_kind_bears_what_is_broken_off_and_mutated(kind: str, data: st.DataObject) -> None:
    whole = SAMPLES[kind].encode()
    start = data.draw(st.integers(0, len(whole)))
    noise = data.draw(st.binary(max_size=40))
    length = data.draw(st.integers(0, 200))
    assert isinstance(read(kind, whole[:start] + noise + whole[start + length :]), Page | Failure)
