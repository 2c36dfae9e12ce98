"""Feeds of every kind to posts: every entry, however broken."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import sources
from digest.model import Failure, Memory, Page, Post, Response, Source, SourceId, Trouble
from digest.sources import entries, feeds
from tests.examples import examples

NOW = datetime(2026, 6, 11, 12, 0, tzinfo=UTC)
SOURCE = Source(SourceId("towns"), "Institute of Towns", "https://towns.example/feed")

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Institute of Towns</title><link>https://towns.example/</link><language>en-GB</language>
<item><title>Thornby &amp;amp; its market</title><link>/blog/market?utm_source=rss</link><guid isPermaLink="false">t-1</guid>
<dc:creator>Ann Lee</dc:creator><pubDate>Tue, 09 Jun 2026 09:00:00 BST</pubDate><category>Markets</category>
<description><![CDATA[<p>Stalls are full again.</p><p>The post <a href="https://towns.example/blog/market">Thornby</a>
appeared first on <a href="https://towns.example">Institute</a>.</p>]]></description>
<content:encoded><![CDATA[<p>Stalls are full again, &pound;5 a day.</p><img src="/i/market.jpg" width="800">]]></content:encoded></item>
<item><description>A note without a title or a link. It has two sentences.</description><guid>https://towns.example/n/2</guid>
<pubDate>05/06/2026</pubDate></item>
<item><title>A film</title><enclosure url="https://towns.example/film.mp4" type="video/mp4" length="1"/>
<media:thumbnail url="https://towns.example/film.jpg"/></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://towns.example/atom/">
<title type="html">Towns &amp;amp; more</title>
<entry><id>tag:towns.example,2026:1</id><title type="html">Rents &lt;em&gt;rise&lt;/em&gt;</title>
<link rel="self" href="x.atom"/><link rel="alternate" href="rents.html"/>
<published>2026-06-01T10:00:00+01:00</published><updated>2026-06-08T10:00:00Z</updated>
<author><name>Bo Ray</name></author><author><name>Cy Dee</name></author>
<summary>Rents rose.</summary></entry></feed>"""

RDF = """<?xml version="1.0" encoding="ISO-8859-1"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://towns.example/"><title>T</title>
<link>https://towns.example/</link></channel>
<item rdf:about="https://towns.example/r1"><title>Café fees</title><link>https://towns.example/r1</link>
<dc:date>2026-06-03</dc:date></item></rdf:RDF>"""

JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Towns",
        "home_page_url": "https://towns.example/",
        "authors": [{"name": "Ann Lee"}],
        "items": [
            {
                "id": 7,
                "url": "/j/7",
                "title": "Seven",
                "content_html": "<p>Seven <b>towns</b></p>",
                "date_published": "2026-06-02T08:00:00Z",
            },
            {"id": "8", "content_text": "1 < 2 & that is all", "tags": ["a", 3], "authors": None},
        ],
    }
)


def page(
    body: str | bytes, kind: str = "", address: str = "https://towns.example/feed/", source: Source = SOURCE
) -> Page:
    found = read(body, kind, address, source)
    assert isinstance(found, Page), found
    return found


def read(body: str | bytes, kind: str = "", address: str = SOURCE.address, source: Source = SOURCE) -> Page | Failure:
    data = body.encode() if isinstance(body, str) else body
    return feeds.read_feed(data, (("content-type", kind),), source, address, NOW)


def test_an_rss_item_becomes_a_post() -> None:
    found = page(RSS)
    market = found.posts[0]
    assert (found.kind, found.title, len(found.posts)) == ("feed", "Institute of Towns", 3)
    assert market.title == "Thornby & its market"
    assert market.address == "https://towns.example/blog/market"
    assert market.summary == "Stalls are full again."
    assert market.text == "Stalls are full again, £5 a day."
    assert market.image == "https://towns.example/i/market.jpg"
    assert (market.authors, market.tags, market.language) == (("Ann Lee",), ("Markets",), "en-GB")
    assert market.published.at == datetime(2026, 6, 9, 8, 0, tzinfo=UTC)


def test_an_item_without_title_or_link_has_the_next_best() -> None:
    note, film = page(RSS).posts[1:]
    assert (note.title, note.address) == ("A note without a title or a link", "https://towns.example/n/2")
    assert (note.published.at.date().isoformat(), note.published.whole_day) == ("2026-06-05", True)
    assert (film.address, film.image) == ("https://towns.example/film.mp4", "https://towns.example/film.jpg")
    assert film.published.evidence[0].kind == "first seen"


