"""Maps of a site for search engines: from robots.txt by way of an index to posts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from digest import sources
from digest.model import Article, Failure, Memory, Page, Post, Response, Source, SourceId, Trouble
from digest.sources import articles, known

NOW = datetime(2026, 6, 11, 12, 0, tzinfo=UTC)
SOURCE = Source(SourceId("weir"), "The Weir", "https://weir.example/news/", kind="sitemap")
HEAD = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'


def read(body: str, source: Source = SOURCE, address: str = "https://weir.example/map.xml") -> Page | Failure:
    answer = Response(address, 200, (("content-type", "application/xml"),), body.encode())
    return sources.read(source, Memory(source.id), answer, NOW)


def page(body: str, source: Source = SOURCE, address: str = "https://weir.example/map.xml") -> Page:
    found = read(body, source, address)
    assert isinstance(found, Page), found
    return found


def entry(path: str, changed: str = "") -> str:
    return f"<url><loc>https://weir.example{path}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</url>"


def test_a_page_is_asked_for_by_way_of_robots_and_a_map_by_itself() -> None:
    assert sources.first(SOURCE, Memory(SOURCE.id)).address == "https://weir.example/robots.txt"
    for own in ("https://weir.example/news-map.xml", "https://weir.example/sitemap.php?x=1"):
        assert sources.first(replace(SOURCE, address=own), Memory(SOURCE.id)).address == own


def test_robots_names_maps_and_those_of_news_come_first() -> None:
    found = page(
        "User-agent: *\nDisallow: /x\nSitemap: /pages-sitemap.xml\nsitemap: https://weir.example/news.xml # new\n"
    )
    assert found.better == ("https://weir.example/news.xml", "https://weir.example/pages-sitemap.xml")
    refused = read("User-agent: *\nDisallow:\n")
    assert isinstance(refused, Failure)
    assert refused.trouble is Trouble.UNREADABLE


def test_an_index_leads_to_its_newest_part_with_posts() -> None:
    parts = "".join(
        f"<sitemap><loc>https://weir.example/{name}.xml</loc></sitemap>"
        for name in ("category-sitemap", "post-sitemap1", "post-sitemap2", "page-sitemap")
    )
    found = page(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{parts}</sitemapindex>')
    assert found.better[:2] == ("https://weir.example/post-sitemap2.xml", "https://weir.example/post-sitemap1.xml")


def test_a_plain_map_gives_the_newest_pages_under_the_sources_own_address() -> None:
    rows = [entry("/about/", "2026-06-10"), entry("/news/", "2026-06-10"), entry("/news/old-mill-sold", "2026-01-02")]
    rows += [entry("/news/weir-keeper-retires", "2026-06-09"), entry("/newsroom/x", "2026-06-10")]
    found = page(f"{HEAD}{' stray words '.join(['', *rows])}</urlset>")
    assert [post.title for post in found.posts] == ["Weir keeper retires", "Old mill sold"]
    assert found.posts[0].published.at.day == 9


def test_days_of_a_rebuilt_site_say_nothing() -> None:
    rows = "".join(entry(f"/news/piece-number-{word}", "2026-06-01") for word in ("one", "two", "three", "four"))
    found = page(f"{HEAD}{rows}</urlset>")
    assert {post.published.evidence[0].kind for post in found.posts} == {"first seen"}


def test_a_title_made_of_the_address_gives_way_to_the_articles_and_stays_away() -> None:
    (post,) = page(f"{HEAD}{entry('/news/weir-keeper-retires')}</urlset>").posts
    read_whole = articles.complete(post, Article(post.address, "Weir keeper retires after 40 years", "Told in full."))
    assert read_whole.title == "Weir keeper retires after 40 years"
    kept: Post = read_whole
    for _ in range(2):  # the second visit learns the key of the title, the third finds nothing to do
        again = known.decide((post,), dict.fromkeys((*kept.keys, *post.keys), kept))
        (kept,) = (*again.changed, *again.same)
        assert kept.title == "Weir keeper retires after 40 years"
    assert (again.new, again.changed) == ((), ())


def test_a_map_that_breaks_off_gives_what_came() -> None:
    assert len(page(f"{HEAD}{entry('/news/whole-one')}<url><loc>https://weir.exa").posts) == 1


def test_a_map_with_entities_is_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>'
    assert isinstance(read(bomb), Failure)


def test_a_packed_map_is_unpacked() -> None:
    import gzip

    body = gzip.compress(f"{HEAD}{entry('/news/weir-keeper-retires')}</urlset>".encode())
    found = sources.read(SOURCE, Memory(SOURCE.id), Response("https://weir.example/m.xml.gz", 200, (), body), NOW)
    assert isinstance(found, Page)
    assert len(found.posts) == 1
    bomb = gzip.compress(b"<urlset>" + b" " * 40_000_000)
    found = sources.read(SOURCE, Memory(SOURCE.id), Response("https://weir.example/m.xml.gz", 200, (), bomb), NOW)
    assert isinstance(found, Failure)
