"""RSS, RDF, Atom and JSON Feed to posts: every entry, however the feed is broken.

The one door to feedparser (6.0), which is used for what it knows best, the shapes of feeds. Decoding, caps, dates,
addresses and cleaning are our own: its own dates put "BST" an hour off and 2026/6/29 into November, and its own
cleaning takes three quarters of its time.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import feedparser

from digest.model import DateEvidence, Failure, Page, Passed, Post, Refused, Response, Source, Trouble
from digest.sources import addresses, clean, dates, decode, entries, identity, jsonfeed, markup, media, responses
from digest.sources.raw import FIELD, Raw, to_post
from digest.sources.references import unescape

MOST = 200
LONGEST_FRAME = 20_000  # characters around its entries with which parts of a feed are tried again
LONG_SUMMARY = 1_200  # characters of a description from which it is the text, not a summary of it

# The list holds names of modules; the first that imports is used.
feedparser.api.PREFERRED_XML_PARSERS[:0] = ["digest.sources.buffered"]

_IMG = re.compile(r"<img\b([^<>]{0,4000})>", re.IGNORECASE)
_SRC = re.compile(r"""\b(?:data-)?src\s{0,9}=\s{0,9}["']?([^\s"'<>]{5,2000})""", re.IGNORECASE)
_TINY = re.compile(r"""\b(?:width|height)\s{0,9}=\s{0,9}["']?[0-9]{1,2}(?![0-9%])""", re.IGNORECASE)
_NO_PICTURE = re.compile(
    r"\.svg(?:[?#]|$)|emoji|smil(?:ey|ies)|pixel|spacer|avatar|gravatar|/feed-?icon|\.ico$", re.IGNORECASE
)
_WORDED = re.compile(r"[^\W\d_]{3}")

Entry = Any  # feedparser.FeedParserDict: a dict whose own lookups rename keys and warn


def looks_like_feed(body: bytes, content_type: str = "") -> bool:
    """Return whether a body is a feed, by its first element; what the server calls it decides nothing."""
    text = decode.text(body[:30_000], content_type)
    if markup.root(text) >= 0:
        return True
    return text.lstrip().startswith("{") and jsonfeed.looks_like_json_feed(decode.text(body, content_type))


def read_feed(
    body: bytes, headers: Sequence[tuple[str, str]], source: Source, address: str, now: datetime, learned: str = ""
) -> Page | Failure:
    """Return the posts of a feed, or why there are none.

    `headers` have lower-case names. Of more than 200 entries the newest end of the feed is read. With what was
    `learned` at the last visit, entries that have not changed since are counted (`unchanged`), not read again.
    """
    content_type = next((value for name, value in headers if name == "content-type"), "")
    text = decode.text(body, content_type)
    if text.lstrip()[:1] == "{":
        return _json(text, source, address, now)
    if markup.root(text) < 0:
        return _no_feed(text, headers, address, body)
    if why := markup.too_much(text):
        return Failure(Trouble.TOO_LARGE, address, f"The feed cannot be read safely: {why}. Tell its publisher.")
    visit = _Visit(markup.plain_xml(text), source, address, now, learned)
    return _fresh(visit) or _whole(visit) or _no_feed(text, headers, address, body)


@dataclass(frozen=True, slots=True)
class _Visit:
    """What one reading works with."""

    xml: str
    source: Source
    address: str
    now: datetime
    learned: str


def _fresh(visit: _Visit) -> Page | None:
    """Return the posts of the entries that are not as they were last time; None where all have to be read."""
    pieces = entries.cut(visit.xml) if visit.learned else None
    short = entries.fresh(pieces, visit.source, visit.learned) if pieces else None
    if pieces is None or short is None:
        return None
    read = _read(visit, short.xml)
    page = _page(read.results, read.title)
    if not read.certain or len(read.results) != len(short.entries) or len(pieces.entries) > MOST:
        return None
    if short.shared(page.posts):
        return None
    learned = entries.learn(pieces, visit.source, _by_text(short.entries, read), short.passed)
    count = len(pieces.entries) - len(short.entries)
    return replace(page, learned=learned, passed=Passed(count, short.keys))


def _whole(visit: _Visit) -> Page | None:
    """Return the posts of all entries, None where this is no feed."""
    read = _read(visit, visit.xml)
    if not read.version and not read.results:
        return None
    page = _page(read.results, read.title)
    pieces = entries.cut(visit.xml) if read.certain else None
    if pieces is None or len(pieces.entries) != len(read.results):
        return replace(page, learned=entries.NOTHING)
    return replace(page, learned=entries.learn(pieces, visit.source, _by_text(pieces.entries, read)))


@dataclass(frozen=True, slots=True)
class _Reading:
    """What feedparser and we made of a feed, entry by entry; `certain` where it was whole and its posts distinct."""

    version: str
    title: str
    results: tuple[Post | Refused, ...]
    certain: bool


def _read(visit: _Visit, xml: str) -> _Reading:
    found = _parsed(xml, visit.address)
    feed = found.feed
    raws = (_raw(entry, feed, visit.source, visit.address, visit.now) for entry in _newest(found.entries))
    results = tuple(to_post(raw, visit.source, visit.address, visit.now) for raw in raws)
    keys = [key for one in results if isinstance(one, Post) for key in one.keys]
    certain = not dict.get(found, "bozo") and len(keys) == len(set(keys))
    return _Reading(_text(found, "version"), clean.line(_text(feed, "title")), results, certain)


def _by_text(texts: Iterable[str], read: _Reading) -> dict[str, Post]:
    """Return the posts by the text of their entry."""
    pairs = zip(texts, read.results, strict=True)
    return {text: one for text, one in pairs if isinstance(one, Post)}


def _page(results: Iterable[Post | Refused], title: str) -> Page:
    posts: list[Post] = []
    refused: list[Refused] = []
    for one in results:
        if isinstance(one, Refused):
            refused.append(one)
        else:
            posts.append(one)
    told = identity.told_apart(posts)
    return Page("feed", told, title=clean.shortened(title, 200), refused=tuple(refused))


def _json(text: str, source: Source, address: str, now: datetime) -> Page | Failure:
    if len(text) > markup.LONGEST_FEED:
        return Failure(Trouble.TOO_LARGE, address, "The feed is larger than 5 MB. Tell its publisher.")
    found = jsonfeed.read_json_feed(text, lambda words: _evidence((words,), source, now))
    if isinstance(found, str):
        return Failure(Trouble.UNREADABLE, address, found)
    title, raws = found
    return _page((to_post(_titled(raw), source, address, now) for raw in raws), clean.line(title))


def _no_feed(text: str, headers: Sequence[tuple[str, str]], address: str, body: bytes) -> Failure:
    """Return what came instead of a feed: a page to sign in, a page, or nothing known."""
    failure = responses.login(Response(address, 200, tuple(headers), body), text)
    if failure:
        return failure
    what = (
        "a web page"
        if re.search(r"<(?:html|body|!doctype html)\b", text[:4_000], re.IGNORECASE)
        else "something else"
    )
    said = f"The address gives {what} where a feed should be. Look for the feed's address on the site."
    return Failure(Trouble.UNREADABLE, address, said)


def _parsed(xml: str, address: str) -> Entry:
    """Return what feedparser makes of the feed; a broken one is mended and tried again, the fuller reading stands."""
    first = _tried(xml, address)
    if not dict.get(first, "bozo"):
        return first
    mended = markup.mended(xml)
    second = first if mended == xml else _tried(mended, address)
    best = second if len(second.entries) >= len(first.entries) else first
    return best if best.entries else _without_poison(mended, address) or best


def _without_poison(xml: str, address: str) -> Entry | None:
    """Return the reading of a feed without the entries at which feedparser raises, None where they are not it."""
    pieces = entries.cut(xml)
    if pieces is None or sum(map(len, pieces.frame)) > LONGEST_FRAME:
        return None

    def read(some: Sequence[str]) -> Entry:
        return _tried(f"{pieces.frame[0]}{''.join(some)}{pieces.frame[-1]}", address)

    def sound(some: Sequence[str]) -> Sequence[str]:
        if read(some).entries:
            return some
        middle = len(some) // 2
        return (*sound(some[:middle]), *sound(some[middle:])) if middle else ()

    kept = sound(pieces.entries[:MOST])
    if not kept:
        return None
    found = read(kept)
    found["bozo"] = True  # not whole: nothing is learned of it
    return found


def _tried(xml: str, address: str) -> Entry:
    """Return feedparser's reading; one that raised (14 malformed inputs are known to) is an empty one.

    Never a string: feedparser opens what looks like a path or an address.
    """
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": address}
    try:
        return feedparser.parse(
            io.BytesIO(xml.encode("utf-8", "replace")),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # noqa: BLE001 - whatever it raises on hostile input, the entry is ours to lose
        return feedparser.FeedParserDict(bozo=True, bozo_exception=error, entries=[], feed={}, version="")


def _newest(found: list[Entry]) -> list[Entry]:
    """Return at most 200 entries from the end of the feed that is newer."""
    if len(found) <= MOST:
        return found
    first, last = (
        dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed") for entry in (found[0], found[-1])
    )
    return found[-MOST:] if first and last and last > first else found[:MOST]


def _raw(entry: Entry, feed: Entry, source: Source, address: str, now: datetime) -> Raw:
    summary, text = _words(entry)
    guid = _text(entry, "id")
    return _titled(
        Raw(
            title=_text(entry, "title"),
            address=_address(entry, guid, feed, address),
            guid=guid,
            summary=summary,
            text=text,
            dates=_evidence(_date_words(entry), source, now),
            authors=tuple(_authors(entry)) or tuple(_authors(feed)),
            image=_image(entry, summary, text),
            language=_language(entry, feed),
            tags=tuple(_tags(entry)),
            medium=_medium(entry),
        )
    )


def _text(found: Entry, name: str) -> str:
    """Return a text field; by dict.get, since feedparser's own lookup renames some keys and warns of others."""
    value = dict.get(found, name)
    return value.strip()[:FIELD] if isinstance(value, str) else ""


def _items(found: Entry, name: str) -> list[Entry]:
    value = dict.get(found, name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _words(entry: Entry) -> tuple[str, str]:
    """Return summary and text as HTML: a long description is the text itself."""
    contents = [_html(part) for part in _items(entry, "content")]
    text = max(contents, key=len, default="")
    detail = dict.get(entry, "summary_detail")
    summary = _html(detail) if isinstance(detail, dict) else _text(entry, "summary")
    if len(text) <= len(summary) and len(clean.plain(summary)) > LONG_SUMMARY:
        return "", summary
    return ("" if summary == text else summary), text


def _html(part: Entry) -> str:
    """Return a piece of content as HTML: what is said to be plain text and holds no tag is escaped."""
    value = _text(part, "value")
    if _text(part, "type") == "text/plain" and "<" in value and not re.search(r"</?[a-zA-Z][^<>]{0,2000}>", value):
        return html.escape(value)
    return value


def _address(entry: Entry, guid: str, feed: Entry, base: str) -> str:
    """Return where the post is to be read: its link, its permanent guid, its enclosure, else the feed's own page.

    A link to the front page of a site, which some feeds give every entry, comes after all others.
    """
    links = _items(entry, "links")
    chosen = [
        _text(entry, "feedburner_origlink"),
        *(_text(link, "href") for link in links if _text(link, "rel") == "alternate"),
        _text(entry, "link"),
        guid if re.match(r"https?://", guid, re.IGNORECASE) else "",
        *(_text(link, "href") for link in links if _text(link, "rel") in {"enclosure", "via", "related", ""}),
        *(_text(media, "url") for media in _items(entry, "media_content")),
        _text(feed, "link"),
    ]
    usable = [link for link in chosen if link and addresses.absolute(link, base)]
    front = addresses.key(addresses.absolute(_text(feed, "link"), base))
    inner = (link for link in usable if addresses.key(addresses.absolute(link, base)) != front)
    return next(inner, usable[0] if usable else "")


def _date_words(entry: Entry) -> tuple[str, ...]:
    """Return the words of the publication date; that of the last change only where there is no other."""
    for name in ("published", "created", "dc_date", "issued", "updated", "modified"):
        if words := _text(entry, name):
            return (words,)
    return ()


def _evidence(words: Sequence[str], source: Source, now: datetime) -> tuple[DateEvidence, ...]:
    """Return what the words of dates mean; words that mean nothing are no evidence."""
    found = []
    for said in words:
        moment = dates.read_date(
            said[:200], near=now, zone=source.zone, day_first=source.day_first, language=source.language
        )
        if moment:
            found.append(DateEvidence("feed", said[:200], moment.at, moment.whole_day))
    return tuple(found)


def _authors(found: Entry) -> list[str]:
    """Return the names of those who wrote it."""
    several = [_text(author, "name") for author in _items(found, "authors")]
    names = [name for name in several if name] or [_text(found, "author")]
    return [name for name in names if name]


def _tags(entry: Entry) -> list[str]:
    """Return categories by their label, a term that is an address by none."""
    labels = (_text(tag, "label") or _text(tag, "term") for tag in _items(entry, "tags")[:100])
    return [label for label in labels if label and not label.lower().startswith(("http:", "https:"))]


def _medium(entry: Entry) -> str:
    """Return what is enclosed to hear or to see, with its length where the feed says it (itunes, media RSS)."""
    enclosed = [link for link in _items(entry, "links") if _text(link, "rel") == "enclosure"]
    found = [
        (one, _text(one, "type") or _text(one, "medium")) for one in (*enclosed, *_items(entry, "media_content"))
    ]
    lengths = (_text(entry, "itunes_duration"), *(_text(one, "duration") for one, _ in found))
    length = next((words for words in lengths if media.seconds(words)), "")
    return next((said for _, kind in found if (said := media.tag(kind, length))), "")


def _language(entry: Entry, feed: Entry) -> str:
    for found in (entry, feed):
        for name in ("title_detail", "summary_detail"):
            detail = dict.get(found, name)
            if isinstance(detail, dict) and (language := _text(detail, "language")):
                return language
    return _text(feed, "language")


def _image(entry: Entry, summary: str, text: str) -> str:
    """Return the address of the post's picture: as media says, as enclosed, else the first large one in the text."""
    named = [_text(media, "url") for media in _items(entry, "media_thumbnail")]
    media = [*_items(entry, "media_content"), *_items(entry, "links")]
    pictures = [one for one in media if _text(one, "medium") == "image" or _text(one, "type").startswith("image/")]
    named += [_text(one, "url") or _text(one, "href") for one in pictures]
    image = dict.get(entry, "image")
    if isinstance(image, dict):
        named.append(_text(image, "href"))
    return next((link for link in named if link), "") or _first_picture(text) or _first_picture(summary)


def _first_picture(markup_: str) -> str:
    """Return the address of the first picture that is neither tiny nor an emblem."""
    for tag in _IMG.finditer(markup_[:100_000]):
        found = _SRC.search(tag[1])
        if (
            found
            and not found[1].startswith("data:")
            and not _TINY.search(tag[1])
            and not _NO_PICTURE.search(found[1])
        ):
            return unescape(found[1])
    return ""


def _titled(raw: Raw) -> Raw:
    """Return the finding with a title: its own, its first words, else the words of its address."""
    if clean.line(raw.title) or clean.plain(raw.summary) or clean.plain(raw.text):
        return raw
    path = unquote(raw.address.split("?")[0].split("#")[0].rstrip("/"))
    slug = re.sub(r"\.\w{1,5}$", "", path.rpartition("/")[2])
    words = " ".join(re.split(r"[-_+\s]+", slug)).strip()
    if _WORDED.search(words):
        return replace(raw, title=words[:1].upper() + words[1:])
    return replace(raw, title=path.partition("://")[2])
