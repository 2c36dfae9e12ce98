"""Style sheets and attributes read, and what they come to for one element: the cascade, as far as mails use it.

CSS Cascading and Inheritance 4; selectors by tag, class, id, descent and child. Others (attributes, siblings,
states) are how mails speak to one client only and match nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from digest.renditions.doctor import tree

Mode = Literal["light", "dark"]

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_COMPOUND = re.compile(r"(?:[a-zA-Z][\w-]*|\*)?(?:[.#][\w-]+|:root)*")
_PIECE = re.compile(r"[.#]?[\w-]+|\*|:root")
_COMBINATOR = re.compile(r"\s*(>)\s*|\s+")
_NARROW = re.compile(r"max-(?:device-)?width|print|max-height")
_FONT_SIZE = re.compile(r"(?:^|\s)([\d.]+(?:px|pt|em|rem|%)|(?:x-)?(?:small|large)|medium)(?=[\s/])")
_FONT_WEIGHT = re.compile(r"\b(?:bold|bolder|lighter|[1-9]00)\b")
_IMPORTANT = re.compile(r"\s*!\s*important\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Declaration:
    """One property and its value, both in lower case; `line` is that of the page."""

    name: str
    value: str
    important: bool
    line: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A selector with its declarations; `media` is the query around it, "" for none. At-rules are selectors too."""

    selector: str
    media: str
    declarations: tuple[Declaration, ...]
    line: int

    def applies(self, mode: Mode) -> bool:
        """Tell whether the query around it holds on a wide screen in that mode."""
        if _NARROW.search(self.media):
            return False
        if "prefers-color-scheme" in self.media:
            return f"prefers-color-scheme:{mode}" in self.media.replace(" ", "")
        return True


def declarations(text: str, line: int = 0) -> tuple[Declaration, ...]:
    """Return the declarations of a style attribute or block."""
    found = []
    for piece in _split(_COMMENT.sub(" ", text)):
        name, colon, value = piece.partition(":")
        if colon and name.strip():
            bare = _IMPORTANT.sub("", value).strip().lower()
            found.append(Declaration(name.strip().lower(), bare, bare != value.strip().lower(), line))
    return tuple(found)


def _split(text: str) -> Iterator[str]:
    """Yield what stands between semicolons, those in brackets or quotes not counted."""
    depth, quote, start = 0, "", 0
    for at, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "()":
            depth += 1 if letter == "(" else -1
        elif letter == ";" and depth <= 0:
            yield text[start:at]
            start = at + 1
    yield text[start:]


def rules(page: tree.Document) -> tuple[Rule, ...]:
    """Return the rules of every style element, in order."""
    found: list[Rule] = []
    for sheet in page.find("style"):
        text = "".join(part for part in sheet.content if isinstance(part, str))
        bare = _COMMENT.sub(lambda one: "\n" * one.group().count("\n"), text)
        found += _rules(bare, "", sheet.line)
    return tuple(found)


def _rules(text: str, media: str, line: int) -> Iterator[Rule]:
    start = 0
    while (opening := text.find("{", start)) >= 0:
        head = text[start:opening]
        *statements, selector = head.split(";")
        yield from (Rule(one.strip(), media, (), line) for one in statements if one.strip().startswith("@"))
        closing = _closing(text, opening)
        inside, here = text[opening + 1 : closing], line + text.count("\n", 0, opening)
        named = " ".join(selector.split())
        if named.startswith(("@media", "@supports")):
            yield from _rules(inside, f"{media} {named}".strip().lower(), here)
        else:
            yield Rule(named, media, declarations(inside, here), here)
        start = closing + 1
    rest = (one.strip() for one in text[start:].split(";"))
    yield from (Rule(one, media, (), line) for one in rest if one.startswith("@"))


def _closing(text: str, opening: int) -> int:
    """Return where the block that opens there ends; the end of the text where it is never closed."""
    depth = 0
    for at in range(opening, len(text)):
        depth += (text[at] == "{") - (text[at] == "}")
        if not depth:
            return at
    return len(text)


