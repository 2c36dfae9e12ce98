"""The invented web: every manner of publishing that real sources have, and manners of answering."""

import gzip
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import urljoin, urlsplit
from urllib.request import urlopen
from xml.etree import ElementTree as ET

import pytest

from digest import demo
from digest.demo.content import LONDON

NOW = datetime(2026, 9, 16, 10, 30, tzinfo=UTC)
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
ATOM = "{http://www.w3.org/2005/Atom}"


def items(visitor, path):
    return ET.fromstring(visitor.get(path)[1]).findall("channel/item")


def test_every_link_and_picture_of_every_page_answers(visitor, world):
    seen, waiting = set(), ["/"]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        response, body = visitor.get(path)
        assert response.status in {200, 301} or path == "/north-coast/feed.xml", path
        if response.headers.get("content-type", "").startswith("text/html") and "relay" not in path:
            waiting += links(visitor.base + path, body.decode(), visitor.base)
    assert {post.path for site in world.sites for post in site.current if site.id != "press-relay"} <= seen
    assert len(seen) > 150


def links(page, html, base):
    addresses = (urljoin(page, unescape(a)) for a in re.findall(r'(?:href|src)="([^"#]+)"', html))
    return [urlsplit(address).path for address in addresses if address.startswith(base + "/")]


def test_every_start_address_answers_as_its_site_means_to(visitor, world):
    answers = {site.id: visitor.get(f"/{site.prefix}/{site.start}")[0].status for site in world.sites}
    assert answers.pop("north-coast") == 500
    assert answers.pop("public-roofs") == 301
    assert set(answers.values()) == {200}


def test_rss_with_the_whole_text(visitor, world):
    found = items(visitor, "/larkham-institute/feed/")
    assert len(found) == 6
    assert all(len(item.findtext(CONTENT)) > 800 for item in found)
    assert "<blockquote>" not in found[0].findtext("description")
    assert (
        found[0].find("{http://search.yahoo.com/mrss/}content").get("url")
        == visitor.base + world.site("larkham").posts[0].image
    )


def test_rss_with_summaries_only(visitor):
    found = items(visitor, "/town-ledger/rss")
    assert found
    assert all(item.find(CONTENT) is None and len(item.findtext("description")) < 300 for item in found)


def test_rss_without_dates(visitor):
    found = items(visitor, "/wire/latest.xml")
    assert found
    assert all(item.find("pubDate") is None for item in found)


def test_rss_in_windows_1252(visitor):
    _, body = visitor.get("/rooftree/rooftree.xml")
    with pytest.raises(UnicodeDecodeError):
        body.decode()
    assert "£2.9bn" in body.decode("windows-1252")
    assert len(items(visitor, "/rooftree/rooftree.xml")) == 6


def test_rss_names_the_zone_of_londons_clock(visitor, world):
    assert all(item.findtext("pubDate").endswith(" BST") for item in items(visitor, "/town-ledger/rss"))


def test_rss_1_0(visitor):
    root = ET.fromstring(visitor.get("/kerb-and-culvert/index.rdf")[1])
    assert root.tag == "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF"
    assert len(root.findall("{http://purl.org/rss/1.0/}item")) == 7


def test_atom_whole_and_short(visitor):
    whole, short = (ET.fromstring(visitor.get(p)[1]) for p in ("/longmere/atom.xml", "/guild/news.atom"))
    assert len(whole.findall(f"{ATOM}entry/{ATOM}content")) == 5
    assert len(short.findall(f"{ATOM}entry")) == 5
    assert not short.findall(f"{ATOM}entry/{ATOM}content")


def test_json_feed(visitor):
    response, body = visitor.get("/tollhouse/feed.json")
    feed = json.loads(body)
    assert response.headers["content-type"] == "application/feed+json"
    assert feed["version"].startswith("https://jsonfeed.org/version/1")
    assert len(feed["items"]) == 5


def test_relative_links_behind_a_home_page(visitor):
    assert 'type="application/rss+xml" href="/harbour-street/feed"' in visitor.page("/harbour-street/")
    assert all(
        item.findtext("link").startswith("/harbour-street/") for item in items(visitor, "/harbour-street/feed")
    )


def test_a_blog_without_a_feed_says_each_title_three_times(visitor, world):
    page = visitor.page("/civic-life/blog/")
    assert "application/" not in page
    for post in world.site("civic-life").current:
        texts = re.findall(r">([^<>]+)<|alt=\"([^\"]+)\"", page)
        assert sum(unescape(a or b) == post.title for a, b in texts) == 3, post.title
        assert f"Posted on: {post.at.day} {post.at:%B %Y}" in page


def test_a_magazines_list_has_old_posts_after_it_in_the_same_markup(visitor, world):
    page = visitor.page("/moot-hall/practice")
    current, missed = page.split("You may have missed")
    assert len(re.findall(r"By [A-Z][^|<]+ \| [A-Z][a-z]+ \d{1,2}, \d{4}<", current)) == 7
    assert current.count('stream-item"><h3><a') == 7
    assert missed.count('stream-item"><h3><a') == 4
    assert all(NOW - post.at > timedelta(weeks=6) for post in world.site("moot-hall").posts if post.aside)


def test_a_body_of_definitions_and_a_list_of_whole_card_links(visitor):
    assert visitor.page("/accounts-bench/publications").count("<dt><a") == 4
    cards = visitor.page("/tarn-valley/news")
    assert cards.count('<a class="c-card"') == 6
    assert "<form" in cards.split('<a class="c-card"')[0]


