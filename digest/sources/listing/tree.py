"""A page as a light tree of our own, in document order, within caps.

lexbor parses; one walk copies what reading a list needs. Every element and every run of text gets a position;
an element covers `start` to `end`, so any stretch of the page, with or without an element of its own around
it, is a pair of positions, and what lies in it is found by bisection.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from digest.sources.listing.columns import Columns

PAGE_CHARACTERS = 2_000_000
OPEN_ELEMENTS = 500  # lexbor takes quadratic time on deep nesting; real pages stay under 100
ELEMENTS = 120_000
DEPTH = 200
LINKS = 4_000
LINES = 5_000
TAG_CHARACTERS = 65_536
COMMON = 3  # times from which a class with a number in it names a kind

_SKIPPED = """
script style noscript template svg math select option iframe object head canvas
"""
SKIPPED = frozenset(_SKIPPED.split())
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_INLINE = """
a abbr acronym b bdi bdo big br cite code del dfn em font i img ins kbd label mark nobr q s samp small span
strike strong sub sup time tt u var wbr
"""
INLINE = frozenset(_INLINE.split())
_ATTRIBUTES = """
id class href rel datetime title itemprop role src data-src data-lazy-src data-original srcset alt hidden style
aria-label aria-hidden content pubdate lang data-srcset property aria-expanded aria-controls rowspan
"""
_KEPT = frozenset(_ATTRIBUTES.split())
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
# Elements whose end tag may be left out close each other, so an unclosed run of them is no nesting.
_UNCLOSED = """
p li dt dd tr td th thead tbody tfoot option optgroup html head body colgroup
"""
_IMPLIED = frozenset(_UNCLOSED.split())
_RUNNING = INLINE - {"span", "time", "small", "label", "strong", "b", "img", "br"} | {"-text"}
_STATE = re.compile(r"^(?:odd|even|first|last|alt|active|current|sticky|clearfix|cf|new)$|-(?:odd|even|first|last)$")
_RAW = frozenset({"script", "style", "textarea", "xmp", "noembed"})
_TAG = re.compile(r"<!--|<(/?)([a-zA-Z][a-zA-Z0-9:-]*)[^<>]{0,65536}>?")


@dataclass(slots=True, eq=False)
class Element:
    """One element: `start` and `end` are positions, `chars` and `link_chars` the text in it and in its links.

    `kinds` are its classes without those that say a state or number one element ("odd", "post-1234").
    `stacked` is True for a link or a part of one whose parts are shown one below the other.
    """

    tag: str
    attrs: dict[str, str]
    parent: Element | None
    depth: int
    start: int
    nth: int  # among the element children of its parent, from 0
    column: int  # among the cells of its row, 0 for others
    end: int = 0
    chars: int = 0
    link_chars: int = 0
    classes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    stacked: bool = False
    children: list[Element] = field(default_factory=list)

    def up(self) -> Iterator[Element]:
        """Yield the element and its ancestors, nearest first."""
        node: Element | None = self
        while node is not None:
            yield node
            node = node.parent

    def get(self, name: str) -> str:
        """Return an attribute, "" where it is absent."""
        return self.attrs.get(name, "")


@dataclass(slots=True, eq=False)
class Words:
    """One run of text: where it stands, in which line of the page, in what, and in which link if any."""

    at: int
    row: int
    text: str
    owner: Element
    link: Element | None


@dataclass(slots=True)
class Tree:
    """A page read: its elements, runs of text and links, each in the order of the page."""

    elements: list[Element]
    words: list[Words]
    links: list[Element]
    title: str = ""
    base: str = ""
    language: str = ""
    _word_at: list[int] = field(default_factory=list)
    _element_at: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._word_at = [w.at for w in self.words]
        self._element_at = [e.start for e in self.elements]

    def words_in(self, start: int, end: int) -> list[Words]:
        """Return the runs of text between two positions."""
        return self.words[bisect_left(self._word_at, start) : bisect_left(self._word_at, end)]

    def elements_in(self, start: int, end: int) -> list[Element]:
        """Return the elements that begin between two positions."""
        return self.elements[bisect_left(self._element_at, start) : bisect_left(self._element_at, end)]

    def text(self, start: int, end: int) -> str:
        """Return the text between two positions, one space where elements or blank space divide it."""
        return join(self.words_in(start, end))


def join(words: list[Words]) -> str:
    """Return runs of text as one line: parts of one word that inline elements cut stay together."""
    out: list[str] = []
    before: Words | None = None
    for word in words:
        if before is not None and not _touching(before, word):
            out.append(" ")
        out.append(word.text)
        before = word
    return squeeze("".join(out))


def squeeze(text: str) -> str:
    """Return the text with every stretch of blank space as one space, none at the ends, no zero-width signs."""
    return " ".join(text.replace("\u200b", "").replace("\ufeff", "").replace("\u00ad", "").split())


def _touching(before: Words, after: Words) -> bool:
    """True where only inline elements without boxes stand between two runs."""
    return before.row == after.row and not _boxed(before.owner) and not _boxed(after.owner)


def _boxed(element: Element) -> bool:
    return element.tag in {"span", "time", "label"} and bool(element.classes)


def _line(element: Element) -> Element:
    return next(e for e in element.up() if e.tag not in INLINE or (e.parent is not None and e.parent.stacked))


def _breaks(tag: str) -> bool:
    return tag not in INLINE or tag == "br"


def line_of(element: Element) -> Element:
    """Return the nearest element that makes a line of its own."""
    return _line(element)


def tame(html: str) -> str:
    """Return the page cut where it would be too long, too deep or has an absurd tag: what is before still counts."""
    html = html[:PAGE_CHARACTERS]
    depth, at = 0, 0
    while found := _TAG.search(html, at):
        at = found.end()
        name = (found[2] or "").lower()
        if not name or (name in _RAW and not found[1]):
            at = html.find("-->" if not name else f"</{name}", at)
            if at < 0:
                return html
        elif name not in _VOID and name not in _IMPLIED:
            depth = max(0, depth - 1) if found[1] else depth + 1
        if depth > OPEN_ELEMENTS or found.end() - found.start() >= TAG_CHARACTERS:
            return html[: found.start()]
    return html


def parse(html: str) -> Tree:
    """Return the page as a tree."""
    parser = LexborHTMLParser(tame(html))
    walk = _Walk()
    walk.run(parser.body or parser.root)
    _sort_kinds(walk.elements)
    heading = parser.css_first("head > title")
    base = parser.css_first("base[href]")
    root = parser.css_first("html")
    return Tree(
        walk.elements,
        walk.words,
        walk.links,
        squeeze(heading.text()) if heading else "",
        (base.attributes.get("href") or "") if base else "",
        ((root.attributes.get("lang") or "") if root else "").strip()[:20],
    )


def _sort_kinds(elements: list[Element]) -> None:
    count = Counter(name for element in elements for name in element.classes)
    for element in elements:
        element.kinds = tuple(
            name
            for name in element.classes
            if not _STATE.search(name) and (count[name] >= COMMON or not any(c.isdigit() for c in name))
        )


def _is_read(node: Any, tag: str, parent: Element) -> bool:  # noqa: ANN401 - selectolax has no types
    """Tell whether an element's words are the page's: a button's only where it heads what it opens."""
    if tag != "button":
        return tag not in SKIPPED
    return parent.tag in HEADINGS or "aria-expanded" in node.attributes or "aria-controls" in node.attributes


