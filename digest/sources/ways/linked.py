"""Posts that a page lists for machines: ItemList, Blog and their like in JSON-LD (https://schema.org/ItemList)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from digest.model import Page, Source
from digest.sources import json_ld
from digest.sources.json_ld import Node
from digest.sources.raw import Raw
from digest.sources.ways.page import dated, page_of

_POSTS = frozenset(
    (
        "Article",
        "NewsArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "Report",
        "TechArticle",
        "ScholarlyArticle",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "ReportageNewsArticle",
        "PressRelease",
        "SocialMediaPosting",
        "PodcastEpisode",
        "VideoObject",
        "Event",
        "PublicationIssue",
        "DigitalDocument",
    )
)
_NO_LIST = frozenset(("BreadcrumbList", "SiteNavigationElement", "HowTo", "FAQPage", "OfferCatalog"))
_NO_POST = frozenset(
    ("Product", "Person", "Organization", "SiteNavigationElement", "Offer", "Question", "ImageObject", "WebSite")
)
FEWEST = 2


def read(html: str, source: Source, address: str, now: datetime) -> Page:
    """Return the posts that a page's JSON-LD lists; none where it lists fewer than two."""
    _, nodes = json_ld.part(html)
    title = next((json_ld.first(n, "name", "headline") for n in nodes if json_ld.types(n) & {"Blog", "WebPage"}), "")
    page = page_of("json-ld", (_raw(node, source, now) for node in _listed(nodes)), source, address, now, title=title)
    return page if len(page.posts) >= FEWEST else Page("json-ld", ())


def _listed(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """Yield what is listed: the members of lists in their order, then posts that stand by themselves."""
    outside: set[int] = set()
    for node in nodes:
        if json_ld.types(node) & _NO_LIST:
            outside.update(id(one) for one in json_ld.each(node, "itemListElement"))
    for node in nodes:
        kinds = json_ld.types(node)
        if id(node) in outside or kinds & _NO_POST:
            continue
        if "ListItem" in kinds:
            yield from _member(node)
        elif kinds & _POSTS:
            yield node


def _member(node: Node) -> Iterator[Node]:
    """Yield what a member of a list stands for, with what it says itself filled in."""
    inner = node.get("item")
    if not isinstance(inner, dict):
        yield {**node, "url": json_ld.first(node, "url", "item")}
    elif not json_ld.types(inner) & _NO_POST:
        yield {**node, **inner, "url": json_ld.first(inner, "url", "@id") or json_ld.first(node, "url")}


def _raw(node: Node, source: Source, now: datetime) -> Raw:
    when = json_ld.first(node, "datePublished", "uploadDate", "dateCreated")
    return Raw(
        title=json_ld.first(node, "headline", "name"),
        address=_address(node),
        summary=json_ld.first(node, "description", "abstract"),
        text=json_ld.first(node, "articleBody"),
        dates=dated("json-ld", when, source, now),
        authors=tuple(words for one in json_ld.each(node, "author")[:12] if (words := json_ld.words_of(one))),
        image=json_ld.first(node, "image", "thumbnailUrl"),
        language=json_ld.first(node, "inLanguage"),
    )


def _address(node: Node) -> str:
    """Return where the post is: its own address, else that of the page it is the matter of; "#" is none."""
    found = json_ld.first(node, "url") or json_ld.first(node, "mainEntityOfPage") or json_ld.first(node, "@id")
    return "" if found.startswith("#") else found