@pytest.mark.parametrize(
    ("item", "address"),
    [
        ('<itunes:image href="https://towns.example/cover.jpg"/>', "https://towns.example/cover.jpg"),
        ('<media:content url="/a.jpg" medium="image"/>', "https://towns.example/a.jpg"),
        (
            (
                '<description><![CDATA[<img src="data:image/gif;base64,R0"><img alt="no address"><img src="/dot.gif" width="1" height="1">'
                '<img src="/street.jpg" width="800">]]></description>'
            ),
            "https://towns.example/street.jpg",
        ),
    ],
    ids=["of a podcast", "media", "the first that is to be seen"],
)
def test_the_picture_of_an_item(item: str, address: str) -> None:
    spaces = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:media="http://search.yahoo.com/mrss/"'
    body = f"<rss version='2.0' {spaces}><channel><title>T</title><item><title>A</title>{item}</item></channel></rss>"
    assert page(body).posts[0].image == address


def test_a_long_description_is_the_text_and_a_shorter_text_is_not() -> None:
    long = "The market square floods each November, and nobody knows why. " * 30
    item = f"<title>A</title><description>{long}</description><content:encoded>In short.</content:encoded>"
    (post,) = page(RSS.partition("<item>")[0] + f"<item>{item}</item></channel></rss>").posts
    assert (post.text, post.summary) == (long.strip(), "")
    (post,) = page(RSS.partition("<item>")[0] + f"<item>{item.replace(long, 'Floods.')}</item></channel></rss>").posts
    assert (post.text, post.summary) == ("In short.", "Floods.")


def test_plain_words_hold_no_markup() -> None:
    (post,) = page(ATOM.replace("Rents rose.", "Rents &lt;?&gt; and fees rose.")).posts
    assert post.summary == "Rents <?> and fees rose."


def test_words_that_are_no_date_are_no_evidence() -> None:
    market = page(RSS.replace("Tue, 09 Jun 2026 09:00:00 BST", "quite soon")).posts[0]
    assert [one.kind for one in market.published.evidence] == ["first seen"]


def test_months_come_first_where_the_source_says_so() -> None:
    found = page(RSS, source=replace(SOURCE, day_first=False))
    assert found.posts[1].published.at.date().isoformat() == "2026-05-06"


def test_an_atom_entry_becomes_a_post() -> None:
    (post,) = page(ATOM).posts
    assert (post.title, post.address) == ("Rents rise", "https://towns.example/atom/rents.html")
    assert post.published.at == datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
    assert (post.authors, post.summary, post.language) == (("Bo Ray", "Cy Dee"), "Rents rose.", "en")


def test_an_rdf_item_becomes_a_post_whatever_its_charset_claims() -> None:
    (post,) = page(RDF, "application/rdf+xml").posts
    assert (post.title, post.published.at.date().isoformat()) == ("Café fees", "2026-06-03")
    assert page(RDF.encode("cp1252")).posts[0].title == "Café fees"


def test_a_json_item_becomes_a_post() -> None:
    seven, eight = page(JSON, "application/feed+json").posts
    assert (seven.title, seven.address, seven.text) == ("Seven", "https://towns.example/j/7", "Seven towns")
    assert (seven.guid, seven.authors) == ("7", ("Ann Lee",))
    assert (eight.text, eight.address, eight.tags) == ("1 < 2 & that is all", "https://towns.example/", ("a",))


def test_the_picture_attached_to_a_json_item() -> None:
    recording = {"url": "/a.mp3", "mime_type": "audio/mpeg"}
    for attachments, image in (
        ([recording, {"url": "/a.jpg", "mime_type": "image/jpeg"}], "https://towns.example/a.jpg"),
        ([recording, "a.jpg"], ""),
    ):
        item = {"id": "1", "title": "One", "attachments": attachments}
        assert (
            page(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [item]})).posts[0].image == image
        )


def test_a_json_feed_that_breaks_off_keeps_the_items_before() -> None:
    assert [post.guid for post in page(JSON[: JSON.index('"8"') + 20]).posts] == ["7"]


@pytest.mark.parametrize(
    "broken",
    [
        "\n\n  " + RSS,
        "<b>Warning</b>: cannot include x.php\n" + RSS,
        RSS.replace("&amp;amp;", "&"),
        RSS.replace("Thornby &amp;amp; its", "Thornby &nbsp;&hellip; its"),
        RSS.replace(' xmlns:dc="http://purl.org/dc/elements/1.1/"', ""),
        RSS.replace("Thornby", "Thorn\x08by"),
        RSS.replace("Thornby", "Thorn&#x8;by"),
        RSS.replace("</channel></rss>", ""),
        RSS.replace("UTF-8", "no-such-charset"),
        RSS.replace("UTF-8", "utf-16"),
        "<!DOCTYPE rss [<!ENTITY thorn 'T'>]>" + RSS.partition("\n")[2],
        "<?xml version='1.0'?>\n" + RSS,
        "<!DOCTYPE rss [<!ENTITY thorn 'Thorn'>]>"
        + RSS.partition("\n")[2].replace("Thornby &amp;", "&thorn;by &amp;"),
    ],
)
def test_what_publishers_commonly_break_loses_no_entry(broken: str) -> None:
    found = page(broken)
    assert len(found.posts) == 3
    assert found.posts[0].title.startswith("Thorn")
    assert "market" in found.posts[0].title
    assert found.posts[0].published.at == datetime(2026, 6, 9, 8, 0, tzinfo=UTC)


