"""What a page says of itself outside its text: who, which picture, which language, which address, what site.

From `<meta>`, JSON-LD, `<link>`, and the byline. Everything is text as found, capped; nothing is trusted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from digest.sources import addresses, json_ld

Tree = LexborHTMLParser
Node = LexborNode

LONGEST_PAGE = 2 * 1024 * 1024
_FIELD = 2_000
_DEEPEST = 2_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_LONG_TAG = re.compile(r"<[^<>]{4096,}>?")
_LEFT_OPEN_NAMES = """
area base br col embed hr img input link meta param source track wbr p li td th tr dt dd option tbody thead script
"""
_LEFT_OPEN = frozenset(_LEFT_OPEN_NAMES.split())
_ARTICLE_TYPES = """
Article NewsArticle BlogPosting Report ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle
BackgroundNewsArticle ReviewNewsArticle LiveBlogPosting SocialMediaPosting TechArticle ScholarlyArticle PressRelease
AdvertiserContentArticle MedicalScholarlyArticle DiscussionForumPosting PodcastEpisode
"""
_ARTICLE = frozenset(_ARTICLE_TYPES.split())
_PAGE = frozenset(("WebPage", "ItemPage", "CreativeWork", "WebContent", "VideoObject", "AboutPage", "MedicalWebPage"))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page taken apart once: its tree without scripts, JSON-LD, `<meta>` by lower-case name, and its address."""

    tree: Tree
    nodes: tuple[json_ld.Node, ...]
    meta: Mapping[str, str]
    address: str
    main: json_ld.Node = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page says of itself; "" and () where it says nothing. Addresses are absolute."""

    site: str = ""
    summary: str = ""
    authors: tuple[str, ...] = ()
    image: str = ""
    language: str = ""
    canonical: str = ""


def sheet(page: str, address: str) -> Sheet:
    """Return the page taken apart; what is beyond 2 MB is not looked at."""
    bare, nodes = json_ld.part(_not_too_deep(_LONG_TAG.sub(_bearable, page[:LONGEST_PAGE])))
    tree = LexborHTMLParser(bare)
    return Sheet(tree, nodes, _meta(tree), address, _main(nodes, address))


def _bearable(tag: re.Match[str]) -> str:
    """Return a long tag, nothing for one with more attributes than any real one: trees are quadratic in them."""
    return "" if len(tag[0]) > 65_536 or tag[0].count("=") > 500 or tag[0].count(" ") > 2_000 else tag[0]


def _not_too_deep(page: str) -> str:
    """Return the page up to where more elements are open than any real one opens: trees are quadratic in depth."""
    if page.count("<") <= _DEEPEST:
        return page
    depth = 0
    for found in _TAG.finditer(page):
        if found[2].lower() in _LEFT_OPEN:
            continue
        depth = max(0, depth - 1) if found[1] else depth + 1
        if depth > _DEEPEST:
            return page[: found.start()]
    return page


def _meta(tree: Tree) -> dict[str, str]:
    """Return `<meta>` content by name, property or itemprop; the first of a name is kept."""
    found: dict[str, str] = {}
    for node in tree.css("meta")[:400]:
        given = node.attributes
        name = given.get("property") or given.get("name") or given.get("itemprop") or given.get("http-equiv") or ""
        content = (given.get("content") or given.get("value") or "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), content[:_FIELD])
    return found


def _main(nodes: Sequence[json_ld.Node], address: str) -> json_ld.Node:
    """Return the JSON-LD object that is this page's article: by its address, else the first one dated."""
    for wanted in (_ARTICLE, _PAGE):
        found = [node for node in nodes if json_ld.types(node) & wanted]
        here = [node for node in found if _is_here(node, address)]
        dated = [node for node in (here or found) if node.get("datePublished") or node.get("dateCreated")]
        if dated:
            return dated[0]
        if wanted is _ARTICLE and found:
            return (here or found)[0]
    return {}


def _is_here(node: json_ld.Node, address: str) -> bool:
    own = addresses.key(address)
    said = (json_ld.words_of(node.get(key)) for key in ("url", "@id", "mainEntityOfPage"))
    return any(addresses.key(one.partition("#")[0]) == own for one in said if one)


def read(page: Sheet) -> Metadata:
    """Return what the page says of itself."""
    meta, main = page.meta, page.main
    return Metadata(
        site=_first(meta, "og:site_name", "application-name") or json_ld.first(main, "publisher"),
        summary=_first(meta, "og:description", "description", "twitter:description", "dc.description")
        or json_ld.first(main, "description"),
        authors=_authors(page),
        image=_image(page),
        language=_language(page),
        canonical=_canonical(page),
    )