def test_an_article_stands_amid_boilerplate(visitor, world):
    post = world.site("kerb").posts[0]
    page = visitor.page(post.path)
    around = page.replace(
        page[page.index('<div class="entry-content">') : page.index('<div class="sharedaddy">')], ""
    )
    for boilerplate in ("<nav", "cookie", "Never miss a briefing", "Related posts", "Share this", "<footer"):
        assert boilerplate in around


def test_an_event_page_gives_weekday_and_hours_but_no_year(visitor, world):
    post = next(post for post in world.site("care-forum").posts if post.slug == "care-at-home-after-hospital")
    page = visitor.page(post.path)
    body = page[page.index("<article") : page.index("</article>")]
    start = post.event.start.astimezone(LONDON)
    assert f"| Wednesday {start.day} {start:%B} from 10.30 a.m. to 12.00 p.m.</h1>" in body
    assert not re.search(r"\b20\d\d\b", body)
    assert all(speaker.name in body for speaker in post.event.speakers)


def test_a_councils_meetings_are_a_table(visitor):
    page = visitor.page("/brackenshire/meetings")
    assert page.count("<tr><td>") == 6
    assert re.search(r"<tr><td>\d\d/\d\d/\d{4}</td><td>10.00 a.m.</td><td><a", page)


def test_a_sign_in_page_where_a_feed_should_be(visitor):
    response, body = visitor.get("/members-room/briefings/feed")
    assert response.status == 200
    assert b'type="password"' in body


def test_a_feed_that_moved_says_where(visitor, world):
    response, _ = visitor.get("/public-roofs/old/feed/")
    assert response.headers["location"] == visitor.base + "/public-roofs/feed.xml"
    assert len(items(visitor, "/public-roofs/feed.xml")) == 4


def test_one_post_is_made_to_break_a_mail(visitor):
    _, feed = visitor.get("/press-relay/relay.rss")
    text = feed.decode()
    with pytest.raises(ET.ParseError):
        ET.fromstring(feed)
    for thorn in (
        "a &lt; b &amp; ",
        "\x07",
        "\x1b[31m",
        "\u202e",
        "-- with two dashes --",
        "&lt;mj-section&gt;",
        "ا",
    ):
        assert thorn in text
    assert max(map(len, re.findall(r"\w+", text))) == 400


def test_the_slow_source_takes_its_time():
    with demo.serving(demo.world(NOW, slow_seconds=0.3)) as base:
        began = time.monotonic()
        with urlopen(base + "/small-steps/slow.rss") as response:
            assert response.status == 200
        assert time.monotonic() - began >= 0.3  # a lower bound only: no machine is too slow for it


@pytest.mark.parametrize("asked", ["/larkham-institute/feed/", "/small-computing/atom"])
def test_a_known_etag_is_answered_with_304(visitor, asked):
    etag = visitor.get(asked)[0].headers["etag"]
    response, body = visitor.get(asked, If_None_Match=etag)
    assert (response.status, body) == (304, b"")
    assert visitor.get(asked, If_None_Match='"another"')[0].status == 200


def test_a_known_date_is_answered_with_304(visitor):
    modified = visitor.get("/rooftree/rooftree.xml")[0].headers["last-modified"]
    assert visitor.get("/rooftree/rooftree.xml", If_Modified_Since=modified)[0].status == 304


def test_some_answers_are_compressed_where_that_is_welcome(visitor):
    plain, short = visitor.get("/town-ledger/rss"), visitor.get("/town-ledger/rss", Accept_Encoding="gzip")
    assert short[0].headers["content-encoding"] == "gzip"
    assert gzip.decompress(short[1]) == plain[1]
    assert "content-encoding" not in visitor.get("/wire/latest.xml", Accept_Encoding="gzip")[0].headers


def test_requests_are_counted_and_a_later_visit_finds_other_titles(visit):
    world = demo.world(NOW)
    with demo.serving(world) as base:
        visitor = visit(base)
        before = ET.fromstring(visitor.get("/small-computing/atom")[1])
        world.traffic.later = True
        after = ET.fromstring(visitor.get("/small-computing/atom")[1])
    assert world.requests["/small-computing/atom"] == 2
    ids, titles = (
        [[e.findtext(ATOM + k) for e in f.iter(f"{ATOM}entry")] for f in (before, after)] for k in ("id", "title")
    )
    assert ids[0] == ids[1]
    assert [a != b for a, b in zip(*titles, strict=True)] == [True, True, True, False]


def test_an_unknown_path_is_not_found(visitor):
    assert visitor.get("/larkham-institute/nothing/")[0].status == 404


def test_pictures_are_pictures(visitor, world):
    pictures = [post.image for post in world.posts if post.image]
    response, body = visitor.get(pictures[0])
    assert len(pictures) >= 15
    assert response.headers["content-type"] == "image/png"
    assert body.startswith(b"\x89PNG")
    assert len({visitor.get(path)[1] for path in pictures}) == len(pictures)


def test_two_worlds_are_served_side_by_side_to_many_at_once():
    with demo.serving(demo.world(NOW)) as one, demo.serving(demo.world(NOW)) as other:
        assert one != other
        with ThreadPoolExecutor(8) as pool:
            asked = [f"{base}/longmere/atom.xml" for base in (one, other) * 20]
            assert set(pool.map(status, asked)) == {200}


def status(address):
    with urlopen(address) as response:
        return response.status