def test_entities_of_html_mean_in_a_link_what_they_mean_in_a_page() -> None:
    (post,) = page(ATOM.replace("rents.html", "caf&eacute;?a&b=1")).posts
    assert post.address == "https://towns.example/atom/caf%C3%A9?a&b=1"


def test_a_cdata_section_that_never_closes_keeps_what_came_before() -> None:
    assert len(page(RSS.rpartition("<item>")[0] + "<item><title><![CDATA[Cut off").posts) == 3


def test_bytes_in_another_charset_than_declared_are_read() -> None:
    assert "£5" in page(RSS.replace("&pound;", "£").encode("cp1252")).posts[0].text


def test_a_page_to_sign_in_is_told_from_a_page() -> None:
    sign_in = "<!doctype html><title>Sign in</title><form><input name=u><input type=password></form>"
    failure = read(sign_in, "text/html")
    assert isinstance(failure, Failure)
    assert failure.trouble is Trouble.LOGIN
    failure = read("<html><body><h1>Our blog</h1></body></html>", "application/rss+xml")
    assert isinstance(failure, Failure)
    assert failure.trouble is Trouble.UNREADABLE
    assert "web page" in failure.said


@pytest.mark.parametrize(
    "body",
    [
        "",
        "hello",
        "{",
        '{"a": 1}',
        "[" * 9_000,
        '{"items":' * 3_000,
        "\x00\x01",
        "/etc/hostname",
        "http://towns.example/",
    ],
)
def test_what_is_no_feed_is_a_failure(body: str) -> None:
    assert isinstance(read(body), Failure)


POISON = "<gml:pos xmlns:gml='http://www.opengis.net/gml'>1 2</gml:pos>"
"""A place without its `where`: feedparser raises."""


@pytest.mark.parametrize("body", [f"<item>{POISON}</item>", POISON], ids=["its only entry", "no entry"])
def test_what_the_parser_stumbles_over_is_a_failure_in_words(body: str) -> None:
    failure = read(f"<rss version='2.0'><channel><title>t</title>{body}</channel></rss>")
    assert isinstance(failure, Failure)
    assert "something else where a feed should be" in failure.said


@pytest.mark.parametrize("poisoned", [{0}, {4}, {1, 2, 6}])
def test_an_entry_that_the_parser_stumbles_over_costs_no_other(poisoned: set[int]) -> None:
    items = [f"<item><title>Post {n}</title>{POISON if n in poisoned else ''}</item>" for n in range(7)]
    found = page(f"<rss version='2.0'><channel><title>t</title>{''.join(items)}</channel></rss>")
    assert [post.title for post in found.posts] == [f"Post {n}" for n in range(7) if n not in poisoned]
    assert found.learned == entries.NOTHING


def test_a_poisoned_feed_with_much_around_its_entries_is_not_tried_in_parts() -> None:
    items = f"<item><title>Post</title></item><item>{POISON}</item>"
    much = f"<description>{'x' * 20_000}</description>"
    assert isinstance(read(f"<rss version='2.0'><channel>{much}{items}</channel></rss>"), Failure)


@pytest.mark.parametrize("reference", ["x110000", "99999999999", "x8", "8", "xFFFE", "xd800", "0", "x0000000b"])
def test_references_to_no_character_are_left_out(reference: str) -> None:
    assert page(_rss(f"<title>Har&#{reference};bour</title>")).posts[0].title == "Harbour"


def test_references_without_an_end_are_looked_at_once() -> None:
    """Each figure asked again for every one before it, two million noughts would take days."""
    assert isinstance(read(f"<rss version='2.0'><channel><title>&#{'0' * 2_000_000}</title>"), Page | Failure)


@pytest.mark.parametrize("reference", ["x61", "97", "x0000000061", "00000097"])
def test_references_to_a_character_are_read(reference: str) -> None:
    assert page(_rss(f"<title>H&#{reference};rbour</title>")).posts[0].title == "Harbour"


