"""The feeds that a page points to."""

from __future__ import annotations

from digest.sources import discovery

PAGE = """<!doctype html><html><head>
<link rel="stylesheet" href="/s.css"><link rel="alternate" hreflang="cy" href="/cy/">
<link rel='alternate' type='application/rss+xml' title='Town &raquo; Comments Feed' href='/comments/feed/'>
<link rel="alternate" type="application/json" href="https://towns.example/wp-json/wp/v2/pages/2">
<link rel="alternate" type="application/json+oembed" href="/oembed">
<link href=/feed.json rel=alternate type=application/feed+json>
<link title="Town > News" type="application/rss+xml; charset=utf-8" rel="ALTERNATE home" href="feed/?a=1&amp;b=2">
<link rel="alternate" type="application/atom+xml" href="javascript:alert(1)">
</head><body></body></html>"""


def test_the_feeds_of_the_page_are_found_and_nothing_else() -> None:
    assert discovery.feeds_of(PAGE, "https://towns.example/news/") == (
        "https://towns.example/feed.json",
        "https://towns.example/news/feed/?a=1&b=2",
    )


def test_a_base_address_counts() -> None:
    page = '<base href="https://cdn.example/x/"><link rel=alternate type=application/rss+xml href="feed">'
    assert discovery.feeds_of(page, "https://towns.example/") == ("https://cdn.example/x/feed",)


def test_a_page_without_feeds_has_none() -> None:
    assert discovery.feeds_of("<p>no head", "https://towns.example/") == ()
    assert discovery.feeds_of("<link " * 50_000, "https://towns.example/") == ()


def test_links_on_the_face_of_a_page_that_look_like_feeds() -> None:
    links = (
        "rss.xml",
        "/feed/",
        "/?format=atom",
        "/feed/comments/",
        "/feeding-birds",
        "/all.opml",
        "mailto:a@b.example",
    )
    page = '<base href="https://towns.example/news/">' + "".join(f"<a href='{link}'>x</a>" for link in links)
    assert discovery.visible_feeds(page, "https://other.example/") == (
        "https://towns.example/news/rss.xml",
        "https://towns.example/feed/",
        "https://towns.example/?format=atom",
    )


def test_usual_feeds_stand_below_the_page_and_at_the_front() -> None:
    front = "https://towns.example"
    below = [f"{front}/news/{name}" for name in ("feed/", "index.xml", "rss.xml")]
    assert list(discovery.usual_feeds(f"{front}/news/list.html")[:3]) == below
    assert discovery.usual_feeds(front)[0] == f"{front}/feed/"
    assert discovery.usual_feeds("mailto:a@b.example") == ()