@dataclass(frozen=True, slots=True)
class Selector:
    """One selector read: its compounds from left to right, as names to answer to, and what stands between them."""

    compounds: tuple[frozenset[str], ...]
    combinators: tuple[str, ...]
    weight: tuple[int, int, int]


@lru_cache(maxsize=1000)
def _selectors(text: str) -> tuple[Selector, ...]:
    """Return the selectors of a list that can be read."""
    return tuple(one for part in text.split(",") if (one := _selector(part.strip())))


def _selector(text: str) -> Selector | None:
    parts = _COMBINATOR.split(text)
    if not all(one and _COMPOUND.fullmatch(one) for one in parts[0::2]):
        return None
    read = [_PIECE.findall(one) for one in parts[0::2]]
    pieces = [piece for one in read for piece in one]
    ids = sum(piece.startswith("#") for piece in pieces)
    classes = sum(piece.startswith((".", ":")) for piece in pieces)
    weight = ids, classes, len(pieces) - ids - classes - pieces.count("*")
    return Selector(tuple(map(_names, read)), tuple(mark or " " for mark in parts[1::2]), weight)


def _names(pieces: Sequence[str]) -> frozenset[str]:
    """Return what an element must answer to (see `tree.Element`): tags in lower case, nothing for "*"."""
    return frozenset(piece if piece[0] in ".#:" else piece.lower() for piece in pieces if piece != "*")


def _stands_in(compounds: Sequence[frozenset[str]], combinators: Sequence[str], element: tree.Element) -> bool:
    """Tell whether an element stands where the compounds to the left say; the nearest ancestor that fits is taken."""
    at = element.parent
    for compound, combinator in zip(reversed(compounds), reversed(combinators), strict=True):
        if combinator == " ":
            while at is not None and not compound <= at.names:
                at = at.parent
        if at is None or not compound <= at.names:
            return False
        at = at.parent
    return True


@dataclass(frozen=True, slots=True)
class Cascade:
    """The rules that hold in a mode, in order: what each selects, and what it declares, shorthands taken apart."""

    rules: tuple[tuple[tuple[Selector, ...], tuple[Declaration, ...]], ...]

    def own(self, element: tree.Element) -> dict[str, str]:
        """Return what is said of an element itself, by property; what it inherits is not among it."""
        ranked: list[tuple[tuple[int, tuple[int, int, int], int], Declaration]] = []
        for order, (selectors, declared) in enumerate(self.rules):
            if close := _specificity(selectors, element):
                ranked += [((2 if one.important else 0, close, order), one) for one in declared]
        inline = _inline(element.get("style"))
        ranked += [((3 if one.important else 1, (0, 0, 0), 0), one) for one in inline]
        ranked.sort(key=lambda pair: pair[0])
        return {one.name: one.value for _, one in ranked}


def cascade(sheet: Sequence[Rule], mode: Mode) -> Cascade:
    """Return what holds of a style sheet in that mode."""
    standing = (rule for rule in sheet if rule.applies(mode))
    return Cascade(tuple((_selectors(rule.selector), tuple(_longhand(rule.declarations))) for rule in standing))


def _specificity(selectors: Sequence[Selector], element: tree.Element) -> tuple[int, int, int] | None:
    """Return how closely a list of selectors names an element (ids, classes, tags), None where it does not."""
    fits = [
        one.weight
        for one in selectors
        if one.compounds[-1] <= element.names and _stands_in(one.compounds[:-1], one.combinators, element)
    ]
    return max(fits, default=None)


@lru_cache(maxsize=300)
def _inline(style: str) -> tuple[Declaration, ...]:
    """Return what a style attribute declares: in a mail the same few stand on most elements."""
    return tuple(_longhand(declarations(style)))


def _longhand(given: Sequence[Declaration]) -> Iterator[Declaration]:
    """Yield the declarations, those of `background` and `font` as what they set of colour, size and weight."""
    for one in given:
        if one.name == "background":
            yield replace(one, name="background-color")
        elif one.name == "font":
            size, weight = _FONT_SIZE.search(one.value), _FONT_WEIGHT.search(one.value)
            yield replace(one, name="font-size", value=size[1] if size else "medium")
            yield replace(one, name="font-weight", value=weight[0] if weight else "normal")
        else:
            yield one