def _first(meta: Mapping[str, str], *names: str) -> str:
    return next((meta[name] for name in names if meta.get(name)), "")


def _image(page: Sheet) -> str:
    given = _first(page.meta, "og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
    given = given or _ld_image(page.main.get("image")) or _ld_image(page.main.get("thumbnailUrl"))
    return addresses.absolute(given, page.address) if given else ""


def _ld_image(value: Any) -> str:  # noqa: ANN401 - JSON of any shape
    if isinstance(value, list):
        return _ld_image(value[0]) if value else ""
    if isinstance(value, dict):
        return json_ld.words_of(value.get("url") or value.get("contentUrl"))
    return value if isinstance(value, str) else ""


def _language(page: Sheet) -> str:
    root = page.tree.css_first("html")
    given = (root.attributes.get("lang") or root.attributes.get("xml:lang") or "") if root else ""
    given = given or _first(page.meta, "og:locale", "content-language", "dc.language", "language")
    found = re.match(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", given.strip())
    return found[0].replace("_", "-") if found else ""


def _canonical(page: Sheet) -> str:
    """Return the address the page calls its own, "" where it names none or one of another site or the front page."""
    link = page.tree.css_first('link[rel="canonical"]')
    given = (link.attributes.get("href") or "") if link else ""
    for href in (given, page.meta.get("og:url", "")):
        found = addresses.canonical(addresses.absolute(href, page.address)) if href.strip() else ""
        if found and _same_site(found, page.address) and not _front_page(found, page.address):
            return found
    return ""


def _same_site(one: str, other: str) -> bool:
    first, second = addresses.host(one), addresses.host(other)
    return first == second or first.endswith("." + second) or second.endswith("." + first)


def _front_page(found: str, address: str) -> bool:
    one, other = addresses.parts(found), addresses.parts(address)
    return bool(
        one and other and not one.path.strip("/") and not one.query and (other.path.strip("/") or other.query)
    )


# ── who ────────────────────────────────────────────────────────────────────────────────────────────────

_BY = re.compile(
    r"^\s*(?:(?:posted|written|words|article|published|reported|story|text)\s+)?by[:\s]\s*", re.IGNORECASE
)
_NO_NAME = re.compile(
    r"https?:|www\.|@|\d|\b(?:admin|administrator|editor|staff writer|guest|webmaster|subscribe|published|posted|"
    r"share|"
    r"min read|contact|follow|more from|view all|read more|about the author|author)\b",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:,|;|\||/|&|\band\b|\bund\b|\bet\b|\by\b)\s+", re.IGNORECASE)


def _authors(page: Sheet) -> tuple[str, ...]:
    """Return the names of who wrote it, from the first place that gives any."""
    for names in (_ld_authors(page.main), _meta_authors(page.meta), _marked_authors(page.tree)):
        found = tuple(dict.fromkeys(name for name in names if _is_name(name)))
        if found:
            return found[:8]
    return ()


def _ld_authors(main: json_ld.Node) -> Iterator[str]:
    for value in [*json_ld.each(main, "author"), *json_ld.each(main, "creator")]:
        words = value.get("name") if isinstance(value, dict) else value
        for one in words if isinstance(words, list) else [words]:
            if isinstance(one, str):
                yield from _names(one)


def _meta_authors(meta: Mapping[str, str]) -> Iterator[str]:
    for name in (
        "author",
        "article:author",
        "dc.creator",
        "dcterms.creator",
        "byl",
        "parsely-author",
        "sailthru.author",
    ):
        yield from _names(meta.get(name, ""))


def _marked_authors(tree: Tree) -> Iterator[str]:
    """Yield names from what is marked as a byline, within the first elements so marked."""
    for node in tree.css('[rel~="author"], [itemprop~="author"], [class*="author"], [class*="byline"]')[:12]:
        words = " ".join(node.text(separator=" ").split())
        if len(words) <= 100:
            yield from _names(re.split(r"\s[|•·–-]\s", words)[0])


def _names(words: str) -> Iterator[str]:
    for name in _AND.split(_BY.sub("", " ".join(words.split()))[:300]):
        yield name.strip(" .,:;|")


def _is_name(name: str) -> bool:
    slug = name.islower() and name.isascii() and " " not in name
    return not slug and 2 < len(name) <= 60 and len(name.split()) <= 6 and not _NO_NAME.search(name)
