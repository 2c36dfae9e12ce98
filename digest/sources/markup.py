"""The text of a feed made fit for a parser: capped, without DTD, mended where publishers commonly break it.

Everything here looks at each character a fixed number of times, because it runs before anything is trusted.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from digest.sources import references

LONGEST_FEED = 5 * 1024 * 1024
LONGEST_TAG = 64 * 1024
MOST_ATTRIBUTES = 500
DEEPEST = 5_000
LONGEST_NAME = 300
MOST_LABELS = 1_000

_ROOT = re.compile(r"<(?:[A-Za-z][\w.-]{0,20}:)?(rss|feed|rdf|channel)(?=[\s>])", re.IGNORECASE)
_HTML = re.compile(r"<(?:html|body|head|!doctype html)\b", re.IGNORECASE)
_TAG = re.compile(r"""<[A-Za-z_/](?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+>?""")
_LABEL = re.compile(r"<(?:\w{1,20}:)?(?:category|subject|tag|keywords?)\b", re.IGNORECASE)
_NAMING = re.compile(
    r"<(?:\w{1,20}:)?(?:author|creator|contributor|publisher|managingeditor|webmaster|owner|name|email)\b[^<>]{0,500}>",
    re.IGNORECASE,
)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]++)|([0-9]++));?")
_LAST = 0x10FFFF  # the last character there is
_ENTITY = re.compile(r"&(#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][\w.-]{0,40};|)")
_INTERNAL = re.compile(
    r"""<!ENTITY\s{1,9}([A-Za-z][\w.-]{0,40})\s{1,9}(?:"([^"&%<]{0,100})"|'([^'&%<]{0,100})')\s{0,9}>"""
)
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]{0,60}):|\s([A-Za-z_][\w.-]{0,60}):[\w.-]{1,60}\s{0,9}=")
_BUILT_IN = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})

# Prefixes that feeds use without saying what they mean (https://feedparser.readthedocs.io/, "namespaces").
_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "xhtml": "http://www.w3.org/1999/xhtml",
}


def root(text: str) -> int:
    """Return where the feed's first element begins, -1 where the text is no RSS, RDF or Atom.

    What stands before it (blank lines, a server's warnings) says nothing, unless it is a page of its own.
    """
    head = text[:20_000]
    found = _ROOT.search(head)
    if found is None or (found[1].lower() == "channel" and head[: found.start()].strip() and "<?xml" not in head):
        return -1
    return -1 if _HTML.search(head, 0, found.start()) else found.start()


def too_much(text: str) -> str:
    """Return in words which cap the markup breaks, "" where a parser may be trusted with it."""
    if len(text) > LONGEST_FEED:
        return "it is larger than 5 MB"
    depth = row = 0
    for start, end in outside(text):
        for tag in _TAG.finditer(text, start, end):
            if why := _monstrous(tag[0]):
                return why
            depth += _step(tag[0])
            if depth > DEEPEST:
                return f"it nests more than {DEEPEST:,} elements"
            row = row + 1 if _LABEL.match(tag[0]) else (row if tag[0].startswith("</") else 0)
            if row > MOST_LABELS:
                return f"it gives one entry more than {MOST_LABELS:,} categories"
        if _unended(text[start:end]):
            return "it has a tag of more than 64 KB"
    return ""


def plain_xml(text: str) -> str:
    """Return the feed from its first element on, without byte orders, DTD and characters that XML forbids.

    The short entities a DTD defines are put in their places; nothing in it can point elsewhere or multiply.
    Names too long to be any are emptied: feedparser's time for one grows with its square (32 KB: four seconds).
    """
    at = max(root(text), 0)
    body = _ILLEGAL.sub("", text[at:])
    if "&#" in body:
        body = _REFERENCE.sub(_if_legal, body)
    head = text[:at]
    if "<!DOCTYPE" in head.upper():
        named = {name: one or two for name, one, two in _INTERNAL.findall(head)}
        body = _with_entities(body, named)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + _with_names(body)


