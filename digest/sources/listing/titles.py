"""The title that a link carries, whatever it wraps: words, a whole card, or a picture."""

from __future__ import annotations

from digest.sources.listing import marks
from digest.sources.listing.tree import HEADINGS, Element, Tree, Words, join, squeeze

LONGEST = 300
CUT = ("…", "...", "[…]")


def heading_of(link: Element) -> Element | None:
    """Return the heading a link stands in, None where it stands in none."""
    for node in list(link.up())[:6]:
        if node.tag in HEADINGS:
            return node
    return None


def heading_in(tree: Tree, start: int, end: int) -> Element | None:
    """Return the first heading with words between two positions, None where there is none."""
    return next((e for e in tree.elements_in(start, end) if e.tag in HEADINGS and e.chars), None)


def lines(words: list[Words]) -> list[list[Words]]:
    """Return runs of text gathered into the lines that a reader sees."""
    found: list[list[Words]] = []
    for word in words:
        if not found or found[-1][-1].row != word.row:
            found.append([])
        found[-1].append(word)
    return found


def without_dates(line: list[Words]) -> str:
    """Return a line's text without the runs that are nothing but a date, where others are left."""
    kept = [word for word in line if not marks.dates_alone(word.text)] if len(line) > 1 else line
    return join(kept or line)


def title_of(tree: Tree, link: Element) -> str:
    """Return the words of a link that are a title: its heading, its first fitting line, or what describes it."""
    inner = heading_in(tree, link.start + 1, link.end)
    if inner is not None:
        return once(tree.text(inner.start, inner.end))
    words = tree.words_in(link.start, link.end)
    if not words:
        return once(_described(tree, link))
    rows = [without_dates(line) for line in lines(words)]
    if len(rows) == 1:
        return whole(once(rows[0]), squeeze(link.get("title")))
    fitting = [row for row in rows if marks.titled(row) > 0.3]
    return once(fitting[0] if fitting else max(rows, key=len))


def _described(tree: Tree, link: Element) -> str:
    for name in ("title", "aria-label"):
        if link.get(name).strip():
            return squeeze(link.get(name))
    return next((squeeze(e.get("alt")) for e in tree.elements_in(link.start, link.end) if e.get("alt").strip()), "")


def whole(title: str, fuller: str) -> str:
    """Return the fuller of two wordings where the first is the beginning of the second, cut; else the first."""
    stem = title
    for sign in CUT:
        stem = stem.removesuffix(sign)
    stem = stem.rstrip()
    cut = stem != title.rstrip()
    return fuller if cut and len(stem) >= 8 and fuller.startswith(stem) and not fuller.endswith(CUT) else title


def once(text: str) -> str:
    """Return a text without its own repetition ("Title Title", "Tit… Title")."""
    text = text[: LONGEST * 4]
    for times in (3, 2):
        size, rest = divmod(len(text) - (times - 1), times)
        if size > 3 and not rest and text == " ".join([text[:size]] * times):
            return text[:size]
    for sign in CUT[:2]:
        first, found, second = text.partition(sign)
        second = second.strip()
        if found and len(first.strip()) >= 8 and second.startswith(first.strip()):
            return once(second)
    return text