def test_entities_that_point_elsewhere_or_multiply_stay_words() -> None:
    outside = RSS.partition("\n")[2].replace("A film", "A film &x;")
    xxe = "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + outside
    assert page(xxe).posts[2].title == "A film &x;"
    laughs = "<!DOCTYPE rss [<!ENTITY y 'haha'><!ENTITY x '&y;&y;&y;'>]>" + outside
    assert page(laughs).posts[2].title == "A film &x;"


def _rss(item: str, times: int = 1) -> str:
    return f"<rss version='2.0'><channel><title>t</title>{f'<item>{item}</item>' * times}</channel></rss>"


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (_rss("<title " + " ".join(f"a{n}='1'" for n in range(600)) + ">x</title>"), "attributes"),
        (_rss("<title a='" + "x" * 70_000 + "'>x</title>"), "64 KB"),
        (_rss("<title " + "x" * 70_000), "64 KB"),
        (_rss("").partition("</item>")[0] + "<title a='" + "x" * 70_000, "64 KB"),
        ('{"items": [' + " " * 5_300_000 + "]}", "5 MB"),
        (_rss("<b>" * 6_000), "nests"),
        (_rss("<category>a</category>" * 2_000), "categories"),
        (_rss("x" * 5_300_000), "5 MB"),
    ],
)
def test_crafted_feeds_are_refused_before_they_are_parsed(body: str, what: str) -> None:
    failure = read(body)
    assert isinstance(failure, Failure)
    assert failure.trouble is Trouble.TOO_LARGE
    assert what in failure.said


def test_a_name_too_long_to_be_one_costs_the_name_and_not_the_entry() -> None:
    (post,) = page(_rss("<title>x y</title><author>" + "a." * 16_000 + "@</author>")).posts
    assert (post.title, post.authors) == ("x y", ())


def test_of_a_great_many_entries_the_newest_are_read() -> None:
    days = [
        f"<title>T{n}</title><guid>{n}</guid><pubDate>2025-0{1 + n // 28}-{1 + n % 28:02d}</pubDate>"
        for n in range(230)
    ]
    oldest_first = (
        "<rss version='2.0'><channel>" + "".join(f"<item>{day}</item>" for day in days) + "</channel></rss>"
    )
    assert page(oldest_first).posts[-1].title == "T229"
    newest_first = (
        "<rss version='2.0'><channel>" + "".join(f"<item>{day}</item>" for day in days[::-1]) + "</channel></rss>"
    )
    assert page(newest_first).posts[0].title == "T229"
    assert len(page(newest_first).posts) == 200


def test_entries_that_share_a_guid_or_a_link_stay_apart() -> None:
    item = "<item><title>{0}</title><guid>same</guid><link>https://towns.example/</link></item>"
    body = "<rss version='2.0'><channel>" + "".join(item.format(f"News {n}") for n in range(4)) + "</channel></rss>"
    assert len({post.id for post in page(body).posts}) == 4


def test_a_link_that_cannot_be_opened_gives_way_to_one_that_can() -> None:
    (post,) = page(
        _rss("<title>x y</title><link>javascript:alert(1)</link><guid>https://towns.example/g</guid>")
    ).posts
    assert post.address == "https://towns.example/g"


@pytest.mark.parametrize("body", [RSS, ATOM, RDF])
def test_buffering_changes_nothing_of_what_is_read(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    buffered = page(body)
    monkeypatch.setattr(feedparser.api, "PREFERRED_XML_PARSERS", ["drv_libxml2"])
    assert page(body) == buffered


def test_the_feed_is_found_by_its_content_and_not_by_its_label() -> None:
    for body in (RSS, ATOM, RDF, JSON, "\ufeff  " + RSS):
        assert feeds.looks_like_feed(body.encode(), "text/html")
    for body in ("<!doctype html><p>An <rss> tag", "<html><body><pre>" + RSS, "{}", "", "plain words"):
        assert not feeds.looks_like_feed(body.encode(), "application/rss+xml")


@examples(60)
@given(st.sampled_from([RSS, ATOM, RDF, JSON]), st.data())
def test_truncated_and_mutated_feeds_give_posts_or_a_failure(feed: str, data: st.DataObject) -> None:
    body = bytearray(feed.encode())
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 9))] = data.draw(
            st.binary(max_size=6) | st.sampled_from([b"<", b"]]>", b"&", b'"', b"<!--"])
        )
    cut = data.draw(st.integers(0, len(body)))
    found = sources.read(
        replace(SOURCE, kind="feed"), Memory(SOURCE.id), Response(SOURCE.address, 200, (), bytes(body[:cut])), NOW
    )
    assert isinstance(found, Page | Failure)
    for post in found.posts if isinstance(found, Page) else ():
        assert isinstance(post, Post)
        assert post.title
        assert post.keys
        assert post.address.startswith(("http://", "https://"))
        assert 1995 <= post.published.at.year <= 2026
