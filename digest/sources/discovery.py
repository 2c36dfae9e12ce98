"""The feeds a page points to, best first (https://html.spec.whatwg.org/#rel-alternate, RSS autodiscovery)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.sources import addresses, references

MOST = 5

_LINK = re.compile(r"""<link\b((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>""", re.IGNORECASE)
_BASE = re.compile(r"""<base\b[^<>]{0,400}?\bhref\s{0,9}=\s{0,9}["']?([^\s"'<>]{1,2000})""", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""\b(rel|type|href|title)\s{0,9}=\s{0,9}(?:"([^"]{0,2000})"|'([^']{0,2000})'|([^\s"'<>]{1,2000}))""",
    re.IGNORECASE,
)
_TYPES = {
    "application/atom+xml": 0,
    "application/rss+xml": 1,
    "application/rdf+xml": 2,
    "application/feed+json": 3,
    "text/xml": 4,
    "application/xml": 4,
    "application/json": 5,
}
_COMMENTS = re.compile(
    r"\bcomments?\b|kommentar|commentaires?|comentarios?|coment[aá]rios|commenti|reacties|komentarze|kommentit"
    r"|комментари|評論|コメント",
    re.IGNORECASE,
)
# What WordPress and others offer under the same types: descriptions of the page itself, not feeds.
_NO_FEED = re.compile(r"/wp-json/|oembed|/opensearch|\.opml|manifest\.json", re.IGNORECASE)


# https://developer.wordpress.org/advanced-administration/wordpress/feeds/; Hugo's index.xml, Jekyll's feed.xml,
# Ghost's rss/, Drupal's rss.xml, Joomla's ?format=feed.
_USUAL = ("feed/", "rss.xml", "feed.xml", "atom.xml", "index.xml", "rss/", "?feed=rss2")
_FILE = re.compile(r"/[^/]{1,200}\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_ANCHOR = re.compile(
    r"""<a\b[^<>]{0,500}?\bhref\s{0,9}=\s{0,9}(?:"([^"<>]{1,2000})"|'([^'<>]{1,2000})'|([^\s"'<>]{1,2000}))""",
    re.IGNORECASE,
)
_FEED_PATH = re.compile(
    r"(?:^|[/._-])(?:rss|atom|feed|rdf)(?:[12]|2\.0)?(?:\.(?:xml|rss|rdf|php|aspx?|json))?/?(?:$|\?)"
    r"|\.(?:rss|atom|rdf)(?:$|\?)|[?&](?:feed|format|type|output|alt)=(?:rss2?|atom|feed)\b",
    re.IGNORECASE,
)


def feeds_of(html: str, address: str) -> tuple[str, ...]:
    """Return the absolute addresses of the page's feeds, those of its own section first, comment feeds left out."""
    head = html[:400_000]
    base = _BASE.search(head)
    origin = addresses.absolute(references.unescape(base[1]), address) if base else ""
    found: dict[str, tuple[int, int]] = {}
    for number, (href, kind, title) in enumerate(_alternates(head)):
        feed = addresses.absolute(href, origin or address)
        if feed and not _COMMENTS.search(f"{title} {feed}") and not _NO_FEED.search(feed):
            found.setdefault(feed, (_TYPES[kind] > 3, number))
    return tuple(sorted(found, key=lambda feed: found[feed]))[:MOST]


def visible_feeds(html: str, address: str) -> tuple[str, ...]:
    """Return the addresses of links on the page's face that look like feeds, without those of comments."""
    found: dict[str, None] = {}
    base = _BASE.search(html[:400_000])
    origin = addresses.absolute(references.unescape(base[1]), address) if base else ""
    for link in _ANCHOR.finditer(html):
        href = references.unescape(link[1] or link[2] or link[3] or "").strip()
        feed = addresses.absolute(href, origin or address)
        parts = addresses.parts(feed)
        if not parts or _NO_FEED.search(feed) or _COMMENTS.search(feed):
            continue
        if _FEED_PATH.search(f"{parts.path}{'?' + parts.query if parts.query else ''}"):
            found[feed] = None
    return tuple(found)[:MOST]


def usual_feeds(address: str) -> tuple[str, ...]:
    """Return the addresses at which sites commonly keep a feed: below the page first, then at the front."""
    found = addresses.parts(address)
    if found is None:
        return ()
    site = f"{found.scheme}://{found.host}"
    page = f"{site}{_FILE.sub('', found.path).rstrip('/')}"
    below = () if page == site else (f"{page}/feed/", f"{page}/index.xml", f"{page}/rss.xml")
    return (*below, *(f"{site}/{name}" for name in _USUAL))


def usual_json_feeds(address: str) -> tuple[str, ...]:
    """Return the addresses at which sites commonly keep a JSON Feed."""
    found = addresses.parts(address)
    return tuple(f"{found.scheme}://{found.host}/{name}" for name in ("feed.json", "feed/json")) if found else ()


def _alternates(html: str) -> Iterator[tuple[str, str, str]]:
    """Yield address, type and title of each link that says it is the page in the form of a feed."""
    for link in _LINK.finditer(html):
        found = {
            name.lower(): references.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(link[1][:4_000])
        }
        rel = found.get("rel", "").lower().split()
        kind = found.get("type", "").partition(";")[0].strip().lower()
        if found.get("href", "").strip() and kind in _TYPES and ("alternate" in rel or "feed" in rel):
            if kind in {"application/json", "text/xml", "application/xml"} and "feed" not in str(found).lower():
                continue
            yield found["href"].strip(), kind, found.get("title", "")
