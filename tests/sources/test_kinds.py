"""Kinds of sources: what to ask for, and what becomes of whatever comes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from digest import sources
from digest.model import Article, Failure, Memory, Page, Request, Response, Source, SourceId, Trouble
from digest.sources import mailbags

NOW = datetime(2026, 6, 11, 12, 0, tzinfo=UTC)
SOURCE = Source(SourceId("towns"), "Institute of Towns", "https://towns.example/news/")
MEMORY = Memory(SOURCE.id)
FEED = "<rss version='2.0'><channel><title>T</title><item><title>Deal for towns</title><link>/d</link></item></channel></rss>"
CARD = '<article><h2><a href="/news/{0}">{1}</a></h2><time datetime="2026-06-0{0}">{0} June 2026</time><p>{1} in full.</p></article>'
TITLES = [
    "Market stalls are full again",
    "Rents rise in the north",
    "A new bridge for Thornby",
    "Library opens on Sundays",
]
LISTING = (
    '<html><head><title>News</title><link rel="alternate" type="application/rss+xml" href="/feed"></head><body><main>'
    + "".join(CARD.format(number, title) for number, title in enumerate(TITLES, 1))
    + "</main></body></html>"
)
SIGN_IN = "<html><title>Log in to continue</title><form><input type='password'></form></html>"


def response(
    body: str | bytes = "", status: int = 200, kind: str = "text/html; charset=utf-8", address: str = SOURCE.address
) -> Response:
    return Response(address, status, (("content-type", kind),), body.encode() if isinstance(body, str) else body)


def failure(found: object) -> Failure:
    assert isinstance(found, Failure), found
    assert found.said.endswith((".", ")"))
    return found


def test_a_visit_asks_where_it_was_last_read_with_the_validators() -> None:
    assert sources.first(SOURCE, MEMORY) == Request(SOURCE.address)
    memory = replace(MEMORY, address="https://towns.example/feed", etag='"1"', modified="Thu")
    assert sources.first(SOURCE, memory) == Request("https://towns.example/feed", '"1"', "Thu")


def test_auto_reads_a_feed_as_a_feed_whatever_the_server_calls_it() -> None:
    found = sources.read(SOURCE, MEMORY, response(FEED), NOW)
    assert isinstance(found, Page)
    assert (found.kind, [post.title for post in found.posts]) == ("feed", ["Deal for towns"])


def test_auto_reads_a_page_as_a_listing_and_names_its_feeds() -> None:
    found = sources.read(SOURCE, MEMORY, response(LISTING), NOW)
    assert isinstance(found, Page)
    assert found.kind == "listing"
    assert [post.title for post in found.posts] == TITLES
    assert found.better == ("https://towns.example/feed",)


CALENDAR = "\r\n".join(
    (
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        "UID:1",
        "SUMMARY:Market day",
        "DTSTART:20260620T100000Z",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    )
)
LISTED = json.dumps(
    {
        "@type": "ItemList",
        "itemListElement": [{"@type": "ListItem", "url": f"/n/{title[0]}", "name": title} for title in TITLES],
    }
)


@pytest.mark.parametrize(
    ("kind", "body", "read", "titles"),
    [
        ("auto", CALENDAR, "calendar", ["Market day"]),
        ("events", CALENDAR, "calendar", ["Market day"]),
        ("calendar", CALENDAR, "calendar", ["Market day"]),
        ("events", FEED, "feed", ["Deal for towns"]),
        ("mail", mailbags.pack([b"Subject: The letter\n\nMarket stalls are full again."]), "mail", ["The letter"]),
        ("auto", f'<div id=app></div><script type="application/ld+json">{LISTED}</script>', "json-ld", TITLES),
    ],
)
def test_what_comes_is_read_as_what_it_is(kind: str, body: str | bytes, read: str, titles: list[str]) -> None:
    media = mailbags.MEDIA_TYPE if kind == "mail" else "text/html"
    found = sources.read(replace(SOURCE, kind=kind), MEMORY, response(body, kind=media), NOW)
    assert isinstance(found, Page)
    assert (found.kind, [post.title for post in found.posts]) == (read, titles)


def test_a_page_without_a_list_and_without_data_holds_no_posts() -> None:
    found = sources.read(SOURCE, MEMORY, response("<h1>Towns</h1><p>Nothing has been published yet.</p>"), NOW)
    assert isinstance(found, Page)
    assert (found.kind, found.posts) == ("listing", ())


def test_a_page_is_no_better_than_itself() -> None:
    found = sources.read(SOURCE, MEMORY, response(LISTING, address="https://towns.example/feed"), NOW)
    assert isinstance(found, Page)
    assert found.better == ()


def test_a_kind_of_its_own_is_held_to() -> None:
    assert (
        failure(sources.read(replace(SOURCE, kind="feed"), MEMORY, response(LISTING), NOW)).trouble
        is Trouble.UNREADABLE
    )


@pytest.mark.parametrize("kind", sorted(sources.KINDS))
@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (404, Trouble.STATUS),
        (410, Trouble.GONE),
        (401, Trouble.LOGIN),
        (403, Trouble.STATUS),
        (500, Trouble.STATUS),
        (599, Trouble.STATUS),
        (300, Trouble.STATUS),
    ],
)
def test_statuses_are_failures_in_words(kind: str, status: int, trouble: Trouble) -> None:
    found = failure(sources.read(replace(SOURCE, kind=kind), MEMORY, response(FEED, status), NOW))
    assert found.trouble is trouble
    assert str(status) in found.said


@pytest.mark.parametrize("kind", sorted(sources.KINDS))
@pytest.mark.parametrize(
    ("body", "media", "trouble"),
    [
        (b"%PDF-1.7 ...", "text/html", Trouble.UNREADABLE),
        (b"\x89PNG\r\n", "image/png", Trouble.UNREADABLE),
        (b"....", "audio/mpeg", Trouble.UNREADABLE),
        (b"  \n ", "text/html", Trouble.EMPTY),
        (SIGN_IN.encode(), "text/html", Trouble.LOGIN),
        (b"just words", "text/plain", Trouble.UNREADABLE),
        (b"\x1f\x8bbroken", "application/gzip", Trouble.UNREADABLE),
    ],
)
def test_every_kind_tells_what_is_neither_page_nor_feed(kind: str, body: bytes, media: str, trouble: Trouble) -> None:
    found = failure(sources.read(replace(SOURCE, kind=kind), MEMORY, response(body, kind=media), NOW))
    assert found.trouble is trouble, "see `_of_page` in digest/sources/kinds.py, and digest/sources/responses.py"


def test_a_page_with_a_form_to_sign_in_at_its_edge_is_a_page() -> None:
    words = " ".join(f"word{number}" for number in range(400))
    body = LISTING.replace("</main>", f"</main><form><input type=password></form><p>{words}</p>")
    assert isinstance(sources.read(SOURCE, MEMORY, response(body), NOW), Page)


def test_a_page_to_sign_in_with_much_to_say_is_known_by_its_title() -> None:
    body = SIGN_IN.replace("</html>", "<p>" + "By signing in you agree to our many terms. " * 40 + "</p></html>")
    assert failure(sources.read(SOURCE, MEMORY, response(body), NOW)).trouble is Trouble.LOGIN


def test_an_article_page_is_read_and_a_page_to_sign_in_is_not_taken_for_one() -> None:
    text = "".join(
        f"<p>Paragraph {number} says that the market is full on most days of the week.</p>" for number in range(9)
    )
    article = sources.read_page(
        response(f"<html><title>Market</title><article><h1>Market</h1>{text}</article></html>"), NOW, SOURCE
    )
    assert isinstance(article, Article)
    assert "Paragraph 8" in article.text
    assert failure(sources.read_page(response("", 404), NOW, SOURCE)).trouble is Trouble.STATUS
    assert failure(sources.read_page(response(b"%PDF-1"), NOW, SOURCE)).trouble is Trouble.UNREADABLE
    assert failure(sources.read_page(response("just words"), NOW, SOURCE)).trouble is Trouble.UNREADABLE
    assert failure(sources.read_page(response(SIGN_IN), NOW, SOURCE)).trouble is Trouble.LOGIN
