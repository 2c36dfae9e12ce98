"""Lists read by the selectors that an editor wrote."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from digest import sources
from digest.model import Failure, Memory, Page, Response, Selectors, Source, SourceId, Trouble
from digest.sources.ways import clues

NOW = datetime(2026, 6, 11, 12, 0, tzinfo=UTC)
AT = "https://moss.example/papers"
PAGE = """<html><head><title>Papers</title><link rel="alternate" type="application/rss+xml" href="/all.xml"></head><body>
<div class="row"><b>Peat and rent</b> <i>3 June 2026</i> <u>Ann Sedge</u> <u>Bo Carr</u><em>On <s>bogs</s>.</em> <a href="/p/1">PDF</a></div>
<div class="row"><b>Moss by the metre</b> <i>1 June 2026</i> <em>Sold.</em> <a href="/p/2">PDF</a></div>
<div class="row"><b>No link here</b></div>
<a class="card" href="/p/3"><h3>A whole card</h3><time datetime="2026-05-02">May</time></a>
<p><a rel="next" href="?page=2">Older</a></p></body></html>"""


def read(selectors: Selectors, kind: str = "auto", pages: int = 1, html: str = PAGE) -> Page | Failure:
    source = Source(SourceId("moss"), "Moss", AT, kind=kind, selectors=selectors, pages=pages)
    return sources.read(
        source, Memory(source.id), Response(AT, 200, (("content-type", "text/html"),), html.encode()), NOW
    )


@pytest.mark.parametrize("kind", ["auto", "listing"])
def test_every_part_is_taken_from_where_it_is_said_to_be(kind: str) -> None:
    page = read(Selectors("div.row", title="b", link="a", date="i", author="u", summary="em"), kind)
    assert isinstance(page, Page)
    assert page.kind == "listing"
    assert page.better == ()
    assert [(p.title, p.address, p.authors, p.summary) for p in page.posts] == [
        ("Peat and rent", "https://moss.example/p/1", ("Ann Sedge", "Bo Carr"), "On bogs."),
        ("Moss by the metre", "https://moss.example/p/2", (), "Sold."),
    ]
    assert [post.published.at.day for post in page.posts] == [3, 1]


def test_a_link_may_be_the_item_or_stand_around_its_parts() -> None:
    for selectors in (
        Selectors("a.card", title="h3", date="time"),
        Selectors("a.card h3", title="h3"),
        Selectors("a.card"),
    ):
        page = read(selectors)
        assert isinstance(page, Page), selectors
        assert [post.address for post in page.posts] == ["https://moss.example/p/3"]
        assert "A whole card" in page.posts[0].title


def test_a_link_may_stand_in_what_is_selected_for_it() -> None:
    html = PAGE.replace('<a href="/p/1">PDF</a>', '<span class="go"><a href="/p/1">PDF</a></span>')
    page = read(Selectors("div.row", title="b", link=".go"), html=html)
    assert isinstance(page, Page)
    assert [post.address for post in page.posts] == ["https://moss.example/p/1"]


def test_a_selector_that_is_no_css_is_told_beside_what_else_the_page_holds() -> None:
    source = Source(SourceId("moss"), "Moss", AT, selectors=Selectors("div["))
    found = clues.look(source, Response(AT, 200, (("content-type", "text/html"),), PAGE.encode()), NOW)
    assert isinstance(found, clues.Clues)
    assert ("digest check" in found.said["listing"], set(found.pages)) == (
        True,
        {"json-ld", "h-feed", "state", "events"},
    )


def test_several_pages_are_followed_when_asked() -> None:
    one, several = (read(Selectors("div.row", title="b"), pages=pages) for pages in (1, 2))
    assert isinstance(one, Page)
    assert isinstance(several, Page)
    assert (one.following, several.following) == ("", "https://moss.example/papers?page=2")


@pytest.mark.parametrize(
    ("selectors", "said"),
    [
        (Selectors("tr.gone"), "tr.gone"),
        (Selectors("div.row", title="h9"), "Change `title` or `link`"),
        (Selectors("div.row", title="b", link="q"), "Change `title` or `link`"),
        (Selectors("div["), "digest check"),
    ],
)
def test_selectors_that_find_nothing_are_told(selectors: Selectors, said: str) -> None:
    found = read(selectors)
    assert isinstance(found, Failure)
    assert found.trouble in {Trouble.EMPTY, Trouble.UNREADABLE}
    assert said in found.said
