"""A page as the lines a reader sees, each with what marks it: heading, link, the elements it stands in.

Navigation, footers and forms' choices are left out. A `<br>` parts lines as an element does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from digest.sources.metadata import Node, Tree

_BLOCK_NAMES = """
body main p div li ul ol td th tr table tbody dt dd dl h1 h2 h3 h4 h5 h6 section article header caption figcaption
blockquote pre option label legend summary details address fieldset form aside center
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_SILENT = frozenset(("nav", "footer", "script", "style", "noscript", "template", "button", "svg", "head", "iframe"))
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "caption": 4, "legend": 5, "summary": 5}
_BOXES = frozenset(("time", "span", "a", "small", "strong", "b"))
MOST = 6_000
_DEEP = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page. `level` is 1 to 6 for headings, 7 for words set bold or ending in ":", 0 for others.

    `inside` are the ids of the elements around it, the innermost first; `href` is where its first link leads,
    `link` that link's words, `linked` whether all of it is that link; `when` is what its first `<time>` says for
    machines.
    """

    words: str
    inside: tuple[int, ...]
    level: int = 0
    href: str = ""
    linked: bool = False
    tag: str = ""
    link: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class _Setting:
    """What holds for every piece of text directly inside one element."""

    block: int
    inside: tuple[int, ...]
    tag: str
    level: int
    href: str
    bold: bool
    silent: bool
    own: str = ""
    when: str = ""


_OUTSIDE = _Setting(0, (), "", 0, "", bold=False, silent=False)


def lines_of(tree: Tree) -> list[Line]:
    """Return the page's lines in order."""
    found: list[Line] = []
    pieces: list[tuple[str, _Setting]] = []
    for words, setting in _pieces(tree):
        if pieces and (setting is None or setting.block != pieces[-1][1].block):
            found += _line(pieces)
            pieces = []
        if setting is not None:
            pieces.append((words, setting))
        if len(found) >= MOST:
            return found
    return found + _line(pieces)


def _pieces(tree: Tree) -> Iterator[tuple[str, _Setting | None]]:
    """Yield pieces of text with their setting, and None where a line ends."""
    settings: dict[int, _Setting] = {}
    if tree.body is None:
        return
    for node in tree.body.traverse(include_text=True):
        if node.tag == "br":
            yield "", None
        elif node.tag == "-text" and node.parent is not None:
            setting = _setting(node.parent, settings)
            if not setting.silent:
                yield node.text_content or "", setting


def _setting(node: Node, known: dict[int, _Setting]) -> _Setting:
    """Return the setting of an element, worked out from its parents' once."""
    chain: list[Node] = []
    up: Node | None = node
    while up is not None and up.mem_id not in known and up.tag not in ("html", "-document"):
        chain.append(up)
        up = up.parent
    setting = known.get(up.mem_id, _OUTSIDE) if up is not None else _OUTSIDE
    for one in reversed(chain):
        setting = _within(one, setting)
        known[one.mem_id] = setting
    return setting


def _within(node: Node, outer: _Setting) -> _Setting:
    tag = node.tag or ""
    href = _href(node, tag)
    silent = outer.silent or tag in _SILENT or len(outer.inside) > _DEEP or (tag == "option" and not href)
    is_block = not silent and (tag in _BLOCKS or (tag == "a" and _holds_blocks(node)))
    said = (node.attributes.get("datetime") or "")[:60] if tag == "time" else ""
    return _Setting(  # not by `replace`, which takes half as long again as all the rest
        block=node.mem_id if is_block else outer.block,
        inside=(node.mem_id, *outer.inside) if is_block else outer.inside,
        tag=tag if is_block else outer.tag,
        level=_HEADINGS.get(tag, outer.level),
        href=href or outer.href,
        bold=outer.bold or tag in ("b", "strong", "th"),
        silent=silent,
        own=tag,
        when="" if is_block else said or outer.when,
    )


def _holds_blocks(link: Node) -> bool:
    """Tell whether a link is a whole card."""
    child = link.child
    while child is not None:
        if child.tag in _BLOCKS:
            return True
        child = child.next
    return False


def _href(node: Node, tag: str) -> str:
    """Return where a link leads, or a choice that opens a page or file."""
    if tag == "a":
        return node.attributes.get("href") or ""
    value = (node.attributes.get("value") or "") if tag == "option" else ""
    return value if "/" in value else ""


def _line(pieces: list[tuple[str, _Setting]]) -> list[Line]:
    """Return the line that pieces of one element make, none where they hold no words."""
    words = " ".join("".join(_spaced(pieces)).split())
    if not words:
        return []
    said = [(text, setting) for text, setting in pieces if text.strip()]
    first = said[0][1]
    bold = all(setting.bold for _, setting in said) or words.endswith(":")
    level = first.level or (7 if bold and len(words) <= 90 else 0)
    href = next((setting.href for _, setting in said if setting.href), "")
    linked = bool(href) and all(setting.href for _, setting in said)
    link = " ".join("".join(text for text, setting in said if setting.href and setting.href == href).split())
    when = next((setting.when for _, setting in said if setting.when), "")
    return [Line(words, first.inside, level, href, linked, first.tag, link, when)]


def _spaced(pieces: list[tuple[str, _Setting]]) -> Iterator[str]:
    """Yield pieces of text, a space between boxes whose words would run into each other: "5", "Feb", "Planning"."""
    before, own = "", ""
    for words, setting in pieces:
        ends, begins = before[-1:], words[:1]
        boxes = setting.own != own or setting.own in _BOXES
        runs_on = (ends.islower() or ends.isdigit()) and (begins.isupper() or (begins.isdigit() != ends.isdigit()))
        if before and boxes and runs_on and begins.isalnum() and {own, setting.own} & _BOXES:
            yield " "
        yield words
        before, own = words or before, setting.own
