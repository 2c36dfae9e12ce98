"""MJML in, HTML mail out: the one door to the MJML engine, with its traps guarded.

The engine (mrml) validates nothing, stops at the first character it cannot read without saying where, and a
few thousand nested elements overflow its stack and end the process. So depth is checked before it is asked,
and the place of a mistake is found by reading the source ourselves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import mjml as engine

DEEPEST = 200

TAG = re.compile(r"<!--.*?(?:-->|\Z)|<(/?)([a-zA-Z][\w:-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)(/?)>|<", re.DOTALL)
BROKEN_ATTRIBUTES = re.compile(r"=\s*[^\s\"'>]")
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
ILLEGIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# The end of what only Outlook reads, and the beginning of the next: as in MJML's own mergeOutlookConditionals.
MERGEABLE = "<![endif]--><!--[if mso | IE]>"
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
LABEL = re.compile(r'aria-label="(?:[^"\\]|\\.)*"(?= aria-roledescription="email")')
VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Where MJML is broken: the position in its source, line and column of it from 1, and what is wrong there."""

    position: int
    line: int
    column: int
    what: str


class Uncompilable(ValueError):
    """MJML that the engine cannot make a mail of; `fault` says where and why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"line {fault.line}, column {fault.column}: {fault.what}")
        self.fault = fault


def compile_mail(source: str, apart: Sequence[str] = ()) -> str:
    """Return the HTML mail of an MJML document. Raises `Uncompilable`; no font host is ever asked.

    `apart` are pieces of the source that stand beside one another, so that only one of them adds to its depth.
    """
    if _deepest(source, apart) > DEEPEST and (fault := too_deep(source)):
        raise Uncompilable(fault)
    try:
        html: str = engine.mjml2html(source, fonts={})
    except (ValueError, OSError) as error:
        raise Uncompilable(find_fault(source) or Fault(0, 1, 1, str(error))) from error
    return _labelled(html.replace(MERGEABLE, ""))


def _labelled(html: str) -> str:
    """Return a mail whose label for screen readers is its title: the engine writes it as Rust quotes a string."""
    title = TITLE.search(html)
    named = title[1].replace('"', "&quot;") if title else ""
    return LABEL.sub(lambda found: f'aria-label="{named}"' if named else found[0], html, count=1)


def _deepest(source: str, apart: Sequence[str]) -> int:
    """Return a depth that elements cannot exceed, as nothing is deeper than it has tags that open."""
    opening = [piece.count("<") - piece.count("</") for piece in apart]
    return source.count("<") - source.count("</") - sum(opening) + max(opening, default=0)


def too_deep(source: str) -> Fault | None:
    """Return where elements are nested deeper than the engine can bear, None where they never are."""
    depth = 0
    for tag in TAG.finditer(source):
        closing, name, _, empty = tag.groups()
        if not name or empty or name.lower() in VOID:
            continue
        depth += -1 if closing else 1
        if depth > DEEPEST:
            return _at(source, tag.start(), f"more than {DEEPEST} elements inside one another")
    return None


def find_fault(source: str) -> Fault | None:
    """Return the first thing the engine cannot read, None where nothing is found."""
    if found := ILLEGIBLE.search(source):
        return _at(source, found.start(), "a control character")
    still_open: list[tuple[str, int]] = []
    for tag in TAG.finditer(source):
        if mistake := _spelling(tag) or _nesting(tag, still_open):
            what, position = mistake
            return _at(source, position, what)
    if still_open:
        name, position = still_open[-1]
        return _at(source, position, f"<{name}> is never closed")
    return None


def _spelling(tag: re.Match[str]) -> tuple[str, int] | None:
    """Return what is wrong with the writing of one tag and where, None where it can be read."""
    _, name, attributes, _ = tag.groups()
    if tag.group() == "<":
        return "a bare <: write &lt;", tag.start()
    if not name:
        whole = tag.group().count("--") == 2
        return None if whole else ("a comment that is not closed, or with -- inside", tag.start())
    if BROKEN_ATTRIBUTES.search(QUOTED.sub('""', attributes)):
        return f"an attribute of <{name}> without quotes", tag.start()
    return None


def _nesting(tag: re.Match[str], still_open: list[tuple[str, int]]) -> tuple[str, int] | None:
    """Return which element is not closed in its order and where, None so far; keep account of what is open."""
    closing, name, _, empty = tag.groups()
    if not name or empty or name.lower() in VOID:
        return None
    if not closing:
        still_open.append((name, tag.start()))
        return None
    if still_open and still_open[-1][0] == name:
        still_open.pop()
        return None
    if any(opened == name for opened, _ in still_open):
        return f"<{still_open[-1][0]}> is never closed", still_open[-1][1]
    return f"</{name}> closes nothing", tag.start()


def _at(source: str, position: int, what: str) -> Fault:
    """Return a fault at a position of the source."""
    before = source[:position]
    return Fault(position, before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1, what)
