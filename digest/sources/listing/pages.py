"""The next page of a list, where the page names one."""

from __future__ import annotations

import re

from digest.sources import addresses, references
from digest.sources.listing.candidates import page_links
from digest.sources.listing.tree import parse, squeeze

_NEXT = re.compile(
    r"^\W*(?:next|older|older (?:posts|entries|articles|news)|next page|more posts|nächste|weiter|ältere|suivant"
    r"|siguiente|successiv[oa]|próxim[oa]|volgende|neste|nästa|næste|следующая|下一页|次へ|[›»→>])\W*(?:page|seite)?\W*$",
    re.IGNORECASE,
)
_LINK = re.compile(r"<link\b[^<>]{0,600}>", re.IGNORECASE)
_REL_NEXT = re.compile(r"""\brel\s{0,9}=\s{0,9}["']?(?:[\w-]{1,20}\s+)?next\b""", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s{0,9}=\s{0,9}["']?([^\s"'<>]{1,2000})""", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:[?&/](?:page|paged|p|seite|start|offset)[=/_-]?)(\d+)", re.IGNORECASE)
_LONGEST = 6  # digits of a page's number


def next_page(html: str, address: str) -> str:
    """Return the address of the page that continues a list, "" where the page names none."""
    for link in _LINK.findall(html[:400_000]):
        if _REL_NEXT.search(link) and (href := _HREF.search(link)):
            return addresses.absolute(references.unescape(href[1]), address)
    tree = parse(html)
    here = _number(address)
    numbered: dict[int, str] = {}
    for link in page_links(tree, address):
        element = link.element
        text = squeeze(" ".join(w.text for w in tree.words_in(element.start, element.end)))
        if addresses.host(link.address) != addresses.host(address):
            continue
        if "next" in element.get("rel").lower().split() or (_NEXT.match(text) and _number(link.address) != here):
            return link.address
        if text.isdecimal() and len(text) <= _LONGEST and _number(link.address):
            numbered.setdefault(int(text), link.address)
    return numbered.get((here or 1) + 1, "")


def _number(address: str) -> int:
    found = _NUMBERED.search(address)
    return int(found[1][:_LONGEST]) if found else 0