def _stacks(node: Any) -> bool:  # noqa: ANN401 - as above
    """Tell whether an inline element holds nothing but boxes shown one below the other, such as a card's parts.

    They are of different kinds, or their words would run into each other: "PolicyBuses return".
    """
    said: list[str] = []
    kinds: list[tuple[str, str]] = []
    apart = False
    child = node.child
    while child is not None:
        words = (child.text_content or "") if child.tag == "-text" else child.text()
        if words.strip() and child.tag in _RUNNING:
            return False
        apart = apart or (child.tag == "-text" and bool(said))
        if words.strip() and child.tag in INLINE:
            said.append(words.strip())
            kinds.append((child.tag, child.attributes.get("class") or ""))
        child = child.next
    if len(said) < 2:
        return False
    differ = len(set(kinds)) == len(kinds) and any(names for _, names in kinds)
    return differ or (not apart and all(len(words) > 1 and not words[0].islower() for words in said))


class _Walk:
    """The copying walk: iterative, so that no nesting can exhaust the stack."""

    def __init__(self) -> None:
        self.elements: list[Element] = []
        self.words: list[Words] = []
        self.links: list[Element] = []
        self.position = 0
        self.row = 0
        self.preformatted = 0
        self.columns: dict[int, Columns] = {}

    def run(self, body: Any) -> None:  # noqa: ANN401 - selectolax has no types
        root = self._open(body, None, None)
        stack: list[tuple[Any, Element, Element | None]] = [(body.child, root, None)]
        while stack:
            node, parent, link = stack.pop()
            if node is None or len(self.elements) >= ELEMENTS:
                self._close(parent)
                continue
            stack.append((node.next, parent, link))
            tag = node.tag
            if tag == "-text":
                self._text(node.text_content or "", parent, link)
            elif tag and tag[0] not in "-_!" and _is_read(node, tag, parent) and parent.depth < DEPTH:
                element = self._open(node, parent, link)
                inner = element if tag == "a" else link
                stack.append((node.child, element, inner))

    def _open(self, node: Any, parent: Element | None, link: Element | None) -> Element:  # noqa: ANN401 - as above
        tag = node.tag
        attrs = {k: (v or "") for k, v in node.attributes.items() if k in _KEPT}
        nth = len(parent.children) if parent else 0
        column = self._column(parent, node) if tag in {"td", "th"} and parent is not None else 0
        depth = parent.depth + 1 if parent else 0
        element = Element(tag, attrs, parent, depth, self.position, nth, column)
        element.classes = tuple(attrs.get("class", "")[:500].split()[:20])
        element.stacked = (tag == "a" or link is not None) and tag in INLINE and _stacks(node)
        self.position += 1
        self.row += _breaks(tag) or (parent is not None and parent.stacked)
        self.preformatted += tag == "pre"
        self.elements.append(element)
        if parent is not None:
            parent.children.append(element)
        if tag == "a" and link is None and len(self.links) < LINKS:
            self.links.append(element)
        return element

    def _column(self, row: Element, node: Any) -> int:  # noqa: ANN401 - as above
        """Return the column of a cell that opens in a row."""
        columns = self.columns.setdefault(id(row.parent), Columns())
        given = node.attributes
        return columns.place(id(row), given.get("colspan") or "", given.get("rowspan") or "")

    def _text(self, text: str, parent: Element, link: Element | None) -> None:
        self.position += 1
        if not text.strip():
            self.row += self.preformatted > 0 and "\n" in text
            return
        for number, line in enumerate(text.split("\n")[:LINES] if self.preformatted else (text,)):
            self.row += number > 0
            if line.strip():
                self.words.append(Words(self.position - 1, self.row, line, parent, link))
                self.position += 1
        length = len(text.strip())
        parent.chars += length
        if link is not None:
            parent.link_chars += length

    def _close(self, element: Element) -> None:
        element.end = self.position
        self.row += _breaks(element.tag) or (element.parent is not None and element.parent.stacked)
        self.preformatted -= element.tag == "pre"
        if element.parent is not None:
            element.parent.chars += element.chars
            element.parent.link_chars += element.link_chars