def _if_legal(reference: re.Match[str]) -> str:
    """Return the reference to a character, "" where XML forbids it or there is none."""
    digits = (reference[1] or reference[2]).lstrip("0") or "0"
    if len(digits) > len(str(_LAST)):
        return ""
    code = int(digits, 16 if reference[1] else 10)
    return "" if code > _LAST or _ILLEGAL.match(chr(code)) else reference[0]


def mended(xml: str) -> str:
    """Return the feed with what commonly breaks it put right: bare "&", HTML's entities, unclosed CDATA, unknown
    prefixes.
    """
    declaration, _, body = xml.partition("\n")
    if body.rfind("<![CDATA[") > body.rfind("]]>"):
        body += "]]>"
    return f"{declaration}\n{_with_prefixes(_with_entities(body, {}))}"


def outside(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the text that are not in CDATA sections or comments."""
    at = 0
    while True:
        start, mark = _section(text, at)
        if start < 0:
            yield at, len(text)
            return
        yield at, start
        end = text.find(mark, start)
        if end < 0:
            return
        at = end + len(mark)


def _section(text: str, at: int) -> tuple[int, str]:
    """Return where the next CDATA section or comment begins and what ends it; -1 where none follows."""
    while (at := text.find("<!", at)) >= 0:
        if text.startswith("<![CDATA[", at):
            return at, "]]>"
        if text.startswith("<!--", at):
            return at, "-->"
        at += 2
    return -1, ""


def _unended(outside: str) -> bool:
    """Return whether a tag begins here that does not end for 64 KB."""
    pieces = outside.split("<")[1:]
    return any(
        len(piece) > LONGEST_TAG and piece[:1].isalpha() and ">" not in piece[:LONGEST_TAG] for piece in pieces
    )


def _monstrous(tag: str) -> str:
    if len(tag) > LONGEST_TAG:
        return "it has a tag of more than 64 KB"
    if len(tag) > 2 * MOST_ATTRIBUTES and tag.count("=") > MOST_ATTRIBUTES:
        return f"it has a tag of more than {MOST_ATTRIBUTES} attributes"
    return ""


def _step(tag: str) -> int:
    if tag.startswith("</"):
        return -1
    return 0 if tag.endswith("/>") else 1


def _with_entities(body: str, named: dict[str, str]) -> str:
    """Return XML in which every "&" outside of CDATA begins something that any parser knows."""

    def known(entity: re.Match[str]) -> str:
        name = entity[1]
        if name.startswith("#") or name in _BUILT_IN:
            return entity[0]
        meant = named.get(name[:-1]) if name else None
        if meant is None:
            meant = references.unescape(entity[0])
        return html.escape(meant, quote=True) if meant != entity[0] else f"&amp;{name}"

    pieces, at = [], 0
    for start, end in outside(body):
        pieces += [body[at:start], _ENTITY.sub(known, body[start:end])]
        at = end
    return "".join((*pieces, body[at:]))


def _with_names(body: str) -> str:
    """Return the feed with the content of elements that hold a person's name gone where it is no name."""
    pieces, at = [], 0
    for tag in _NAMING.finditer(body):
        start = tag.end()
        if start < at or body.find("</", start, start + LONGEST_NAME) >= 0:
            continue
        end = body.find("</", start)
        pieces.append(body[at:start])
        at = end if end >= 0 else len(body)
    return "".join((*pieces, body[at:])) if pieces else body


def _with_prefixes(body: str) -> str:
    """Return XML whose first element declares every prefix that is used without declaration."""
    used = {one or two for one, two in _PREFIX.findall(body)} - {"xml", "xmlns"}
    missing = sorted(prefix for prefix in used if f"xmlns:{prefix}" not in body)
    end = re.compile(r"[\s/>]").search(body, 1)
    if not missing or end is None or len(missing) > 50:
        return body
    declared = "".join(f' xmlns:{p}="{_NAMESPACES.get(p.lower(), "urn:undeclared:" + p)}"' for p in missing)
    return body[: end.start()] + declared + body[end.start() :]
