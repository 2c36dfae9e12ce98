"""Crafted input that costs more than it weighs: quadratic, deep, multiplying, unterminated; each small enough to send."""

from __future__ import annotations

import json

RSS = b'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>%s</channel></rss>'
ITEM = b"<item><title>Homes are built in Thornby</title><link>http://a.example/1</link>%s</item>"
PAGE = b"<!doctype html><html><head><title>News</title>%s</head><body>%s</body></html>"


def feed(inner: bytes) -> bytes:
    return RSS % (ITEM % inner)


def many_items(count: int) -> bytes:
    one = b"<item><title>Post %d of many</title><link>http://a.example/%d</link><guid>%d</guid></item>"
    return RSS % b"".join(one % (n, n, n) for n in range(count))


def laughs() -> bytes:
    lines = ['<!ENTITY l0 "ha">', *(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))]
    return f"<?xml version='1.0'?><!DOCTYPE r [{''.join(lines)}]>{feed(b'<description>&l29;</description>').decode()[21:]}".encode()


FEEDS: dict[str, bytes] = {
    "100,000 attributes": feed(b"<a " + b" ".join(b'b%d="c"' % n for n in range(100_000)) + b"/>"),
    "100,000 attributes on the first element": b"<rss version='2.0' " + b" ".join(b'b%d="c"' % n for n in range(100_000)) + b">",
    "an author of 32 KB": feed(b"<author>" + b"a" * 32_768 + b"</author>"),
    "an author of 32 KB of addresses": feed(b"<author>" + b"a@b.c (" * 4_700 + b"</author>"),
    "20,000 categories": feed(b"<category>x</category>" * 20_000),
    "20,000 different categories": feed(b"".join(b"<category>c%d</category>" % n for n in range(20_000))),
    "20,000 enclosures": feed(b"".join(b'<enclosure url="http://a.example/%d" type="audio/mpeg"/>' % n for n in range(20_000))),
    "20,000 links": feed(b"".join(b'<link xmlns="http://www.w3.org/2005/Atom" href="/%d"/>' % n for n in range(20_000))),
    "100,000 nested elements": feed(b"<a>" * 100_000),
    "100,000 nested items": b"<rss><channel>" + b"<item>" * 100_000,
    "4,900 nested items": RSS % (b"<item>" * 4_900 + b"</item>" * 4_900),
    "4,900 nested elements of XHTML": feed(b'<content type="xhtml">' + b"<div>" * 4_900 + b"</div>" * 4_900 + b"</content>"),
    "100,000 unclosed CDATA": feed(b"<description>" + b"<![CDATA[" * 100_000),
    "100,000 unclosed comments": feed(b"<!--" * 100_000),
    "500,000 ampersands": feed(b"<description>" + b"&" * 500_000 + b"</description>"),
    "500,000 bare brackets": feed(b"<description>" + b"<" * 500_000 + b"</description>"),
    "100,000 processing instructions": feed(b"<?a b" * 100_000),
    "a description of 4 MB of markup": feed(b"<description>" + b"&lt;b&gt;&lt;p&gt;x" * 220_000 + b"</description>"),
    "a title of 4 MB": RSS % (b"<item><title>" + b"word " * 800_000 + b"</title></item>"),
    "a link of 4 MB": feed(b"<link>http://a.example/" + b"a/../" * 800_000 + b"</link>"),
    "100,000 declared prefixes": b"<rss " + b" ".join(b'xmlns:p%d="u:%d"' % (n, n) for n in range(100_000)) + b"><channel/></rss>",
    "a date of 1 MB": feed(b"<pubDate>" + b"Mon, 1 Jan " * 90_000 + b"</pubDate>"),
    "a date of digits": feed(b"<pubDate>" + b"1" * 500_000 + b"</pubDate>"),
    "entities that multiply": laughs(),
    "entities that multiply once": b"<!DOCTYPE r [<!ENTITY a '" + b"x" * 90 + b"'>]>" + feed(b"<description>" + b"&a;" * 500_000 + b"</description>"),
    "an entity from a file": b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + feed(b"<description>&a;</description>"),
    "10,000 items": many_items(10_000),
    "60,000 empty items": RSS % (b"<item/>" * 60_000),
    "combining marks": feed(b"<description>" + "a\u0301\u0323".encode() * 500_000 + b"</description>"),
    "nested quotes in tags": feed(b"<description>" + b"&lt;a title=&quot;&gt;'" * 100_000 + b"</description>"),
    "a body that is a path": b"/etc/passwd",
    "a body that is an address": b"http://127.0.0.1/feed",
    "deep JSON": b'{"version":"https://jsonfeed.org/version/1.1","items":' + b"[" * 200_000,
    "deep JSON in an item": b'{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[{"id":"1","title":"x","_a":' + b"[" * 100_000 + b"]" * 100_000 + b"}]}",
    "JSON with 200,000 broken items": b'{"version":"https://jsonfeed.org/version/1.1","items":[' + b'{"id":1},' * 200_000,
    "JSON with a number of 1 MB": b'{"version":"https://jsonfeed.org/version/1.1","items":[{"id":' + b"9" * 1_000_000 + b"}]}",
}  # fmt: skip

