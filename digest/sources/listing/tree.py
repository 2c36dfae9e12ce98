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

PAGE_CHARACTERS = 2_000_000
OPEN_ELEMENTS = 500  # lexbor takes quadratic time on deep nesting; real pages stay under 100
ELEMENTS = 120_000
DEPTH = 200
LINKS = 4_000
LINES = 5_000
TAG_CHARACTERS = 65_536
COMMON = 3  # times from which a class with a number in it names a kind

SKIPPED = frozenset(
    (
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "select",
        "option",
        "iframe",
        "object",
        "head",
        "button",
        "canvas",
    )
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
INLINE = frozenset(
    (
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "br",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    )
)
_KEPT = frozenset(
    (
        "id",
        "class",
        "href",
        "rel",
        "datetime",
        "title",
        "itemprop",
        "role",
        "src",
        "data-src",
        "data-lazy-src",
        "data-original",
        "srcset",
        "alt",
        "hidden",
        "style",
        "aria-label",
        "aria-hidden",
        "content",
        "pubdate",
        "lang",
        "data-srcset",
        "property",
    )
)
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
# Elements whose end tag may be left out close each other, so an unclosed run of them is no nesting.
_IMPLIED = frozenset(
    (
        "p",
        "li",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "tfoot",
        "option",
        "optgroup",
        "html",
        "head",
        "body",
        "colgroup",
    )
)
_STATE = re.compile(r"^(?:odd|even|first|last|alt|active|current|sticky|clearfix|cf|new)$|-(?:odd|even|first|last)$")
_RAW = frozenset({"script", "style", "textarea", "xmp", "noembed"})
_TAG = re.compile(r"<!--|<(/?)([a-zA-Z][a-zA-Z0-9:-]*)[^<>]{0,65536}>?")


@dataclass(slots=True, eq=False)
class Element:
    """One element: `start` and `end` are positions, `chars` and `link_chars` the text in it and in its links.

    `kinds` are its classes without those that say a state or number one element ("odd", "post-1234").
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
    for node in element.up():
        if node.tag not in INLINE:
            return node
    return element


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
    body = parser.body or parser.root
    if body is not None:
        walk.run(body)
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


class _Walk:
    """The copying walk: iterative, so that no nesting can exhaust the stack."""

    def __init__(self) -> None:
        self.elements: list[Element] = []
        self.words: list[Words] = []
        self.links: list[Element] = []
        self.position = 0
        self.row = 0
        self.preformatted = 0

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
            elif tag and tag[0] not in "-_!" and tag not in SKIPPED and parent.depth < DEPTH:
                element = self._open(node, parent, link)
                inner = element if tag == "a" else link
                stack.append((node.child, element, inner))

    def _open(self, node: Any, parent: Element | None, link: Element | None) -> Element:  # noqa: ANN401 - as above
        tag = node.tag
        attrs = {k: (v or "") for k, v in node.attributes.items() if k in _KEPT}
        nth = len(parent.children) if parent else 0
        cell = tag in {"td", "th"} and parent is not None
        column = sum(c.tag in {"td", "th"} for c in parent.children[:40]) if cell and parent else 0
        depth = parent.depth + 1 if parent else 0
        element = Element(tag, attrs, parent, depth, self.position, nth, column)
        element.classes = tuple(attrs.get("class", "")[:500].split()[:20])
        self.position += 1
        self.row += _breaks(tag)
        self.preformatted += tag == "pre"
        self.elements.append(element)
        if parent is not None:
            parent.children.append(element)
        if tag == "a" and link is None and len(self.links) < LINKS:
            self.links.append(element)
        return element

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
        self.row += _breaks(element.tag)
        self.preformatted -= element.tag == "pre"
        if element.parent is not None:
            element.parent.chars += element.chars
            element.parent.link_chars += element.link_chars
