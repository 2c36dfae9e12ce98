"""The title of a page, out of the heading, the JSON-LD, the card for social media and the `<title>`.

The heading that people see is right unless the others agree on something else; what a site appends (" | Site
name") is taken off where another candidate lacks it or it is the site's own name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.sources import addresses, json_ld
from digest.sources.metadata import Node, Sheet

_JOINT = re.compile(r"\s+(?:[|–—·•»«:/\\-]|::|<|>)\s+|\s*[|»]\s*|(?<=\w):\s+(?=[A-Z][\w.]+$)")
_WORD = re.compile(r"\w+")
_ASIDE = ("nav", "footer", "aside")


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def bare(title: str) -> str:
    """Return the letters and digits of a title, to tell whether two are the same."""
    return " ".join(_words(title))


def title_of(page: Sheet, site: str) -> str:
    """Return the page's title without the site's name, "" where it has none."""
    headings = _headings(page)
    said = [
        json_ld.first(page.main, "headline", "name"),
        page.meta.get("og:title", ""),
        _document_title(page),
        page.meta.get("twitter:title", ""),
        page.meta.get("dc.title", ""),
    ]
    names = {bare(site), bare(addresses.host(page.address).split(".")[0])} - {""}
    lesser = [" ".join(node.text(separator=" ").split()) for node in page.tree.css("h2, h3")[:40]]
    all_of_them = [*headings, *said, *lesser]
    cut = [without_site(one, [other for other in all_of_them if other != one], names) for one in said if one]
    names |= {
        bare(one.replace(short, "")) for one, short in zip(filter(None, said), cut, strict=True) if short != one
    }
    for heading in headings:
        if bare(heading) not in names and _supported(heading, cut):
            return heading
    if best := _agreed([one for one in cut if bare(one) not in names]):
        return best
    return headings[0] if headings else next(iter(cut), "")


def _document_title(page: Sheet) -> str:
    node = page.tree.css_first("head > title") or page.tree.css_first("title")
    return " ".join(node.text().split())[:500] if node else ""


def _headings(page: Sheet) -> list[str]:
    """Return the texts of first headings, those of the main part before others, without repeated halves."""
    found: list[tuple[bool, str]] = []
    for node in page.tree.css("h1, [itemprop~='headline']")[:20]:
        words = " ".join(node.text(separator=" ").split())
        if words and len(words) <= 400:
            found.append((_aside(node), words))
    found.sort(key=lambda pair: pair[0])
    return [words for aside, words in found if not aside] or [words for _, words in found]


def _aside(node: Node) -> bool:
    up = node.parent
    while up is not None:
        if up.tag in _ASIDE:
            return True
        up = up.parent
    return False


def without_site(title: str, others: Sequence[str], names: set[str]) -> str:
    """Return a title cut where what is left is another candidate whole, or what is cut off is the site's name."""
    parts = [(found.start(), found.end()) for found in _JOINT.finditer(title)]
    known = {bare(other) for other in others if other}
    for start, end in parts:
        for kept in sorted((title[:start], title[end:]), key=len, reverse=True):
            if bare(kept) in known - names and len(_words(kept)) > 1:
                return kept.strip()
    for start, end in reversed(parts):
        if _is_site(title[end:], names):
            return without_site(title[:start].strip(), others, names)
    for _, end in parts[:1]:
        if _is_site(title[:end].strip(" |:»–—-"), names) and len(_words(title[end:])) > 1:
            return title[end:].strip()
    return title.strip()


def _is_site(words: str, names: set[str]) -> bool:
    found = bare(words)
    tight = found.replace(" ", "")
    return bool(found) and any(
        found == name or tight == name.replace(" ", "") or tight.removeprefix("the") == name for name in names
    )


def _supported(heading: str, others: Sequence[str]) -> bool:
    """Tell whether a heading shares most of its words with what the page says of itself elsewhere."""
    own = set(_words(heading))
    return any(
        len(own & set(_words(other))) >= 0.5 * min(len(own), len(set(_words(other))))
        for other in others
        if own and other
    )


def _agreed(candidates: Sequence[str]) -> str:
    """Return the candidate that most others repeat, the earliest where none is repeated."""
    counts = {one: sum(bare(one) == bare(other) for other in candidates) for one in candidates}
    return max(candidates, key=lambda one: counts[one], default="")