_LD = b'<script type="application/ld+json">'

PAGES: dict[str, bytes] = {
    "100,000 nested elements": PAGE % (b"", b"<div>" * 100_000),
    "100,000 nested inline elements": PAGE % (b"", b"<b><i>" * 50_000 + b"words"),
    "30,000 nested lists": PAGE % (b"", b"<ul><li>" * 30_000),
    "20,000 nested tables": PAGE % (b"", b"<table><tr><td>" * 20_000),
    "100,000 nested links": PAGE % (b"", b'<a href="/1">' * 100_000),
    "100,000 attributes": PAGE % (b"", b"<div " + b" ".join(b'b%d="c"' % n for n in range(100_000)) + b">"),
    "unterminated JSON-LD": PAGE % (_LD + b'{"@type":"NewsArticle","headline":"' + b"a" * 900_000, b""),
    "20,000 unterminated JSON-LD": PAGE % (_LD * 20_000, b"<p>words</p>"),
    "deep JSON-LD": PAGE % (_LD + b'{"a":' * 100_000 + b"</script>", b"<p>words</p>"),
    "deep JSON-LD that is closed": PAGE % (_LD + b"[" * 40_000 + b"]" * 40_000 + b"</script>", b"<p>words</p>"),
    "100,000 unclosed comments": PAGE % (b"", b"<!--" * 100_000),
    "100,000 unclosed scripts": PAGE % (b"<script>" * 100_000, b""),
    "500,000 bare brackets": PAGE % (b"", b"<" * 500_000),
    "20,000 cards": PAGE % (b"", b"".join(b'<div class="c"><h3><a href="/p/%d">Homes are built in Thornby, part %d</a></h3><p>3 May 2026</p></div>' % (n, n) for n in range(20_000))),
    "20,000 rows": PAGE % (b"", b"<table>" + b"".join(b'<tr><td><a href="/p/%d">Minutes %d</a></td><td>3/5/2026</td></tr>' % (n, n) for n in range(20_000)) + b"</table>"),
    "60,000 words in one link": PAGE % (b"", b'<a href="/1">' + b"word " * 300_000 + b"</a>"),
    "20,000 classes": PAGE % (b"", b'<div class="' + b" ".join(b"c%d" % n for n in range(20_000)) + b'"><a href="/1">Homes are built</a></div>'),
    "100,000 dates": PAGE % (b"", b"<p>" + b"3 May 2026, 11am to 12pm; " * 60_000 + b"</p>"),
    "100,000 times": PAGE % (b"", b'<time datetime="2026-05-03">3 May</time>' * 40_000),
    "40,000 headings": PAGE % (b"", b"<h2>Homes</h2><p>Built in Thornby.</p>" * 40_000),
    "spaces": PAGE % (b"", b"<p>" + b" \n\t" * 600_000 + b"</p>"),
    "microdata": PAGE % (b"", b'<div itemscope itemtype="http://schema.org/Event"><p itemprop="name">' * 10_000),
    "20,000 link elements": PAGE % (b'<link rel="alternate" type="application/rss+xml" href="/feed">' * 20_000, b""),
    "preformatted": PAGE % (b"", b"<pre>" + b"- 3 May 2026 <a href='/1'>Minutes</a>\n" * 40_000 + b"</pre>"),
    "one attribute of 2 MB": PAGE % (b"", b'<a href="' + b"a" * 2_000_000 + b'">x</a>'),
    "noise": bytes(range(256)) * 4_000,
    "nothing but numbers": PAGE % (b"", b"<p>" + b"12 " * 400_000 + b"</p>"),
    "page state": PAGE % (b'<script id="__NEXT_DATA__" type="application/json">' + json.dumps({"a": [{"title": "x", "url": f"/{n}"} for n in range(20_000)]}).encode() + b"</script>", b""),
    "deep page state": PAGE % (b'<script id="__NEXT_DATA__" type="application/json">' + b'{"a":[' * 50_000 + b"</script>", b""),
}  # fmt: skip
