"""What pages and sites say for programs: JSON-LD, h-feed and hAtom, the interface of WordPress."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from digest import sources
from digest.model import Failure, Memory, Page, Response, Source, SourceId
from digest.sources.ways import hfeed, linked, wordpress

NOW = datetime(2026, 6, 11, 12, 0, tzinfo=UTC)
AT = "https://wharf.example/log/"
SOURCE = Source(SourceId("wharf"), "Wharf", AT)


def ld(value: Any) -> Page:
    return linked.read(f'<script type="application/ld+json">{json.dumps(value)}</script>', SOURCE, AT, NOW)


def test_a_blog_with_its_postings() -> None:
    posts = [
        {"@type": "BlogPosting", "headline": f"Tide table {n}", "url": f"/log/{n}", "datePublished": f"2026-06-0{n}T07:00Z",
         "author": {"@type": "Person", "name": "Ida Marsh"}, "description": "How high it came."}
        for n in (1, 2)
    ]  # fmt: skip
    page = ld({"@graph": [{"@type": "Blog", "name": "Log of the wharf", "blogPost": posts}]})
    assert page.title == "Log of the wharf"
    assert [(p.title, p.address, p.authors) for p in page.posts] == [
        ("Tide table 1", "https://wharf.example/log/1", ("Ida Marsh",)),
        ("Tide table 2", "https://wharf.example/log/2", ("Ida Marsh",)),
    ]
    assert page.posts[0].published.at.day == 1


def test_a_list_of_names_and_addresses() -> None:
    rows = [{"@type": "ListItem", "position": n, "name": f"Lock number {n}", "url": f"/log/{n}"} for n in (1, 2, 3)]
    assert [post.title for post in ld({"@type": "ItemList", "itemListElement": rows}).posts] == [
        "Lock number 1",
        "Lock number 2",
        "Lock number 3",
    ]


def test_a_list_of_members_that_are_posts() -> None:
    rows = [
        {"@type": "ListItem", "position": n, "item": {"@id": f"/log/{n}", "name": f"Lock {n} is mended"}}
        for n in (1, 2)
    ]
    rows += [{"@type": "ListItem", "url": "/log/3", "item": {"@type": "Article", "headline": "Lock 3 is shut"}}]
    assert [(p.title, p.address) for p in ld({"@type": "ItemList", "itemListElement": rows}).posts] == [
        ("Lock 1 is mended", "https://wharf.example/log/1"),
        ("Lock 2 is mended", "https://wharf.example/log/2"),
        ("Lock 3 is shut", "https://wharf.example/log/3"),
    ]


def test_of_a_list_without_end_the_first_are_posts() -> None:
    rows = [{"@type": "ListItem", "name": f"Lock number {n}", "url": f"/log/{n}"} for n in range(250)]
    posts = ld({"@type": "ItemList", "itemListElement": rows}).posts
    assert (len(posts), posts[-1].title) == (200, "Lock number 199")


def test_crumbs_menus_and_goods_are_no_posts() -> None:
    crumbs = [{"@type": "ListItem", "position": n, "item": {"@id": f"/{n}", "name": f"Step {n}"}} for n in (1, 2, 3)]
    assert ld({"@type": "BreadcrumbList", "itemListElement": crumbs}).posts == ()
    goods = [{"@type": "ListItem", "item": {"@type": "Product", "name": f"Rope {n}", "url": f"/{n}"}} for n in (1, 2)]
    assert ld({"@type": "ItemList", "itemListElement": goods}).posts == ()
    assert ld({"@type": "NewsArticle", "headline": "Only this one", "url": "/log/1"}).posts == ()
    assert ld([{"@type": "NewsArticle", "headline": "Without an address"}] * 3).posts == ()


def test_an_h_feed_with_a_reply_within_an_entry() -> None:
    entry = (
        '<div class="h-entry"><a class="u-url p-name" href="/log/{n}">Ferry {n}</a><p class="p-author h-card">Ida Marsh</p>'
        '<time class="dt-published" datetime="2026-06-0{n}">then</time><p class="p-summary">Ran <b>late</b>.</p>'
        '<div class="h-entry"><a class="u-url" href="/re">A reply</a></div></div>'
    )
    page = hfeed.read(f'<div class="h-feed">{entry.format(n=1)}{entry.format(n=2)}</div>', SOURCE, AT, NOW)
    assert [(p.title, p.address, p.summary) for p in page.posts] == [
        ("Ferry 1", "https://wharf.example/log/1", "Ran late."),
        ("Ferry 2", "https://wharf.example/log/2", "Ran late."),
    ]
    assert page.posts[1].published.at.day == 2


@pytest.mark.parametrize(
    "entry",
    [
        '<div class="h-entry"><h2 class="p-name"><a href="/log/{n}">Ferry {n}</a></h2></div>',
        '<div class="h-entry"><a href="/log/{n}"><h2 class="p-name">Ferry {n}</h2></a></div>',
        '<div class="h-entry"><a class="p-name" href="/log/{n}">Ferry {n}</a></div>',
        '<a class="h-entry" href="/log/{n}"><h2><span class="p-name">Ferry {n}</span></h2></a>',
        '<a class="h-entry" href="/log/{n}"><p class="p-summary">Ferry {n}</p></a>',
        (
            '<div class="h-entry"><p>No title and no link</p></div>'
            '<div class="hentry"><a class="entry-title" rel="bookmark" href="/log/{n}">Ferry {n}</a></div>'
        ),
    ],
    ids=[
        "in its title",
        "around its title",
        "its title",
        "around all",
        "around all, without a title",
        "in the older manner",
    ],
)
def test_where_an_entry_is_to_be_read(entry: str) -> None:
    page = hfeed.read(entry.format(n=1) + entry.format(n=2), SOURCE, AT, NOW)
    assert [(p.title, p.address) for p in page.posts] == [
        (f"Ferry {n}", f"https://wharf.example/log/{n}") for n in (1, 2)
    ]


def test_the_older_names_of_h_feed() -> None:
    entry = (
        '<article class="hentry"><h2 class="entry-title"><a href="/log/{n}" rel="bookmark">Barge {n}</a></h2>'
        '<abbr class="published" title="2026-05-0{n}T10:00:00+01:00">May</abbr><span class="author vcard">'
        '<a class="fn">Ida Marsh</a></span><div class="entry-summary">Sunk.</div></article>'
    )
    page = hfeed.read(entry.format(n=1) + entry.format(n=2), SOURCE, AT, NOW)
    assert [(p.title, p.authors, p.published.at.month) for p in page.posts] == [
        ("Barge 1", ("Ida Marsh",), 5),
        ("Barge 2", ("Ida Marsh",), 5),
    ]


@pytest.mark.parametrize(
    ("html", "header", "expected"),
    [
        ('<link rel="https://api.w.org/" href="https://wharf.example/wp-json/">', "", ["wp-json/wp/v2/posts?"]),
        ("", '<https://wharf.example/wp-json/>; rel="https://api.w.org/"', ["wp-json/wp/v2/posts?"]),
        ("<link rel='https://api.w.org/' href='/?rest_route=/'>", "", ["?rest_route=/wp/v2/posts&"]),
        (
            '<link rel="https://api.w.org/" href="/wp-json/"><link type="application/json" href="/wp-json/wp/v2/tags/7">',
            "",
            ["&tags=7", "wp-json/wp/v2/posts?"],
        ),
        ("<p>no link</p>", "", []),
    ],
)
def test_where_wordpress_says_its_interface_is(html: str, header: str, expected: list[str]) -> None:
    found = wordpress.routes(html, header, AT)
    assert len(found) == len(expected)
    assert all(part in route for part, route in zip(expected, found, strict=True))


def test_a_site_is_asked_by_its_interface() -> None:
    def ask(address: str) -> str:
        source = Source(SourceId("w"), "W", address, kind="wordpress")
        return sources.first(source, Memory(source.id)).address

    assert ask("https://wharf.example/").startswith("https://wharf.example/wp-json/wp/v2/posts?per_page=30")
    assert ask("https://wharf.example/wp-json/wp/v2/posts?categories=7").endswith(
        "categories=7&per_page=30&_embed=author,wp:featuredmedia"
    )


def test_posts_of_the_interface_and_its_next_page() -> None:
    row = {
        "title": {"rendered": "Cranes &amp; cargo"},
        "link": "https://wharf.example/log/cranes/",
        "date_gmt": "2026-06-10T22:30:00",
        "excerpt": {"rendered": "<p>Three lifts.</p>"},
        "_embedded": {"author": [{"name": "Ida Marsh"}], "wp:featuredmedia": [{"source_url": "/crane.jpg"}]},
    }
    source = replace(SOURCE, kind="wordpress", pages=3)
    answer = Response(f"{AT}wp-json?per_page=30&page=2", 200, (), json.dumps([row, None, {"title": 3}]).encode())
    page = sources.read(source, Memory(source.id), answer, NOW)
    assert isinstance(page, Page)
    (post,) = page.posts
    assert (post.title, post.summary, post.authors) == ("Cranes & cargo", "Three lifts.", ("Ida Marsh",))
    assert post.published.at == datetime(2026, 6, 10, 22, 30, tzinfo=UTC)
    assert post.image == "https://wharf.example/crane.jpg"
    assert page.following.endswith("page=3")
    row["_embedded"] = {"author": [None, {"name": ""}, {"name": "Ida Marsh"}], "wp:featuredmedia": "none"}
    answer = replace(answer, address=f"{AT}wp-json?per_page=30", body=json.dumps([row]).encode())
    page = sources.read(source, Memory(source.id), answer, NOW)
    assert isinstance(page, Page)
    assert (page.posts[0].authors, page.posts[0].image) == (("Ida Marsh",), "")
    assert page.following.endswith("per_page=30&page=2")
    page = sources.read(replace(source, pages=1), Memory(source.id), answer, NOW)
    assert isinstance(page, Page)
    assert (len(page.posts), page.following) == (1, "")
    refused = sources.read(source, Memory(source.id), replace(answer, body=b'{"code": "rest_forbidden"}'), NOW)
    assert isinstance(refused, Failure)
