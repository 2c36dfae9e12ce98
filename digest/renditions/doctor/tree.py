"""A mail's HTML as a tree of elements that know their line: enough to inspect it, not to render it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
UNSEEN = frozenset(("head", "style", "script", "title", "template", "noscript"))
DEEPEST = 400


@dataclass(slots=True, eq=False)
class Element:
    """One element: attributes by lower-case name, `line` from 1, `order` counts elements as they open.

    `content` holds its elements and, as plain strings, its words; `names` are the simple selectors that
    it answers to as it opens: "p", ".fine", "#top".
    """

    tag: str
    attributes: dict[str, str]
    line: int
    order: int
    parent: Element | None = None
    content: list[Element | str] = field(default_factory=list)
    names: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        classes = (f".{name}" for name in self.get("class").split())
        root = [":root"] if self.tag == "html" else []
        self.names = frozenset((self.tag, f"#{self.get('id')}", *classes, *root))

    @property
    def elements(self) -> Iterator[Element]:
        """Every element inside, in the order of the page; itself first."""
        waiting = [self]
        while waiting:
            one = waiting.pop()
            yield one
            waiting.extend(child for child in reversed(one.content) if isinstance(child, Element))

    @property
    def own_words(self) -> str:
        """The words that stand in it directly, as one line."""
        return " ".join("".join(part if isinstance(part, str) else " " for part in self.content).split())

    @property
    def lineage(self) -> Iterator[Element]:
        """The element, then what it stands in, up to the root."""
        one: Element | None = self
        while one is not None:
            yield one
            one = one.parent

    def get(self, name: str) -> str:
        """Return an attribute, "" where it is absent."""
        return self.attributes.get(name, "")


@dataclass(frozen=True, slots=True)
class Document:
    """A whole page: its root, and the headings in order."""

    root: Element
    headings: tuple[Element, ...]

    def find(self, *tags: str) -> Iterator[Element]:
        """Yield every element with one of these tags; every element where none is named."""
        return (one for one in self.root.elements if not tags or one.tag in tags)

    def place(self, element: Element) -> str:
        """Return the story or part in which an element stands: the last heading before it, or that it is itself."""
        at = bisect_right([heading.order for heading in self.headings], element.order)
        if not at:
            return "at the top"
        said = words_in_order(self.headings[at - 1])
        return f"“{said if len(said) <= 80 else said[:79].rstrip() + '…'}”"


class _Builder(HTMLParser):
    """Builds the tree; what is closed wrongly is closed where its nearest opening was."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.open = Element("", {}, 1, 0)
        self.count = self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        self.count += 1
        values: dict[str, str] = {}
        for name, value in attrs:
            values.setdefault(name, value or "")
        one = Element(tag, values, self.getpos()[0], self.count, self.open)
        self.open.content.append(one)
        if tag not in VOID and self.depth < DEEPEST:
            self.open, self.depth = one, self.depth + 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; in HTML the slash means nothing."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close the nearest element of that name, if one is open."""
        opened = next((one for one in self.open.lineage if one.tag == tag), None)
        while opened is not None and opened.parent is not None and self.open is not opened.parent:
            self.open, self.depth = self.open.parent or self.root, self.depth - 1

    def handle_data(self, data: str) -> None:
        """Keep words where they stand."""
        self.open.content.append(data)


def document(html: str) -> Document:
    """Return the page as a tree; any text has one."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return Document(builder.root, tuple(one for one in builder.root.elements if one.tag in HEADINGS))


def words_in_order(element: Element) -> str:
    """Return an element's words as they are read, as one line."""

    def said(one: Element) -> Iterator[str]:
        for part in one.content:
            if isinstance(part, str):
                yield part
            elif part.tag not in UNSEEN:
                yield from said(part)

    return " ".join("".join(said(element)).split())
