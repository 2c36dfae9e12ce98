"""Author, summary and picture of an item of a list, from its lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from digest.sources.days import find_days, fold
from digest.sources.listing import hints, marks
from digest.sources.listing.candidates import Region
from digest.sources.listing.slots import Line, Place
from digest.sources.listing.tree import INLINE, Element, Tree, Words, join, squeeze

SUMMARY = 900
PARAGRAPH = 60
_BETWEEN = re.compile(r"\s*(?:[|·•–—;]|\s-\s|,\s(?=\d)|\bin\b|\bon\b|\bat\b|//|/)\s*")
_AND = re.compile(r"\s*(?:,|&|\band\b|\bund\b|\bet\b|\by\b|\be\b|\bi\b|\boch\b|\bog\b|\ben\b)\s+")
_LABEL = re.compile(r"^\s*[^\W\d]{2,14}(?:\s[^\W\d]{2,14})?\s*:\s*$")


def constant_places(items: Sequence[Sequence[Line]]) -> frozenset[Place]:
    """Return the places whose text is the same in most items: labels, calls to read on."""
    texts: dict[Place, Counter[str]] = {}
    for item in items:
        for line in item:
            texts.setdefault(line.place, Counter())[line.text] += 1
    few = max(3, 0.5 * len(items))
    return frozenset(p for p, count in texts.items() if count.most_common(1)[0][1] >= few)


# ── summary ────────────────────────────────────────────────────────────────────────────────────────────


def summary_of(region: Region, item: Sequence[Line], title: str, constant: frozenset[Place]) -> str:
    """Return the item's own words about itself: its first paragraph of running text, and the next where short."""
    texts = [_prose(line, region, title) for line in item if line.place not in constant]
    texts = [t for t in texts if t]
    long = [i for i, t in enumerate(texts) if marks.length(t) >= 8 or len(t) >= PARAGRAPH]
    if not long:
        best = max(texts, key=marks.length, default="")
        return best if marks.length(best) >= 4 and len(best) > 24 else ""
    kept = texts[long[0]]
    for text in texts[long[0] + 1 :]:
        if len(kept) + len(text) > SUMMARY or (len(text) < PARAGRAPH and marks.length(text) < 8):
            break
        kept = f"{kept} {text}"
    return kept


def _prose(line: Line, region: Region, title: str) -> str:
    """Return a line without what is no running text in it, "" where nothing is left."""
    link = region.link.element
    # The words of a link that is no card are its title, or less.
    words = [w for w in line.words if not _aside(w, link) and not (w.link is link and _one_line(link))]
    text = marks.parted(join(words))[1]
    if not text or _repeats(marks.undated(text), title) or marks.dated(text) > 0.4 or marks.counted(text):
        return ""
    if hints.BYLINE.match(text) and marks.length(text) < 12:
        return ""
    linked = sum(len(w.text) for w in words if w.link is not None and w.link is not link)
    if linked > 0.6 * sum(len(w.text) for w in words) and marks.length(text) < 15:
        return ""
    return "" if hints.GENERIC.match(text) else text


def _one_line(link: Element) -> bool:
    return all(e.tag in INLINE and e.tag != "br" and _one_line(e) for e in link.children)


def _aside(word: Words, card: Element) -> bool:
    text = squeeze(word.text)
    if word.link is not None and word.link is not card:
        return bool(hints.GENERIC.match(text)) or marks.counted(text)
    return marks.dated(text) > 0.6 or bool(_LABEL.match(word.text)) or bool(hints.GENERIC.match(text))


def _repeats(text: str, title: str) -> bool:
    stem = text.rstrip(".… ").casefold()
    whole = title.casefold()
    return (
        stem == whole.rstrip(".… ")
        or (len(stem) > 12 and whole.startswith(stem))
        or (len(stem) < 30 and stem in whole)
    )


# ── authors ────────────────────────────────────────────────────────────────────────────────────────────


def authors_of(tree: Tree, region: Region, item: Sequence[Line], title: str) -> tuple[str, ...]:
    """Return who wrote an item: what its marks name as author, else what follows "by"."""
    marked = []
    for element in tree.elements_in(region.start, region.end)[:400]:
        names = " ".join((*element.classes, element.get("rel"), element.get("itemprop")))
        if 1 < element.chars < 90 and hints.AUTHORED.search(names):
            marked.append(tree.text(element.start, element.end))
    for text in (
        *sorted(set(marked), key=len),
        *(f"{line.label} {line.text}" for line in item if hints.BYLINE.match(f"{line.label} {line.text}")),
    ):
        names_found = _names(text)
        if names_found and text != title:
            return names_found
    return ()


def _names(text: str) -> tuple[str, ...]:
    """Return the names in a byline, () where what is left does not look like names."""
    if len(text) > 160:
        return ()
    text = hints.BYLINE.sub("", text)
    for day in reversed(find_days(fold(text))):
        text = f"{text[: day.start]} | {text[day.end :]}"
    first = next((part for part in _BETWEEN.split(text) if part.strip(" ,.:")), "").strip(" ,.:")
    names = [name.strip(" ,.:") for name in _AND.split(first)]
    return tuple(n for n in names if _name(n))[:5]


def _name(text: str) -> bool:
    size = marks.length(text)
    if not 0 < size <= 6 or any(c.isdigit() for c in text) or len(text) > 60 or hints.GENERIC.match(text):
        return False
    first = next((c for c in text if c.isalpha()), "")
    return bool(first) and first == first.upper()


# ── picture ────────────────────────────────────────────────────────────────────────────────────────────


def image_of(tree: Tree, region: Region) -> str:
    """Return the address of an item's picture as written, "" where it has none of its own."""
    for element in tree.elements_in(region.start, region.end)[:400]:
        if element.tag not in {"img", "source"}:
            continue
        source = _source(element.attrs)
        names = f"{source} {element.get('class')} {element.get('alt')}"
        if source and not source.startswith("data:") and not hints.ORNAMENT.search(names):
            return source
    return ""


def _source(attrs: dict[str, str]) -> str:
    for name in ("data-src", "data-lazy-src", "data-original", "src"):
        if attrs.get(name, "").strip() and not attrs[name].startswith("data:"):
            return attrs[name].strip()
    listed = (attrs.get("data-srcset") or attrs.get("srcset") or "").split()
    return listed[0].rstrip(",") if listed else ""
