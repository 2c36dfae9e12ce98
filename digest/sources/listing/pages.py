"""The next page of a list, where the page names one."""

from __future__ import annotations

import re

from digest.sources import addresses
from digest.sources.listing.candidates import page_links
from digest.sources.listing.tree import parse, squeeze

_NEXT = re.compile(
    r"^\W*(?:next|older|older (?:posts|entries|articles|news)|next page|more posts|nächste|weiter|ältere|suivant"
    r"|siguiente|successiv[oa]|próxim[oa]|volgende|neste|nästa|næste|следующая|下一页|次へ|[›»→>])\W*(?:page|seite)?\W*$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:[?&/](?:page|paged|p|seite|start|offset)[=/_-]?)(\d+)", re.IGNORECASE)


def next_page(html: str, address: str) -> str:
    """Return the address of the page that continues a list, "" where the page names none."""
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
        if text.isdigit() and _number(link.address):
            numbered.setdefault(int(text), link.address)
    return numbered.get((here or 1) + 1, "")


def _number(address: str) -> int:
    found = _NUMBERED.search(address)
    return int(found[1][:6]) if found else 0
