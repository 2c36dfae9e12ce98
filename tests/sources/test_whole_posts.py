"""Posts that stand whole on their list's page, each at a place of its own and none with a page of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime

from digest.model import Page, Source, SourceId
from digest.sources import listing

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
AT = "https://tarn.example/news/"
SOURCE = Source(SourceId("tarn"), "Tarn Institute", AT)
MENU = '<nav><a href="/">Home</a><a href="/work/">Our work</a><a href="/people/">People</a></nav>'
TEXT = "The ferry to the north bank runs again after nine weeks, and its crew was greeted by a brass band."
ASIDE = ' Read <a href="https://elsewhere.example/a-report">a report</a> and <a href="/files/map.pdf">the map</a>.'


def read(body: str) -> Page:
    return listing.read_listing(f"<body>{MENU}<main><h1>News</h1>{body}</main></body>", SOURCE, AT, NOW)


def article(place: str, title: str, text: str = TEXT) -> str:
    return f'<article id="{place}"><header><h2>{title}</h2></header><div><p>{text}</p></div></article>'


def test_articles_with_places_of_their_own_are_posts_and_links_in_their_texts_are_none():
    page = read(article("ferry", "The ferry runs again", TEXT + ASIDE) + article("kiln", "A kiln is lit in 2026")
                + article("weir", "The weir holds", TEXT + ASIDE))  # fmt: skip
    assert [(p.title, p.address) for p in page.posts] == [
        ("The ferry runs again", f"{AT}#ferry"),
        ("A kiln is lit in 2026", f"{AT}#kiln"),
        ("The weir holds", f"{AT}#weir"),
    ]
    assert all(post.complete for post in page.posts), "there is no page to read them on"
    assert page.posts[1].summary == TEXT


def test_parts_of_a_page_are_posts_where_they_are_dated_and_sections_where_they_are_not():
    def part(place: str, title: str, day: str) -> str:
        sign = f'<a href="#{place}" title="Link here">¶</a>'
        return f'<div id="{place}"><h3>{title}{sign}</h3><p>{day}</p><p>{TEXT}</p></div>'

    parts = (("ferry", "The ferry", "3 November 2026"), ("kiln", "A kiln", "1 November 2026"),
             ("weir", "The weir", "28 October 2026"))  # fmt: skip
    dated = read("".join(part(*one) for one in parts))
    assert [(p.title, p.published.at.date()) for p in dated.posts] == [
        ("The ferry", date(2026, 11, 3)),
        ("A kiln", date(2026, 11, 1)),
        ("The weir", date(2026, 10, 28)),
    ]
    assert read("".join(part(place, title, "") for place, title, _ in parts)).posts == ()


def test_articles_with_pages_of_their_own_are_read_by_their_links():
    def teaser(place: str, title: str) -> str:
        return f'<article id="{place}"><h2>{title}</h2><p>{TEXT}</p><a href="/news/{place}/">Read more</a></article>'

    page = read(
        teaser("ferry", "The ferry runs again") + teaser("kiln", "A kiln is lit") + teaser("weir", "The weir")
    )
    assert [p.address for p in page.posts] == [f"{AT}ferry/", f"{AT}kiln/", f"{AT}weir/"]


def test_a_list_elsewhere_on_the_page_is_preferred():
    rows = "".join(
        f'<li><a href="/news/{n}/">Nine lamps were mended in street {n}</a> <time>{n} November 2026</time></li>'
        for n in range(1, 9)
    )
    page = read(f"<ul>{rows}</ul>{article('about', 'About us')}{article('visit', 'How to visit')}")
    assert [p.address for p in page.posts] == [f"{AT}{n}/" for n in range(1, 9)]
